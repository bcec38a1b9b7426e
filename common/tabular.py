"""Tables as files that open cleanly in a Chinese Excel and run nothing there."""

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

BOM = "\ufeff"
# What a spreadsheet takes for the start of a formula; some fold the full-width forms first.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SKIPPED = " \u00a0\u3000\u200b\u2060\ufeff"


def cell(value: Any) -> str:
    """The text of one cell. Numbers stay numbers; a text that begins like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    text = str(value)
    if text.startswith(_FORMULA) or text.lstrip(_SKIPPED).startswith(_FORMULA):
        return f"'{text}"
    return text


def csv_bytes(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as CSV in UTF-8 with BOM, formulas escaped."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(heading) for heading in headings])
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def csv_response(filename: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV download in UTF-8 with BOM. Times carry their offset; the caller chooses the zone.

    The table is written before the answer begins, so a failing row is an error and never half a file.
    """
    return HttpResponse(
        csv_bytes(headings, rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, filename) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NAME = 31  # characters of a sheet's name, as Excel allows
_EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
_WIDTH = 22
_BOLD = Font(bold=True)


def _sheet_cell(sheet: WriteOnlyWorksheet, value: Any) -> WriteOnlyCell:
    """Numbers as numbers, as far as a spreadsheet keeps them whole; everything else as text, never as a formula."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if is_number and len(f"{value:f}".strip("-").replace(".", "").lstrip("0")) <= _EXACT_DIGITS:
        return WriteOnlyCell(sheet, value)
    text = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
    found = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    found.data_type = "s"
    return found


Table = tuple[str, Sequence[Any], Iterable[Sequence[Any]]]  # name, headings, rows


def workbook(name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet: headings in bold, the first row fixed."""
    return sheets([(name, headings, rows)])


def sheets(tables: Iterable[Table]) -> bytes:
    """A workbook of several sheets, in order."""
    book = Workbook(write_only=True)
    for name, headings, rows in tables:
        _fill(book, name, headings, rows)
    with io.BytesIO() as out:
        book.save(out)
        return out.getvalue()


def _fill(book: Workbook, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet((_NO_NAME.sub(" ", name).strip() or "1")[:_LONGEST_NAME])
    sheet.freeze_panes = "A2"
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    first = [_sheet_cell(sheet, str(heading)) for heading in headings]
    for heading in first:
        heading.font = _BOLD
    sheet.append(first)
    for row in rows:
        sheet.append([_sheet_cell(sheet, value) for value in row])


def xlsx_response(filename: str, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """An XLSX download; `name` is that of the sheet. The ETag is that of the cells: a workbook has a date inside."""
    table = [list(row) for row in rows]
    digest = hashlib.blake2b(repr((name, [str(one) for one in headings], table)).encode(), digest_size=12).hexdigest()
    return HttpResponse(
        workbook(name, headings, table),
        content_type=XLSX,
        headers={
            "Content-Disposition": content_disposition_header(True, filename) or "attachment",
            "Cache-Control": "private, no-store",
            "ETag": f'W/"{digest}"',
        },
    )
