"""Ways out of an empty list."""

import pytest

from parks.models import Service, Space
from parks.views.widening import ways_out
from tests import cast
from tests.inquiries import builders


def counting(*found):
    """What is found without some filters: something once all of one of these sets are gone."""
    return lambda lost: sum(set(one) <= set(lost) for one in found)


@pytest.mark.parametrize(
    ("names", "found", "expected"),
    [
        ("abc", ["a", "bc"], [("a", 1)]),
        ("abc", ["ab", "bc"], [("ab", 1), ("bc", 1)]),
        ("abcde", ["abc", "cde"], [("cde", 1), ("abc", 1)]),
        ("abcdefg", ["ab"], [("ab", 1)]),
        ("abc", ["abcd"], []),
        ("", [], []),
    ],
)
def test_the_smallest_sets_are_given_up(names, found, expected):
    assert [("".join(lost), number) for lost, number in ways_out(tuple(names), counting(*found))] == expected


def test_the_set_that_finds_the_most_comes_first():
    numbers = {("a", "b"): 1, ("a", "c"): 3, ("b", "c"): 2}
    assert [lost for lost, _number in ways_out("abc", lambda lost: numbers.get(tuple(lost), 0))] == [
        ("a", "c"),
        ("b", "c"),
        ("a", "b"),
    ]


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_directory_emptied_by_two_causes_offers_pairs(client, park_a, park_b):
    html = page(client, "/en/parks/?q=zzzzqq&country=BE&kind=incubator")
    assert "There are parks if you leave several things out:" in html
    line = '<a href="/en/parks/?kind=incubator">without “Text: zzzzqq”, “Country/region: Belgium”</a>'
    assert line not in html  # there is no incubator at all
    kept = '<a href="/en/parks/?country=BE">without “Text: zzzzqq”, “Kind of park: Incubator”</a>'
    assert f'{kept} <span class="muted">1 park</span>' in html


def test_a_directory_emptied_by_many_causes_offers_what_must_go(client, park_a, park_b):
    query = "country=BE&kind=incubator&mode=buy_build&area_min=500&service=visa_residence"
    cast.make_mode("buy_build")
    Service.objects.create(code="visa_residence", name_en="Visa", name_zh_hans="签证", tier="general")
    html = page(client, f"/en/parks/?{query}")
    assert 'href="/en/parks/?country=BE"' in html and "No park fits all of this" in html


def test_several_values_of_one_filter_are_given_up_together(client, park_a):
    cast.make_industry("ict")
    cast.make_industry("bio")
    html = page(client, "/en/parks/?industry=ict&industry=bio&country=BE")
    assert 'href="/en/parks/?country=BE"' in html


def test_the_finder_of_spaces_offers_pairs_too(client, park_b):
    builders.make_space(park_b, "Hall", area_min=100, area_max=200)
    html = page(client, "/en/spaces/?area_min=5000&clear_height_min=9&priced=false&area=ft2")
    assert "There are spaces if you leave several things out:" in html
    lost = "without “Area from (m²): 5,000”, “Clear height from (m): 9”"
    assert f'<a href="/en/spaces/?priced=false&amp;area=ft2">{lost}</a> <span class="muted">1 space</span>' in html


@pytest.mark.parametrize("path", ["parks", "spaces"])
def test_a_largest_area_below_the_smallest_is_told_and_left_out(client, park_a, path):
    Space.objects.create(park=park_a, kind=cast.make_space_type(), area_min=80, area_max=1000)
    html = page(client, f"/en/{path}/?area_min=500&area_max=100")
    assert "<li>Area to (m²): This is less than the smallest area.</li>" in html
    assert '<p class="error" id="id_area_max_error">This is less than the smallest area.</p>' in html
    assert "Area from (m²): 500" in html and "<span>Area to (m²): 100</span>" not in html
    assert "This is less" not in page(client, f"/en/{path}/?area_min=100&area_max=100")
