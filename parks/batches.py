"""Imports, from the file to its undoing.

Each verb moves the state by a conditional UPDATE: of two people who do the same one is told.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.sheets import MAX_BYTES, SheetError, open_sheet, twice
from common.uploads import check_text, check_upload, safe_name
from parks import jobs
from parks.importing import checking, committing, undoing
from parks.importing.refusals import Refused
from parks.models import ImportBatch, Job
from parks.tables import TABLES, Table, may_import
from parks.tables.mapping import Mapping, guess
from parks.worklist import BatchMode, BatchState, JobKind

MEANWHILE = _("This import has moved on meanwhile. Look at its page again.")
FORBIDDEN = _("Your role does not allow you to change this.")
SMALL = 60_000  # bytes of a file whose work is done while the page waits
FEW = 200  # rows of which the same is true
# Where a batch stands again when the work on it came to nothing.
BACK = {BatchState.CHECKING: BatchState.UPLOADED, BatchState.UNDOING: BatchState.COMMITTED}


def upload(user: User, table: Table, file: UploadedFile, encoding: str = "") -> ImportBatch:
    """Look at a file and keep it, with the columns guessed. ValidationError in words for the reader."""
    name = safe_name(file.name)
    if not name.lower().endswith((".csv", ".xlsx")):
        raise ValidationError(_("Choose a file in CSV or XLSX format."))
    if (file.size or 0) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise ValidationError(_("The file is larger than %(limit)s MB. Split it."), params={"limit": limit})
    form = name.rpartition(".")[2].lower()
    (check_upload if form == "xlsx" else check_text)(file)
    try:
        sheet = open_sheet(file, name, encoding)
    except SheetError as error:
        raise ValidationError(str(error)) from error
    if repeated := twice(sheet.headings):
        raise ValidationError(
            _("The heading “%(heading)s” stands twice. Rename one of the columns."), params={"heading": repeated[0]}
        )
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    mapping = _remembered(user, table, sheet.headings)
    batch = ImportBatch(
        owner=user, table=table.code, file_name=name, sha256=digest, size=file.size or 0, format=form,
        encoding=sheet.encoding, headings=sheet.headings, notices=sheet.notices,
        mapping=mapping.stored(), values=mapping.values,
    )  # fmt: skip
    batch.file.save(f"import.{form}", file, save=False)
    batch.save()
    return batch


def _remembered(user: User, table: Table, headings: list[str]) -> Mapping:
    """The choices that this person made for a file with the same headings; else a guess."""
    former = ImportBatch.objects.filter(owner=user, table=table.code).exclude(state=BatchState.UPLOADED)
    for batch in former.order_by("-pk")[:20]:
        if batch.headings == headings:
            return Mapping.read(batch.mapping, batch.values)
    return Mapping(guess(table, headings))


def check(batch: ImportBatch, actor: User, mapping: Mapping) -> Job:
    """Keep what was chosen for the columns and have every row checked; nothing is written."""
    _may(batch, actor)
    with transaction.atomic():
        _move(
            batch,
            (BatchState.UPLOADED, BatchState.CHECKED),
            BatchState.CHECKING,
            mapping=mapping.stored(),
            values=mapping.values,
        )
        return jobs.order(JobKind.CHECK, actor, batch=batch)


def commit(batch: ImportBatch, actor: User, mode: str) -> Job:
    """Have a checked file written: all rows or none, or the good ones."""
    _may(batch, actor)
    fresh = ImportBatch.objects.get(pk=batch.pk)
    if mode not in BatchMode.values:
        raise Refused(_("Choose what is to be imported."))
    if mode == BatchMode.ALL and fresh.rows_refused:
        raise Refused(
            _("%(count)s rows are refused. Correct the file, or choose the good rows."), count=fresh.rows_refused
        )
    if not fresh.rows_new + fresh.rows_changed:
        raise Refused(_("There is nothing to import: no row would change anything."))
    with transaction.atomic():
        _move(batch, (BatchState.CHECKED,), BatchState.COMMITTING, mode=mode)
        return jobs.order(JobKind.COMMIT, actor, batch=batch)


def undo(batch: ImportBatch, actor: User) -> Job:
    """Have an import taken back, as far as nobody has built on it; may be tried again for what stayed."""
    _may(batch, actor)
    with transaction.atomic():
        _move(batch, (BatchState.COMMITTED, BatchState.UNDONE), BatchState.UNDOING)
        return jobs.order(JobKind.UNDO, actor, batch=batch)


def discard(batch: ImportBatch, actor: User) -> None:
    """Drop a file of which nothing was written; its rows and the file go."""
    _may(batch, actor)
    with transaction.atomic():
        _move(batch, (BatchState.UPLOADED, BatchState.CHECKED), BatchState.DISCARDED, file="")
        batch.rows.all().delete()
        transaction.on_commit(lambda: batch.file.storage.delete(str(batch.file.name)) if batch.file else None)


def fall_back(batch: ImportBatch) -> None:
    """After work that came to nothing: where the batch stands now. What was written stays written."""
    written = batch.rows.filter(written=True).exists()
    then = {**BACK, BatchState.COMMITTING: BatchState.COMMITTED if written else BatchState.CHECKED}
    for state, former in then.items():
        ImportBatch.objects.filter(pk=batch.pk, state=state).update(state=former)


def is_small(batch: ImportBatch) -> bool:
    """Whether the page may wait for the work."""
    return batch.size <= SMALL and batch.rows_total <= FEW


def expire_due(now: datetime) -> int:
    """Delete files and rows of imports of IMPORT_FILE_DAYS ago; who imported what, and when, stays."""
    old = ImportBatch.objects.filter(created_at__lte=now - timedelta(days=settings.IMPORT_FILE_DAYS)).exclude(file="")
    gone = 0
    for batch in old.exclude(state__in=(BatchState.CHECKING, BatchState.COMMITTING, BatchState.UNDOING))[:100]:
        with transaction.atomic():
            batch.rows.all().delete()
            gone += ImportBatch.objects.filter(pk=batch.pk).update(file="")
        batch.file.storage.delete(str(batch.file.name))
    return gone


def register() -> None:
    """Tell the jobs how imports are worked on; called once, when the app is ready."""
    for kind, verb in (
        (JobKind.CHECK, checking.check),
        (JobKind.COMMIT, committing.commit),
        (JobKind.UNDO, undoing.undo),
    ):
        jobs.register(kind, partial(_run, verb))
    jobs.on_failure(_fallen)


def _run(verb: Callable[[ImportBatch, User, Any], None], job: Job, told: jobs.Progress) -> dict[str, Any]:
    assert job.batch is not None  # noqa: S101 - `check`, `commit` and `undo` order no job without one
    verb(job.batch, job.owner, told)
    return {}


def _fallen(job: Job) -> None:
    if job.batch_id:
        fall_back(ImportBatch.objects.get(pk=job.batch_id))


def _may(batch: ImportBatch, actor: User) -> None:
    """The person's own import (or a platform administrator), of records that this person may write today."""
    own = ImportBatch.objects.for_staff(actor, "change").filter(pk=batch.pk).exists()
    if not own or not may_import(actor, TABLES[batch.table]):
        raise Refused(FORBIDDEN)


def _move(batch: ImportBatch, states: Iterable[str], to: str, **change: Any) -> None:
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=list(states)).update(state=to, **change):
        raise Refused(MEANWHILE)
