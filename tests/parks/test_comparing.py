import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from parks import offers, profiles
from parks.comparing import (
    DIFFERENT,
    INCOMPLETE,
    SAME,
    UNKNOWN,
    Cell,
    Comparison,
    Group,
    Line,
    Row,
    compare_parks,
    compare_spaces,
    for_comparison,
    matrix,
    one_unit,
    said,
)
from parks.conversion import Units
from parks.models import Fact, Metric, Park, Policy, Reach, Region, Service, Source, Space
from tests import cast
from tests.inquiries import builders


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ((said("1"), said("1")), SAME),
        ((said("1"), said("2")), DIFFERENT),
        ((said("1"), said("")), INCOMPLETE),
        ((said(""), said("—")), UNKNOWN),
        ((said("1"), said(""), said("2")), DIFFERENT),
        ((said("1", "2"), said("2", "1")), SAME),
        ((said("1", "2"), said("1")), DIFFERENT),
        ((Cell((Line("1", note="2016"),)), Cell((Line("1", note="2020", source=4),))), SAME),
        ((Cell((Line("1 ha", compared=10),)), Cell((Line("2 half ha", compared=10),))), SAME),
        ((Cell((Line("1", compared=("", 1)),)), Cell((Line("1", compared=("about", 1)),))), DIFFERENT),
    ],
)
def test_what_differs_is_what_two_have_stated(cells, verdict):
    assert Row("x", cells).verdict == verdict


def test_a_matrix_has_one_row_for_each_entry_of_anybody_the_shared_first():
    rows = matrix([[(1, "a"), (2, "b")], [(2, "b"), (3, "c")]], "yes")
    assert [(row.label, [bool(cell.lines) for cell in row.cells]) for row in rows] == [
        ("b", [True, True]),
        ("a", [True, False]),
        ("c", [False, True]),
    ]


def test_narrowed_leaves_out_what_is_the_same_or_unknown():
    rows = [Row(name, cells) for name, cells in (
        ("same", (said("1"), said("1"))),
        ("different", (said("1"), said("2"))),
        ("incomplete", (said("1"), said(""))),
        ("unknown", (said(""), said(""))),
    )]  # fmt: skip
    whole = Comparison([Group("g", rows), Group("empty", rows[:1])])
    assert [(group.title, [row.label for row in group.rows]) for group in whole.narrowed().groups] == [
        ("g", ["different", "incomplete"])
    ]


@pytest.fixture
def metric(db):
    return Metric.objects.create(
        code="land_area", name_zh_hans="占地", name_en="Land area", unit="ha", unit_label_en="ha"
    )


@pytest.fixture
def source(db):
    return Source.objects.create(code="s", title_en="Report")


def compared(*slugs):
    found = {park.slug: park for park in for_comparison(Park.objects.public().filter(slug__in=slugs))}
    return compare_parks([found[slug] for slug in slugs])


def cells(comparison, title, label):
    [group] = [group for group in comparison.groups if group.title == title]
    [row] = [row for row in group.rows if row.label == label]
    return row, [[(line.text, line.note, line.source) for line in cell.lines] for cell in row.cells]


def test_figures_stand_by_metric_with_unit_date_and_source(park_a, park_b, metric, source):
    Fact.objects.create(park=park_a, metric=metric, source=source, value=8, as_of="2016-01-01")
    comparison = compared("cbtc", "parkb")
    row, found = cells(comparison, "Figures", "Land area")
    assert found == [[("8 ha", "2016", 1)], []]
    assert row.verdict == INCOMPLETE
    assert comparison.sources == [source]


def test_conflicting_figures_are_all_shown(park_a, park_b, metric, source):
    other = Source.objects.create(code="t", title_en="Other")
    for value, where in ((8, source), (9, other)):
        Fact.objects.create(park=park_a, metric=metric, source=where, value=value, as_of="2016-01-01")
    Fact.objects.create(park=park_b, metric=metric, source=source, value=8, as_of="2016-01-01")
    row, found = cells(compared("cbtc", "parkb"), "Figures", "Land area")
    assert sorted(text for text, _note, _source in found[0]) == ["8 ha", "9 ha"]
    assert [cell.conflict for cell in row.cells] == [True, False]
    assert row.verdict == DIFFERENT


