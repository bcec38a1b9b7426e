"""Parks and spaces side by side."""

import re

import pytest
from django.core.cache import cache

from parks.models import Fact, Metric, Park, Source, Space
from tests import cast
from tests.inquiries import builders


def page(client, query="", language="en"):
    response = client.get(f"/{language}/compare/{query}")
    assert response.status_code == 200
    return response.content.decode()


def heads(html):
    """The names above the columns."""
    return re.findall(r'<th scope="col">\s*<a href="[^"]*">([^<]*)</a>', html)


@pytest.fixture
def figures(park_a, park_b):
    metric = Metric.objects.create(code="land_area", name_en="Land area", name_zh_hans="占地", unit="ha")
    source = Source.objects.create(code="s", title_en="Report", title_zh_hans="报告")
    Fact.objects.create(park=park_a, metric=metric, source=source, value=8, as_of="2016-01-01")
    Fact.objects.create(park=park_b, metric=metric, source=source, value=9, as_of="2020-01-01")


def test_two_parks_side_by_side_in_the_order_of_the_address(client, figures):
    html = page(client, "?park=parkb&park=cbtc")
    assert heads(html) == ["parkb park", "cbtc park"]
    row = re.search(r'<tr class="differs">\s*<th scope="row">Land area.*?</tr>', html, re.S)[0]
    assert "differs" in row and "2016" in row and "2020" in row and 'href="#source-1"' in row
    assert '<li id="source-1">Report' in html
    assert 'href="?park=cbtc"' in html and 'href="?park=parkb"' in html  # take one out
    assert "报告" in page(client, "?park=parkb&park=cbtc", "zh-hans")


def test_only_the_differences_on_request(client, figures):
    html = page(client, "?park=cbtc&park=parkb&rows=differences")
    assert "Land area" in html
    assert "Kind of park" not in html  # both are science parks
    assert "Kind of park" in page(client, "?park=cbtc&park=parkb")


def test_nothing_stated_is_no_data_and_no_difference(client, figures, park_a):
    Fact.objects.filter(park=park_a).delete()
    html = page(client, "?park=cbtc&park=parkb")
    row = re.search(r"<tr>\s*<th scope=\"row\">Land area.*?</tr>", html, re.S)[0]
    assert "not stated for all" in row and 'class="no-data"' in row


@pytest.mark.parametrize("query", ["", "?park=cbtc", "?space=0", "?park=&space="])
def test_fewer_than_two_leads_to_a_page_that_helps(client, park_a, park_b, query):
    html = page(client, query)
    assert "<table" not in html
    assert 'name="q"' in html


def test_the_chosen_one_stays_while_another_is_looked_for(client, park_a, park_b):
    html = page(client, "?park=cbtc")
    assert '<input type="hidden" name="park" value="cbtc">' in html
    assert 'href="?park=cbtc&amp;park=parkb"' in html


def test_unknown_and_unpublished_parks_are_a_sentence(client, park_a, park_b, operator_a):
    cast.make_park(operator_a, "draft", state_zh_hans="draft", state_en="draft")
    html = page(client, "?park=cbtc&park=parkb&park=draft&park=nowhere")
    assert heads(html) == ["cbtc park", "parkb park"]
    assert "2 parks that were asked for are not here." in html
    assert "draft park" not in html


def test_those_that_can_be_asked_are_asked_together(client, park_a, park_b, operator_a):
    cast.make_park(operator_a, "full", state="full")
    assert 'href="/en/inquiry/?park=cbtc&amp;park=parkb">Ask these parks<' in page(
        client, "?park=cbtc&park=full&park=parkb"
    )
    free, let = builders.make_space(park_a), builders.make_space(park_b, status="let")
    html = page(client, f"?space={free.pk}&space={let.pk}")
    assert f'href="/en/inquiry/?space={free.pk}">Ask for these spaces<' in html
    park_a.accepts_inquiries = False
    park_a.save()
    assert "Ask for these spaces" not in page(client, f"?space={free.pk}&space={let.pk}")


def test_more_than_four_are_told(client, operator_a):
    for number in range(5):
        cast.make_park(operator_a, f"p{number}")
    html = page(client, "?" + "&".join(f"park=p{number}" for number in range(5)))
    assert len(heads(html)) == 4
    assert "At most four can be compared; these are the first four." in html
    assert 'name="q"' not in html


def test_the_same_twice_is_once(client, park_a):
    assert "<table" not in page(client, "?park=cbtc&park=cbtc")


def test_parks_and_spaces_are_not_mixed(client, park_a, park_b):
    space = builders.make_space(park_a)
    html = page(client, f"?park=cbtc&park=parkb&space={space.pk}")
    assert heads(html) == ["cbtc park", "parkb park"]
    assert "Parks and spaces are compared separately; these are the parks." in html


@pytest.fixture
def spaces(park_a, park_b):
    rent = {"price": 120, "price_currency": "EUR", "price_period": "year", "price_basis": "m2"}
    return [
        builders.make_space(park_a, "One", area_min=100, area_max=200, floor_load=5, **rent),
        builders.make_space(park_b, "", status="let"),
    ]


