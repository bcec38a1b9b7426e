"""The promise of a first answer to inquiries that named no park: warned of once, settled when it is broken."""

import datetime

from django.db import transaction

from accounts import audit
from accounts.enums import AuditAction
from inquiries import mail
from inquiries.models import Routing
from notifications import outbox


def warn_due(now: datetime.datetime) -> int:
    """Three quarters of the promised working time have passed: the desk is told, once for each promise."""
    due = Routing.objects.running().filter(warn_at__lte=now, answer_by__gt=now, warned_at__isnull=True)
    warned = 0
    for pk in due.order_by("warn_at", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Routing.objects.locked(pk)
            if not due.filter(pk=pk).exists():
                continue
            row.warned_at = now
            row.save(update_fields=["warned_at", "updated_at"])
            outbox.queue(*mail.routing_due(row, overdue=False))
            warned += 1
    return warned


def breach_due(now: datetime.datetime) -> int:
    """The promise is broken: that is settled at once, and the desk is told."""
    late = Routing.objects.running().filter(answer_by__lt=now)
    broken = 0
    for pk in late.order_by("answer_by", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Routing.objects.locked(pk)
            if not late.filter(pk=pk).exists():
                continue
            row.promise_kept = False
            row.save(update_fields=["promise_kept", "updated_at"])
            audit.record(AuditAction.CHANGED, row, what="promise_broken")
            outbox.queue(*mail.routing_due(row, overdue=True))
            broken += 1
    return broken
