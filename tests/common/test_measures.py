from decimal import Decimal

import pytest
from django.utils import translation

from common import measures


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (Decimal("0.0000"), "0"),
        (Decimal("1234.5000"), "1,234.5"),
        (Decimal("1E+3"), "1,000"),
        (1000, "1,000"),
        (-5, "−5"),
        (Decimal("-0.00"), "0"),
        (0.1, "0.1"),
    ],
)
def test_number(value, shown):
    assert measures.number(value) == shown


def test_number_rounds_half_up():
    assert measures.number(Decimal("2.345"), 2) == "2.35"
    assert measures.number(Decimal("1200"), 2) == "1,200"


@pytest.mark.parametrize("value", ["NaN", float("inf"), "abc"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="number"):
        measures.number(value)


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (999999, "999,999", "999,999"),
        (1_000_000, "100万", "1 million"),
        (1_234_567, "1,234,567", "1,234,567"),
        (200_000_000, "2亿", "200 million"),
        (1_500_000_000, "15亿", "1.5 billion"),
        (9_400_000_000_000, "9.4万亿", "9.4 trillion"),
        (12_340_000, "1,234万", "12.34 million"),
    ],
)
def test_large_numbers_lose_nothing(value, chinese, english):
    with translation.override("zh-hans"):
        assert measures.large_number(value) == chinese
    with translation.override("en"):
        assert measures.large_number(value) == english


def test_quantity():
    assert measures.quantity(1200, "家") == "1,200家"
    assert measures.quantity(1200, "companies") == "1,200 companies"
    assert measures.quantity(Decimal("12.50"), "%") == "12.5%"
    assert measures.quantity(None, "家") == "—"
    assert measures.quantity(0, "家") == "0家"
    assert measures.quantity(5) == "5"


def test_area():
    assert measures.area(Decimal("1200.00")) == "1,200 m²"
    assert measures.area(None) == "—"
    assert measures.square_feet(Decimal("100")) in ("1,076平方英尺", "1,076 ft²")


def test_square_foot_is_the_international_one():
    foot = Decimal("0.3048")
    assert abs(measures.SQUARE_FEET_PER_M2 - 1 / (foot * foot)) < Decimal("1e-9")


@pytest.mark.parametrize(
    ("low", "high", "chinese", "english"),
    [
        (20, 200, "20–200 m²", "20–200 m²"),
        (20, Decimal("20.00"), "20 m²", "20 m²"),
        (20, None, "20 m²起", "from 20 m²"),
        (None, 200, "不超过200 m²", "up to 200 m²"),
        (0, None, "0 m²起", "from 0 m²"),
        (None, None, "—", "—"),
    ],
)
def test_area_range(low, high, chinese, english):
    with translation.override("zh-hans"):
        assert measures.area_range(low, high) == chinese
    with translation.override("en"):
        assert measures.area_range(low, high) == english


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (20, 200, "215–2,153 ft²"),
        (20, Decimal("20.00"), "215 ft²"),
        (20, None, "from 215 ft²"),
        (None, 200, "up to 2,153 ft²"),
        (None, None, "—"),
    ],
)
def test_a_range_in_square_feet(low, high, shown):
    with translation.override("en"):
        assert measures.square_feet_range(low, high) == shown
    with translation.override("zh-hans"):
        assert measures.square_feet_range(20, 200).startswith("215–2,153")


def test_a_range_without_a_unit():
    with translation.override("en"):
        assert measures.span(Decimal("1.50"), Decimal("2.5")) == "1.5–2.5"
        assert measures.span(None, 2) == "up to 2"
        assert measures.span(None, None) == "—"


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        (("120", "EUR", "year", "m2"), "120欧元/平方米·年", "€120 per m² per year"),
        (("2.50", "CNY", "day", "m2"), "2.5元/平方米·天", "CNY 2.5 per m² per day"),
        (("800", "CNY", "month", "seat"), "800元/工位·月", "CNY 800 per seat per month"),
        (("5000000", "CNY", "once", "ha"), "一次性500万元/公顷", "CNY 5 million once per hectare"),
        (("200000000", "EUR"), "2亿欧元", "€200 million"),
        (("30000", "CHF", "month"), "CHF 30,000/月", "CHF 30,000 per month"),
        ((None, "EUR", "year"), "—", "—"),
    ],
)
def test_money(arguments, chinese, english):
    with translation.override("zh-hans"):
        assert measures.money(*arguments) == chinese
    with translation.override("en"):
        assert measures.money(*arguments) == english


def test_land():
    with translation.override("en"):
        assert measures.hectares(Decimal("35.50")) == "35.5 ha"
    with translation.override("zh-hans"):
        assert measures.hectares(Decimal("35.50")) == "35.5公顷"


@pytest.mark.parametrize(("unit", "currency"), [("EUR", True), ("kVA", False), ("m2", False), ("EURO", False)])
def test_a_currency_is_told_from_other_units_by_its_three_capitals(unit, currency):
    assert measures.is_currency(unit) is currency


@pytest.mark.parametrize(("unit", "space"), [("m²", " "), ("家", ""), ("%", ""), ("/m²", ""), ("", "")])
def test_only_words_of_letters_stand_apart_from_their_figure(unit, space):
    assert measures.joint(unit) == space
