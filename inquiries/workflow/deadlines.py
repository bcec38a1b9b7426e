"""The promise of a first answer, counted in the operator's working hours (its holidays, its time zone)."""

import datetime
import zoneinfo
from decimal import Decimal

from django.utils import timezone

from common.workingtime import WorkingCalendar
from inquiries.models import Case
from parks.models import Operator

WARN_SHARE = Decimal("0.75")  # of the promised working hours


def calendar_of(operator: Operator) -> WorkingCalendar:
    """The operator's working calendar: nine to five in its zone, without its country's holidays and its own."""
    own = {datetime.date.fromisoformat(day): worked for day, worked in operator.day_exceptions.items()}
    return WorkingCalendar(operator.calendar_country, operator.time_zone, own)


def answer_by(operator: Operator, start: datetime.datetime, hours: int | None = None) -> datetime.datetime:
    """When the first answer is due (aware, UTC) to an inquiry that arrived at `start`.

    `hours` is what was promised to it, in working hours; what the operator promises today when nothing is said.
    """
    return calendar_of(operator).add_hours(start, operator.response_hours if hours is None else hours)


def warn_at(operator: Operator, start: datetime.datetime, hours: int | None = None) -> datetime.datetime:
    """When three quarters of the promised working time have passed: always a moment of working time."""
    promised = operator.response_hours if hours is None else hours
    return calendar_of(operator).add_hours(start, promised * WARN_SHARE)


def hours_left(case: Case, now: datetime.datetime) -> Decimal:
    """Working hours until the promised answer, 0 when it is due or overdue; stands still while the case waits."""
    clock = case.awaiting_enterprise_since or now
    if clock >= case.answer_by:
        return Decimal(0)
    return calendar_of(case.operator).hours_between(clock, case.answer_by)


def is_overdue(case: Case, now: datetime.datetime) -> bool:
    """An open case without a first answer whose promised time has passed while the park owed the answer."""
    if not case.is_open or case.first_response_at is not None:
        return False
    return (case.awaiting_enterprise_since or now) > case.answer_by


def resumed_answer_by(case: Case, now: datetime.datetime) -> datetime.datetime:
    """The promise after a pause: the working time that was left when the pause began, counted from `now`.

    A promise that was already broken when the pause began stays where it was, so a pause never heals it.
    """
    return _carried_on(case, case.answer_by, now)


def resumed_warn_at(case: Case, now: datetime.datetime) -> datetime.datetime | None:
    """The moment of the warning after a pause; one that had come when the pause began stays: nobody is warned twice."""
    return case.warn_at and _carried_on(case, case.warn_at, now)


def _carried_on(case: Case, moment: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    since = case.awaiting_enterprise_since
    if since is None or since >= moment:
        return moment
    calendar = calendar_of(case.operator)
    left = calendar.hours_between(since, moment)
    return max(moment, calendar.add_hours(now, left)) if left else moment


def promise_kept(case: Case, now: datetime.datetime) -> bool | None:
    """Whether the first answer came in time; None while it is still possible that it will."""
    if case.first_response_at is not None:
        return case.first_response_at <= case.answer_by
    return False if is_overdue(case, now) else None


def zone_of(operator: Operator) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(operator.time_zone)


def today(operator: Operator) -> datetime.date:
    """The date where the operator works."""
    return timezone.localdate(timezone=zone_of(operator))
