"""Tables of numbers beside those of the period before; what a page, a chart and a file are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Number = int | Decimal | None
Counted = Mapping[Any, Sequence[Number]]  # key → one number for each column
SHOWN = 30  # rows of a table; the rest is summed or left out
_TENTH = Decimal("0.1")


class Kind(models.TextChoices):
    """What a number counts, which says how it is written and how it changes."""

    COUNT = "count", gettext_lazy("number")
    PERCENT = "percent", gettext_lazy("percent")
    DAYS = "days", gettext_lazy("days")
    HOURS = "hours", gettext_lazy("hours")
    AREA = "area", gettext_lazy("m²")


@dataclass(frozen=True)
class Column:
    label: str | Promise
    kind: Kind = Kind.COUNT


def percent(part: int, whole: int) -> Decimal | None:
    """None where nothing can be a share of nothing."""
    return (Decimal(part) * 100 / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


def rounded(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(_TENTH, ROUND_HALF_UP)


def written(value: Number, kind: str) -> str:
    """`—` is “nothing to count”, never zero."""
    if value is None:
        return "—"
    text = f"{value:,}"
    return f"{text}%" if kind == Kind.PERCENT else text


@dataclass(frozen=True)
class Cell:
    """One number, now and in the period before."""

    value: Number
    before: Number
    kind: str

    @property
    def text(self) -> str:
        return written(self.value, self.kind)

    @property
    def before_text(self) -> str:
        return written(self.before, self.kind)

    @property
    def change(self) -> Number:
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def change_text(self) -> str:
        if self.change is None:
            return "—"
        text = f"{self.change:+,}" if self.change else "±0"
        return _("%(number)s points") % {"number": text} if self.kind == Kind.PERCENT else text


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """`drawn` is the column that the chart shows; `compared` is false for what has no period before."""

    code: str
    title: str | Promise
    first: str | Promise
    columns: Sequence[Column]
    rows: list[Row] = field(default_factory=list)
    note: str | Promise = ""
    drawn: int = 0
    compared: bool = True

    @property
    def drawn_column(self) -> Column:
        return self.columns[self.drawn]

    def flat(self) -> tuple[list[str], list[list[Any]]]:
        """Headings and lines of a file: each number, then the one before and the change."""
        headings = [str(self.first)]
        for column in self.columns:
            unit = "" if column.kind == Kind.COUNT else f" ({Kind(column.kind).label})"
            headings.append(f"{column.label}{unit}")
            if self.compared:
                headings += [
                    _("%(number)s, period before") % {"number": column.label},
                    _("%(number)s, change") % {"number": column.label},
                ]
        lines = []
        for row in self.rows:
            line: list[Any] = [row.label]
            for cell in row.cells:
                line += [cell.value, cell.before, cell.change] if self.compared else [cell.value]
            lines.append(line)
        return headings, lines


def rows(labels: Iterable[tuple[Any, str]], now: Counted, before: Counted, columns: Sequence[Column]) -> list[Row]:
    """One row for each (key, label). Where nothing was counted a number of things is 0, any other value is none."""
    nothing: list[Number] = [0 if column.kind in (Kind.COUNT, Kind.AREA) else None for column in columns]
    found = []
    for key, label in labels:
        pairs = zip(now.get(key, nothing), before.get(key, nothing), columns, strict=True)
        found.append(Row(label, [Cell(value, former, column.kind) for value, former, column in pairs]))
    return found
