"""Takes an import back, as far as nobody has built on it; says of every other row why it stays."""

from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.enums import PublicationState
from parks import reviewing
from parks.importing.checking import Progress, chunks
from parks.importing.records import Planner
from parks.importing.writing import at_once, on_page_of, pages_of, save, trail
from parks.models import ImportBatch, ImportRow, PageVersion, ParkIndustry, ParkKeys, Publishable
from parks.tables import TABLES, CellError, Directory, in_both, writable
from parks.worklist import BatchState, RowOutcome

# What belongs to the record itself and goes with it.
OWN = (PageVersion, ParkIndustry, ParkKeys)
CHANGED_SINCE = _("Somebody changed this record after the import.")
PUBLISHED_SINCE = _("This record was published after the import.")
HANGS = _("Other records hang on this one (%(kind)s).")
OUT_OF_REACH = _("You may not change or delete this record any more.")
UNREADABLE = _("What stood here before cannot be written again: %(reason)s")


class Kept(Exception):
    """The row stays as it is; `words` in each language say why."""

    def __init__(self, reason: Any, /, **params: Any) -> None:
        super().__init__()
        self.words = in_both(reason, params)


def undo(batch: ImportBatch, user: User, told: Progress) -> None:
    """Last row first, in parts of 250 with a transaction each; may be run again, and then tries again what stayed."""
    table = TABLES[batch.table]
    planner = Planner(user, table, Directory(user, table))
    rows = list(batch.rows.filter(written=True, undone=False).order_by("-number"))
    told(0, len(rows))
    for number, part in enumerate(chunks(rows), 1):
        records: list[Any] = []
        with at_once(records, table, len(rows)):
            told(min(number * 250, len(rows)), len(rows))
            entries: list[tuple[str, Any, list[str]]] = []
            pages = pages_of(table.model, [row.record for row in part])
            with on_page_of(table.model, pages, user):
                for row in part:
                    _try(row, planner, records, entries)
            ImportRow.objects.bulk_update(part, ["undone", "kept"])
            trail(entries, user, batch.pk)
    with transaction.atomic():
        ours = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.UNDOING)
        if ours.update(state=BatchState.UNDONE, undone_at=timezone.now()):
            gone, left = (batch.rows.filter(written=True, undone=flag).count() for flag in (True, False))
            audit.record(AuditAction.CHANGED, batch, actor=user, undone=gone, kept=left)


def _try(row: ImportRow, planner: Planner, records: list[Any], entries: list[tuple[str, Any, list[str]]]) -> None:
    """One row in a savepoint of its own; what speaks against it is stored with the row."""
    try:
        with transaction.atomic():
            if row.outcome == RowOutcome.NEW:
                _remove(row, planner, entries)
            else:
                _set_back(row, planner, records, entries)
    except Kept as kept:
        row.kept = kept.words
    except ProtectedError:
        row.kept = in_both(HANGS, {"kind": "…"})
    else:
        row.undone, row.kept = True, {}


def _locked(row: ImportRow, planner: Planner) -> Any:
    """The record, locked and with its relations; None once it is gone."""
    rows = planner.table.model._base_manager.filter(pk=row.record).select_for_update()
    found = planner.with_links(rows)
    return found[0] if found else None


def _remove(row: ImportRow, planner: Planner, entries: list[tuple[str, Any, list[str]]]) -> None:
    record = _locked(row, planner)
    if record is None:
        return
    # Whoever could make it may take it back at once, although such records are otherwise never deleted.
    if not writable(planner.user, planner.table, "change").filter(pk=record.pk).exists():
        raise Kept(OUT_OF_REACH)
    if isinstance(record, Publishable) and any(
        state not in (PublicationState.DRAFT, PublicationState.MISSING)
        for state in (record.state_zh_hans, record.state_en)
    ):
        raise Kept(PUBLISHED_SINCE)
    fresh = planner.texts(planner.table.model())
    expected = {**fresh, **{name: after for name, (_before, after) in row.changes.items()}}
    if planner.texts(record) != expected:
        raise Kept(CHANGED_SINCE)
    if kind := hanging(record):
        raise Kept(HANGS, kind=kind)
    entries.append((AuditAction.DELETED, _copy(record), []))
    reviewing.forget(type(record), [record.pk])
    record.delete()


def _copy(record: Model) -> Model:
    """The record as the trail names it: deleting takes its number away."""
    kept: Model = type(record)(pk=record.pk)
    kept.__dict__.update(record.__dict__)
    kept.pk = record.pk
    return kept


def hanging(record: Model) -> Any:
    """What else points at this record: the (lazy) name of the first kind found; None when nothing does."""
    for relation in record._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        model: Any = relation.related_model
        if model in OWN or model._meta.auto_created is type(record):
            continue
        if model._base_manager.filter(**{relation.field.name: record.pk}).exists():  # type: ignore[union-attr]
            return (model._meta.auto_created or model)._meta.verbose_name
    return None


def _set_back(row: ImportRow, planner: Planner, records: list[Any], entries: list[tuple[str, Any, list[str]]]) -> None:
    record = _locked(row, planner)
    if record is None or not writable(planner.user, planner.table, "change").filter(pk=record.pk).exists():
        raise Kept(OUT_OF_REACH)
    now = planner.texts(record)
    if any(now.get(name, "") != after for name, (_before, after) in row.changes.items()):
        raise Kept(CHANGED_SINCE)
    many = _fill(record, row, planner)
    back = {name: [after, before] for name, (before, after) in row.changes.items()}
    save(record, back, many, planner)
    records.append(record)
    entries.append((AuditAction.CHANGED, record, list(back)))


def _fill(record: Any, row: ImportRow, planner: Planner) -> dict[str, list[int]]:
    """What stood there before, onto the record; relations are returned."""
    many: dict[str, list[int]] = {}
    for name, (before, _after) in row.changes.items():
        column = planner.table.by_name[name]
        try:
            value = column.kind.parse(before, planner.directory) if before else None
        except CellError as error:
            raise Kept(UNREADABLE, reason=error.reason) from error
        if column.is_many:
            many[name] = value or []
        elif value is None:
            setattr(record, column.field.attname, None if column.field.null else column.field.get_default())
        else:
            setattr(record, column.field.attname, value)
    return many
