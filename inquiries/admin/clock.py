"""The promise of a first answer, in words and with a tone for its colour."""

import datetime
import math
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from inquiries.models import Case
from inquiries.rendering import moment
from inquiries.workflow import deadlines

# The last quarter of the promised time is shown as urgent.
URGENT_SHARE = 0.25


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
        return Clock("quiet", gettext("paused: waiting for the enterprise"), due)
    tone = "warn" if left <= case.operator.response_hours * URGENT_SHARE else "ok"
    return Clock(tone, _left(float(left)), due)


def _answered(case: Case) -> Clock:
    at = moment(case.first_response_at, case.operator.time_zone, str(get_language()))  # type: ignore[arg-type]
    if case.first_response_at <= case.answer_by:  # type: ignore[operator]
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
