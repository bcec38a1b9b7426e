import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from parks.enums import ParkKind, ParkState
from parks.filters import ParkFilter
from parks.finding import LandFilter, SpaceFilter
from parks.models import LandParcel, Park, Region, Space
from tests import cast


@pytest.fixture
def parks(park_a, park_b):
    """CBTC in Belgium with a laboratory of 80 to 600 m², and a full Chinese incubator with a nursery."""
    Park.objects.filter(pk=park_b.pk).update(kind=ParkKind.INCUBATOR, level="national", state=ParkState.FULL)
    lab = cast.make_space_type("lab", name_zh_hans="实验室", name_en="Laboratory")
    nursery = cast.make_space_type("nursery", name_zh_hans="苗圃", name_en="Nursery", ladder_step=1)
    Space.objects.create(park=park_a, kind=lab, area_min=80, area_max=600, status="available")
    Space.objects.create(park=park_a, kind=nursery, status="available")
    Space.objects.create(park=park_b, kind=nursery, area_min=5, area_max=20, status="available")
    return park_a, park_b


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("park=cbtc&kind=lab", ["lab"]),
        ("step=1&country=CN", ["nursery"]),
        ("area_min=500", ["lab"]),
        ("area_max=30", ["nursery"]),
        ("status=let", []),
        ("open=true&park=cbtc", ["lab", "nursery"]),
        ("price_max=100", []),
        ("available_by=2026-01-01&park=parkb", ["nursery"]),
    ],
)
def test_spaces_are_narrowed_too(parks, query, expected):
    chosen = SpaceFilter(QueryDict(query), Space.objects.public())
    assert chosen.form.errors == {}
    assert [space.kind.code for space in chosen.qs.order_by("kind__code")] == expected


def test_a_space_for_other_industries_is_left_out(parks):
    bio, chips = cast.make_industry("bio"), cast.make_industry("chips")
    Space.objects.get(kind__code="lab").industries.add(bio)
    query = SpaceFilter(QueryDict("park=cbtc&industry=chips"), Space.objects.public())
    assert [space.kind.code for space in query.qs] == ["nursery"]
    query = SpaceFilter(QueryDict("park=cbtc&industry=bio"), Space.objects.public())
    assert query.qs.count() == 2
    assert chips.code == "chips"


@pytest.fixture
def hall(park_a):
    """A hall whose every limit is stated."""
    return Space.objects.create(
        park=park_a,
        kind=cast.make_space_type("factory"),
        area_min=1000,
        area_max=4000,
        floor_load=20,
        clear_height=8,
        power_kva=800,
        crane_tonnes=10,
        lift_tonnes=3,
        cleanroom="iso_6",
        fire_class="b",
        fitting="basic",
        price=30,
        price_currency="CNY",
        price_period="month",
        price_basis="m2",
        available_from="2027-03-01",
        status="available",
    )


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("floor_load_min=20", True),
        ("floor_load_min=20.01", False),
        ("clear_height_min=8", True),
        ("clear_height_min=9", False),
        ("power_min=800", True),
        ("power_min=801", False),
        ("crane_min=10", True),
        ("crane_min=11", False),
        ("lift_min=3", True),
        ("lift_min=3.5", False),
        ("cleanroom=iso_7", True),
        ("cleanroom=iso_6", True),
        ("cleanroom=iso_5", False),
        ("cleanroom=gmp_d", False),
        ("fire_class=c", True),
        ("fire_class=b", True),
        ("fire_class=a", False),
        ("fitting=basic", True),
        ("fitting=full", False),
        ("priced=true", True),
        ("priced=false", False),
        ("available_by=2027-03-01", True),
        ("available_by=2027-02-28", False),
        ("country=BE", True),
        ("country=CN", False),
    ],
)
def test_each_technical_limit_narrows_the_spaces(hall, parks, query, is_found):
    """The other spaces say nothing about themselves, so no limit finds them."""
    found = SpaceFilter(QueryDict(f"{query}&kind=factory"), Space.objects.public())
    assert list(found.qs) == ([hall] if is_found else [])


@pytest.mark.parametrize("query", ["floor_load_min=1", "cleanroom=iso_8", "fire_class=e", "priced=true"])
def test_what_nobody_stated_never_matches(hall, parks, query):
    assert list(SpaceFilter(QueryDict(query), Space.objects.public()).qs) == [hall]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("park", ["lab", "nursery", "nursery"]),
        ("smallest", ["nursery", "lab", "nursery"]),
        ("largest", ["lab", "nursery", "nursery"]),
        ("soonest", ["lab", "nursery", "nursery"]),
        ("newest", ["nursery", "nursery", "lab"]),
    ],
)
def test_spaces_are_ordered_and_the_unknown_comes_last(parks, sort, expected):
    Space.objects.filter(park__slug="parkb").update(available_from="2027-01-01")
    with override("en"):
        found = list(SpaceFilter(QueryDict(f"sort={sort}"), Space.objects.public()).qs)
    assert [space.kind.code for space in found] == expected


@pytest.mark.parametrize(
    "query",
    [
        "floor_load_min=NaN",
        "power_min=1e400",
        "crane_min=-1",
        "cleanroom=iso_1",
        "cleanroom=%00",
        "fire_class=z",
        "fitting=%F0%9F%98%80",
        "available_by=2027-13-45",
        "region=%00",
        "kind=%00",
        "park=" + "x" * 81,
        "sort=price",
        "price_max=1e99",
    ],
)
def test_a_value_that_makes_no_sense_is_left_out(parks, query):
    chosen = SpaceFilter(QueryDict(query), Space.objects.public())
    assert len(chosen.qs) == 3
    assert len(chosen.form.errors) == 1