@pytest.mark.parametrize(
    ("stated", "text", "verdict"),
    [
        ({"value": "82700", "unit": "m2"}, "82,700 m² (8.27 ha)", SAME),
        ({"value": "124.05", "unit": "mu"}, "124.05 mu (8.27 ha)", SAME),
        ({"value": "82701", "unit": "m2"}, "82,701 m² (8.27 ha)", DIFFERENT),
        ({"value": "8.27", "qualifier": "about"}, "about 8.27 ha", DIFFERENT),
        ({"qualifier": "dozens"}, "dozens of ha", DIFFERENT),
    ],
)
def test_the_same_area_in_another_unit_is_no_difference(park_a, park_b, metric, source, stated, text, verdict):
    Fact.objects.create(park=park_a, metric=metric, source=source, value="8.27")
    Fact.objects.create(park=park_b, metric=metric, source=source, **stated)
    row, found = cells(compared("cbtc", "parkb"), "Figures", "Land area")
    assert [[line[0] for line in cell] for cell in found] == [["8.27 ha"], [text]]
    assert row.verdict == verdict


def test_money_of_two_currencies_differs(park_a, park_b, source):
    rent = Metric.objects.create(code="rent", name_en="Rent", unit="CNY/m2/month")
    for park, unit in ((park_a, "CNY/m2/month"), (park_b, "EUR/m2/month")):
        Fact.objects.create(park=park, metric=rent, source=source, value=5, unit=unit)
    assert cells(compared("cbtc", "parkb"), "Figures", "Rent")[0].verdict == DIFFERENT


def test_spaces_that_are_invented_or_off_the_market_are_not_counted(park_a, park_b):
    builders.make_space(park_a, "Real")
    builders.make_space(park_a, "Invented", is_demonstration=True)
    builders.make_space(park_b, "Gone", status="off_market")
    assert cells(compared("cbtc", "parkb"), "Basics", "Spaces listed")[1] == [[("1", "", None)], []]


def make_policy(slug, parks=(), **fields):
    fields = {"kind": "rent", "country": "BE", "title_en": slug, "state_en": "published", **fields}
    policy = Policy.objects.create(slug=slug, **fields)
    policy.parks.set(parks)


@pytest.fixture
def family(park_a, park_b, operator_a):
    """CBTC in Wallonia, a park within it, one elsewhere in Belgium, and the one in China; with policies for each."""
    country = Region.objects.create(code="be", kind="country", country="BE")
    wallonia = Region.objects.create(code="wallonia", kind="province", country="BE", parent=country)
    town = Region.objects.create(code="lln", kind="city", country="BE", parent=wallonia)
    Park.objects.filter(pk=park_a.pk).update(region=town)
    part = cast.make_park(operator_a, "part", parent=park_a)
    cast.make_park(operator_a, "other", region=country)
    make_policy("own", [park_a])
    make_policy("of-the-part", [part])
    make_policy("of-the-province", region=wallonia)
    make_policy("of-the-country", country="BE")
    make_policy("notice", country="BE", effect="notice")
    make_policy("over", [park_a], valid_to="2020-01-01")
    make_policy("chinese", country="CN")
    return "cbtc", "part", "other", "parkb"


APPLYING = {
    "cbtc": {"own", "of-the-province", "of-the-country"},
    "part": {"own", "of-the-part", "of-the-country"},
    "other": {"of-the-country"},
    "parkb": {"chinese"},
}


def test_policies_in_force_are_those_of_the_profiles(family):
    [group] = [group for group in compared(*family).groups if group.title == "Policies in force"]
    for place, slug in enumerate(family):
        park = Park.objects.select_related("region__parent__parent__parent").get(slug=slug)
        told = {policy.slug for policy in profiles.load(park, timezone.localdate())["policies"]}
        assert {row.label for row in group.rows if row.cells[place].lines} == told == APPLYING[slug]


def test_office_hours_stand_on_both_ends_of_the_bridge_and_in_the_parks_words(park_a, park_b):
    times = {"office_opens": datetime.time(9), "office_closes": datetime.time(17, 30)}
    Park.objects.filter(pk=park_a.pk).update(contact_hours_en="By appointment", **times)
    row, _found = cells(compared("cbtc", "parkb"), "Contact", "Office hours")
    [told, silent] = [[line.text for line in cell.lines] for cell in row.cells]
    assert silent == []
    # Beijing is six hours ahead in summer and seven in winter.
    summer = ["09:00–17:30 Brussels time", "15:00–23:30 Beijing time", "By appointment"]
    winter = ["09:00–17:30 Brussels time", "16:00–00:30 (next day) Beijing time", "By appointment"]
    assert told in (summer, winter)
    note = f"on working days; clocks as on {timezone.localdate()}"
    assert [line.note for line in row.cells[0].lines] == [note, note, ""]


