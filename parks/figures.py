"""Figures as sources state them: value, unit, date, hedge, note, and which of them contradict each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from common import measures
from common.languages import local_text
from parks.enums import DatePrecision, Qualifier
from parks.models import Fact, Source
from parks.models import Metric as CatalogueMetric

# These say the amount themselves: “dozens of companies”, “two thirds”.
IN_WORDS = (Qualifier.DOZENS, Qualifier.SEVERAL_HUNDRED, Qualifier.TWO_THIRDS, Qualifier.MORE_THAN_A_THIRD)
_COUNTED_DIRECTLY = (Qualifier.SEVERAL_HUNDRED,)  # “several hundred companies”
_DATE_FORMATS = {DatePrecision.YEAR: "%Y", DatePrecision.MONTH: "%Y-%m", DatePrecision.DAY: "%Y-%m-%d"}
# Square metres in one unit of area; a mu (亩) is a fifteenth of a hectare.
AREAS_IN_M2 = {
    "m2": Decimal(1),
    "ha": Decimal(10_000),
    "km2": Decimal(1_000_000),
    "mu": Decimal(10_000) / 15,
    "ft2": 1 / measures.SQUARE_FEET_PER_M2,
}
YEAR = "year"  # as the unit of a metric: a date, not a quantity
_UNITS: dict[str, str | Promise] = {
    "m2": "m²",
    "km2": "km²",
    "ft2": "ft²",
    "m3": "m³",
    "percent": "%",
    "ha": pgettext_lazy("unit code", "ha"),
    "mu": pgettext_lazy("unit code", "mu"),
    "yr": pgettext_lazy("unit code", "year"),
    "year": pgettext_lazy("unit code", "year"),
    "month": pgettext_lazy("unit code", "month"),
    "day": pgettext_lazy("unit code", "day"),
}


@dataclass
class SourceList:
    """Numbers the sources of a page in the order in which they are first mentioned."""

    numbers: dict[int, int] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)

    def number(self, source: Source | None) -> int | None:
        if source is None:
            return None
        if source.pk not in self.numbers:
            self.sources.append(source)
            self.numbers[source.pk] = len(self.sources)
        return self.numbers[source.pk]


@dataclass(frozen=True)
class Figure:
    """One stated value. `before` is the source's own hedge; without a value the hedge is the text. `sign` is what a
    currency puts before the amount (`€`).

    `also` is an area in the metric's own unit where the source used another one. `measured` is the amount and what it
    is counted in, for comparing: areas of any unit can be compared, dollars and euros cannot.
    """

    before: str
    text: str
    unit: str
    when: str
    note: str
    source: int | None
    also: str = ""
    is_old: bool = False
    measured: tuple[Decimal | None, str] = (None, "")
    sign: str = ""

    @property
    def joint(self) -> str:
        """What stands between text and unit."""
        return measures.joint(self.unit)

    @property
    def amount(self) -> str:
        """The value with its unit: `120,000 m²`, `€200 million`, `2亿欧元`."""
        return f"{self.sign}{self.text}{self.joint}{self.unit}"

    @property
    def counted_in(self) -> str:
        """The unit or the currency without a value."""
        return f"{self.sign.strip()}{self.joint}{self.unit}".strip()

    def contradicts(self, other: "Figure") -> bool:
        """Another value for the same time (an undated one may be of any time) and the same subject."""
        (mine, counted), (theirs, counted_there) = self.measured, other.measured
        if mine is not None and theirs is not None:
            differ = counted == counted_there and (self.before, mine) != (other.before, theirs)
        else:
            differ = (self.before, self.text) != (other.before, other.text)
        return (
            differ
            and (self.when == other.when or not self.when or not other.when)
            and (self.note == other.note or not self.note or not other.note)
        )


@dataclass(frozen=True)
class Metric:
    """All that sources say about one metric, newest first.

    `about` is the metric of the catalogue and, where the figures are of one industry, that one: named as the language
    at the time of asking has them.
    """

    about: tuple[Any, ...]
    headline: bool
    figures: list[Figure]

    def __str__(self) -> str:
        return named(self.about)

    @property
    def label(self) -> str:
        return str(self)

    @property
    def disagree(self) -> bool:
        return any(one.contradicts(other) for one, other in combinations(self.figures, 2))

    @property
    def shown(self) -> list[Figure]:
        """Where there is room for one value: the newest, but all of them when they contradict each other."""
        return self.figures if self.disagree else self.figures[:1]


def figure(fact: Fact, sources: SourceList | None = None) -> Figure:
    hedge = str(fact.get_qualifier_display()) if fact.qualifier else ""
    unit = unit_label(fact.unit) if fact.unit else usual_unit(fact.metric)
    in_figures = fact.value is not None and fact.qualifier not in IN_WORDS
    text, sign = measures.large_number(fact.value) if in_figures else hedge, ""
    if not in_figures:
        unit = "" if fact.metric.unit == "percent" else after_words(fact.qualifier, unit)
    elif fact.metric.unit == YEAR and not fact.unit:
        text, unit = f"{fact.value:.0f}{unit}", ""
    else:
        sign, unit = _around(fact.unit or fact.metric.unit, unit)
    return Figure(
        before=hedge if in_figures else "",
        text=text,
        unit=unit,
        when=when(fact),
        note=fact.note or "",
        source=sources.number(fact.source) if sources is not None else None,
        also=_in_the_metrics_unit(fact) if in_figures else "",
        is_old=fact.as_of is not None and fact.is_stale,
        measured=measured(fact) if in_figures else (None, ""),
        sign=sign,
    )


def after_words(qualifier: str, unit: str) -> str:
    """The unit as it follows an amount in words: dozens, two thirds `of companies`, several hundred `companies`."""
    if not unit or qualifier in _COUNTED_DIRECTLY:
        return unit
    return _("of %(unit)s") % {"unit": unit}


def _around(code: str, label: str) -> tuple[str, str]:
    """What stands before and after an amount: a currency goes where the reader's language puts it."""
    currency = code.split("/")[0]
    if not measures.is_currency(currency) or not label.startswith(currency):
        return "", label
    before, after = measures.around_amount(currency)
    return before, f"{after}{label.removeprefix(currency)}".strip()


