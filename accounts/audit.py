"""The one door for writing the audit trail."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import AuditEntry, User


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
