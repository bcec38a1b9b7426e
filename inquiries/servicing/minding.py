"""What time does to requests: a warning when one is overdue, an end for one that was solved and nobody objected to."""

import datetime

from django.db import transaction

from inquiries import mail
from inquiries.enums import ServiceStatus
from inquiries.models import Case, ServiceRequest
from inquiries.servicing import rows, states
from notifications import outbox


def warn_overdue(now: datetime.datetime) -> int:
    """Tell whoever is in charge that a request is past its due date, once for each due date."""
    due = ServiceRequest.objects.overdue(now).filter(told_overdue_at__isnull=True)
    warned = 0
    for pk, case in due.order_by("due_at", "pk").values_list("pk", "case"):
        with transaction.atomic():
            row = Case.objects.locked(case)
            request = ServiceRequest.objects.locked(pk)
            if not due.filter(pk=pk).exists():
                continue
            request.case, request.told_overdue_at = row, now
            request.save(update_fields=["told_overdue_at", "updated_at"])
            outbox.queue(*mail.service_request_overdue(request))
            warned += 1
    return warned


def close_solved(now: datetime.datetime) -> int:
    """Close what was solved 14 days ago and neither rated nor opened again; nobody gets a mail."""
    due = ServiceRequest.objects.filter(status=ServiceStatus.SOLVED, solved_at__lte=now - states.OBJECTION)
    closed = 0
    for pk, case in due.order_by("solved_at", "pk").values_list("pk", "case"):
        with transaction.atomic():
            row = Case.objects.locked(case)
            request = ServiceRequest.objects.locked(pk)
            if not due.filter(pk=pk).exists():
                continue
            request.case = row
            rows.change(request, ServiceStatus.CLOSED, rows.Line(""))
            closed += 1
    return closed
