"""What is promised and what is due, counted again when the calendar of an operator changes.

The working time that is left counts on in the new calendar. Time that has passed stays as it was counted, and so does
a promise that was kept or broken already and a request that is overdue. Counting twice moves nothing.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.workingtime import WorkingCalendar
from inquiries.models import Case, Routing, ServiceRequest
from inquiries.workflow.deadlines import calendar_of
from parks.models import Operator

Pairs = Iterable[tuple[Operator, Operator]]  # each as it was and as it is


@dataclass(frozen=True)
class Moved:
    """How many promises of a first answer, and how many due dates of service requests."""

    promises: int = 0
    due_dates: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(self.promises + other.promises, self.due_dates + other.due_dates)

    @property
    def told(self) -> dict[str, Any]:
        """For the audit trail."""
        return {"promises_moved": self.promises, "due_dates_moved": self.due_dates}


@dataclass(frozen=True)
class _Change:
    """One operator's calendar before and after, by whom and when; `told` is what the trail says of the cause."""

    former: WorkingCalendar
    present: WorkingCalendar
    actor: User | None
    told: dict[str, Any]
    now: datetime.datetime = field(default_factory=timezone.now)

    def carried(self, moment: datetime.datetime, paused_at: datetime.datetime | None) -> datetime.datetime:
        """When as much working time has passed as the former calendar would have let pass until `moment`.

        Counted from now, or from where the clock stands still.
        """
        since = paused_at or self.now
        if since >= moment:
            return moment
        left = self.former.hours_between(since, moment)
        return self.present.add_hours(since, left) if left else moment


def recount(pairs: Pairs, *, actor: User | None, told: dict[str, Any]) -> Moved:
    """In the caller's transaction, which holds the operators: move what their calendars count.

    Case by case: the case is locked, then its requests, as everywhere. Each row that moves is in the audit trail.
    """
    moved = Moved()
    for before, after in pairs:
        change = _Change(calendar_of(before), calendar_of(after), actor, told)
        if change.former != change.present:
            moved += Moved(_promises(after, change), _due_dates(after, change))
    return moved


def _promises(operator: Operator, change: _Change) -> int:
    moved = 0
    paused = Q(awaiting_enterprise_since__isnull=False)
    for model, ahead in ((Case, paused | Q(answer_by__gt=change.now)), (Routing, Q(answer_by__gt=change.now))):
        manager: Any = model.objects
        rows = manager.running().filter(ahead, operator=operator).order_by("pk")
        for pk in list(rows.values_list("pk", flat=True)):
            moved += _move_promise(manager.locked(pk), change)
    return moved


def _move_promise(row: Any, change: _Change) -> bool:
    """Count one promise of a locked row again, unless somebody answered meanwhile; whether it moved."""
    if row.first_response_at is not None or row.promise_kept is not None:
        return False
    paused_at, before = getattr(row, "awaiting_enterprise_since", None), row.answer_by
    answer_by = change.carried(row.answer_by, paused_at)
    warn_at = row.warn_at and change.carried(row.warn_at, paused_at)
    if (answer_by, warn_at) == (row.answer_by, row.warn_at):
        return False
    row.answer_by, row.warn_at = answer_by, warn_at
    row.save(update_fields=["answer_by", "warn_at", "updated_at"])
    _record(row, change, before, answer_by)
    return True


def _due_dates(operator: Operator, change: _Change) -> int:
    ahead = Q(waiting_since__isnull=False) | Q(due_at__gt=change.now)
    rows = ServiceRequest.objects.live().filter(ahead, case__operator=operator).order_by("case", "pk")
    moved = 0
    for pk, case in list(rows.values_list("pk", "case")):
        Case.objects.locked(case)
        moved += _move_due_date(ServiceRequest.objects.locked(pk), change)
    return moved


def _move_due_date(row: ServiceRequest, change: _Change) -> bool:
    before = row.due_at
    due_at = change.carried(before, row.waiting_since)
    if not row.is_live or due_at == before:
        return False
    row.move_due(due_at)
    row.save(update_fields=["due_at", "told_overdue_at", "updated_at"])
    _record(row, change, before, due_at)
    return True


def _record(row: Any, change: _Change, before: datetime.datetime, after: datetime.datetime) -> None:
    moments = {"before": f"{before:%Y-%m-%dT%H:%MZ}", "after": f"{after:%Y-%m-%dT%H:%MZ}"}
    audit.record(AuditAction.CHANGED, row, actor=change.actor, **change.told, **moments)
