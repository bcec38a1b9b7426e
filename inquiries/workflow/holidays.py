"""Single days that are closed or worked against the calendar, and the promises that count them.

What was promised moves with the day: the working time that is left counts on in the new calendar. Time that has passed
stays as it was counted, and so does a promise that was kept or broken already.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.workingtime import WorkingCalendar
from inquiries.models import Case, Routing
from inquiries.workflow.deadlines import calendar_of
from parks import holidays
from parks.models import HolidayOverride, Operator

Pairs = Iterable[tuple[Operator, Operator]]


@dataclass(frozen=True)
class _Change:
    """One operator's calendar before and after a day was put or taken back, by whom and when."""

    former: WorkingCalendar
    present: WorkingCalendar
    day: datetime.date
    actor: User
    now: datetime.datetime


def put(override: HolidayOverride, *, actor: User) -> int:
    """Save the day and move the open promises that count it; returns how many.

    1. The row. 2. The operators concerned, locked in order of id, learn their days. 3. Each open case and inquiry at
    the desk of theirs is locked and its promise counted again. 4. The audit trail tells of the day and of each case.
    """
    with transaction.atomic():
        created = override._state.adding
        override.save()
        pairs = holidays.refresh(holidays.concerned(override))
        moved = _recount(pairs, override, actor, timezone.now())
        action = AuditAction.CREATED if created else AuditAction.CHANGED
        _tell(action, override, pairs, moved, actor)
    return moved


def take_back(override: HolidayOverride, *, actor: User) -> int:
    """Delete the day; open promises move back. `override` keeps its number, for the trail."""
    with transaction.atomic():
        HolidayOverride.objects.filter(pk=override.pk).delete()
        pairs = holidays.refresh(holidays.concerned(override))
        moved = _recount(pairs, override, actor, timezone.now())
        _tell(AuditAction.DELETED, override, pairs, moved, actor)
    return moved


def _tell(action: str, override: HolidayOverride, pairs: Pairs, moved: int, actor: User) -> None:
    operators = holidays.slugs(after for _before, after in pairs)
    details: dict[str, Any] = {
        "day": f"{override.day}",
        "kind": override.kind,
        "operators": operators,
        "promises_moved": moved,
    }
    audit.record(action, override, actor=actor, **details)


def _recount(pairs: Pairs, override: HolidayOverride, actor: User, now: datetime.datetime) -> int:
    moved = 0
    for before, after in pairs:
        change = _Change(calendar_of(before), calendar_of(after), override.day, actor, now)
        for model in (Case, Routing):
            open_: Any = model.objects.running()
            rows = open_.filter(operator=after, answer_by__gt=now).order_by("pk")
            for pk in list(rows.values_list("pk", flat=True)):
                moved += _move(model.objects.locked(pk), change)
    return moved


def _move(row: Any, change: _Change) -> bool:
    """Count one promise of a locked row again, unless somebody answered meanwhile; whether it moved."""
    if row.first_response_at is not None or row.promise_kept is not None:
        return False
    since = getattr(row, "awaiting_enterprise_since", None) or change.now
    answer_by = _carried(row.answer_by, since, change)
    warn_at = row.warn_at and _carried(row.warn_at, since, change)
    if (answer_by, warn_at) == (row.answer_by, row.warn_at):
        return False
    told = {"what": "calendar_day", "day": f"{change.day}", "before": f"{row.answer_by:%Y-%m-%dT%H:%MZ}"}
    row.answer_by, row.warn_at = answer_by, warn_at
    row.save(update_fields=["answer_by", "warn_at", "updated_at"])
    audit.record(AuditAction.CHANGED, row, actor=change.actor, after=f"{answer_by:%Y-%m-%dT%H:%MZ}", **told)
    return True


def _carried(moment: datetime.datetime, since: datetime.datetime, change: _Change) -> datetime.datetime:
    """The moment when as much working time has passed since `since` as the former calendar would have let pass."""
    if since >= moment:
        return moment
    left = change.former.hours_between(since, moment)
    return change.present.add_hours(since, left) if left else moment
