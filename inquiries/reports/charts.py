"""Bars drawn here: plain geometry for a template. The table behind a chart says the same in words."""

import unicodedata
from dataclasses import dataclass

from inquiries.reports.tables import Cell, Table

WIDTH = 340  # of the drawing in its own units: about the pixels of a phone
LINE = 46  # one row: its label, the bar, and below it the bar of the period before
LONGEST = 250  # of a bar
ROWS = 12  # more are in the table only
ROOM = 40  # half-width characters of a label


@dataclass(frozen=True)
class Bar:
    """Places and lengths in the drawing's own units."""

    label: str
    text: str
    y: int
    bar_y: int
    before_y: int
    length: str
    before: str
    text_x: str


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    height: int
    compared: bool
    left_out: int


def bars(table: Table) -> Chart | None:
    """None where there is nothing to draw."""
    cells = [(row.label, row.cells[table.drawn]) for row in table.rows]
    shown = cells[:ROWS]
    longest = max((_size(value) for _label, cell in shown for value in (cell.value, cell.before)), default=0)
    if not longest:
        return None
    found = [_bar(place, label, cell, longest) for place, (label, cell) in enumerate(shown)]
    return Chart(found, len(found) * LINE + 4, table.compared, len(cells) - len(shown))


def _size(value: object) -> float:
    return max(0.0, float(value)) if isinstance(value, int | float) or hasattr(value, "as_tuple") else 0.0  # type: ignore[arg-type]


def _bar(place: int, label: str, cell: Cell, longest: float) -> Bar:
    top = place * LINE
    length = _size(cell.value) / longest * LONGEST
    return Bar(
        label=shortened(label),
        text=cell.text,
        y=top + 16,
        bar_y=top + 22,
        before_y=top + 35,
        length=f"{length:.1f}",
        before=f"{_size(cell.before) / longest * LONGEST:.1f}",
        text_x=f"{length + 6:.1f}",
    )


def shortened(label: str) -> str:
    """As much as fits into the drawing; a Chinese character is as wide as two Latin ones."""
    width = 0
    for place, letter in enumerate(label):
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > ROOM:
            return f"{label[: place - 1].rstrip()}…"
    return label
