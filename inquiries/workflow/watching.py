"""Who is told when the promise of a first answer is in danger or broken, and when nothing happens on a case.

Each verb finds by itself what is due and says each thing once: it may run at any time, late, twice, or twice at once.
Quarantined inquiries are left alone: nobody can answer them.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, Expression, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from accounts import audit
from accounts.enums import AuditAction
from inquiries import mail
from inquiries.enums import VisitState
from inquiries.models import Case, Interaction, Message, Note, Proposal, StageChange, Visit
from inquiries.workflow import deadlines, promise
from notifications import outbox
from notifications.models import OutgoingEmail


def warn_due(now: datetime.datetime) -> int:
    """Three quarters of the promised working time have passed: the readers of the case are told, once."""
    running = Case.objects.running().filter(awaiting_enterprise_since__isnull=True)
    due = running.filter(warn_at__lte=now, answer_by__gt=now).exclude(told("sla_risk", "warn_at"))
    warned = 0
    for pk in due.order_by("warn_at", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Case.objects.locked(pk)
            if due.filter(pk=pk).exists():
                outbox.queue(*mail.sla_risk(row, deadlines.hours_left(row, now)))
                warned += 1
    return warned


def breach_due(now: datetime.datetime) -> int:
    """The promise is broken: that is settled at once, and the readers of the case and the operator's managers are told.

    A promise that stands still, because the enterprise owes an answer, is not broken.
    """
    late = Case.objects.running().filter(answer_by__lt=now).order_by("answer_by", "pk")
    broken = 0
    for pk in late.values_list("pk", flat=True):
        with transaction.atomic():
            row = Case.objects.locked(pk)
            if row.promise_kept is not None or not deadlines.is_overdue(row, now) or not promise.settle(row, now):
                continue
            row.save(update_fields=["promise_kept", "updated_at"])
            audit.record(AuditAction.CHANGED, row, what="promise_broken")
            outbox.queue(*mail.sla_breached(row))
            broken += 1
    return broken


def idle_due(now: datetime.datetime) -> int:
    """Nothing happened on an open case for NO_ACTIVITY_DAYS: its officer is reminded, once for each such time.

    A case on hold, one with a later next action, and one with a visit ahead is meant to rest.
    """
    limit = now - datetime.timedelta(days=settings.NO_ACTIVITY_DAYS)
    ahead = Visit.objects.filter(case=OuterRef("pk"), state=VisitState.CONFIRMED, starts_at__gt=now)
    resting = Q(on_hold_until__isnull=False) | Q(next_action_on__gt=now.date()) | Exists(ahead)
    idle = Case.objects.live().exclude(resting).annotate(last_at=last_activity()).filter(last_at__lte=limit)
    due = idle.exclude(told("no_activity", "last_at"))
    reminded = 0
    for pk in due.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Case.objects.locked(pk)
            last = due.filter(pk=pk).values_list("last_at", flat=True).first()
            if last is not None:
                outbox.queue(*mail.no_activity(row, last))
                reminded += 1
    return reminded


def last_activity() -> Expression:
    """When anybody last did something on a case; mails and looks at it are nothing."""
    return Greatest(
        "created_at",
        *(
            Coalesce(latest(model.objects.all(), column), "created_at")
            for model, column in (
                (Message, "created_at"),
                (Interaction, "created_at"),
                (Note, "created_at"),
                (StageChange, "at"),
                (Visit, "updated_at"),
                (Proposal, "updated_at"),
            )
        ),
    )


def latest(rows: QuerySet, column: str) -> Subquery:
    """The latest moment in `column` among the rows of the outer case."""
    grouped = rows.order_by().filter(case=OuterRef("pk")).values("case")
    return Subquery(grouped.annotate(latest=Max(column)).values("latest"))


def told(event: str, since: str) -> Exists:
    """Whether a mail of this event about the outer case was written at or after the moment in its column `since`."""
    about = Concat(Value("case:"), Cast(OuterRef("pk"), CharField()))
    return Exists(OutgoingEmail.objects.filter(event=event, about=about, created_at__gte=OuterRef(since)))