def when(fact: Fact) -> str:
    """The date as exactly as it is known; empty for an undated figure."""
    return fact.as_of.strftime(_DATE_FORMATS[DatePrecision(fact.as_of_precision)]) if fact.as_of else ""


def measured(fact: Fact) -> tuple[Decimal | None, str]:
    """The amount and what it is counted in; areas in m², whatever the source used."""
    unit = fact.unit or fact.metric.unit
    if fact.value is None or unit not in AREAS_IN_M2:
        return fact.value, unit
    return fact.value * AREAS_IN_M2[unit], "m2"


def _in_the_metrics_unit(fact: Fact) -> str:
    """An area in the unit of the metric, where the source used another; money and the rest are never converted."""
    own, usual = fact.unit, fact.metric.unit
    if fact.value is None or own == usual or own not in AREAS_IN_M2 or usual not in AREAS_IN_M2:
        return ""
    return measures.quantity(
        (fact.value * AREAS_IN_M2[own] / AREAS_IN_M2[usual]).quantize(Decimal("0.01")).normalize(),
        fact.metric.unit_label,
    )


def usual_unit(metric: CatalogueMetric, language: str | None = None) -> str:
    """The unit of the metric in words. “年” stands behind a year in Chinese alone: English does not lack anything."""
    label = local_text(metric, "unit_label", language)
    return "" if label.is_fallback and metric.unit == YEAR else label.text


def unit_label(code: str) -> str:
    """A unit code as readers see it behind a number: `km²`, `EUR/m²/year`, `欧元/m²/年`; an unknown piece stays."""
    return "/".join(
        _currency(piece) if measures.is_currency(piece) else str(_UNITS.get(piece, piece)) for piece in code.split("/")
    )


def _currency(code: str) -> str:
    """A currency behind a number; its code where the language writes it before."""
    return measures.around_amount(code)[1] or code


def metrics(facts: Iterable[Fact], sources: SourceList | None = None) -> list[Metric]:
    """Facts grouped by metric, and by industry where they are about one, in the order of their first fact."""
    grouped: dict[tuple[int, int | None], list[Fact]] = {}
    for fact in facts:
        grouped.setdefault((fact.metric_id, fact.industry_id), []).append(fact)
    return [
        Metric(
            about=about(group[0]),
            headline=any(fact.headline for fact in group),
            figures=[figure(fact, sources) for fact in sorted(group, key=_telling_first)],
        )
        for group in grouped.values()
    ]


def about(fact: Fact) -> tuple[Any, ...]:
    """What a figure is about: its metric, and its industry if it has one."""
    return (fact.metric, fact.industry) if fact.industry_id else (fact.metric,)


def named(terms: Iterable[Any]) -> str:
    """`Land area · ICT`, in the active language."""
    return " · ".join(map(str, terms))


def _telling_first(fact: Fact) -> tuple[bool, bool, int]:
    return (not fact.headline, fact.as_of is None, -fact.as_of.toordinal() if fact.as_of else 0)
