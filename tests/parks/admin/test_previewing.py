"""“Preview” in the form: the public page with what was typed, in either language; nothing of it is written anywhere."""

import io

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import to_locale
from PIL import Image

from common import contentversion
from parks.enums import SeatRole
from parks.models import Article, Metric, Park, Partnership, Photo, Policy, Source, Space
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.admin.pages import change, errors, filled
from tests.parks.telling import make_article, make_event, make_story

DRAFT = {"state_zh_hans": "draft", "state_en": "draft"}


@pytest.fixture
def park(operator_a):
    return cast.make_park(operator_a, "draft", description_en="English words", description_zh_hans="中文介绍", **DRAFT)


def preview(client, row, language="en", **typed):
    return change(client, row, _preview=language, **typed)


def shown(page):
    """The words of the public page; a form that came back with errors is none."""
    text = page.content.decode()
    assert page.status_code == 200 and '<aside class="preview"' in text
    return text


def everything():
    """Every row of the database, but for those that say when somebody was last here."""
    beside = {"Session", "StaffSession"}
    models = [model for model in apps.get_models() if model.__name__ not in beside]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize(("language", "words"), [("en", "Typed just now"), ("zh-hans", "刚刚输入的介绍")])
def test_the_page_as_it_would_be_after_saving(edith, client, park, language, words):
    typed = {"description_en": "Typed **just now**", "description_zh_hans": "刚刚输入的介绍"}
    page = preview(client, park, language, **typed)
    text = page.content.decode()
    assert page.status_code == 200 and f'<html lang="{to_locale(language).replace("_", "-")}">' in text
    assert words in text.replace("<strong>", "").replace("</strong>", "")
    assert '<aside class="preview"' in text and '<meta name="robots" content="noindex, nofollow">' in text
    assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"] == "noindex, nofollow"


def test_it_says_that_nothing_is_saved(edith, client, park):
    text = preview(client, park, description_en="Typed").content.decode()
    assert "This is how the page would be after saving; nothing is saved." in text and "Back to editing" not in text


def test_nothing_is_written(edith, client, park, django_capture_on_commit_callbacks):
    source, metric = Source.objects.create(code="s", title_en="A"), Metric.objects.create(code="staff", name_en="Staff")
    change(client, park, summary_zh_hans="新的简介")
    row = {"facts-0-metric": metric.pk, "facts-0-value": "731", "facts-0-source": source.pk, "facts-0-order": "1"}
    row |= {
        "facts-0-as_of": "2026-01-05",
        "facts-0-as_of_precision": "day",
        "facts-0-headline": "on",
        "facts-TOTAL_FORMS": "1",
    }
    before, version = everything(), contentversion.current()
    with django_capture_on_commit_callbacks() as callbacks:
        text = preview(client, park, description_en="Typed", summary_zh_hans="再改一次", **row).content.decode()
    assert '<aside class="preview"' in text and "731" in text and "Typed" in text
    assert everything() == before
    assert callbacks == [] and contentversion.current() == version
    assert not list(client.get(f"/en/admin/parks/park/{park.pk}/change/").context["messages"])


def picture():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return out.getvalue()


def make(kind, park):
    own = {"operator": park.operator, "slug": "x", "title_en": "Draft title", "title_zh_hans": "草稿标题"}
    makers = {
        "policy": lambda: Policy.objects.create(kind="rent", country="BE", **own),
        "opportunity": lambda: apps.get_model("parks.opportunity").objects.create(park=park, **own),
        "article": lambda: make_article(**own, **DRAFT),
        "event": lambda: make_event(**own, **DRAFT),
        "story": lambda: make_story(park, "x", title_en="Draft title", title_zh_hans="草稿标题", **DRAFT),
    }
    return makers[kind]()


@pytest.mark.parametrize("kind", ["policy", "opportunity", "article", "event", "story"])
def test_every_kind_that_has_a_page(edith, client, park, kind):
    row = make(kind, park)
    assert "Typed title" in shown(preview(client, row, title_en="Typed title"))
    row.refresh_from_db()
    assert row.title_en == "Draft title"


def test_a_partnership_for_the_platform(client, wei, park):
    client.force_login(wei)
    tie = Partnership.objects.create(slug="x", kind="strategic", title_en="Draft title", title_zh_hans="草稿标题")
    tie.parties.create(park=park)
    assert "Typed title" in shown(preview(client, tie, title_en="Typed title"))
    assert Partnership.objects.get().title_en == "Draft title"


