"""What staff decide about an inquiry in quarantine, beside releasing it (`submission.release`): that it is none.

A rejection ends the case of the park that looked at it; another park's case is that park's own business. The inquiry
stays in quarantine, so its mails stay withheld, and a release takes the rejection back.
"""

from django.db import transaction
from django.utils.translation import gettext

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_line
from inquiries import access
from inquiries.enums import Screening, Stage
from inquiries.models import Case, Inquiry, StageChange
from inquiries.workflow import messages, transitions
from inquiries.workflow.transitions import MoveRefused


def reject(case: Case, *, actor: User, reason: str) -> StageChange:
    """End the case of a quarantined inquiry as invalid, with a reason; nobody gets a mail. Raises MoveRefused."""
    reason = normalise_line(reason)
    if not reason:
        raise MoveRefused(gettext("Say why."))
    with transaction.atomic():
        row = transitions.worked(case, actor)
        if not messages.is_quarantined(row):
            raise MoveRefused(gettext("This inquiry is not in quarantine any more."))
        change = transitions.move(row, Stage.INVALID, actor=actor, note=reason)
        doubts = row.inquiry.screening_reasons
        audit.record(AuditAction.CHANGED, row.inquiry, actor=actor, what="quarantine_rejected", reasons=doubts)
    case.stage = Stage.INVALID
    return change


def is_rejected(case: Case) -> bool:
    """Whether a release would take the end of this case back."""
    return case.stage == Stage.INVALID and messages.is_quarantined(case)


def take_back(inquiry: Inquiry, actor: User) -> list[StageChange]:
    """In the caller's transaction, while the inquiry is in quarantine still: open what was rejected again, as far as
    `actor` works on it."""
    changes = []
    for case in inquiry.cases.filter(stage=Stage.INVALID).order_by("pk"):
        row = Case.objects.locked(case.pk)
        if row.inquiry.screening == Screening.QUARANTINED and access.may_work(actor, row):
            note = gettext("Released from quarantine")
            changes.append(transitions.move(row, Stage.NEW, actor=actor, note=note))
    return changes
