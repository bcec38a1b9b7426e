"""From the cells of a row to the values of a record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from common.sheets import Line, Sheet, open_sheet
from parks.models import ImportBatch
from parks.tables import TABLES, CellError, Column, Directory, Table, in_both
from parks.tables.kinds import fold
from parks.tables.mapping import Mapping

COMMENT = "#"  # a row that begins with it explains the columns (the second row of our templates)
CLEAR = frozenset({"(empty)", "（清空）", "(清空)"})  # empties a field; an empty cell leaves it as it is
SHOWN = 200  # characters of a refused cell that are kept for the page
FLAWS = {
    "formula": _("This formula has no stored result. Open the file in Excel or WPS, save it, and try again."),
    "error_value": _("The cell holds an error of the spreadsheet (such as #REF!)."),
    "merged": _("This cell is merged with another one. Split it and write the value into each row."),
}


@dataclass
class Read:
    """A row as values: `texts` as they stand in the file, `values` by column; a column without a value is absent.

    `cleared` are the columns that the file empties.
    """

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    errors: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)

    def complain(self, column: str, reason: Any, **params: Any) -> None:
        """One complaint for a column; a second would only confuse."""
        if any(error["column"] == column for error in self.errors):
            return
        value = self.texts.get(column, "")[:SHOWN]
        self.errors.append({"column": column, "value": value, "reason": in_both(reason, params)})


@dataclass
class Reader:
    """Reads the rows of one batch for one person."""

    table: Table
    mapping: Mapping
    directory: Directory
    headings: list[str]

    def __post_init__(self) -> None:
        self.places = {
            name: self.headings.index(choice.heading)
            for name, choice in self.mapping.columns.items()
            if choice.heading in self.headings
        }

    def read(self, line: Line) -> Read:
        """Cell by cell in the order of the table: a database does not keep the order of a mapping."""
        row = Read(line.number)
        for name, column in self.table.by_name.items():
            choice = self.mapping.columns.get(name)
            if choice is None:
                continue
            place = self.places.get(name)
            if place is not None and place in line.flaws:
                row.texts[name] = line.cells[place] if place < len(line.cells) else ""
                row.complain(name, FLAWS[line.flaws[place]])
                continue
            text = line.cells[place] if place is not None and place < len(line.cells) else ""
            self._parse(row, column, text or choice.fixed)
        return row

    def _parse(self, row: Read, column: Column, text: str) -> None:
        known = self.mapping.values.get(column.name, {})
        text = known.get(fold(text), text) if known else text
        row.texts[column.name] = text
        if not text:
            return
        if fold(text) in CLEAR:
            row.cleared.add(column.name)
            return
        try:
            row.values[column.name] = column.kind.parse(text, self.directory)
        except CellError as error:
            row.complain(column.name, error.reason, **error.params)
            if column.choices() or column.field.remote_field:
                row.unknown[column.name] = text


def opened(batch: ImportBatch) -> Sheet:
    """The stored file, read as it was read when it was uploaded."""
    file: File = batch.file
    with file.open("rb") as content:
        return open_sheet(content, f"x.{batch.format}", batch.encoding)


def lines(sheet: Sheet) -> Iterator[Line]:
    """Without the rows that only explain."""
    return (line for line in sheet.lines if not next((cell for cell in line.cells if cell), "").startswith(COMMENT))


def reader_of(batch: ImportBatch, directory: Directory) -> Reader:
    return Reader(TABLES[batch.table], Mapping.read(batch.mapping, batch.values), directory, list(batch.headings))
