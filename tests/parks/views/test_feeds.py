import xml.etree.ElementTree as ET

import pytest

from tests.parks.telling import make_article, make_event, make_open_event

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content).findall(f"{ATOM}entry")


def text(entry, name):
    found = entry.find(f"{ATOM}{name}")
    return None if found is None else found.text


@pytest.mark.parametrize(("language", "title"), [("en", "a title"), ("zh-hans", "a标题")])
def test_news_in_each_language_with_absolute_links_and_lasting_ids(client, language, title):
    article = make_article("a", body_en="Words.", body_zh_hans="正文。")
    make_article("draft", state_zh_hans="draft", state_en="draft")
    [entry] = entries(client.get(f"/{language}/news/feed/"))
    assert text(entry, "title") == title
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/{language}/news/a/"
    assert text(entry, "id") == f"tag:testserver,2026:article:{article.pk}:{language}"
    assert text(entry, "updated") == article.updated_at.isoformat()
    assert text(entry, "published") == "2025-08-19T00:00:00+00:00"


def test_an_address_that_changes_keeps_its_id(client):
    article = make_article("a")
    before = text(entries(client.get("/en/news/feed/"))[0], "id")
    article.slug = "b"
    article.save()
    assert text(entries(client.get("/en/news/feed/"))[0], "id") == before


def test_what_has_no_day_has_no_day_of_publication(client):
    make_article("a", published="2025-08")
    assert text(entries(client.get("/en/news/feed/"))[0], "published") is None


def test_events_begin_with_what_lies_ahead(client):
    make_event("past", place_en="Hall")
    ahead = make_open_event("next", cancelled=True)
    first, second = entries(client.get("/en/events/feed/"))
    assert text(first, "title") == "Cancelled: next event"
    assert text(first, "summary") == f"<p>{ahead.day} 16:00 Asia/Shanghai</p>"
    assert text(second, "summary") == "<p>2025-03-28 · Hall</p>"


def test_texts_are_escaped_and_keep_their_paragraphs(client):
    """A summary is HTML inside XML: what the parser hands over is markup."""
    make_article("a", summary_en="Less than < 5 & more\n\n<script>alert(1)</script>\nnext line")
    make_event("b", summary_en="R&D", place_en="Hall <2>")
    [entry] = entries(client.get("/en/news/feed/"))
    assert entry.find(f"{ATOM}summary").get("type") == "html"
    assert text(entry, "summary") == (
        "<p>Less than &lt; 5 &amp; more</p>\n\n<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>next line</p>"
    )
    [entry] = entries(client.get("/en/events/feed/"))
    assert text(entry, "summary") == "<p>2025-03-28 · Hall &lt;2&gt;</p>\n\n<p>R&amp;D</p>"


@pytest.mark.parametrize("address", ["news/feed/", "events/feed/", "events/calendar.ics", "events/a/event.ics"])
def test_a_program_that_has_it_already_gets_no_second_copy(client, address):
    event, article = make_event("a"), make_article("a")
    first = client.get(f"/en/{address}")
    assert "no-store" not in first["Cache-Control"]
    again = client.get(f"/en/{address}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for row in (event, article):
        row.title_en = "Another"
        row.save()
    assert client.get(f"/en/{address}", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", ["news/feed/", "events/feed/", "events/calendar.ics"])
def test_an_empty_feed_is_a_valid_one(client, address):
    assert client.get(f"/zh-hans/{address}").content == client.get(f"/zh-hans/{address}").content


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("news/feed/", 1), ("events/feed/", 2), ("events/calendar.ics", 1)])
def test_the_number_of_queries_does_not_grow(client, address, queries, count, django_assert_num_queries):
    for number in range(count):
        make_article(f"a{number}")
        make_event(f"e{number}")
    with django_assert_num_queries(queries):
        assert client.get(f"/en/{address}").status_code == 200


@pytest.mark.parametrize("address", ["news/", "events/", "news/a/", "events/a/", "stories/"])
def test_pages_name_the_feeds(client, address):
    make_article("a")
    make_event("a")
    html = client.get(f"/en/{address}").content.decode()
    assert 'type="application/atom+xml" title="News of the parks on Parkbridge" href="/en/news/feed/"' in html
    assert 'href="/en/events/feed/"' in html


def test_the_calendar_is_named_after_the_event(client):
    make_event("a")
    response = client.get("/zh-hans/events/a/event.ics")
    assert response["Content-Disposition"] == 'attachment; filename="a.ics"'
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "a活动" in response.content.decode()
