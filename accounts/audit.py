"""The one door for writing the audit trail."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import AuditEntry, User
from common.months import months_before

BATCH = 1000


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
    return AuditEntry.objects.create(
        action=action,
        actor=actor,
        address=address,
        content_type=ContentType.objects.get_for_model(target) if target is not None else None,
        object_id=str(target.pk) if target is not None else "",
        label=str(target)[:250] if target is not None else "",
        details=details,
    )


def erase_due(now: datetime) -> int:
    """Delete what is older than AUDIT_RETENTION_MONTHS, at most so many at a time; returns how many."""
    old = AuditEntry.objects.filter(at__lte=months_before(now, settings.AUDIT_RETENTION_MONTHS)).order_by("at")
    return AuditEntry.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:BATCH])).delete()[0]
