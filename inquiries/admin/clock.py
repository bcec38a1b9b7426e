"""The promise of a first answer, in words and with a tone for its colour."""

import datetime
import math
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from inquiries.models import Case, Routing
from inquiries.rendering import moment
from inquiries.workflow import deadlines

# The last quarter of the promised time is shown as urgent, as the staff are warned then.
URGENT_SHARE = 1 - deadlines.WARN_SHARE


@dataclass(frozen=True)
class Clock:
    """`tone` is ok, warn, error or quiet; it never says anything that `words` do not say."""

    tone: str
    words: str | Promise
    due: str

    def __str__(self) -> SafeString:
        return format_html(
            '<span class="clock clock--{}"><b>{}</b> <small>{}</small></span>', self.tone, self.words, self.due
        )


def clock(case: Case, now: datetime.datetime | None = None) -> Clock:
    now = now or timezone.now()
    due = moment(case.answer_by, case.operator.time_zone, str(get_language()))
    if case.first_response_at is not None:
        return _answered(case)
    if not case.is_open:
        return Clock("quiet", gettext("ended without an answer"), due)
    if deadlines.is_overdue(case, now):
        hours = deadlines.calendar_of(case.operator).hours_between(
            case.answer_by, case.awaiting_enterprise_since or now
        )
        return Clock("error", _overdue(float(hours)), due)
    left = deadlines.hours_left(case, now)
    if case.awaiting_enterprise_since is not None:
        since = moment(case.awaiting_enterprise_since, case.operator.time_zone, str(get_language()))
        paused = gettext("since %(since)s, with %(left)s") % {"since": since, "left": _left(float(left))}
        return Clock("quiet", gettext("paused: waiting for the enterprise"), paused)
    tone = "warn" if left <= case.promised_hours * URGENT_SHARE else "ok"
    return Clock(tone, _left(float(left)), due)


def desk_clock(routing: Routing, now: datetime.datetime | None = None) -> Clock:
    """The same for an inquiry at the platform's desk, whose clock never stands still."""
    now = now or timezone.now()
    due = moment(routing.answer_by, routing.operator.time_zone, str(get_language()))
    if routing.first_response_at is not None:
        return _answered(routing)
    if not routing.is_open:
        return Clock("quiet", gettext("ended without an answer"), due)
    calendar = deadlines.calendar_of(routing.operator)
    if now > routing.answer_by:
        return Clock("error", _overdue(float(calendar.hours_between(routing.answer_by, now))), due)
    left = calendar.hours_between(now, routing.answer_by)
    return Clock("warn" if left <= routing.promised_hours * URGENT_SHARE else "ok", _left(float(left)), due)


def _answered(case: Case | Routing) -> Clock:
    at = moment(case.first_response_at, case.operator.time_zone, str(get_language()))  # type: ignore[arg-type]
    if case.promise_kept is not False and case.first_response_at <= case.answer_by:  # type: ignore[operator]
        return Clock("ok", gettext("answered in time"), at)
    return Clock("warn", gettext("answered late"), at)


def _left(hours: float) -> str:
    whole = math.floor(hours)
    if whole < 1:
        return gettext("less than one working hour left")
    return ngettext("%(count)d working hour left", "%(count)d working hours left", whole) % {"count": whole}


def _overdue(hours: float) -> str:
    whole = math.floor(hours)
    if whole < 1:
        return gettext("overdue")
    return ngettext("overdue by %(count)d working hour", "overdue by %(count)d working hours", whole) % {"count": whole}
