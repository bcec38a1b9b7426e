"""What the verbs share: locking, the clock of a request, and one line of its log."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_text
from common.workingtime import HOURS_PER_DAY
from inquiries import access
from inquiries.enums import ServiceEntryKind, ServiceStatus
from inquiries.models import Case, ServiceEntry, ServiceRequest
from inquiries.servicing import states
from inquiries.workflow import deadlines, messages
from parks.models import Operator

CHANGED_MEANWHILE = _("This request has moved on meanwhile, so nothing was done. Look at it again.")
WORDS_LENGTH = 2000


@dataclass(frozen=True)
class Line:
    """Who says what; `actor` None is the tenant itself, or time where `author` is empty. See `messages.bound`."""

    author: str
    actor: User | None = None
    words: str = ""
    key: str = ""
    kind: str = ServiceEntryKind.STATUS


def lock_case(pk: int, actor: User | None) -> Case:
    """For the tenant itself there is no `actor`."""
    return access.worked_case(pk, actor) if actor else Case.objects.locked(pk)


def locked(request: ServiceRequest, actor: User | None) -> ServiceRequest:
    """The request as it is now, after its case. Raises PermissionDenied."""
    row = lock_case(request.case_id, actor)
    current = ServiceRequest.objects.locked(request.pk)
    current.case = row
    return current


def words_of(text: str, field: str, *, needed: object = "", limit: int = WORDS_LENGTH) -> str:
    """Clean words, or a ValidationError at `field`; `needed` is what to say of nothing."""
    text = normalise_text(text).strip()
    if needed and not text:
        raise ValidationError({field: needed})
    if len(text) > limit:
        too_long = ValidationError(_("At most %(limit)d characters, please."), params={"limit": limit})
        raise ValidationError({field: too_long})
    return text


def due_at(operator: Operator, start: datetime.datetime, days: int) -> datetime.datetime:
    """So many working days of the operator later."""
    return deadlines.calendar_of(operator).add_hours(start, days * HOURS_PER_DAY)


def known(request: ServiceRequest, line: Line) -> ServiceEntry | None:
    """What this very form has written already."""
    mark = _mark(request, line)
    return ServiceEntry.objects.filter(submission_key=mark).first() if line.key else None


def change(request: ServiceRequest, to: ServiceStatus, line: Line) -> ServiceEntry:
    """Move a locked request on: status, clock, log, audit. The caller mails. Raises ValidationError.

    A pause moves the due date on by the working time that was left when it began; opening again counts anew.
    """
    now, origin = timezone.now(), ServiceStatus(request.status)
    if not states.may_follow(origin, to):
        raise ValidationError(CHANGED_MEANWHILE)
    if request.waiting_since is not None:
        _go_on(request, now)
    request.status = to
    if to == ServiceStatus.WAITING:
        request.waiting_since = now
    elif to == ServiceStatus.SOLVED:
        request.solved_at = now
    elif to in (ServiceStatus.CLOSED, ServiceStatus.REJECTED):
        request.closed_at = now
    elif to == ServiceStatus.OPEN:
        request.solved_at = request.closed_at = request.rating = None
        request.rating_comment = ""
        request.move_due(due_at(request.case.operator, now, request.lead_days))
    request.save()
    entry = write(request, line, from_status=origin, to_status=to)
    record(request, line.actor, f"service_{to}")
    return entry


def write(request: ServiceRequest, line: Line, **columns: Any) -> ServiceEntry:
    """One line of the log."""
    return ServiceEntry.objects.create(
        request=request,
        kind=line.kind,
        author=line.author,
        user=line.actor,
        body=line.words,
        language=request.case.inquiry.contact_language,
        submission_key=_mark(request, line),
        created_at=timezone.now(),
        **columns,
    )


def record(request: ServiceRequest, actor: User | None, what: str, **details: Any) -> None:
    audit.record(AuditAction.CHANGED, request, actor=actor, what=what, case=request.case_id, **details)


def _mark(request: ServiceRequest, line: Line) -> str:
    return messages.submission_key(request.case, f"service:{request.pk}:{line.author}:{line.kind}", line.key)


def _go_on(request: ServiceRequest, now: datetime.datetime) -> None:
    since = request.waiting_since
    request.waiting_since = None
    if since is not None and since < request.due_at:
        calendar = deadlines.calendar_of(request.case.operator)
        left = calendar.hours_between(since, request.due_at)
        if left:
            request.move_due(max(request.due_at, calendar.add_hours(now, left)))
