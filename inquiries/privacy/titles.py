"""Names of records in the trail and in the back office's own log, where the record is a person or a company."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts import audit
from accounts.models import AuditEntry


def forget(*rows: models.Model) -> None:
    """Who did what and when stays; what the record was called does not."""
    for row in rows:
        kind = ContentType.objects.get_for_model(row)
        with audit.unlocked():
            AuditEntry.objects.filter(content_type=kind, object_id=str(row.pk)).update(label="", details={})
        LogEntry.objects.filter(content_type=kind, object_id=str(row.pk)).update(object_repr="—", change_message="")
