"""Own units, ages and industries of figures; the plain cases stand in test_rendering.py."""

import datetime
from decimal import Decimal

import pytest
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import override

from parks import figures
from parks.models import Fact, Metric, Source
from tests import cast


@pytest.fixture
def land(db):
    labels = {"unit_label_en": "ha", "unit_label_zh_hans": "公顷"}
    return Metric.objects.create(code="land_area", name_en="Land area", name_zh_hans="占地", unit="ha", **labels)


@pytest.fixture
def investment(db):
    return Metric.objects.create(code="investment_total", name_en="Total investment", unit="CNY", unit_label_en="CNY")


@pytest.fixture
def source(db):
    return Source.objects.create(code="s")


def shown(*facts):
    with override("en"):
        (found,) = figures.metrics(facts)
    return found


def test_an_area_in_its_own_unit_is_shown_as_stated_and_in_the_usual_one(park_a, land, source):
    (figure,) = shown(Fact(park=park_a, metric=land, source=source, value=Decimal("123.1"), unit="km2")).figures
    assert (figure.text, figure.unit, figure.also) == ("123.1", "km²", "12,310 ha")


def test_money_keeps_its_currency_and_is_never_converted(park_a, investment, source):
    fact = Fact(park=park_a, metric=investment, source=source, value=Decimal("200000000"), unit="EUR")
    (figure,) = shown(fact).figures
    assert (figure.amount, figure.also, figure.counted_in) == ("€200 million", "", "€")
    with override("zh-hans"):
        assert figures.figure(fact).amount == "2亿欧元"


@pytest.mark.parametrize(
    ("unit", "value", "english", "chinese"),
    [
        ("", "10500000000", "CNY 10.5 billion", "105亿元"),
        ("EUR/m2/yr", "120", "€120/m²/year", "120欧元/m²/年"),
        ("CHF", "3", "CHF 3", "CHF 3"),
    ],
)
def test_a_currency_stands_where_the_language_puts_it(park_a, investment, source, unit, value, english, chinese):
    investment.unit_label_zh_hans = "元"
    fact = Fact(park=park_a, metric=investment, source=source, value=Decimal(value), unit=unit)
    told = []
    for language in ("en", "zh-hans"):
        with override(language):
            told.append(figures.figure(fact).amount)
    assert told == [english, chinese]


@pytest.mark.parametrize(
    ("qualifier", "english", "chinese"),
    [
        ("dozens", "dozens of companies", "数十家"),
        ("several_hundred", "several hundred companies", "数百家"),
        ("two_thirds", "two thirds of companies", "三分之二家"),
    ],
)
def test_an_amount_in_words_is_followed_by_of_where_english_has_it(park_a, source, qualifier, english, chinese):
    labels = {"unit_label_en": "companies", "unit_label_zh_hans": "家"}
    metric = Metric.objects.create(code="companies", name_en="Companies", unit="companies", **labels)
    fact = Fact(park=park_a, metric=metric, source=source, qualifier=qualifier)
    told = []
    for language in ("en", "zh-hans"):
        with override(language):
            told.append(figures.figure(fact).amount)
    assert told == [english, chinese]


def test_pages_show_a_unit_with_the_space_that_its_language_has(park_a, investment, source):
    investment.unit_label_zh_hans = "元"
    fact = Fact(park=park_a, metric=investment, source=source, value=Decimal("10500000000"))
    template = get_template("parks/_figure.html")
    told = []
    for language in ("en", "zh-hans"):
        with override(language):
            told.append(template.render({"figure": figures.figure(fact)}).strip())
    assert told == ["CNY 10.5 billion", "105亿<small>元</small>"]


@pytest.mark.parametrize(("language", "text"), [("en", "1984"), ("zh-hans", "1984年")])
def test_a_year_is_written_as_one(park_a, source, language, text):
    founded = Metric.objects.create(code="founded", name_en="Founded", unit="year", unit_label_zh_hans="年")
    with override(language):
        figure = figures.figure(Fact(park=park_a, metric=founded, source=source, value=Decimal("1984.0000")))
    assert (figure.text, figure.unit) == (text, "")


def test_a_unit_that_nobody_translated_is_better_than_none(park_a, source):
    shops = Metric.objects.create(code="shops", name_en="Shops", unit="shops", unit_label_zh_hans="家")
    assert shown(Fact(park=park_a, metric=shops, source=source, value=2)).figures[0].unit == "家"


def test_a_unit_of_several_pieces_is_read_piece_by_piece():
    with override("en"):
        assert figures.unit_label("EUR/m2/yr") == "EUR/m²/year"
        assert figures.unit_label("furlong") == "furlong"
    with override("zh-hans"):
        assert figures.unit_label("EUR/m2") == "欧元/m²"


def test_the_same_area_in_two_units_is_no_contradiction(park_a, land, source):
    same = [
        Fact(park=park_a, metric=land, source=source, value=Decimal("123.1"), unit="km2"),
        Fact(park=park_a, metric=land, source=source, value=Decimal("12310")),
    ]
    assert not shown(*same).disagree
    assert shown(same[0], Fact(park=park_a, metric=land, source=source, value=Decimal("12000"))).disagree


def test_amounts_in_two_currencies_are_not_called_a_contradiction(park_a, investment, source):
    euros = Fact(park=park_a, metric=investment, source=source, value=Decimal("200"), unit="EUR")
    yuan = Fact(park=park_a, metric=investment, source=source, value=Decimal("1600"))
    assert not shown(euros, yuan).disagree


def test_a_figure_is_old_after_a_year_and_an_undated_one_is_called_undated(park_a, land, source):
    today = timezone.localdate()
    ages = [
        shown(Fact(park=park_a, metric=land, source=source, value=1, as_of=today - datetime.timedelta(days=days)))
        .figures[0].is_old
        for days in (365, 366)
    ]  # fmt: skip
    assert ages == [False, True]
    assert shown(Fact(park=park_a, metric=land, source=source, value=1)).figures[0].is_old is False


def test_figures_about_different_industries_are_different_figures(park_a, land, source):
    ict, bio = cast.make_industry("ict", name_en="ICT"), cast.make_industry("bio", name_en="Bio")
    facts = [Fact(park=park_a, metric=land, source=source, value=1, industry=one) for one in (ict, bio)]
    with override("en"):
        assert [metric.label for metric in figures.metrics(facts)] == ["Land area · ICT", "Land area · Bio"]
