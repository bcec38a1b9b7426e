import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from parks import charts
from parks.models import Fact, Metric, Source
from tests import cast


@pytest.fixture
def source(db):
    return Source.objects.create(code="s", title_en="Yearbook")


@pytest.fixture
def staff(db):
    return Metric.objects.create(code="staff", name_en="Employees", unit="people", unit_label_en="people")


@pytest.fixture
def share(db):
    return Metric.objects.create(code="industry_share", name_en="Industry mix", unit="percent", unit_label_en="%")


def dated(park, metric, source, **values):
    return [
        Fact(park=park, metric=metric, source=source, value=Decimal(value), as_of=datetime.date(int(year[1:]), 1, 1))
        for year, value in values.items()
    ]


def series(facts):
    with override("en"):
        return charts.series(facts)


def test_three_dated_values_make_a_series_and_two_do_not(park_a, staff, source):
    assert series(dated(park_a, staff, source, y2019="100", y2024="200")) == []
    (found,) = series(dated(park_a, staff, source, y2024="200", y2019="100", y2021="150"))
    assert found.title == "Employees (people)"
    assert [point.figure.when for point in found.points] == ["2019", "2021", "2024"]
    assert [figure.when for figure in found.newest_first] == ["2024", "2021", "2019"]


def test_time_is_drawn_to_scale_and_values_from_zero(park_a, staff, source):
    (found,) = series(dated(park_a, staff, source, y2020="100", y2021="200", y2024="50"))
    xs, ys = [float(point.x) for point in found.points], [float(point.y) for point in found.points]
    assert xs == [18, pytest.approx(94, abs=0.2), 322]
    assert ys == [87, 30, 115.5]
    assert found.line == "18.0,87.0 93.9,30.0 322.0,115.5"


def test_undated_values_and_words_are_no_points(park_a, staff, source):
    facts = dated(park_a, staff, source, y2020="100", y2021="200")
    facts.append(Fact(park=park_a, metric=staff, source=source, value=Decimal(300)))
    facts.append(Fact(park=park_a, metric=staff, source=source, qualifier="dozens", as_of=datetime.date(2022, 1, 1)))
    assert series(facts) == []


def test_areas_of_several_units_share_one_axis_and_currencies_do_not(park_a, source):
    land = Metric.objects.create(code="land", name_en="Land", unit="ha", unit_label_en="ha")
    facts = dated(park_a, land, source, y2020="100", y2021="200", y2022="3")
    facts[2].unit = "km2"
    (found,) = series(facts)
    assert float(found.points[2].y) == 30
    assert [point.label for point in found.points] == ["100 ha", "200 ha", "3"]
    money = Metric.objects.create(code="sales", name_en="Sales", unit="CNY", unit_label_en="CNY")
    mixed = dated(park_a, money, source, y2020="100", y2021="200", y2022="300")
    mixed[2].unit = "EUR"
    assert series(mixed) == []


def test_many_points_are_labelled_at_the_ends_alone(park_a, staff, source):
    years = {f"y{year}": "5" for year in range(2010, 2020)}
    (found,) = series(dated(park_a, staff, source, **years))
    assert [bool(point.label) for point in found.points] == [True, *[False] * 8, True]


@pytest.mark.parametrize("values", [("0", "0", "0"), ("-5", "0", "5"), ("99999999999999", "1", "0")])
def test_odd_values_are_drawn_inside_the_frame(park_a, staff, source, values):
    (found,) = series(dated(park_a, staff, source, **dict(zip(("y2020", "y2021", "y2022"), values, strict=True))))
    assert all(charts.TOP <= float(point.y) <= charts.BOTTOM for point in found.points)


def mix(facts):
    with override("en"):
        return charts.industry_mix(facts)


def shares(park, metric, source, values, **fields):
    fields |= {"park": park, "metric": metric, "source": source}
    named = [(cast.make_industry(code, name_en=code), value) for code, value in values.items()]
    return [Fact(industry=industry, value=value, **fields) for industry, value in named]


def test_the_mix_names_each_industry_and_what_is_left(park_a, share, source):
    (found,) = mix(shares(park_a, share, source, {"bt": Decimal(12), "it": Decimal(65), "ct": Decimal(9)}))
    assert [(one.name, one.length) for one in found.shares] == [("it", "65.0"), ("bt", "12.0"), ("ct", "9.0")]
    assert (found.rest, found.overlap) == ("14%", False)


def test_sources_and_years_are_never_mixed(park_a, share, source):
    new = shares(park_a, share, source, {"a": Decimal(50)}, as_of=datetime.date(2025, 1, 1))
    old = shares(park_a, share, source, {"b": Decimal(40)}, as_of=datetime.date(2020, 1, 1))
    other = shares(park_a, share, Source.objects.create(code="t"), {"c": Decimal(45)}, as_of=datetime.date(2025, 1, 1))
    assert [[one.name for one in found.shares] for found in mix([*old, *new, *other])] == [["a"], ["c"], ["b"]]


def test_shares_beyond_the_whole_are_called_overlapping(park_a, share, source):
    (found,) = mix(shares(park_a, share, source, {"a": Decimal(80), "b": Decimal(130)}))
    assert (found.rest, found.overlap) == ("", True)
    assert [one.length for one in found.shares] == ["100.0", "80.0"]


def test_shares_without_industry_or_value_are_no_part_of_it(park_a, share, staff, source):
    facts = [Fact(park=park_a, metric=share, source=source, value=Decimal(5))]
    facts += shares(park_a, staff, source, {"a": Decimal(5)})
    assert mix(facts) == []
