"""Each screen says what it is for, in both languages; the handbook is complete and its links lead somewhere."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import override

from common.enums import Language
from portal import handbook, screens
from tests.architecture.walk_table_admin import ADMIN

pytestmark = pytest.mark.django_db
# What answers with something else than a page: files, scripts, data, the frame of a mail, lists of one package.
NO_PAGES = {
    "app_list",
    "autocomplete",
    "inquiries_case_attachment",
    "inquiries_incomingemail_raw",
    "inquiries_routing_attachment",
    "inquiries_servicerequest_attachment",
    "jsi18n",
    "report_export",
    "parks_importbatch_refused",
    "parks_importbatch_template",
    "parks_job_file",
    "parks_job_state",
    "login",
    "notifications_outgoingemail_preview_html",
    "parks_park_photo",
    "password_change_done",
}


def own_pages():
    """Pages beside Django's own of each model: whatever the walk opens for anybody."""
    lines = (line.split() for line in ADMIN.strip().splitlines() if line.startswith("admin:"))
    opened = {name.removeprefix("admin:") for name, *answers in lines if "200" in answers}
    standard = ("_changelist", "_add", "_change", "_delete", "_history")
    return {name for name in opened if not name.endswith(standard) or name.endswith("password_change")}


def test_every_model_has_its_sentences():
    assert set(screens.MODELS) == {model._meta.label_lower for model in admin.site._registry}


def test_every_page_of_our_own_has_its_sentence():
    assert set(screens.PAGES) == own_pages() - NO_PAGES


@pytest.mark.parametrize("language", Language.values)
def test_the_sentence_stands_below_the_title_with_its_chapter(client, wei, park_a, language):
    client.force_login(wei)
    pages = {"parks_park_changelist": [], "parks_park_change": [park_a.pk], "parks_park_quality": []}
    for name, arguments in pages.items():
        with override(language):
            address = reverse(f"admin:{name}", args=arguments)
            told = screens.shown(client.get(address).resolver_match)
            sentence, chapter = str(told.sentence), told.handbook
        page = client.get(address).content.decode()
        assert page.count(f'<p class="screen-help">{sentence} <a href="{chapter}">') == 1
        assert client.get(chapter).status_code == 200


def test_the_sign_in_page_has_none(client):
    assert "screen-help" not in client.get("/en/admin/login/").content.decode()


def test_every_screen_names_a_chapter_that_exists():
    named = {screen.chapter for screen in screens.MODELS.values()} | {name for _words, name in screens.PAGES.values()}
    assert named - {""} <= set(handbook.CHAPTERS)


def test_both_languages_have_the_same_chapters():
    for language in Language.values:
        files = {path.stem for path in (handbook.FOLDER / language).glob("*.md")}
        assert files == set(handbook.CHAPTERS)
    for name in handbook.CHAPTERS:
        zh, en = (handbook.chapter(name, language) for language in ("zh-hans", "en"))
        assert zh.title and en.title and zh.title != en.title
        assert zh.body.count("<h2") == en.body.count("<h2") and zh.body.count("<table") == en.body.count("<table")
        assert not re.search("[\u4e00-\u9fff]", en.body)


@pytest.mark.parametrize(("language", "title"), [("en", "Answering an inquiry"), ("zh-hans", "答复咨询")])
def test_a_chapter_is_shown_in_the_readers_language(client, lin, language, title):
    client.force_login(lin)
    page = client.get(f"/{language}/admin/handbook/inquiries/").content.decode()
    assert f"<h1>{title}</h1>" in page and page.count('aria-current="page"') >= 2
    assert page.count("/admin/handbook/") >= len(handbook.CHAPTERS)


@pytest.mark.parametrize("name", ["nothing", "..", "START"])
def test_no_other_file_is_shown(client, lin, name):
    client.force_login(lin)
    assert client.get(f"/en/admin/handbook/{name}/").status_code == 404
