"""Calendars of operators: single days that are closed or worked, country and time zone, and what counts them.

Whoever changes a calendar does it here, so that promises and due dates move with it (`recounting`).
"""

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries.workflow import recounting
from inquiries.workflow.deadlines import calendar_of
from inquiries.workflow.recounting import Moved, Pairs
from parks import holidays
from parks.models import HolidayOverride, Operator


def put(override: HolidayOverride, *, actor: User) -> Moved:
    """Save the day, a new one or one that changed, and move what counts it.

    1. The row. 2. The operators concerned, by what it said before too, locked in order of id, learn their days. 3. Each
    open case, inquiry at the desk and service request of theirs is locked and counted again. 4. The audit trail tells
    of the day and of each row.
    """
    with transaction.atomic():
        stored = HolidayOverride.objects.filter(pk=override.pk).first()
        override.save()
        whose = holidays.concerned(override)
        pairs = holidays.refresh(whose | holidays.concerned(stored) if stored else whose)
        action = AuditAction.CHANGED if stored else AuditAction.CREATED
        return _recount(action, override, pairs, actor)


def take_back(override: HolidayOverride, *, actor: User) -> Moved:
    """Delete the day; what counted it moves back. `override` keeps its number, for the trail."""
    with transaction.atomic():
        HolidayOverride.objects.filter(pk=override.pk).delete()
        pairs = holidays.refresh(holidays.concerned(override))
        return _recount(AuditAction.DELETED, override, pairs, actor)


def follow(former: Operator, *, actor: User | None) -> Moved:
    """An operator was saved, in the caller's transaction: move what its calendar counts, if that is another one now.

    `former` is the row as it was, read under lock before it was saved. With another country come the days of that
    country.
    """
    holidays.refresh(Operator.objects.filter(pk=former.pk))
    present = Operator.objects.get(pk=former.pk)
    if calendar_of(former) == calendar_of(present):
        return Moved()
    told = {"what": "calendar", "calendar": f"{_named(former)} → {_named(present)}"}
    moved = recounting.recount([(former, present)], actor=actor, told=told)
    audit.record(AuditAction.CHANGED, present, actor=actor, **told, **moved.told)
    return moved


def _recount(action: str, override: HolidayOverride, pairs: Pairs, actor: User) -> Moved:
    pairs = list(pairs)
    day = {"day": f"{override.day}"}
    moved = recounting.recount(pairs, actor=actor, told={"what": "calendar_day", **day})
    details: dict[str, Any] = {
        **day,
        "kind": override.kind,
        "operators": holidays.slugs(after for _was, after in pairs),
    }
    audit.record(action, override, actor=actor, **details, **moved.told)
    return moved


def _named(operator: Operator) -> str:
    return f"{operator.calendar_country} {operator.time_zone}"