def test_services_reach_ladder_policies_and_promise(park_a, park_b, source):
    park_a.services.add(Service.objects.create(code="visa", name_en="Visas", name_zh_hans="签证", tier="general"))
    Reach.objects.create(park=park_a, place_en="Brussels", km=25, source=source)
    Reach.objects.create(park=park_b, place_en="Brussels")
    Space.objects.create(park=park_b, kind=cast.make_space_type("nursery", name_en="Nursery", ladder_step=1))
    policy = Policy.objects.create(
        slug="rent", kind="rent", country="BE", title_en="Rent subsidy", summary_en="x", state_en="published"
    )
    expired = Policy.objects.create(
        slug="old", kind="rent", country="BE", title_en="Old", state_en="published", valid_to="2020-01-01"
    )
    for one in (policy, expired):
        one.parks.add(park_a)
    comparison = compared("cbtc", "parkb")
    assert cells(comparison, "Services", "Visas")[1] == [[("offered", "", None)], []]
    assert cells(comparison, "Reach", "Brussels")[1] == [[("25 km", "", 1)], [("near", "", None)]]
    assert cells(comparison, "Ladder of space", "Nursery")[1] == [[], [("Nursery", "", None)]]
    assert cells(comparison, "Policies in force", "Rent subsidy")[1] == [[("applies", "", None)], []]
    assert [row.label for group in comparison.groups if group.title == "Policies in force" for row in group.rows] == [
        "Rent subsidy"
    ]
    _row, found = cells(comparison, "Contact", "First answer")
    assert found == [[("within 2 working days", "", None)], [("within 2 working days", "", None)]]


def test_a_text_of_the_other_language_is_marked(park_a, park_b):
    Park.objects.filter(pk=park_a.pk).update(contact_hours_zh_hans="周一至周五")
    row, _found = cells(compared("cbtc", "parkb"), "Contact", "Office hours")
    assert [(line.text, line.language) for cell in row.cells for line in cell.lines] == [("周一至周五", "zh-Hans")]


@pytest.mark.parametrize("count", [2, 4])
def test_the_queries_do_not_grow(operator_a, metric, source, count, django_assert_num_queries):
    for number in range(count):
        park = cast.make_park(operator_a, f"p{number}")
        Fact.objects.create(park=park, metric=metric, source=source, value=number)
        builders.make_space(park)
    with django_assert_num_queries(8):
        compare_parks(list(for_comparison(Park.objects.public())))


PRICES = {"price": 80, "price_currency": "CNY", "price_period": "month", "price_basis": "m2"}


def test_spaces_are_compared_by_every_limit(park_a, park_b):
    one = builders.make_space(park_a, "One", floor_load=5, area_min=100, area_max=200, **PRICES)
    two = builders.make_space(park_b, "Two", floor_load=10, status="held")
    found = offers.offers(offers.for_offers(Space.objects.filter(pk__in=[one.pk, two.pk])).order_by("pk"), Units())
    comparison = compare_spaces(found)
    row, texts = cells(comparison, "Technical limits", "Floor load")
    assert (row.verdict, texts) == (DIFFERENT, [[("5 kN/m²", "", None)], [("10 kN/m²", "", None)]])
    assert cells(comparison, "Technical limits", "Power")[0].verdict == UNKNOWN
    assert cells(comparison, "Basics", "Area")[1] == [[("100–200 m²", "", None)], []]
    price = [[line[0] for line in lines] for lines in cells(comparison, "Price and lease", "Price")[1]]
    assert price == [["CNY 80 per m² per month"], ["on request"]]
    assert cells(comparison, "Basics", "Can be asked for now")[1] == [[("yes", "", None)], [("no", "", None)]]


@pytest.mark.parametrize(
    ("prices", "asked", "expected"),
    [
        ([("CNY", "month"), ("EUR", "year")], "", "CNY_month"),
        ([("EUR", "year"), ("CNY", "day")], "", "EUR_yr"),
        ([("CNY", "day"), ("USD", "month")], "", "CNY_month"),
        ([("CNY", "day"), ("CNY", "day")], "", ""),
        ([None, ("EUR", "year")], "", ""),
        ([("CNY", "month"), ("EUR", "year")], "EUR_yr", "EUR_yr"),
    ],
)
def test_prices_that_differ_in_unit_are_brought_to_one(prices, asked, expected):
    spaces = [Space(price=1, price_currency=pair[0], price_period=pair[1]) if pair else Space() for pair in prices]
    assert one_unit(spaces, Units(money=asked)) == Units(money=expected)
