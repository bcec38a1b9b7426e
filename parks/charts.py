"""Charts of a park's figures, drawn here: plain geometry for templates, and the same values as a table.

Nothing is said by colour alone and nothing is drawn that a source did not state: gaps in time stay gaps.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common import measures
from parks import figures
from parks.enums import DatePrecision
from parks.figures import IN_WORDS, Figure, SourceList
from parks.models import Fact

SHARE = "industry_share"  # the code of the metric
ENOUGH = 3  # dated values that make a series
WIDTH, HEIGHT = 340, 170  # of the drawing, in its own units: about the pixels of a phone
LEFT, RIGHT, TOP, BOTTOM = 18, 322, 30, 144
LABELS = 6  # as many values can be written above the points without touching each other


@dataclass(frozen=True)
class Point:
    """One value: where it is drawn, and what stands beside it. `label` and `tick` are empty where there is no room."""

    x: str
    y: str
    label: str
    tick: str
    figure: Figure


@dataclass(frozen=True)
class Series:
    """The values of one metric over time, oldest first: see `figures.Metric` for `about`.

    `unit` is empty where the metric is called like it; `title` names both.
    """

    about: tuple[Any, ...]
    unit: str
    first: str
    last: str
    points: list[Point]

    def __str__(self) -> str:
        return figures.named(self.about)

    @property
    def label(self) -> str:
        return str(self)

    @property
    def title(self) -> str:
        return f"{self} ({self.unit})" if self.unit else str(self)

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def newest_first(self) -> list[Figure]:
        return [point.figure for point in reversed(self.points)]


@dataclass(frozen=True)
class Share:
    """One industry, its share in words and as the length of a bar in percent."""

    industry: Any
    name: str
    length: str
    figure: Figure


@dataclass(frozen=True)
class Mix:
    """The shares of industries that one source gave for one time, largest first.

    `rest` is what they leave of the whole, empty when they leave nothing; `overlap` is true when they exceed it.
    """

    when: str
    note: str
    shares: list[Share]
    rest: str
    overlap: bool


def drawn(fact: Fact) -> bool:
    """Whether a figure is an amount at a time, and can be a point."""
    return fact.value is not None and fact.qualifier not in IN_WORDS and fact.as_of is not None


def series(facts: Iterable[Fact], sources: SourceList | None = None) -> list[Series]:
    """One chart for each metric with enough dated values that can be compared, in the order of the facts."""
    grouped: dict[tuple[int, int | None, str], list[Fact]] = {}
    for fact in facts:
        if drawn(fact):
            _amount, unit = figures.measured(fact)
            grouped.setdefault((fact.metric_id, fact.industry_id, unit), []).append(fact)
    return [
        _series(sorted(group, key=lambda fact: (fact.as_of, fact.pk)), sources)
        for group in grouped.values()
        if len({fact.as_of for fact in group}) >= ENOUGH
    ]


def _series(facts: Sequence[Fact], sources: SourceList | None) -> Series:
    told = [figures.figure(fact, sources) for fact in facts]
    amounts = [figures.measured(fact)[0] or Decimal(0) for fact in facts]
    bottom, top = min(Decimal(0), *amounts), max(Decimal(0), *amounts)
    days = [_middle(fact).toordinal() for fact in facts]
    unit, last = told[-1].counted_in, len(facts) - 1
    points = []
    for place, figure in enumerate(told):
        x = LEFT + (RIGHT - LEFT) * (days[place] - days[0]) / ((days[-1] - days[0]) or 1)
        y = BOTTOM - (BOTTOM - TOP) * float((amounts[place] - bottom) / ((top - bottom) or Decimal(1)))
        labelled = place in (0, last) or len(facts) <= LABELS
        value = figure.text if figure.counted_in == unit else figure.amount
        points.append(Point(f"{x:.1f}", f"{y:.1f}", value if labelled else "", figure.when if labelled else "", figure))
    about = figures.about(facts[0])
    unit = "" if unit.casefold() == figures.named(about).casefold() else unit
    return Series(about, unit, told[0].when, told[-1].when, points)


def _middle(fact: Fact) -> datetime.date:
    """Where on the axis of time a figure stands: a year's or a month's in the middle of it."""
    assert fact.as_of is not None  # noqa: S101 - see drawn()
    if fact.as_of_precision == DatePrecision.YEAR:
        return fact.as_of.replace(month=7, day=1)
    return fact.as_of.replace(day=15) if fact.as_of_precision == DatePrecision.MONTH else fact.as_of


def industry_mix(facts: Iterable[Fact], sources: SourceList | None = None) -> list[Mix]:
    """What each source says about the industries of a park at one time, newest first; never mixed with each other."""
    grouped: dict[tuple[str, int, str], list[Fact]] = {}
    for fact in facts:
        if is_share(fact):
            grouped.setdefault((figures.when(fact), fact.source_id, fact.note or ""), []).append(fact)
    newest_first = sorted(grouped.items(), key=lambda item: item[0][0], reverse=True)
    return [_mix(group, sources) for _key, group in newest_first]


def is_share(fact: Fact) -> bool:
    """Whether a figure belongs into the chart of industries, and not among the other figures."""
    return fact.metric.code == SHARE and fact.industry_id is not None and fact.value is not None


def _mix(facts: list[Fact], sources: SourceList | None) -> Mix:
    largest_first = sorted(facts, key=lambda fact: -(fact.value or 0))
    total = sum((fact.value or Decimal(0) for fact in facts), Decimal(0))
    shares = [
        Share(
            fact.industry,
            str(fact.industry),
            f"{min(max(fact.value or Decimal(0), Decimal(0)), Decimal(100)):.1f}",
            figures.figure(fact, sources),
        )
        for fact in largest_first
    ]
    return Mix(
        when=shares[0].figure.when,
        note=shares[0].figure.note,
        shares=shares,
        rest=measures.quantity(100 - total, "%") if 0 <= total < 100 else "",
        overlap=total > 100,
    )
