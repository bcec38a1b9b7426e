import datetime

import pytest

from tests import cast
from tests.parks.telling import make_story

pytestmark = pytest.mark.django_db
VISIT = datetime.date(2026, 3, 1)


def took(days):
    return {"visited_on": VISIT, "signed_on": VISIT + datetime.timedelta(days=days)}


def page(client, address="", language="en"):
    response = client.get(f"/{language}/stories/{address}")
    assert response.status_code == 200
    return response.content.decode()


def listed(client, query=""):
    response = client.get(f"/en/stories/{query}")
    assert response.status_code == 200
    return {story.slug for story in response.context["page"]}


def test_only_stories_with_consent_are_told(client, park_a):
    make_story(park_a, "agreed")
    make_story(park_a, "silent", consent_on=None)
    make_story(park_a, "draft", state_zh_hans="draft", state_en="draft")
    assert listed(client) == {"agreed"}
    assert [client.get(f"/en/stories/{slug}/").status_code for slug in ("agreed", "silent", "draft", "none")] == [
        200,
        404,
        404,
        404,
    ]


def test_the_days_are_computed_and_the_median_names_its_n(client, park_a, park_b):
    for slug, days in (("a", 10), ("b", 20), ("c", 100), ("d", 31)):
        make_story(park_a if slug != "d" else park_b, slug, **took(days))
    make_story(park_a, "undated")
    make_story(park_a, "made-up", is_demonstration=True, **took(1))
    html = page(client)
    assert "<dd>25.5 <small>days</small></dd>" in html and "n = 4:" in html
    assert "Days to signing: no data" in html
    narrowed = page(client, "?park=cbtc")
    assert "<dd>20 <small>days</small></dd>" in narrowed and "n = 3:" in narrowed
    assert "n = 1:" in page(client, "?park=parkb")


def test_without_two_days_there_is_no_median(client, park_a):
    make_story(park_a)
    assert "Median" not in page(client)


def test_every_filter_narrows(client, park_a, park_b):
    industry = cast.make_industry()
    make_story(park_a, "a", from_country="CN", industry=cast.make_industry("biotech", parent=industry))
    make_story(park_b, "b", from_country="BE")
    assert listed(client, "?country=CN") == listed(client, "?industry=life-sciences") == {"a"}
    assert listed(client, "?park=parkb") == {"b"}
    assert "No story fits all of this" in page(client, "?park=parkb&country=CN")


@pytest.mark.parametrize("query", ["?country=%00", "?park=x", "?industry=%F0%9F%98%80&page=1e9"])
def test_nonsense_is_told_and_left_out(client, park_a, query):
    make_story(park_a)
    assert listed(client, query) == {"anna"}
    page(client, query, "zh-hans")


def test_a_story_has_its_days_its_park_and_its_words(client, park_a):
    make_story(park_a, company_en="Optics Ltd", from_country="CN", **took(26))
    html = page(client, "anna/")
    for text in ("anna title en", "anna body en", "Optics Ltd", "China", "2026-03-01", "2026-03-27", ">26</b>"):
        assert text in html
    assert 'href="/en/parks/cbtc/"' in html
    assert "anna body zh_hans" in page(client, "anna/", "zh-hans")
    park_a.state_en = park_a.state_zh_hans = "draft"
    park_a.save()
    assert client.get("/en/stories/anna/").status_code == 404


def test_a_made_up_story_says_so(client, park_a):
    make_story(park_a, is_demonstration=True)
    assert "Demonstration" in page(client) and "this company and its story are made up" in page(client, "anna/")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?country=CN&industry=life-sciences"])
def test_the_number_of_queries_does_not_grow(client, park_a, count, query, django_assert_num_queries):
    industry = cast.make_industry()
    for number in range(count):
        park = cast.make_park(park_a.operator, f"p{number}")
        make_story(park, f"s{number}", industry=industry, from_country="CN", **took(5))
    with django_assert_num_queries(6):
        assert len(listed(client, query)) == count