@pytest.fixture
def plots(park_a, park_b):
    common = {"use": "industrial", "name_en": "Plot"}
    big = LandParcel.objects.create(
        park=park_b, area_ha=12, auction_on=timezone.localdate(), supply_mode="auction", **common
    )
    past = LandParcel.objects.create(park=park_b, area_ha=3, auction_on="2020-01-01", supply_mode="listing", **common)
    silent = LandParcel.objects.create(park=park_a, **{**common, "use": "research"})
    return {"big": big, "past": past, "silent": silent}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["silent", "big", "past"]),
        ("use=research", ["silent"]),
        ("supply_mode=auction", ["big"]),
        ("country=CN", ["big", "past"]),
        ("area_min=3", ["big", "past"]),
        ("area_max=4", ["past"]),
        ("upcoming=true", ["big"]),
        ("upcoming=false", ["past"]),
        ("park=cbtc", ["silent"]),
        ("sort=largest", ["big", "past", "silent"]),
        ("sort=auction", ["past", "big", "silent"]),
        ("use=%00&area_min=NaN", ["silent", "big", "past"]),
    ],
)
def test_land_is_narrowed_and_ordered(plots, query, expected):
    with override("en"):
        found = list(LandFilter(QueryDict(query), LandParcel.objects.public()).qs)
    assert [next(name for name, plot in plots.items() if plot == row) for row in found] == expected


# --- What is open, and when ------------------------------------------------------------------

TOMORROW, IN_A_YEAR = (timezone.localdate() + datetime.timedelta(days=days) for days in (1, 365))
OFFERED = {  # status, free from
    "later": ("let", IN_A_YEAR),
    "now": ("available", None),
    "silent": ("not_stated", None),
    "tomorrow": ("available", TOMORROW),
    "past": ("expiring", datetime.date(2020, 1, 1)),
    "taken": ("let", None),
    "was": ("let", datetime.date(2020, 1, 1)),
}


@pytest.fixture
def offered(park_a):
    kind = cast.make_space_type()
    for order, (name, (status, day)) in enumerate(OFFERED.items()):
        Space.objects.create(park=park_a, kind=kind, name_en=name, order=order, status=status, available_from=day)


def names(query):
    with override("en"):
        return [space.name_en for space in SpaceFilter(QueryDict(query), Space.objects.public()).qs]


def test_the_soonest_are_open_now_then_by_day_then_those_about_which_nobody_knows(offered):
    assert names("sort=soonest") == ["now", "past", "tomorrow", "later", "silent", "taken", "was"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("open=true", ["now", "tomorrow", "past"]),
        ("open=false", ["later", "taken", "was"]),
        ("status=not_stated", ["silent"]),
        (f"available_by={timezone.localdate()}", ["now", "past"]),
        (f"available_by={TOMORROW}", ["now", "tomorrow", "past"]),
        ("available_by=2999-01-01", ["now", "tomorrow", "past"]),
    ],
)
def test_nobody_said_open_is_not_open(offered, query, expected):
    assert names(query) == expected


@pytest.mark.parametrize("day", [timezone.localdate(), TOMORROW, IN_A_YEAR])
@pytest.mark.parametrize("name", OFFERED)
def test_the_finder_and_the_directory_agree_on_what_is_open_by_a_day(offered, name, day):
    Space.objects.exclude(name_en=name).delete()
    query = f"available_by={day}"
    assert len(names(query)) == len(ParkFilter(QueryDict(query)).answer)


# --- What is offered to choose from ----------------------------------------------------------


def options(chosen, name):
    return [code for code, _label in chosen.form.fields[name].widget.choices if code]


def offering(query="", kind=SpaceFilter, rows=Space):
    chosen = kind(QueryDict(query), rows.objects.public())
    chosen.offer_in_use()
    return chosen


def test_lists_offer_what_finds_something(hall, parks, park_a):
    cast.make_space_type("land")
    for park, code, country in ((park_a, "wallonia", "BE"), (parks[1], "hubei", "CN")):
        around = Region.objects.create(code=country.lower(), kind="country", country=country)
        park.region = Region.objects.create(code=code, kind="province", country=country, parent=around)
        park.save()
    Space.objects.filter(park=parks[1]).update(status="off_market")
    chosen = offering()
    assert options(chosen, "kind") == ["factory", "lab", "nursery"]
    assert options(chosen, "region") == ["wallonia"]
    assert options(chosen, "step") == ["1"]
    assert options(chosen, "status") == ["available"]
    assert options(chosen, "fitting") == ["basic"]
    assert options(chosen, "cleanroom") == ["iso_6", "iso_7", "iso_8"]
    assert options(chosen, "fire_class") == ["b", "c", "d", "e"]


def test_what_was_asked_for_stays_in_the_list_and_is_understood(hall, parks):
    cast.make_space_type("land")
    chosen = offering("kind=land&fitting=full&cleanroom=gmp_a")
    assert (options(chosen, "kind"), options(chosen, "fitting")) == (
        ["factory", "lab", "land", "nursery"],
        ["basic", "full"],
    )
    assert options(chosen, "cleanroom")[-1] == "gmp_a"
    assert chosen.form.errors == {} and list(chosen.qs) == []


def test_lists_of_land_offer_what_finds_something(plots):
    chosen = offering("", LandFilter, LandParcel)
    assert options(chosen, "use") == ["industrial", "research"]
    assert options(chosen, "supply_mode") == ["auction", "listing"]
    assert options(chosen, "status") == ["not_stated"]
