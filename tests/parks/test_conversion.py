import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import override

from parks.conversion import Amount, Price, Rates, Units, newest, price_of, rates_for, turn
from parks.models import ExchangeRate, Source, Space
from tests.inquiries import builders

RENT = {"price_period": "month", "price_basis": "m2", "price_currency": "CNY"}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def space(park_b):
    return builders.make_space(park_b, price=80, area_min=100, area_max=200, **RENT)


def rate(day="2026-11-01", value="8", operator=None, base="EUR", quote="CNY", **fields):
    return ExchangeRate.objects.create(operator=operator, base=base, quote=quote, rate=value, as_of=day, **fields)


def shown(space, money):
    units = Units(money=money)
    return price_of(space, units, rates_for(units, [space]))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Units()),
        ("area=ft2&money=EUR_yr", Units("ft2", "EUR_yr")),
        ("area=acre&money=GBP", Units()),
        ("area=%00&money=%00", Units()),
        ("area=&money=CNY_month", Units("m2", "CNY_month")),
    ],
)
def test_units_come_from_the_address(query, expected):
    assert Units.chosen(QueryDict(query)) == expected


def test_units_go_back_into_an_address():
    assert Units().query == ""
    assert Units("ft2", "EUR_yr").query == "?area=ft2&money=EUR_yr"


def test_areas_in_either_unit(space):
    assert Units().area_of(space) == "100–200 m²"
    assert Units("ft2").area_of(space) == "1,076–2,153 ft²"
    space.refresh_from_db()
    assert (space.area_min, space.area_max) == (100, 200)


def test_a_rent_is_turned_by_the_rate_and_the_period(space):
    site = rate()
    price = shown(space, "EUR_yr")
    assert str(price.converted) == "€120 per m² per year"  # 80 ÷ 8 × 12
    assert str(price.original) == "CNY 80 per m² per month"
    assert price.rate == site
    space.refresh_from_db()
    assert (space.price, space.price_currency, space.price_period) == (80, "CNY", "month")


def test_the_other_way_round(space):
    rate()
    Space.objects.update(price=120, price_currency="EUR", price_period="year")
    space.refresh_from_db()
    assert str(shown(space, "CNY_month").converted) == "CNY 80 per m² per month"


@pytest.mark.parametrize(
    ("amount", "money", "expected"),
    [
        (Amount(Decimal("2"), "CNY", "day", "m2"), "CNY_month", "CNY 60.83 per m² per month"),
        (Amount(Decimal("1200"), "CNY", "year", "m2"), "CNY_month", "CNY 100 per m² per month"),
        (Amount(Decimal("500"), "CNY", "once", "m2"), "CNY_month", "CNY 500 once per m²"),
        (Amount(Decimal("500"), "CNY", "", ""), "CNY_month", "CNY 500"),
    ],
)
def test_a_period_alone_needs_no_rate(amount, money, expected):
    price = turn(amount, Units(money=money), Rates(), 1)
    assert str(price.shown) == expected
    assert (price.rate, price.no_rate) == (None, "")


def test_without_a_rate_the_price_stays_and_says_so(space):
    assert shown(space, "EUR_yr") == Price(Amount(Decimal(80), "CNY", "month", "m2"), no_rate="EUR")


def test_on_request_stays_on_request(space):
    space.price = None
    assert shown(space, "EUR_yr") == Price()


def test_the_operators_own_rate_comes_before_a_newer_one_of_the_site(space, operator_a, operator_b):
    rate("2026-11-10", "8")
    own = rate("2026-10-01", "10", operator_b)
    rate("2026-11-09", "20", operator_a)
    assert shown(space, "EUR_yr").rate == own
    assert str(shown(space, "EUR_yr").converted) == "€96 per m² per year"


def test_the_newest_rate_in_either_direction_counts_and_none_of_tomorrow(space):
    rate("2026-10-01", "8")
    newer = rate("2026-11-01", "0.1", base="CNY", quote="EUR")
    rate("2999-01-01", "99")
    price = shown(space, "EUR_yr")
    assert price.rate == newer
    assert str(price.converted) == "€96 per m² per year"


def test_only_the_newest_of_each_is_read(operator_a, operator_b):
    for day in ("2026-01-01", "2026-02-01", "2026-03-01"):
        for operator in (None, operator_a):
            rate(day, operator=operator)
    rate("2026-01-15", operator=operator_b)
    found = newest(datetime.date(2026, 2, 15))
    assert [(one.operator_id, one.as_of.isoformat()) for one in found] == [
        (None, "2026-02-01"),
        (operator_a.pk, "2026-02-01"),
        (operator_b.pk, "2026-01-15"),
    ]


def test_rates_are_read_only_when_a_currency_must_change(space, django_assert_num_queries):
    with django_assert_num_queries(0):
        rates_for(Units(), [space])
        rates_for(Units(money="CNY_month"), [space])
    rate(source=Source.objects.create(code="s"))
    with django_assert_num_queries(1):
        rates = rates_for(Units(money="EUR_yr"), [space])
        assert str(price_of(space, Units(money="EUR_yr"), rates).rate.source)


def test_large_amounts_are_whole(space):
    rate("2026-11-01", "7")
    price = turn(Amount(Decimal(1_000_003), "CNY"), Units(money="EUR_yr"), Rates(ExchangeRate.objects.all()), 1)
    assert price.converted.value == Decimal(142858)
