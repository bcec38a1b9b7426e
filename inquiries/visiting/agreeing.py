"""Staff agree to a visit, or enter one; either side calls it off."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_line
from inquiries import mail
from inquiries.enums import MessageAuthor, VisitState
from inquiries.models import Case, Visit
from inquiries.visiting.rows import (
    CHANGED_MEANWHILE,
    PAST,
    Terms,
    checked,
    lock_case,
    lock_slots,
    locked,
    says,
    settle_slots,
    write,
)
from inquiries.workflow import messages, promise, visits
from notifications import outbox


def confirm(visit: Visit, *, actor: User, terms: Terms) -> Visit:
    """Agree to a visit that was asked for, at one of the times wished or another. Both sides get the invitation.

    It counts as a first answer. The same terms again change nothing. Raises ValidationError, PermissionDenied.
    """
    terms, now = checked(terms), timezone.now()
    with transaction.atomic():
        row, visit = locked(visit, actor, terms)
        if visit.state == VisitState.CONFIRMED and says(visit, terms):
            return visit
        if visit.state != VisitState.PROPOSED:
            raise ValidationError(CHANGED_MEANWHILE)
        _agree(row, visit, terms, actor, now)
    return visit


def book(case: Case, *, actor: User, terms: Terms, key: str = "") -> Visit:
    """Enter a visit that was agreed by phone, say; as `confirm`. The same key again returns the first visit."""
    terms, now = checked(terms), timezone.now()
    with transaction.atomic():
        row = lock_case(case.pk, actor)
        mark = messages.submission_key(row, "visit", key)
        known = Visit.objects.filter(submission_key=mark).first()
        if known:
            return known
        visit = Visit(case=row, asked_by=MessageAuthor.STAFF, time_zone=row.operator.time_zone, submission_key=mark)
        lock_slots(row, visit, terms)
        _agree(row, visit, terms, actor, now)
    return visit


def _agree(row: Case, visit: Visit, terms: Terms, actor: User, now: datetime.datetime) -> None:
    if messages.is_quarantined(row):
        raise ValidationError(messages.QUARANTINED)
    if not row.is_open:
        raise ValidationError(_("This case is no longer open."))
    if terms.starts_at <= now:
        raise ValidationError({"starts_at": PAST})
    write(visit, terms)
    visit.second_wish = visit.third_wish = None
    visit.state, visit.stamp, visit.reminded_at = VisitState.CONFIRMED, now, None
    visit.save()
    settle_slots(row, visit)
    promise.answered(row, now)
    audit.record(AuditAction.CHANGED, row, actor=actor, what="visit_confirmed", visit=visit.pk)
    staff = mail.visit_guests(visit)
    visit.invited.add(*staff)
    outbox.queue(*mail.visit_confirmed(visit, staff))


def change(visit: Visit, *, actor: User, terms: Terms, seen: int | None = None) -> Visit:
    """Other terms for a visit that is agreed and has not begun: the next revision of the same calendar entry.

    `seen` is the revision that the writer looked at: with another one meanwhile nothing is done. The terms that
    it has already change nothing. Raises ValidationError, PermissionDenied.
    """
    terms, now = checked(terms), timezone.now()
    with transaction.atomic():
        row, visit = locked(visit, actor, terms)
        if visit.state == VisitState.CONFIRMED and says(visit, terms):
            return visit
        if visit.state != VisitState.CONFIRMED or (seen is not None and seen != visit.sequence):
            raise ValidationError(CHANGED_MEANWHILE)
        if messages.is_quarantined(row):
            raise ValidationError(messages.QUARANTINED)
        if visit.has_begun(now):
            raise ValidationError(_("This visit has begun: record how it went."))
        if terms.starts_at <= now:
            raise ValidationError({"starts_at": PAST})
        before = Visit(case=row, mode=visit.mode, time_zone=visit.time_zone)
        before.starts_at, before.minutes = visit.starts_at, visit.minutes
        write(visit, terms)
        visit.sequence, visit.stamp, visit.reminded_at = visit.sequence + 1, now, None
        visit.save()
        settle_slots(row, visit)
        audit.record(AuditAction.CHANGED, row, actor=actor, what="visit_changed", visit=visit.pk)
        staff = mail.visit_guests(visit)
        visit.invited.add(*staff)
        outbox.queue(*mail.visit_changed(visit, staff, before))
    return visit


def cancel(visit: Visit, *, actor: User | None, reason: str) -> Visit:
    """Call off a visit that is asked for or agreed, before it begins; `actor` None is the enterprise.

    Staff say why. Cancelling twice is cancelling once. Raises ValidationError, PermissionDenied.
    """
    reason, now = normalise_line(reason), timezone.now()
    if len(reason) > 500:
        raise ValidationError({"reason": _("At most 500 characters, please.")})
    with transaction.atomic():
        row, visit = locked(visit, actor)
        if visit.state == VisitState.CANCELLED:
            return visit
        if visit.state not in visits.OPEN_STATES:
            raise ValidationError(CHANGED_MEANWHILE)
        if visit.state == VisitState.CONFIRMED and visit.has_begun(now):
            raise ValidationError(_("This visit has begun and cannot be cancelled any more."))
        if actor and messages.is_quarantined(row):
            raise ValidationError(messages.QUARANTINED)
        if actor and not reason:
            raise ValidationError({"reason": _("Say why.")})
        by = MessageAuthor.STAFF if actor else MessageAuthor.ENTERPRISE
        visits.call_off(visit, by=by, reason=reason, now=now, actor=actor)
    return visit
