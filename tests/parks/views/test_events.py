import pytest

from parks.models import Source
from tests import cast
from tests.parks.telling import make_event, make_open_event, make_regions

pytestmark = pytest.mark.django_db


def page(client, address="", language="en"):
    response = client.get(f"/{language}/events/{address}")
    assert response.status_code == 200
    return response.content.decode()


def past(client, query=""):
    response = client.get(f"/en/events/{query}")
    assert response.status_code == 200
    return [event.slug for event in response.context["page"]]


def test_what_lies_ahead_comes_first_then_the_archive_by_year(client):
    make_open_event("next", time_zone="Europe/Brussels")
    for slug, day in (("old", "1995"), ("undated", ""), ("month", "2025-09"), ("day", "2025-03-28")):
        make_event(slug, day=day)
    make_event("draft", state_zh_hans="draft", state_en="draft")
    response = client.get("/en/events/")
    assert [event.slug for event, _clocks in response.context["upcoming"]] == ["next"]
    assert [(year, [event.slug for event in rows]) for year, rows in response.context["years"]] == [
        ("2025", ["month", "day"]),
        ("1995", ["old"]),
        ("", ["undated"]),
    ]
    html = response.content.decode()
    assert "Date not known" in html and "Brussels time" in html and "Registration open" in html
    assert "draft event" not in html


def test_without_anything_ahead_the_page_says_so(client):
    assert "No upcoming event is announced." in page(client)
    assert "No past event fits all of this." in page(client)


def test_every_filter_narrows(client, park_a, park_b):
    regions, industry = make_regions(), cast.make_industry()
    park_a.region = regions["be-lln"]
    park_a.save()
    make_event("a", parks=[park_a], industries=[industry], kind="opening")
    make_event("b", parks=[park_b], day="2016", place_en="Hall in Wuhan")
    assert past(client, "?region=be") == past(client, "?park=cbtc") == past(client, "?kind=opening") == ["a"]
    assert past(client, "?industry=life-sciences") == past(client, "?year=2025") == ["a"]
    assert past(client, "?q=wuhan hall") == ["b"]


@pytest.mark.parametrize("query", ["?region=%00", "?park=x", "?year=%F0%9F%98%80", "?kind=1e99&page=1e99", "?q=%00"])
def test_nonsense_is_told_and_left_out(client, query):
    make_event("a")
    assert "a event" in page(client, query)
    page(client, query, "zh-hans")


def test_an_event_is_told_on_both_clocks_with_place_languages_and_source(client, park_a):
    source = Source.objects.create(code="x", title_en="Programme")
    make_open_event(
        "a", parks=[park_a], source=source, place_en="Hall 1", languages="zh,en", summary_en="Come.", capacity=20
    )
    html = page(client, "a/")
    for text in ("16:00–17:30", "Beijing time", "Brussels time", "Hall 1", "Chinese, English", "Programme", "Come."):
        assert text in html
    assert "20 of 20" in html
    assert 'href="/en/events/a/register/"' in html and 'href="/en/events/a/event.ics"' in html
    assert 'href="/en/parks/cbtc/"' in html


@pytest.mark.parametrize(("day", "linked"), [("2016-06-20", True), ("2016-06", False), ("2016", False), ("", False)])
def test_only_an_event_with_a_day_offers_a_calendar_entry(client, day, linked):
    make_event("a", day=day)
    assert ('href="/en/events/a/event.ics"' in page(client, "a/")) is linked
    assert client.get("/en/events/a/event.ics").status_code == (200 if linked else 404)


def test_a_past_event_offers_no_registration_and_names_what_is_not_known(client):
    make_event("a", day="", date_note_en="The source gives no date.")
    html = page(client, "a/")
    assert "register" not in html
    assert "date not known" in html and "The source gives no date." in html and "no data" in html


def test_a_cancelled_event_and_a_made_up_one_say_so(client):
    make_open_event("a", cancelled=True)
    html = page(client, "a/")
    assert "This event has been cancelled." in html and "/register/" not in html
    make_open_event("b", is_demonstration=True)
    assert "Demonstration: this event is made up" in page(client, "b/")


def test_a_version_that_is_missing_gives_way_to_the_other_and_says_so(client):
    make_event("a", state_zh_hans="draft", summary_en="English words")
    html = page(client, "a/", "zh-hans")
    assert "English words" in html and '<h1 class="telling__title" lang="en">' in html


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?park=cbtc&kind=roadshow&industry=life-sciences&region=be&q=event"])
def test_the_number_of_queries_does_not_grow(client, park_a, count, query, django_assert_num_queries):
    park_a.region, industry = make_regions()["be"], cast.make_industry()
    park_a.save()
    for number in range(count):
        shared = {"parks": [park_a], "industries": [industry], "kind": "roadshow"}
        make_event(f"past{number}", **shared)
        make_open_event(f"next{number}", **shared)
    with django_assert_num_queries(8):
        assert len(past(client, query)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_event_takes_the_same_queries_whatever_it_names(client, park_a, count, django_assert_num_queries):
    parks = [park_a, *(cast.make_park(park_a.operator, f"p{number}") for number in range(1, count))]
    for number in range(count + 1):
        make_open_event(f"n{number}", parks=parks, capacity=5)
    with django_assert_num_queries(6):
        page(client, "n0/")
