"""Files to import, and the short way through an import."""

import csv
import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from parks import batches, jobs
from parks.models import ImportBatch
from parks.tables import TABLES
from parks.tables.mapping import Choice, Mapping

ZONES = Path(__file__).parent / "zones.csv"


def csv_file(rows, *, encoding="utf-8-sig", name="import.csv"):
    """`rows`: dictionaries, or lists of which the first one is the headings."""
    if rows and isinstance(rows[0], dict):
        rows = [list(rows[0]), *([row.get(key, "") for key in rows[0]] for row in rows)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode(encoding))


def xlsx_file(rows, prepare=lambda book: None, name="import.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def checked(user, table, file, *, encoding="", fixed=None, values=None, headings=None):
    """Upload a file, map it as guessed (or as told), and have it checked."""
    batch = batches.upload(user, TABLES[table], file, encoding)
    mapping = Mapping.read(batch.mapping, {**batch.values, **(values or {})})
    for name, text in (fixed or {}).items():
        mapping.columns[name] = Choice(fixed=text)
    for name, heading in (headings or {}).items():
        mapping.columns[name] = Choice(heading=heading)
    jobs.run(batches.check(batch, user, mapping).pk)
    return ImportBatch.objects.get(pk=batch.pk)


def committed(batch, user, mode="all"):
    jobs.run(batches.commit(batch, user, mode).pk)
    return ImportBatch.objects.get(pk=batch.pk)


def undone(batch, user):
    jobs.run(batches.undo(batch, user).pk)
    return ImportBatch.objects.get(pk=batch.pk)


def counts(batch):
    """new, changed, unchanged, refused"""
    return (batch.rows_new, batch.rows_changed, batch.rows_unchanged, batch.rows_refused)


def refusals(batch, language="en"):
    """(row, column, reason) of every refused cell."""
    return [
        (row.number, error["column"], error["reason"][language])
        for row in batch.rows.filter(outcome="refused")
        for error in row.errors
    ]
