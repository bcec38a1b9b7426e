"""The one daily mail about the house: points that are not good, and mails that were given up."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from inquiries.health.points import all_points
from inquiries.health.state import State
from notifications import digest, runs
from notifications.models import OutgoingEmail

LOOK = "daily_look"
AT = datetime.time(0, 30, tzinfo=datetime.UTC)  # half past eight in Beijing, before work in Europe
MONDAY = 0
MAILS = "mails"  # the failed ones are listed anyway


def send_daily(now: datetime.datetime) -> int:
    """Once a day after AT, or as soon as possible afterwards; returns how many mails were queued."""
    due = datetime.datetime.combine(now.astimezone(datetime.UTC).date(), AT)
    if now < due:
        due -= datetime.timedelta(days=1)
    with transaction.atomic():
        return len(send(now)) if runs.claim(LOOK, due, now) else 0


def send(now: datetime.datetime) -> list[OutgoingEmail]:
    """One mail to everyone who may order new attempts; none when all is well and no mail failed.

    Points of no hurry go along with others, and are told on Mondays also without them.
    """
    told = {user.language: _points(user.language, now) for user in digest.readers()}
    return digest.queue_digest(told)


def _points(language: str, now: datetime.datetime) -> list[dict[str, Any]]:
    with translation.override(language):
        found = [point for point in all_points(now) if point.state != State.GOOD and point.code != MAILS]
        if all(point.waits for point in found) and now.weekday() != MONDAY:
            return []
        return [
            {"label": point.label, "state": str(point.state.label), "says": point.says, "todo": point.todo}
            for point in found
        ]
