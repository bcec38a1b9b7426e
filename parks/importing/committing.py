"""Writes what a check promised: all rows or none, or the good ones."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.sheets import Line
from parks.importing.checking import CHUNK, Progress, chunks, lines, opened, plans, store_counts, tools
from parks.importing.reading import Reader
from parks.importing.records import Plan, Planner
from parks.importing.refusals import Refused
from parks.importing.writing import at_once, on_page_of, save, trail
from parks.models import ImportBatch, ImportRow, Park
from parks.tables import in_both
from parks.worklist import BatchMode, BatchState, RowOutcome

MOVED_ON = _("The record has changed since the check, or somebody else made it. Check the file again.")
FELL_OUT = _("Row %(row)s is no longer as it was checked: %(reason)s Nothing was written. Check the file again.")


def commit(batch: ImportBatch, user: User, told: Progress) -> None:
    """Write the rows of a checked batch.

    All or none: one transaction; a row that is not as it was checked stops everything. Good rows: parts of 250, each
    in a transaction of its own; a row that is not as it was checked is refused and the others go on. Run again after
    a worker was lost, the second way goes on where it stopped, and the first begins anew, as nothing was written.
    """
    found = list(lines(opened(batch)))
    reader, planner = tools(batch, user)
    told(0, len(found))
    if batch.mode == BatchMode.ALL:
        _whole(batch, (reader, planner), found, user, told)
    else:
        for number, part in enumerate(chunks(found), 1):
            records: list[Any] = []
            with at_once(records, planner.table, len(found)):
                told(min(number * CHUNK, len(found)), len(found))  # ours, and nobody else's, until the commit
                _part(batch, (reader, planner), part, user, records)
    _finish(batch, user)


def _whole(
    batch: ImportBatch, tools: tuple[Reader, Planner], found: Sequence[Line], user: User, told: Progress
) -> None:
    records: list[Any] = []
    with at_once(records, tools[1].table, len(found)):
        for number, part in enumerate(chunks(found), 1):
            told(min(number * CHUNK, len(found)), len(found))
            _part(batch, tools, part, user, records)


def _part(
    batch: ImportBatch, tools: tuple[Reader, Planner], part: Sequence[Line], user: User, records: list[Any]
) -> None:
    stored = {row.number: row for row in batch.rows.filter(number__in=[line.number for line in part])}
    parks = _lock_parks(tools, part)
    with on_page_of(tools[1].table.model, parks, user):
        entries = _rows(batch, tools, part, stored, records)
    trail(entries, user, batch.pk)


def _rows(
    batch: ImportBatch,
    tools: tuple[Reader, Planner],
    part: Sequence[Line],
    stored: dict[int, ImportRow],
    records: list[Any],
) -> list[tuple[str, Any, list[str]]]:
    """Write what stands; returns what the trail is told."""
    done: list[ImportRow] = []
    entries: list[tuple[str, Any, list[str]]] = []
    planner = tools[1]
    for plan in plans(*tools, part, lock=True):
        row = stored[plan.read.number]
        if row.written or row.outcome in (RowOutcome.REFUSED, RowOutcome.UNCHANGED):
            continue
        if not _stands(row, plan) or not _written(batch, plan, planner):
            _fall_out(batch, row, plan)
        else:
            assert plan.record is not None  # noqa: S101 - a plan that stands has one
            row.written, row.record = True, plan.record.pk
            action = AuditAction.CREATED if row.outcome == RowOutcome.NEW else AuditAction.CHANGED
            changed = [name for name in planner.table.by_name if name in row.changes]
            entries.append((action, plan.record, changed))
            records.append(plan.record)
        done.append(row)
    ImportRow.objects.bulk_update([row for row in done if row.written], ["written", "record"])
    ImportRow.objects.bulk_update([row for row in done if not row.written], ["outcome", "errors"])
    return entries


def _lock_parks(tools: tuple[Reader, Planner], part: Sequence[Line]) -> list[int]:
    """Two imports into one park wait for each other: neither makes a record that the other one is making. Returns the
    numbers of these parks."""
    reader, planner = tools
    if "park" not in planner.table.key:
        return []
    parks = [pk for line in part if (pk := reader.read(line).values.get("park")) is not None]
    return list(Park._base_manager.filter(pk__in=parks).order_by("pk").select_for_update().values_list("pk", flat=True))


def _stands(row: ImportRow, plan: Plan) -> bool:
    return row.outcome == plan.outcome and row.changes == (plan.changes or {})


def _written(batch: ImportBatch, plan: Plan, planner: Planner) -> bool:
    """False when the database knows better: somebody else wrote a record with this key at this moment."""
    try:
        with transaction.atomic():
            save(plan.record, plan.changes or {}, plan.many or {}, planner)
    except IntegrityError:
        return False
    return True


def _fall_out(batch: ImportBatch, row: ImportRow, plan: Plan) -> None:
    reason = plan.read.errors[0]["reason"] if plan.read.errors else in_both(MOVED_ON)
    if batch.mode == BatchMode.ALL:
        words = {code: in_both(FELL_OUT, {"row": row.number, "reason": said})[code] for code, said in reason.items()}
        raise Refused(words)
    row.outcome = RowOutcome.REFUSED
    row.errors = plan.read.errors or [{"column": "", "value": "", "reason": reason}]


def _finish(batch: ImportBatch, user: User) -> None:
    """Once: the batch says what it did, and the trail too."""
    counts = Counter(ImportRow.objects.filter(batch=batch).values_list("outcome", flat=True))
    with transaction.atomic():
        store_counts(batch, counts)
        ours = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.COMMITTING)
        if ours.update(state=BatchState.COMMITTED, committed_at=timezone.now()):
            written = ImportRow.objects.filter(batch=batch, written=True).count()
            details: dict[str, Any] = {"table": batch.table, "mode": batch.mode, "rows": written, **counts}
            audit.record(AuditAction.IMPORTED, batch, actor=user, **details)