def test_spaces_side_by_side(client, spaces):
    html = page(client, f"?space={spaces[0].pk}&space={spaces[1].pk}&area=ft2")
    assert heads(html) == ["One", "Office"]
    for words in ("1,076–2,153 ft²", "5 kN/m²", "€120 per m² per year", "on request", "Let"):
        assert words in html
    assert f'href="?space={spaces[1].pk}&amp;area=ft2"' in html


def added(html):
    """What is offered to be added, and the addresses with it."""
    lines = re.findall(r'<li><span>(.*?) <span class="muted">.*?</span></span> <a href="([^"]*)">', html)
    return [(name, address.replace("&amp;", "&")) for name, address in lines]


def test_a_space_to_add_is_found_by_its_own_words_its_kind_and_its_park(client, spaces):
    hall = builders.make_space(
        spaces[0].park, "Hall", kind=cast.make_space_type("hall", name_en="Workshop", name_zh_hans="车间")
    )
    start = f"?space={spaces[0].pk}"
    for words, expected in (
        ("workshop", [("Hall", hall)]),
        ("车间", [("Hall", hall)]),
        ("office", [("Office", spaces[1])]),
        ("cbtc", [("Hall", hall)]),
        ("parkb", [("Office", spaces[1])]),
        ("crane", []),
    ):
        wanted = [(name, f"{start}&space={space.pk}") for name, space in expected]
        assert added(page(client, f"{start}&q={words}")) == wanted, words


def test_looking_for_another_space_keeps_units_and_rows(client, spaces):
    html = page(client, f"?space={spaces[0].pk}&area=ft2&money=EUR_yr&rows=differences&q=parkb")
    for name, value in (("area", "ft2"), ("money", "EUR_yr"), ("rows", "differences")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert added(html) == [
        ("Office", f"?space={spaces[0].pk}&space={spaces[1].pk}&area=ft2&money=EUR_yr&rows=differences")
    ]
    assert 'type="hidden" name="area"' not in page(client, f"?space={spaces[0].pk}")


def test_a_space_whose_status_nobody_stated_is_no_data_there(client, spaces):
    Space.objects.filter(pk=spaces[0].pk).update(status="not_stated")
    html = page(client, f"?space={spaces[0].pk}&space={spaces[1].pk}")
    row = re.search(r'<th scope="row">Availability.*?</tr>', html, re.S)[0]
    assert "not stated for all" in row and 'class="no-data"' in row and "Let" in row


def test_an_invented_space_is_marked_in_its_column(client, spaces):
    Space.objects.filter(pk=spaces[0].pk).update(is_demonstration=True)
    assert page(client, f"?space={spaces[0].pk}&space={spaces[1].pk}").count(">Demonstration<") == 1


def test_spaces_off_the_market_are_a_sentence(client, spaces):
    Space.objects.filter(pk=spaces[1].pk).update(status="off_market")
    html = page(client, f"?space={spaces[0].pk}&space={spaces[1].pk}")
    assert "One space that was asked for is not here." in html and "<table" not in html


@pytest.mark.parametrize(
    "query",
    [
        "?park=%00&park=<script>alert(1)</script>&park=%E5%9B%AD",
        "?space=%00&space=-1&space=99999999999999999999999&space=%D9%A1",
        "?space=00000&space=1e5&area=%00&money=%00&rows=%00",
        "?park=" + "x" * 3000,
        "?" + "&".join(f"park=p{number}" for number in range(300)),
        "?q=%00&park=cbtc",
        "?q=" + "%E5%9B%AD" * 300,
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nonsense_never_breaks_the_page(client, park_a, query, language):
    assert "<script>alert" not in page(client, query, language)


@pytest.mark.parametrize("count", [2, 4])
def test_the_queries_for_parks_do_not_grow(client, operator_a, count, django_assert_num_queries):
    for number in range(count):
        cast.make_park(operator_a, f"p{number}")
    query = "?" + "&".join(f"park=p{number}" for number in range(count))
    cache.clear()
    with django_assert_num_queries(10 if count < 4 else 9):  # below four there are suggestions
        page(client, query)


@pytest.mark.parametrize("count", [2, 4])
def test_the_queries_for_spaces_do_not_grow(client, operator_a, count, django_assert_num_queries):
    spaces = [builders.make_space(cast.make_park(operator_a, f"p{number}")) for number in range(count)]
    query = "?" + "&".join(f"space={space.pk}" for space in spaces)
    cache.clear()
    with django_assert_num_queries(3 if count < 4 else 2):
        page(client, query)


def test_a_park_in_one_language_only_is_marked(client, park_a, park_b):
    Park.objects.filter(pk=park_b.pk).update(state_en="draft")
    assert '<span lang="zh-Hans">parkb园区</span>' in page(client, "?park=cbtc&park=parkb")
