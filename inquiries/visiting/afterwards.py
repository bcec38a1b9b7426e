"""How a visit went, what was sent for it, what the enterprise thought; and the reminder before it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_line, normalise_text
from inquiries import mail
from inquiries.enums import VisaLetter, VisitState
from inquiries.models import Case, Visit
from inquiries.visiting.rows import CHANGED_MEANWHILE, locked
from notifications import outbox


def record(visit: Visit, *, actor: User, state: str, outcome: str, seen: str = "") -> Visit:
    """Keep how a visit went: it took place, or nobody came. May be corrected; nobody gets a mail.

    `seen` tells which state of the row the writer looked at, as `updated_at` in ISO form.
    """
    outcome, now = normalise_line(outcome), timezone.now()
    if state not in (VisitState.HELD, VisitState.NO_SHOW):
        raise ValidationError({"state": _("Choose whether it took place.")})
    if len(outcome) > 500:
        raise ValidationError({"outcome": _("At most 500 characters, please.")})
    with transaction.atomic():
        row, visit = locked(visit, actor)
        if (visit.state, visit.outcome) == (state, outcome):
            return visit
        if seen and seen != visit.updated_at.isoformat():
            raise ValidationError(CHANGED_MEANWHILE)
        _check_record(visit, state, now)
        visit.state, visit.outcome, visit.held_at = state, outcome, now
        visit.save()
        audit.record(AuditAction.CHANGED, row, actor=actor, what="visit_recorded", visit=visit.pk, state=state)
    return visit


def _check_record(visit: Visit, state: str, now: datetime.datetime) -> None:
    if visit.state not in (VisitState.CONFIRMED, VisitState.HELD, VisitState.NO_SHOW):
        raise ValidationError(_("Only a confirmed visit can be recorded."))
    if not visit.has_begun(now):
        raise ValidationError(_("This visit has not begun yet."))
    if state == VisitState.NO_SHOW and visit.rating is not None:
        raise ValidationError({"state": _("The enterprise has judged this visit: it took place.")})


def letter_sent(visit: Visit, *, actor: User) -> Visit:
    """Keep that the letter for the visa has gone out; the enterprise reads it on its page."""
    with transaction.atomic():
        row, visit = locked(visit, actor)
        if visit.visa_letter == VisaLetter.ASKED:
            visit.visa_letter = VisaLetter.SENT
            visit.save(update_fields=["visa_letter", "updated_at"])
            audit.record(AuditAction.CHANGED, row, actor=actor, what="visa_letter_sent", visit=visit.pk)
    return visit


def feed_back(visit: Visit, *, rating: int, text: str) -> Visit:
    """The enterprise judges a visit that took place, from 1 to 5; the last judgement counts."""
    text = normalise_text(text)
    if rating not in range(1, 6):
        raise ValidationError({"rating": _("Choose from 1 to 5.")})
    if len(text) > 1000:
        raise ValidationError({"feedback": _("At most 1,000 characters, please.")})
    with transaction.atomic():
        row, visit = locked(visit, None)
        if visit.state != VisitState.HELD:
            raise ValidationError(_("Only a visit that took place can be judged."))
        if (visit.rating, visit.feedback) != (rating, text):
            visit.rating, visit.feedback = rating, text
            visit.save(update_fields=["rating", "feedback", "updated_at"])
            audit.record(AuditAction.CHANGED, row, what="visit_feedback", visit=visit.pk)
    return visit


def remind(now: datetime.datetime) -> int:
    """Write to the enterprise 48 hours before its visit, once for each time agreed; returns how many.

    None for a visit that was agreed or moved when less than 48 hours were left: that mail has just said it.
    """
    reminded = 0
    for pk, case in Visit.objects.to_remind(now).order_by("pk").values_list("pk", "case"):
        with transaction.atomic():
            row = Case.objects.locked(case)
            visit = Visit.objects.locked(pk)
            if not Visit.objects.to_remind(now).filter(pk=pk).exists():
                continue
            visit.case, visit.reminded_at = row, now
            visit.save(update_fields=["reminded_at"])
            outbox.queue(*mail.visit_reminder(visit))
            reminded += 1
    return reminded
