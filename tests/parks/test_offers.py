import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from parks import offers
from parks.conversion import Units
from parks.models import LandParcel, Space
from tests import cast
from tests.inquiries import builders


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("status", "day", "words"),
    [
        ("available", None, "Available"),
        ("available", "2999-01-01", "Available from 2999-01-01"),
        ("available", "2020-01-01", "Available"),
        ("let", "2999-01-01", "Let, free from 2999-01-01"),
        ("let", None, "Let"),
        ("held", None, "On hold"),
        ("expiring", "2999-01-01", "Lease expiring, free from 2999-01-01"),
        ("fitting_out", "2020-01-01", "Fitting out"),
        ("not_stated", None, "—"),
        ("not_stated", "2020-01-01", "—"),
        ("not_stated", "2999-01-01", "from 2999-01-01"),
    ],
)
def test_availability_in_words(status, day, words):
    space = Space(status=status, available_from=datetime.date.fromisoformat(day) if day else None)
    assert offers.availability(space) == words


def test_a_day_that_is_today_is_no_promise():
    assert offers.availability(Space(status="available", available_from=timezone.localdate())) == "Available"


def test_every_limit_is_named_stated_or_not(park_a):
    space = builders.make_space(park_a, floor_load=5, cleanroom="iso_6", fitting="shell")
    assert {limit.code: limit.text for limit in offers.limits(space)} == {
        "floor_load": "5 kN/m²",
        "clear_height": "—",
        "power_kva": "—",
        "crane_tonnes": "—",
        "lift_tonnes": "—",
        "cleanroom": "ISO 6",
        "fire_class": "—",
        "fitting": "Shell & core",
    }


@pytest.mark.parametrize(
    ("status", "asked"),
    [("available", True), ("expiring", True), ("not_stated", True), ("held", False), ("let", False)],
)
def test_what_is_known_not_to_be_free_cannot_be_asked_for(park_a, status, asked):
    [offer] = offers.offers([builders.make_space(park_a, status=status)], Units())
    assert offer.can_be_asked is asked


def test_a_park_that_takes_no_inquiries_takes_none_for_its_spaces(operator_a):
    park = cast.make_park(operator_a, "listed", accepts_inquiries=False)
    [offer] = offers.offers([builders.make_space(park)], Units())
    assert offer.can_be_asked is False


def test_a_space_is_called_by_its_name_or_its_kind(park_a):
    assert offers.name(builders.make_space(park_a, "A101")) == "A101"
    assert offers.name(builders.make_space(park_a, "")) == "Office"


def test_lease_and_industries(park_a):
    space = builders.make_space(park_a, minimum_lease_months=12)
    space.industries.add(cast.make_industry())
    assert offers.lease(space) == "at least 12 months"
    assert offers.lease(Space()) == "—"
    assert offers.industries(space) == "Life sciences"


def test_plots_say_what_is_known(park_a):
    parcel = LandParcel.objects.create(
        park=park_a, use="industrial", area_ha="3.5", plot_ratio_min="1.2", plot_ratio_max="2.5", status="available"
    )
    [plot] = offers.plots([parcel], Units())
    assert (plot.area, plot.ratio, plot.availability) == ("3.5 ha", "1.2–2.5", "Available")
    assert plot.price.original is None and plot.investment.original is None
    assert plot.can_be_asked is True


def test_a_space_or_plot_promises_nothing_until_somebody_does(park_a):
    space = Space.objects.create(park=park_a, kind=cast.make_space_type())
    parcel = LandParcel.objects.create(park=park_a, use="industrial")
    [offer], [plot] = offers.offers([space], Units()), offers.plots([parcel], Units())
    for told in (offer, plot):
        assert (told.availability, told.has_availability, told.can_be_asked) == ("—", False, True)
    assert (space.is_open, space.is_askable) == (False, True)
