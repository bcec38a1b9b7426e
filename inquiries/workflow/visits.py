"""A visit's row on a case that the caller has locked: called off, by one side or with the case."""

import datetime

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import mail
from inquiries.enums import VisitState
from inquiries.models import Case, Slot, Visit
from notifications import outbox

OPEN_STATES = (VisitState.PROPOSED, VisitState.CONFIRMED)


def call_off(visit: Visit, *, by: str, reason: str, now: datetime.datetime, actor: User | None = None) -> None:
    """Cancel one visit that is asked for or agreed, on a locked row: its slot is free again, calendars forget it.

    `by` is the side that cancels; nobody when the case itself has ended, which is told by a mail of its own.
    """
    was_agreed = visit.state == VisitState.CONFIRMED
    staff = mail.visit_guests(visit)
    Slot.objects.filter(visit=visit).update(visit=None, updated_at=now)
    visit.state, visit.cancelled_by, visit.cancel_reason = VisitState.CANCELLED, by, reason
    if was_agreed:
        visit.sequence, visit.stamp = visit.sequence + 1, now
    visit.save()
    audit.record(AuditAction.CHANGED, visit.case, actor=actor, what="visit_cancelled", visit=visit.pk)
    if was_agreed or by:
        outbox.queue(*mail.visit_cancelled(visit, staff, was_agreed=was_agreed))


def call_off_all(row: Case, actor: User | None, now: datetime.datetime) -> None:
    """The case has ended: what lies ahead is called off. A visit that has begun is left to be recorded.

    The slots are locked before the visits, as everywhere.
    """
    ahead = Visit.objects.filter(case=row, state__in=OPEN_STATES)
    list(Slot.objects.select_for_update(of=("self",)).filter(visit__in=ahead).order_by("pk"))
    for visit in ahead.select_for_update(of=("self",)).order_by("pk"):
        visit.case = row
        if visit.state == VisitState.PROPOSED or not visit.has_begun(now):
            call_off(visit, by="", reason="", now=now, actor=actor)
