import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from parks.models import Photo


def test_a_cover_may_be_kept_for_long(client):
    response = client.get("/covers/cbtc.svg")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert "max-age=604800" in response["Cache-Control"]


def test_covers_need_no_database(client):
    # The test has no `db` fixture: any query would fail it.
    assert client.get("/covers/no-such-park.svg").status_code == 200


@pytest.fixture
def photo(park_a, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    buffer = io.BytesIO()
    Image.new("RGB", (4, 3), "teal").save(buffer, "PNG")
    image = ContentFile(buffer.getvalue(), name="p.png")
    return Photo.objects.create(park=park_a, sha256="0" * 64, alt_en="Teal", image=image)


def test_a_photo_of_a_public_park_is_served_and_shown(client, photo):
    response = client.get(f"/photos/{photo.pk}/")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    html = client.get("/en/parks/cbtc/").content.decode()
    assert f'src="/photos/{photo.pk}/"' in html and 'alt="Teal"' in html
    assert "/covers/cbtc.svg" not in html


def test_a_photo_of_an_unpublished_park_is_not(client, photo, park_a):
    park_a.state_en = park_a.state_zh_hans = "draft"
    park_a.save()
    assert client.get(f"/photos/{photo.pk}/").status_code == 404
