"""The one door for writing the audit trail."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.enums import AuditAction
from accounts.models import AuditEntry, AuditKey, User
from common.months import months_before

BATCH = 1000
HOLDERS = ("park", "case", "event")  # what a record may hang on, instead of its operator


def record(
    action: str,
    target: models.Model | None = None,
    *,
    actor: User | None = None,
    address: str | None = None,
    **details: Any,
) -> AuditEntry:
    """Write one entry in the caller's transaction.

    `details` must be JSON and hold no personal data beyond what the target itself holds.
    """
    entry = _entry(action, target, actor, address)
    entry.details = details
    entry.save(force_insert=True)
    return entry


def record_all(
    written: Iterable[tuple[str, models.Model, dict[str, Any]]], *, actor: User | None, address: str | None = None
) -> None:
    """As `record` for each (action, target, details); one statement, once what targets hang on is loaded."""
    entries = []
    for action, target, details in written:
        entries.append(_entry(action, target, actor, address))
        entries[-1].details = details
    AuditEntry.objects.bulk_create(entries)


def viewed(target: models.Model, *, actor: User, address: str | None = None) -> None:
    """Note that a person opened a record with personal data; once for each person, record and day of the platform.

    One statement, which a second view of the day, or one at the same moment, leaves without effect.
    """
    entry = _entry(AuditAction.VIEWED, target, actor, address)
    entry.once = f"viewed:{actor.pk}:{target._meta.label_lower}:{target.pk}:{timezone.localdate()}"
    AuditEntry.objects.bulk_create([entry], ignore_conflicts=True)


def operator_number(target: models.Model | None) -> int | None:
    """Whose business a record is: the id of its operator, else that of what it hangs on. None: the platform's alone.

    This room knows no operators; it only follows the names of columns.
    """
    if target is None:
        return None
    if target._meta.label_lower == "parks.operator":
        return target.pk
    names = {field.name for field in target._meta.concrete_fields}
    if "operator" in names and (number := getattr(target, "operator_id", None)) is not None:
        return number
    for name in HOLDERS:
        if name in names and getattr(target, f"{name}_id", None) is not None:
            return operator_number(getattr(target, name))
    return None


def _entry(action: str, target: models.Model | None, actor: User | None, address: str | None) -> AuditEntry:
    if target is None:
        return AuditEntry(action=action, actor=actor, address=address)
    return AuditEntry(
        action=action,
        actor=actor,
        address=address,
        content_type=ContentType.objects.get_for_model(target),
        object_id=str(target.pk),
        label=str(target)[:250],
        operator_number=operator_number(target),
    )


@contextmanager
def unlocked() -> Iterator[None]:
    """For retention and erasure alone: inside, entries can be changed and deleted; one transaction."""
    with transaction.atomic():
        key = AuditKey.objects.create()
        yield
        key.delete()


def erase_due(now: datetime) -> int:
    """Delete what is older than AUDIT_RETENTION_MONTHS, at most so many at a time; returns how many."""
    old = AuditEntry.objects.filter(at__lte=months_before(now, settings.AUDIT_RETENTION_MONTHS)).order_by("at")
    due = list(old.values_list("pk", flat=True)[:BATCH])
    if not due:
        return 0
    with unlocked():
        return AuditEntry.objects.filter(pk__in=due).delete()[0]
