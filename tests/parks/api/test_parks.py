"""Parks as other systems read them."""

import pytest

from common.enums import PublicationState
from parks.models import Fact, Metric, ParkIndustry, Source
from tests import cast

LIST = "/api/v1/parks/"


@pytest.fixture
def fact(park_a):
    metric = Metric.objects.create(
        code="land_area",
        unit="ha",
        name_zh_hans="占地面积",
        name_en="Land area",
        unit_label_zh_hans="公顷",
        unit_label_en="ha",
    )
    source = Source.objects.create(
        code="doc", title_zh_hans="宣传册", title_en="Brochure", url="https://example.org/doc"
    )
    return Fact.objects.create(park=park_a, metric=metric, value="8.27", source=source, headline=True)


def test_the_list_speaks_the_language_that_was_asked_for(client, park_a):
    assert client.get(LIST, {"lang": "zh"}).json()["results"][0]["name"] == "cbtc园区"
    answer = client.get(LIST, headers={"Accept-Language": "en-GB"})
    assert answer.json()["results"][0]["name"] == "cbtc park"
    assert answer.headers["Content-Language"] == "en"


def test_the_list_is_filtered_like_the_page(client, park_a, park_b):
    slugs = [park["slug"] for park in client.get(LIST, {"country": "CN"}).json()["results"]]
    assert slugs == ["parkb"]


def test_a_filter_value_that_does_not_exist_is_told(client, park_a):
    answer = client.get(LIST, {"country": "XX", "lang": "en"})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["country"]


def test_the_list_comes_in_pages(client, operator_a):
    for number in range(3):
        cast.make_park(operator_a, f"park-{number}")
    answer = client.get(LIST, {"page_size": 2}).json()
    assert (answer["count"], len(answer["results"])) == (3, 2)
    assert "page=2" in answer["next"]


def test_drafts_are_not_there(client, park_a):
    park_a.state_zh_hans = park_a.state_en = PublicationState.DRAFT
    park_a.save()
    assert client.get(LIST).json()["results"] == []
    assert client.get(f"{LIST}cbtc/").status_code == 404


def test_a_parent_in_draft_is_not_named(client, operator_a, park_a):
    cast.make_park(operator_a, "child", parent=park_a, host=park_a)
    assert client.get(f"{LIST}child/").json()["parent"] == "cbtc"
    park_a.state_zh_hans = park_a.state_en = PublicationState.DRAFT
    park_a.save()
    answer = client.get(f"{LIST}child/").json()
    assert (answer["parent"], answer["host"]) == (None, None)


def test_a_text_without_this_language_is_named(client, park_a):
    park_a.summary_en = ""
    park_a.save()
    answer = client.get(f"{LIST}cbtc/", {"lang": "en"}).json()
    assert (answer["summary"], answer["untranslated"]) == ("一句话简介", ["summary"])


def test_a_figure_has_value_unit_date_and_source(client, fact):
    answer = client.get(f"{LIST}cbtc/", {"lang": "en"}).json()
    assert answer["facts"] == [
        {
            "metric": {"untranslated": [], "code": "land_area", "name": "Land area"},
            "industry": None,
            "value": "8.2700",
            "qualifier": None,
            "unit": "ha",
            "unit_label": "ha",
            "as_of": None,
            "as_of_precision": "year",
            "headline": True,
            "source": {"untranslated": [], "title": "Brochure", "url": "https://example.org/doc", "published_on": None},
        }
    ]


@pytest.mark.parametrize(("language", "label"), [("en", ""), ("zh-hans", "年")])
def test_a_year_has_no_unit_in_english(client, fact, language, label):
    Metric.objects.update(unit="year", unit_label_en="", unit_label_zh_hans="年")
    [figure] = client.get(f"{LIST}cbtc/", {"lang": language}).json()["facts"]
    assert (figure["unit"], figure["unit_label"]) == ("year", label)


def test_nothing_can_be_written(client, park_a):
    answer = client.post(LIST, {"slug": "mine"}, content_type="application/json")
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_stored_list_needs_one_query(client, operator_a, rows, django_assert_num_queries):
    industry = cast.make_industry()
    for number in range(rows):
        ParkIndustry.objects.create(park=cast.make_park(operator_a, f"park-{number}"), industry=industry)
    client.get(LIST)
    with django_assert_num_queries(1):  # the stored pieces; the index counts and orders them
        answer = client.get(LIST)
    assert len(answer.json()["results"]) == rows


@pytest.mark.parametrize("query", ["page=1", "page=2&page_size=1", "page=3&page_size=1&country=BE", "page_size=500"])
def test_a_stored_page_is_the_page_that_the_framework_makes(client, operator_a, query):
    for number in range(3):
        park = cast.make_park(operator_a, f"park-{number}", latitude="50.5", longitude="4.5")
        ParkIndustry.objects.create(park=park, industry=cast.Industry.objects.first() or cast.make_industry())
    stored = client.get(f"{LIST}?{query}&lang=en")
    made = client.get(f"{LIST}?{query}&lang=en&format=json")
    assert {name: value for name, value in made.json().items() if name in ("count", "results")} == {
        name: value for name, value in stored.json().items() if name in ("count", "results")
    }
    for name in ("next", "previous"):
        plain = made.json()[name]
        assert stored.json()[name] == (plain.replace("format=json&", "").replace("&format=json", "") if plain else None)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=last", 200),
        ("page=2", 404),
        ("page=0", 404),
        ("page=9999999999999999999999", 404),
        ("page=%D9%A1", 200),
        ("page_size=0", 200),
        ("q=%00", 400),
        ("area_min=nan", 400),
        ("format=xml", 404),
    ],
)
def test_what_is_no_ordinary_page_is_left_to_the_framework(client, park_a, query, status):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == status
    assert status == 200 or set(answer.json()["error"]) == {"code", "message", "fields"}


def test_readers_who_take_no_json_are_told(client, park_a):
    answer = client.get(LIST, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (406, "not_acceptable")


def test_a_reader_is_counted_once_for_each_page(client, park_a, monkeypatch):
    from rest_framework.settings import api_settings

    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "read", "2/hour")
    assert [client.get(LIST).status_code for _ in range(3)] == [200, 200, 429]


def test_head_is_answered_like_get(client, park_a):
    answer = client.head(LIST)
    assert (answer.status_code, answer.content) == (200, b"")
