"""Empty files to be filled in: headings, a row that explains each column in both languages, and the codes."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.enums import Language
from common.tabular import csv_bytes, sheets
from parks.tables.columns import Column, Table, key_of
from parks.tables.directory import NAMES, Directory
from parks.tables.kinds import Link

MOST_CODES = 2000  # lines of one column on the sheet of codes
KEY = _("finds the record again")
NEEDED = _("needed for a new record")
LONGEST = _("at most %(count)s characters")
# The first cell of the second row: rows that begin with # are not imported.
COMMENT = "# "


def note(column: Column, table: Table) -> str:
    """What a column is, in both languages."""
    parts = []
    for code in Language.values:
        with override(code):
            words = [column.label, str(column.kind.note)]
            if column.name in table.key:
                words.append(str(KEY))
            elif column.required:
                words.append(str(NEEDED))
            if column.field.max_length and not column.choices():
                words.append(str(LONGEST) % {"count": column.field.max_length})
            if column.field.help_text:
                words.append(str(column.field.help_text))
            parts.append("; ".join(words) if code == Language.EN else "；".join(words))
    return " | ".join(parts)


def _rows(table: Table) -> tuple[list[str], list[str]]:
    notes = [note(column, table) for column in table.columns]
    return [column.name for column in table.columns], [f"{COMMENT}{notes[0]}", *notes[1:]]


def as_csv(table: Table) -> bytes:
    headings, notes = _rows(table)
    return csv_bytes(headings, [notes])


def as_xlsx(table: Table, directory: Directory) -> bytes:
    headings, notes = _rows(table)
    titles = ("column", "code", "中文", "English")
    return sheets([(table.code, headings, [notes]), ("codes", titles, _codes(table, directory))])


def _codes(table: Table, directory: Directory) -> Iterator[list[str]]:
    """Every value that may stand in a column: codes of choices, and the records that this person may name."""
    for column in table.columns:
        if column.choices():
            yield from _choice_lines(column)
        elif isinstance(column.kind, Link):
            yield from _record_lines(column, directory)


def _choice_lines(column: Column) -> Iterator[list[str]]:
    labels: dict[str, list[str]] = {}
    for code in Language.values:
        with override(code):
            for value, label in column.choices():
                labels.setdefault(str(value), []).append(str(label))
    for value, both in labels.items():
        yield [column.name, value, *both]


def _record_lines(column: Column, directory: Directory) -> Iterator[list[str]]:
    model = column.field.related_model
    columns = {field.name for field in model._meta.concrete_fields}
    names = [name for name in NAMES if name in columns]
    rows: Any = directory.rows(model).order_by(key_of(model))
    if "retired" in columns:
        rows = rows.filter(retired=False)
    for code, *texts in rows.values_list(key_of(model), *names)[:MOST_CODES]:
        yield [column.name, code, *(text or "" for text in texts)]
