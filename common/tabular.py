"""Tables as files that open cleanly in a Chinese Excel and run nothing there."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

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


def csv_response(filename: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV download in UTF-8 with BOM. Times carry their offset; the caller chooses the zone.

    The table is written before the answer begins, so a failing row is an error and never half a file.
    """
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(heading) for heading in headings])
    writer.writerows([cell(value) for value in row] for row in rows)
    return HttpResponse(
        out.getvalue().encode("utf-8", "replace"),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, filename) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )
