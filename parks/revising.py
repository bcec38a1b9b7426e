"""The history of records: what a page said after each change, who changed it, and when.

Code that writes many rows at once (an import, `update()`) calls `keep` with the document from before; where it does
not, the next `keep` notices that the record is no longer as the last version has it, and keeps that state first, as
changed outside. So no state that a person saved over is lost, whatever wrote it.
"""

from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import User
from parks.documents import KEPT, Document, document, same
from parks.models import Revision, RevisionCause, TextSource


def is_kept(model: type[Model]) -> bool:
    return model in KEPT


def revisions(record: Model) -> QuerySet[Revision]:
    """The versions of a record, the latest first. Whoever may see the record may see them."""
    return Revision.objects.filter(kind=record._meta.label_lower, record=record.pk).order_by("-number")


def keep(
    record: Model, cause: str, *, actor: User | None, before: Document | None = None, restores: int | None = None
) -> Revision | None:
    """Add a version if the record is not as the latest one has it; returns it, or None where nothing changed.

    The caller holds the lock on the record's row. 1. `before`, the document from before the change: if no version says
    the same, it becomes one itself, without a person. 2. The record as it is now becomes the next.
    """
    latest = revisions(record).first()
    if before is not None and (latest is None or not same(latest.data, before)):
        cause_before = RevisionCause.FOUND if latest is None else RevisionCause.OUTSIDE
        latest = _add(record, latest, data=before, cause=cause_before)
    now = document(record)
    if latest is not None and same(latest.data, now):
        return None
    return _add(record, latest, data=now, cause=cause, actor=actor, restores=restores)


def _add(record: Model, latest: Revision | None, **columns: Any) -> Revision:
    number = latest.number + 1 if latest else 1
    return Revision.objects.create(kind=record._meta.label_lower, record=record.pk, number=number, **columns)


def forget(record: Model) -> None:
    """Delete every version of a record and what its texts are in step with: for the erasure of what they name."""
    revisions(record).delete()
    TextSource.objects.filter(kind=record._meta.label_lower, record=record.pk).delete()
