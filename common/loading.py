"""Rows by the thousand, as fast as the database takes them: COPY on PostgreSQL, INSERT of many at once elsewhere.

For what is made by a program and belongs to nobody: no `save`, no validation, nothing that listens to rows is told.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def numbers(model: type[Model], count: int) -> Sequence[int]:
    """Numbers for so many new rows; on PostgreSQL nobody else gets them, elsewhere while this transaction writes."""
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "nextval(pg_get_serial_sequence(%s, %s))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [table, key, count])  # noqa: S608
            return [number for (number,) in cursor.fetchall()]
        quote = connection.ops.quote_name
        cursor.execute(f"SELECT COALESCE(MAX({quote(key)}), 0) FROM {quote(table)}")  # noqa: S608
        last = cursor.fetchone()[0]
    return range(last + 1, last + count + 1)


def load(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows, each a value for every one of `names` (attributes, such as `park_id`); whatever is not named gets
    the default of its field, one and the same for all. In the caller's transaction.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
    given = [fields.pop(name) for name in names]
    blank = model()
    others = [field for field in fields.values() if not field.primary_key]
    fixed = [field.get_db_prep_save(field.pre_save(blank, True), connection) for field in others]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in (*given, *others))
    if connection.vendor == "postgresql":
        _copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN", rows, fixed)
        return
    places = ", ".join(["%s"] * (len(given) + len(others)))
    prepared = (
        [*(field.get_db_prep_save(value, connection) for field, value in zip(given, row, strict=True)), *fixed]
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", list(prepared))  # noqa: S608


def _copy(statement: str, rows: Iterable[Sequence[Any]], fixed: Sequence[Any]) -> None:
    tail = "".join(f"\t{_told(value)}" for value in fixed) + "\n"
    text = "".join("\t".join(map(_told, row)) + tail for row in rows)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def _told(value: Any) -> str:
    """A value as the text format of COPY has it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return str(value).translate(ESCAPED)
    if isinstance(value, bool | int | float | date) or hasattr(value, "as_tuple"):
        return str(value)
    return json.dumps(value.obj).translate(ESCAPED)  # psycopg's wrapper of a value for a column of JSON
