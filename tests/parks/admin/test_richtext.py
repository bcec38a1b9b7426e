"""Texts with a form: typed in a box, seen in a preview, sanitised at save, shown from the column."""

import pytest

from common import richtext
from parks.enums import SeatRole
from parks.models import Article, Park, SearchEntry
from tests import cast
from tests.parks.admin.pages import change, errors
from tests.parks.telling import make_article, make_story

pytestmark = pytest.mark.django_db
TEXT = "## Why\n\n- **light**\n- [more](https://x.org)\n\n<script>alert(1)</script>"
SHOWN = "<h3>Why</h3>\n<ul>\n<li><strong>light</strong></li>"
DOOR = "/en/admin/parks/park/rich-text/"


@pytest.fixture
def editor(client, park_a):
    person = cast.make_lin(park_a.operator, SeatRole.EDITOR)
    client.force_login(person)
    return person


@pytest.mark.parametrize("kind", ["article", "park", "story"])
def test_what_is_saved_is_shown_in_its_form_once_and_harmless(client, editor, park_a, kind):
    record, field, address = {
        "article": lambda: (make_article("a", (park_a,), operator=park_a.operator), "body_en", "/en/news/a/"),
        "park": lambda: (park_a, "description_en", f"/en/parks/{park_a.slug}/"),
        "story": lambda: (make_story(park_a), "body_en", "/en/stories/anna/"),
    }[kind]()
    response = change(client, record, **{field: TEXT})
    assert response.status_code == 302, errors(response)
    client.logout()
    page = client.get(address).content.decode()
    assert page.count(SHOWN) == page.count("&lt;script&gt;alert(1)") == 1
    assert "<script>alert" not in page and "**light**" not in page
    assert '<a href="https://x.org" rel="noopener nofollow">more</a>' in page


def test_the_source_stays_what_was_typed(client, editor, park_a):
    article = make_article("a", (park_a,), operator=park_a.operator)
    change(client, article, body_en=TEXT)
    assert Article.objects.get().body_en == TEXT


def test_search_feed_and_interface_get_words(client, park_a):
    make_article("a", (park_a,), operator=park_a.operator, body_en=TEXT)
    words = "Why\n\nlight\nmore\n\n<script>alert(1)</script>"
    assert client.get("/api/v1/articles/a/", headers={"accept-language": "en"}).json()["body"] == words
    assert "**" not in client.get("/en/news/feed/").content.decode()
    assert "**" not in SearchEntry.objects.get(slug="a").text_en


def test_a_row_written_past_save_is_shown_as_plain_paragraphs(client, park_a):
    park_a.description_en = "**old**"
    park_a.save()
    Park.objects.filter(pk=park_a.pk).update(description_en="**new**")
    from parks.versions import touch_all

    touch_all()
    page = client.get(f"/en/parks/{park_a.slug}/").content.decode()
    assert "<p>**new**</p>" in page and "<strong>old</strong>" not in page


def test_saving_some_columns_brings_their_form_along(park_a):
    park_a.description_en = "**x**"
    park_a.save(update_fields=["description_en"])
    stored = Park.objects.get(pk=park_a.pk)
    assert richtext.kept(stored.description_html_en, stored.description_en) == "<p><strong>x</strong></p>"


def test_the_preview_is_what_readers_will_see_and_stores_nothing(client, editor):
    answer = client.post(DOOR, {"text": TEXT}).content.decode()
    assert answer == richtext.to_html(TEXT)
    assert client.get(DOOR).status_code == 405


def test_the_preview_is_for_those_who_write(client, lin):
    client.force_login(lin)
    assert client.post(DOOR, {"text": TEXT}).status_code == 403


def test_the_box_says_what_it_takes(client, editor, park_a):
    page = client.get(f"/en/admin/parks/park/{park_a.pk}/change/").content.decode()
    assert page.count('data-rich="/en/admin/parks/park/rich-text/"') == 2
    assert page.count("An empty line begins a paragraph.") == 2
