import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEntry
from common.enums import PublicationState
from parks.models import Metric, Park, Photo, Source
from parks.search import search
from tests import cast
from tests.parks.admin.pages import change, errors


@pytest.fixture
def park(park_a):
    park_a.description_zh_hans, park_a.description_en = "介绍", "Description"
    park_a.save()
    return park_a


def test_each_language_is_published_and_withdrawn_on_its_own(edith, client, park):
    Park.objects.update(state_zh_hans="draft", state_en="draft")
    assert change(client, park, _publish="zh-hans").status_code == 302
    park.refresh_from_db()
    assert (park.state_zh_hans, park.state_en) == ("published", "draft")
    assert AuditEntry.objects.filter(action="published", actor=edith).count() == 1
    change(client, park, _withdraw="zh-hans")
    park.refresh_from_db()
    assert park.state_zh_hans == PublicationState.ARCHIVED


def test_what_blocks_is_listed_and_publishing_is_refused(edith, client, park):
    Park.objects.update(state_en="draft", description_en="")
    body = client.get(f"/en/admin/parks/park/{park.pk}/change/").content.decode()
    assert "“description” is empty in English." in body
    change(client, park, _publish="en")
    park.refresh_from_db()
    assert park.state_en == "draft"


def test_publishing_takes_the_new_words_into_search(edith, client, park):
    Park.objects.update(state_en="draft", name_en="Quantum Meadow")
    change(client, park, _publish="en")
    assert search(Park.objects.all(), "quantum").get() == park


def test_rewriting_one_language_marks_the_other_as_stale(edith, client, park):
    change(client, park, summary_zh_hans="新的简介")
    park.refresh_from_db()
    assert (park.state_zh_hans, park.state_en) == ("published", "stale")
    change(client, park, _confirm="en")
    park.refresh_from_db()
    assert park.state_en == "published"


def test_rewriting_both_languages_leaves_both_published(edith, client, park):
    change(client, park, summary_zh_hans="新的简介", summary_en="A new summary")
    park.refresh_from_db()
    assert (park.state_zh_hans, park.state_en) == ("published", "published")


def test_saving_reindexes_search(edith, client, park):
    change(client, park, aliases="Unobtainium Valley")
    assert search(Park.objects.all(), "unobtainium").exists()


def test_one_language_is_enough_and_none_is_refused(edith, client, park):
    Park.objects.update(state_zh_hans="draft")
    assert change(client, park, name_zh_hans="").status_code == 302
    page = change(client, park, name_zh_hans="", name_en="")
    assert "name_zh_hans" in errors(page)
    park.refresh_from_db()
    assert park.name_en == "cbtc park"


def test_what_publishing_asked_for_is_not_emptied_while_it_is_public(edith, client, park):
    page = change(client, park, description_en="", summary_en=" ", contact_hours_en="9 to 5")
    assert set(errors(page)) == {"description_en", "summary_en"}
    assert "Withdraw it first" in errors(page)["description_en"][0]
    change(client, park, _withdraw="en")
    assert change(client, park, description_en="").status_code == 302


def test_the_former_addresses_of_the_buttons_do_nothing(edith, client, park):
    for verb in ("publish", "withdraw", "plan", "unplan"):
        for ask in (client.get, client.post):
            assert ask(f"/en/admin/parks/park/{park.pk}/{verb}/en/", follow=True).status_code == 404
    park.refresh_from_db()
    assert park.state_en == "published"


def test_a_figure_says_something_or_is_refused_beside_its_field(edith, client, park):
    metric = Metric.objects.create(code="staff", name_en="Staff", unit="people")
    source = Source.objects.create(code="s", title_en="S")
    row = {
        "facts-TOTAL_FORMS": 1,
        "facts-0-metric": metric.pk,
        "facts-0-source": source.pk,
        "facts-0-order": 0,
        "facts-0-as_of_precision": "year",
    }
    assert "facts-0-value" in errors(change(client, park, **row))
    assert change(client, park, **row, **{"facts-0-qualifier": "dozens"}).status_code == 302
    assert park.facts.get().qualifier == "dozens"


def test_a_circle_of_parents_is_refused(edith, client, park, operator_a):
    child = cast.make_park(operator_a, "child", parent=park)
    assert "parent" in errors(change(client, park, parent=child.pk))
    assert "host" in errors(change(client, park, host=park.pk))


def picture(kind="PNG", size=(60, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def upload(client, park, name, content):
    row = {"photos-TOTAL_FORMS": 1, "photos-0-order": 0, "photos-0-alt_en": "The hall"}
    return change(client, park, **row, **{"photos-0-image": SimpleUploadedFile(name, content)})


def test_a_photo_is_written_anew_with_its_size_and_checksum(edith, client, park, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert upload(client, park, "hall.png", picture()).status_code == 302
    photo = Photo.objects.get()
    assert (photo.width, photo.height, len(photo.sha256)) == (60, 40, 64)
    assert photo.image.name.endswith(".jpg")
    shown = client.get(reverse("admin:parks_park_photo", args=[park.pk, photo.pk]))
    assert shown.status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [("hall.png", b"<svg onload=alert(1)>"), ("hall.svg", b"<svg/>"), ("hall.png", b""), ("hall.gif", picture("GIF"))],
)
def test_what_is_no_picture_is_refused_beside_its_field(edith, client, park, settings, tmp_path, name, content):
    settings.MEDIA_ROOT = tmp_path
    page = upload(client, park, name, content)
    assert errors(page)["photos-0-image"]
    assert "The hall" in page.content.decode()
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [({}, (0.5, 0.5)), ({"focus_x": "0.2", "focus_y": "1"}, (0.2, 1)), ({"focus_x": "", "focus_y": ""}, (0.5, 0.5))],
)
def test_the_focus_of_a_photo_is_typed_or_is_the_middle(edith, client, park, settings, tmp_path, typed, stored):
    settings.MEDIA_ROOT = tmp_path
    upload(client, park, "hall.png", picture())
    photo = Photo.objects.get()
    changed = {f"photos-0-{name}": value for name, value in typed.items()}
    response = change(client, park, **changed)
    assert response.status_code == 302, errors(response)
    photo.refresh_from_db()
    assert (float(photo.focus_x), float(photo.focus_y)) == stored


@pytest.mark.parametrize("wrong", ["2", "-1", "x", "NaN"])
def test_a_focus_outside_the_picture_is_refused_beside_the_field(edith, client, park, settings, tmp_path, wrong):
    settings.MEDIA_ROOT = tmp_path
    upload(client, park, "hall.png", picture())
    assert errors(change(client, park, **{"photos-0-focus_x": wrong}))["photos-0-focus_x"]
