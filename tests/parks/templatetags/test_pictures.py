import io
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import override
from PIL import Image

from parks import renditions
from parks.models import Park, Photo
from parks.rendering import for_cards
from parks.templatetags.parks import park_card
from parks.templatetags.pictures import photo_picture
from tests import cast

DIGEST = "0123456789abcdef"


@pytest.fixture
def photo(park_a, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((2000, 1000)).save(buffer, "JPEG")
    texts = {"alt_en": 'A "red" gate', "alt_zh_hans": "红门"}
    return Photo.objects.create(
        park=park_a, sha256=DIGEST * 4, image=ContentFile(buffer.getvalue(), name="p.jpg"), **texts
    )


def made(photo):
    renditions.make(photo.pk)
    return Photo.objects.select_related("park").prefetch_related("renditions").get(pk=photo.pk)


def test_the_stored_picture_is_shown_until_there_are_sizes(photo):
    with override("en"):
        assert photo_picture(photo, css="card__cover") == (
            f'<img class="card__cover" src="/photos/{photo.pk}/" width="2000" height="1000" '
            'alt="A &quot;red&quot; gate" loading="lazy" decoding="async">'
        )


def test_sizes_formats_and_placeholder(photo, django_assert_num_queries):
    photo = made(photo)
    with override("en"), django_assert_num_queries(0):
        html = photo_picture(photo, sizes="50vw")
    base = f"/photos/{photo.pk}/{DIGEST}"
    webp = f'srcset="{base}/480.webp 480w, {base}/960.webp 960w, {base}/1600.webp 1600w" sizes="50vw"'
    jpeg = f'srcset="{base}/480.jpg 480w, {base}/960.jpg 960w, {base}/1600.jpg 1600w" sizes="50vw"'
    assert f'<source type="image/webp" {webp}><img src="{base}/960.jpg" {jpeg} width="1600" height="800" ' in html
    assert 'alt="A &quot;red&quot; gate" loading="lazy" decoding="async"></picture></span>' in html
    assert f'<span class="picture"><img class="picture__blur" src="{photo.placeholder}" alt=""' in html
    assert "style" not in html


def test_the_text_is_in_the_readers_language_or_says_that_it_is_not(photo):
    with override("zh-hans"):
        assert 'alt="红门"' in photo_picture(photo)
    photo.alt_zh_hans = ""
    with override("zh-hans"):
        assert '<img lang="en" src=' in photo_picture(photo)
    with override("en"):
        assert 'alt=""' in photo_picture(photo, alt="") and "lang=" not in photo_picture(photo, alt="")


def test_a_picture_that_is_seen_at_once_is_not_lazy(photo):
    html = photo_picture(made(photo), eager=True)
    assert 'fetchpriority="high"' in html and "lazy" not in html


def test_every_address_answers(photo, client):
    html = photo_picture(made(photo))
    addresses = set(re.findall(r"/photos/[\w/.]+", html))
    assert len(addresses) == 6
    for address in addresses:
        assert client.get(address).status_code == 200


def test_a_card_shows_the_sizes_without_a_query_for_each_park(photo, park_a, django_assert_num_queries):
    made(photo)
    for number in range(2):
        other = cast.make_park(park_a.operator, f"p{number}")
        renditions.make(Photo.objects.create(park=other, sha256=DIGEST * 4, alt_en="B", image=photo.image.name).pk)
    parks = list(for_cards(Park.objects.public()))
    with django_assert_num_queries(0), override("en"):
        cards = [render_to_string("parks/_card.html", {**park_card(park)}) for park in parks]
    for park, html in zip(parks, cards, strict=True):
        assert f"/photos/{park.photos.all()[0].pk}/{DIGEST}/480.webp 480w" in html
        assert 'class="card__cover"' in html and 'alt=""' in html


@pytest.mark.parametrize(
    ("focus", "classes"),
    [((0.5, 0.5), "card__cover"), ((0, 1), "card__cover fx-0 fy-20"), ((0.5, 0.26), "card__cover fy-5")],
)
def test_the_focus_is_kept_in_sight_by_classes(photo, focus, classes):
    photo.focus_x, photo.focus_y = focus
    assert f'<img class="{classes}" ' in photo_picture(photo, css="card__cover")


def test_every_step_of_the_focus_has_its_rule():
    rules = Path("static/css/pages.css").read_text(encoding="utf-8")
    for axis in ("x", "y"):
        found = re.findall(rf"\.f{axis}-(\d+) \{{\s*--f{axis}: (\d+)%;", rules)
        assert [(int(step), int(share)) for step, share in found] == [(n, 5 * n) for n in range(21) if n != 10]


@pytest.mark.parametrize("focus", [(-0.1, 0.5), (0.5, 1.001)])
def test_the_database_refuses_a_focus_outside_the_picture(photo, focus):
    photo.focus_x, photo.focus_y = focus
    with pytest.raises(IntegrityError), transaction.atomic():
        photo.save()
