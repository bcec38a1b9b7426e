"""Tables from outside: CSV and XLSX as rows of text. Values are read, formulas are never worked out.

A file is first looked at as a whole (size, real type, packing, see `common.uploads`), then read row by row, so that a
reader who only wants the headings does not pay for the rest.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000  # rows with something in them, without the headings
MAX_PASSED = 20_000  # empty rows that are passed over before the rest of a sheet is left unread
MAX_COLUMNS = 100
MAX_MERGED = 50_000  # cells in merged areas
MAX_CELL = 32_767  # characters, as in Excel
ENCODINGS = {
    "utf-8-sig": _("UTF-8 with a mark (BOM)"),
    "utf-8": _("UTF-8"),
    "gb18030": _("GB18030 (Chinese Windows)"),
    "cp1252": _("Windows-1252 (Western European)"),
    "utf-16": _("UTF-16"),
}
DELIMITERS = ",;\t"
# A Chinese character of everyday use as GB 2312 writes it: both bytes high. Western accents stand alone.
_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]|[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]")
_HIGH = re.compile(rb"[\x80-\xff]")
_MOSTLY = 0.9
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, EOFError, SyntaxError, RuntimeError)


class SheetError(Exception):
    """The file as a whole cannot be read; `reason` says why, in words for the reader."""

    def __init__(self, reason: str | Promise, /, **params: Any) -> None:
        super().__init__(str(reason))
        self.reason, self.params = reason, params

    def __str__(self) -> str:
        return str(self.reason) % self.params if self.params else str(self.reason)


@dataclass
class Line:
    """One row as it stands in the file: its number there (the headings have one too) and its cells as text.

    `flaws`: cells whose content could not be read (position → code).
    """

    number: int
    cells: list[str]
    flaws: dict[int, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """An opened table. `lines` can be gone through once; `notices` are codes of what the reader should be told."""

    format: str
    encoding: str
    headings: list[str]
    lines: Iterator[Line]
    name: str = ""
    notices: list[str] = field(default_factory=list)


def open_sheet(file: File, name: str, encoding: str = "") -> Sheet:
    """The table in a file; SheetError in words for the reader when there is none."""
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise SheetError(_("The file is larger than %(limit)s MB. Split it."), limit=MAX_BYTES // 1024 // 1024)
    if not content:
        raise SheetError(_("The file is empty."))
    sheet = _open_xlsx(content) if name.lower().endswith(".xlsx") else _open_csv(content, encoding)
    while sheet.headings and not sheet.headings[-1]:
        sheet.headings.pop()
    if not any(sheet.headings):
        raise SheetError(_("The first row has no headings."))
    if len(sheet.headings) > MAX_COLUMNS:
        raise SheetError(_("The table has more than %(limit)s columns."), limit=MAX_COLUMNS)
    sheet.lines = _counted(sheet.lines, len(sheet.headings))
    return sheet


def _counted(lines: Iterator[Line], width: int) -> Iterator[Line]:
    """As wide as the headings, without empty rows; more rows than allowed are an error, not a table cut short."""
    count = 0
    for line in lines:
        line.cells = [*line.cells[:width], *[""] * (width - len(line.cells))]
        line.flaws = {position: code for position, code in line.flaws.items() if position < width}
        if not any(line.cells) and not line.flaws:
            continue
        count += 1
        if count > MAX_ROWS:
            raise SheetError(_("The table has more than %(limit)s rows. Split it."), limit=MAX_ROWS)
        yield line


# --- CSV ---------------------------------------------------------------------------------------


def detect(content: bytes) -> str:
    """The encoding of a text: by its mark, else UTF-8 where it is valid, else what its bytes look like."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        high = len(_HIGH.findall(content))
        paired = sum(len(_HIGH.findall(pair)) for pair in _PAIR.findall(content))
        return "gb18030" if paired >= high * _MOSTLY else "cp1252"
    return "utf-8"


def _open_csv(content: bytes, encoding: str) -> Sheet:
    if content.startswith(b"PK\x03\x04"):
        raise SheetError(_("This is a workbook, not a CSV file. Its name should end in .xlsx."))
    found = encoding or detect(content)
    try:
        text = content.decode(found)
    except (UnicodeDecodeError, LookupError) as error:
        label = ENCODINGS.get(found, found)
        raise SheetError(_("The file cannot be read as %(encoding)s. Choose another."), encoding=label) from error
    if "\x00" in text:
        raise SheetError(_("The file is no text. Save it as CSV or XLSX."))
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text))
    rows = _csv_rows(reader)
    first = next(rows, None)
    return Sheet("csv", found, [] if first is None else [cell.strip() for cell in first.cells], rows)


