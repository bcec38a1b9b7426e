import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from parks import renditions
from parks.models import Photo
from tests import cast

DIGEST = "0123456789abcdef"


def test_a_cover_may_be_kept_for_a_day_and_asked_for_again_cheaply(client, db):
    response = client.get("/covers/cbtc.svg")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=86400"
    again = client.get("/covers/cbtc.svg", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_cover_of_a_park_that_is_not_public_is_that_of_any_name(client, park_a):
    kind = cast.make_space_type("nursery", ladder_step=1)
    park_a.spaces.create(kind=kind)
    public = client.get("/covers/cbtc.svg").content
    park_a.state_en = park_a.state_zh_hans = "draft"
    park_a.save()
    hidden = client.get("/covers/cbtc.svg").content
    park_a.delete()
    assert client.get("/covers/cbtc.svg").content == hidden != public


@pytest.fixture
def photo(park_a, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    buffer = io.BytesIO()
    Image.new("RGB", (700, 350), "teal").save(buffer, "PNG")
    image = ContentFile(buffer.getvalue(), name="p.png")
    return Photo.objects.create(park=park_a, sha256=DIGEST * 4, alt_en="Teal", image=image)


def test_a_photo_of_a_public_park_is_served_and_shown(client, photo):
    response = client.get(f"/photos/{photo.pk}/")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert client.get(f"/photos/{photo.pk}/", headers={"If-None-Match": response["ETag"]}).status_code == 304
    html = client.get("/en/parks/cbtc/").content.decode()
    assert f'src="/photos/{photo.pk}/"' in html and 'alt="Teal"' in html
    assert "/covers/cbtc.svg" not in html


@pytest.mark.parametrize(
    ("extension", "kind", "start"), [("webp", "image/webp", b"RIFF"), ("jpg", "image/jpeg", b"\xff\xd8")]
)
def test_a_size_is_served_for_ever_under_its_content(client, photo, extension, kind, start):
    renditions.make(photo.pk)
    address = f"/photos/{photo.pk}/{DIGEST}/480.{extension}"
    response = client.get(address)
    assert response.status_code == 200
    body = b"".join(response.streaming_content)
    assert body.startswith(start)
    assert response["Content-Type"] == kind
    assert response["Content-Length"] == str(len(body))
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.head(address).status_code == 200


def test_a_photo_of_an_unpublished_park_is_not_served(client, photo, park_a):
    renditions.make(photo.pk)
    park_a.state_en = park_a.state_zh_hans = "draft"
    park_a.save()
    assert client.get(f"/photos/{photo.pk}/").status_code == 404
    assert client.get(f"/photos/{photo.pk}/{DIGEST}/480.webp").status_code == 404


@pytest.mark.parametrize(
    "tail",
    [
        "480.avif",
        "481.webp",
        "99999.webp",
        "480.svg",
        "480.webp%00",
        "-480.webp",
        "../480.webp",
        "480.WEBP",
        "4" * 40 + ".webp",
    ],
)
def test_nothing_else_has_an_address(client, photo, tail):
    renditions.make(photo.pk)
    assert client.get(f"/photos/{photo.pk}/{DIGEST}/{tail}").status_code == 404
    assert client.get(f"/photos/{'9' * 18}/{DIGEST}/480.webp").status_code == 404
    assert client.get(f"/photos/{'9' * 40}/").status_code == 404
    assert client.get(f"/photos/{photo.pk}/fedcba9876543210/480.webp").status_code == 404


def test_a_lost_file_is_not_found(client, photo):
    renditions.make(photo.pk)
    for file in (photo.image, photo.renditions.get(format="webp", width=480).file):
        file.storage.delete(file.name)
    assert client.get(f"/photos/{photo.pk}/").status_code == 404
    assert client.get(f"/photos/{photo.pk}/{DIGEST}/480.webp").status_code == 404
