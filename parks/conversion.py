"""Prices and areas in the units that the reader chose, beside the stored ones; nothing here writes.

Stored areas are m². A price is turned by the newest rate that the park's operator keeps, else by the site's, and
carries that rate, so that the page can name its day and source. Without a rate the price stays as it is, and says so.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import measures
from parks.enums import PricePeriod
from parks.models import ExchangeRate, LandParcel, Space

AREAS = {"m2": "m²", "ft2": "ft²"}
# What prices can be shown in: currency and period.
MONEY = {"CNY_month": ("CNY", "month"), "EUR_yr": ("EUR", "year")}
MONEY_LABELS = {"": _("as stated"), "CNY_month": _("CNY/m²·month"), "EUR_yr": _("€/m²·year")}
# How many of each period are in a year of 365 days and 12 months.
PER_YEAR = {PricePeriod.DAY: Decimal(365), PricePeriod.MONTH: Decimal(12), PricePeriod.YEAR: Decimal(1)}
EXACT_BELOW = 1000  # amounts from here on are rounded to whole units, smaller ones to two decimals


@dataclass(frozen=True)
class Units:
    """What areas and prices are shown in; `money` is empty for prices as the park states them."""

    area: str = "m2"
    money: str = ""

    @classmethod
    def chosen(cls, query: Mapping[str, Any]) -> "Units":
        """From the address; a unit that is not known counts as not given."""
        area, money = query.get("area", ""), query.get("money", "")
        return cls(area if area in AREAS else "m2", money if money in MONEY else "")

    @property
    def query(self) -> str:
        """`?area=ft2&money=EUR_yr`; empty for the units as stated."""
        chosen = {"area": "" if self.area == "m2" else self.area, "money": self.money}
        words = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{words}" if words else ""

    @property
    def rest(self) -> str:
        """The same behind something else in an address: `&area=ft2&money=EUR_yr`."""
        return self.query.replace("?", "&", 1)

    def area_of(self, space: Space) -> str:
        shown = measures.square_feet_range if self.area == "ft2" else measures.area_range
        return shown(space.area_min, space.area_max)


@dataclass(frozen=True)
class Amount:
    """A sum with its currency; for a rent also per what and for how long."""

    value: Decimal
    currency: str
    period: str = ""
    basis: str = ""

    def __str__(self) -> str:
        return measures.money(self.value, self.currency, self.period, self.basis)


@dataclass(frozen=True)
class Price:
    """A price as stated and, where it could be turned, as the reader wants it.

    `rate` is None when the currency stayed and only the period changed. `no_rate` tells that none is kept.
    """

    original: Amount | None = None
    converted: Amount | None = None
    rate: ExchangeRate | None = None
    no_rate: str = ""

    @property
    def shown(self) -> Amount | None:
        return self.converted or self.original


class Rates:
    """The newest rates of the site and of some operators, for one page."""

    def __init__(self, rates: Iterable[ExchangeRate] = ()) -> None:
        self._by_pair: dict[tuple[int | None, str, str], ExchangeRate] = {}
        for rate in rates:
            for pair in ((rate.base, rate.quote), (rate.quote, rate.base)):
                key = (rate.operator_id, *pair)
                held = self._by_pair.get(key)
                if held is None or rate.as_of > held.as_of:
                    self._by_pair[key] = rate

    @classmethod
    def for_operators(cls, operators: Iterable[int]) -> "Rates":
        """One query; rates of days to come are left out."""
        today = timezone.localdate()
        return cls(newest(today).filter(Q(operator__isnull=True) | Q(operator__in=set(operators))))

    def between(self, operator: int, base: str, quote: str) -> ExchangeRate | None:
        """The operator's own rate in either direction, else the site's."""
        return self._by_pair.get((operator, base, quote)) or self._by_pair.get((None, base, quote))


def newest(today: datetime.date) -> Any:
    """Of each operator and of the site, for each pair of currencies, the last rate known today."""
    known = ExchangeRate.objects.filter(as_of__lte=today)
    same = known.filter(base=OuterRef("base"), quote=OuterRef("quote"), as_of__gt=OuterRef("as_of"))
    newer = Exists(same.filter(operator=OuterRef("operator")))
    newer_of_site = Exists(same.filter(operator__isnull=True))
    superseded = Q(newer) | Q(newer_of_site, operator__isnull=True)
    return known.exclude(superseded).select_related("source").order_by("pk")


def rates_for(units: Units, priced: Iterable[Space | LandParcel]) -> Rates:
    """The rates that a page needs: none, without a query, when no price has to change its currency."""
    wanted = MONEY[units.money][0] if units.money else ""
    operators = {row.park.operator_id for row in priced if wanted and _currency(row) not in ("", wanted)}
    return Rates.for_operators(operators) if operators else Rates()


def price_of(space: Space, units: Units, rates: Rates) -> Price:
    """The rent of a space; empty when it is on request."""
    value: Decimal | None = space.price
    if value is None:
        return Price()
    amount = Amount(value, space.price_currency, space.price_period, space.price_basis)
    return turn(amount, units, rates, space.park.operator_id)


def turn(amount: Amount, units: Units, rates: Rates, operator: int) -> Price:
    """One amount in the units wanted. What is paid once, or has no period, keeps its period."""
    if not units.money:
        return Price(amount)
    currency, period = MONEY[units.money]
    wanted = period if amount.period in PER_YEAR else amount.period
    if (amount.currency, amount.period) == (currency, wanted):
        return Price(amount)
    rate = rates.between(operator, amount.currency, currency) if amount.currency != currency else None
    if rate is None and amount.currency != currency:
        return Price(amount, no_rate=currency)
    value = amount.value * _factor(rate, amount.currency) * _periods(amount.period, wanted)
    return Price(amount, replace(amount, value=_rounded(value), currency=currency, period=wanted), rate)


def _currency(row: Space | LandParcel) -> str:
    return row.price_currency if isinstance(row, Space) else row.currency


def _factor(rate: ExchangeRate | None, base: str) -> Decimal:
    if rate is None:
        return Decimal(1)
    return rate.rate if rate.base == base else 1 / rate.rate


def _periods(stated: str, wanted: str) -> Decimal:
    return PER_YEAR[PricePeriod(stated)] / PER_YEAR[PricePeriod(wanted)] if stated != wanted else Decimal(1)


def _rounded(value: Decimal) -> Decimal:
    step = Decimal(1) if abs(value) >= EXACT_BELOW else Decimal("0.01")
    return value.quantize(step, rounding=ROUND_HALF_UP)