def test_a_record_that_is_not_stored_yet(edith, client, operator_a):
    form = client.get("/en/admin/parks/article/add/")
    assert 'name="_preview" value="zh-hans" formtarget="_blank"' in form.content.decode()
    typed = {"title_en": "Typed title", "slug": "new", "kind": "news", "operator": operator_a.pk, "_preview": "en"}
    page = client.post("/en/admin/parks/article/add/", {**filled(form), **typed})
    assert "Typed title" in shown(page) and not Article.objects.exists()


def test_what_cannot_be_saved_comes_back_with_its_errors(edith, client, park):
    page = preview(client, park, country="", aliases="Typed just now")
    assert page.status_code == 200 and errors(page) == {"country": ["This field is required."]}
    assert 'value="Typed just now"' in page.content.decode()


def test_a_page_older_than_its_record_shows_what_somebody_else_changed(edith, client, park):
    page = filled(client.get(f"/en/admin/parks/park/{park.pk}/change/"))
    Park.objects.update(aliases="Somebody else's")
    answer = client.post(f"/en/admin/parks/park/{park.pk}/change/", {**page, "aliases": "Mine", "_preview": "en"})
    assert "Changed by somebody else while you were writing" in answer.content.decode()


def test_new_pictures_are_left_out_and_leave_no_file(edith, client, park, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = {"photos-TOTAL_FORMS": "1", "photos-0-image": SimpleUploadedFile("x.png", picture()), "photos-0-order": "1"}
    page = preview(client, park, description_en="Typed", **photo)
    assert "Typed" in page.content.decode() and '<aside class="preview"' in page.content.decode()
    assert not Photo.objects.exists() and not list(tmp_path.rglob("*.*"))


def test_it_is_for_those_who_may_save(edith, client, park, lin, bao, operator_b):
    page = filled(client.get(f"/en/admin/parks/park/{park.pk}/change/"))
    cast.make_seat(bao, operator_b, SeatRole.MANAGER)
    for person, status in ((lin, 403), (bao, 404)):
        client.force_login(person)
        answer = client.post(f"/en/admin/parks/park/{park.pk}/change/", {**page, "_preview": "en"})
        assert answer.status_code == status
    client.force_login(lin)
    text = client.get(f"/en/admin/parks/park/{park.pk}/change/").content.decode()
    assert f'href="/en/preview/parks.park/{park.pk}/"' in text and 'name="_preview"' not in text


@pytest.mark.parametrize("language", ["fr", ""])
def test_a_language_that_is_none_only_saves(edith, client, park, language):
    assert preview(client, park, language, aliases="Typed").status_code == 302
    park.refresh_from_db()
    assert park.aliases == "Typed"


def test_a_space_with_what_was_typed(edith, client, park, django_capture_on_commit_callbacks):
    space = make_space(park, "Stored hall", name_zh_hans="已存大厅")
    change(client, space, note_zh_hans="说明")
    before, version = everything(), contentversion.current()
    for language, words in (("en", "Typed hall"), ("zh-hans", "刚写的大厅")):
        with django_capture_on_commit_callbacks() as callbacks:
            page = preview(client, space, language, name_en="Typed hall", name_zh_hans="刚写的大厅", area_min="731")
        text = shown(page)
        assert f"<h1>{words}</h1>" in text and "731" in text
        assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"] == "noindex, nofollow"
        assert callbacks == []
    assert everything() == before and contentversion.current() == version


def test_a_space_that_is_not_stored_yet(edith, client, park):
    form = client.get("/en/admin/parks/space/add/")
    assert 'name="_preview" value="zh-hans" formtarget="_blank"' in form.content.decode()
    typed = {"park": park.pk, "kind": cast.make_space_type().pk, "name_en": "Typed hall", "_preview": "en"}
    page = client.post("/en/admin/parks/space/add/", {**filled(form), **typed})
    assert "<h1>Typed hall</h1>" in shown(page) and not Space.objects.exists()


def test_a_space_that_cannot_be_saved_comes_back_with_its_errors(edith, client, park):
    page = preview(client, make_space(park), area_min="300", area_max="200")
    assert page.status_code == 200 and list(errors(page)) == ["area_max"]
    assert '<aside class="preview"' not in page.content.decode()


def test_a_space_is_for_those_who_may_save_it(edith, client, park, lin, bao, operator_b):
    space = make_space(park)
    address = f"/en/admin/parks/space/{space.pk}/change/"
    page = filled(client.get(address))
    cast.make_seat(bao, operator_b, SeatRole.MANAGER)
    for person, status in ((lin, 403), (bao, 404)):
        client.force_login(person)
        assert client.post(address, {**page, "_preview": "en"}).status_code == status
    client.force_login(lin)
    text = client.get(address).content.decode()
    for language in ("en", "zh-hans"):
        assert f'href="/{language}/preview/parks.space/{space.pk}/" target="_blank"' in text
    assert 'name="_preview"' not in text