def _delimiter(text: str) -> str:
    heading = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(DELIMITERS, key=heading.count)


def _csv_rows(reader: Any) -> Iterator[Line]:
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetError(
                _("Row %(number)s cannot be read: a quotation mark is left open."), number=number
            ) from error
        yield Line(number, [_trimmed(cell) for cell in row[: MAX_COLUMNS + 1]])


def _trimmed(text: str) -> str:
    """Without spaces around it, and without the apostrophe that our own exports put before a formula."""
    text = text.strip(" \t\r\n\u3000\ufeff\u200b\xa0")
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠" else text


# --- XLSX --------------------------------------------------------------------------------------


def _open_xlsx(content: bytes) -> Sheet:
    """The first visible sheet. Another program's cached results of formulas are taken as they are."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise SheetError(_("The workbook has no visible sheet."))
        sheet, notices = shown[0], []
        part = sheet._worksheet_path
        raw = zipfile.ZipFile(io.BytesIO(content)).read(part)
    except (*_BROKEN, InvalidFileException, zipfile.BadZipFile) as error:
        raise SheetError(_("The workbook cannot be opened. It may be damaged or protected by a password.")) from error
    if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw[:4096]:
        raise SheetError(_("The workbook cannot be opened. It may be damaged or protected by a password."))
    if len(shown) > 1:
        notices.append("sheets")
    if len(shown) < len(book.worksheets):
        notices.append("hidden")
    try:
        covered = _covered([match.decode() for match in _MERGED.findall(raw)])
        formulas = None
        if b"<f" in raw:
            again = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            formulas = again[sheet.title]
    except _BROKEN as error:
        raise SheetError(_("The workbook cannot be opened. It may be damaged or protected by a password.")) from error
    if covered:
        notices.append("merged")
    rows = _xlsx_rows(sheet, formulas, covered)
    first = next(rows, None)
    return Sheet("xlsx", "", [] if first is None else first.cells, rows, name=sheet.title, notices=notices)


def _covered(areas: list[str]) -> dict[int, set[int]]:
    """Cells that a merged one hides: row → positions. Their value stands in the first cell of the area alone.

    Raises ValueError for an area that is none. A small file can name millions of cells, so they are counted.
    """
    covered: dict[int, set[int]] = {}
    count = 0
    for area in areas:
        left, top, right, bottom = range_boundaries(area)
        last, right = min(bottom, MAX_ROWS + 1), min(right, MAX_COLUMNS)
        count += 1 + max(0, last - top + 1) * max(0, right - left + 1)
        if count > MAX_MERGED:
            raise SheetError(_("The sheet has too many merged cells."))
        for row in range(top, last + 1):
            hidden = set(range(left - 1, right)) - ({left - 1} if row == top else set())
            covered.setdefault(row, set()).update(hidden)
    return covered


def _xlsx_rows(sheet: Any, formulas: Any, covered: dict[int, set[int]]) -> Iterator[Line]:
    """Rows as text. A formula that no program has worked out yet has no value: that is a flaw of its cell."""
    told = formulas.iter_rows(max_col=MAX_COLUMNS + 1) if formulas is not None else None
    empty, width = 0, MAX_COLUMNS + 1
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
            line = Line(number, [as_text(cell.value) for cell in cells[:width]])
            for position, cell in enumerate(next(told, ()) if told is not None else ()):
                if cell.data_type == "f" and position < len(line.cells) and not line.cells[position]:
                    line.flaws[position] = "formula"
            for position, cell in enumerate(cells[:width]):
                if cell.data_type == "e":
                    line.flaws[position] = "error_value"
            if any(line.cells):
                line.flaws |= dict.fromkeys(covered.get(number, ()), "merged")
            empty = 0 if any(line.cells) else empty + 1
            if empty > MAX_PASSED:
                return
            yield line
            if number == 1:  # what stands beside the last heading belongs to no column
                width = max((place + 1 for place, text in enumerate(line.cells) if text), default=width)
    except (*_BROKEN, zipfile.BadZipFile) as error:
        raise SheetError(_("The workbook cannot be opened. It may be damaged or protected by a password.")) from error


def as_text(value: Any) -> str:
    """A cell of a workbook as somebody would have typed it: whole numbers without a point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()[: None if isinstance(value, dt.date) else 5]
    return _trimmed(str(value))


def column_letter(position: int) -> str:
    """What a spreadsheet calls the column at this position (from 0)."""
    return get_column_letter(position + 1)


def twice(headings: Sequence[str]) -> list[str]:
    """Headings that stand more than once."""
    seen: set[str] = set()
    return sorted({heading for heading in headings if heading and (heading in seen or seen.add(heading))})  # type: ignore[func-returns-value]
