"""Signs of life of whoever drains the outbox, and how old the oldest waiting mail is."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone

from notifications.enums import DUE_STATES, FINAL_STATES, MailState
from notifications.models import OutgoingEmail, WorkerBeat

WORKER = "worker"


def beat(name: str) -> None:
    """Note that `name` is alive now."""
    WorkerBeat.objects.bulk_create(
        [WorkerBeat(name=name, at=timezone.now())], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


def last_beat() -> datetime | None:
    """When anything that drains the outbox was last seen."""
    return WorkerBeat.objects.aggregate(at=Max("at"))["at"]


def worker_seen() -> datetime | None:
    """When the worker itself was last seen; None where none ever was."""
    return WorkerBeat.objects.filter(name=WORKER).values_list("at", flat=True).first()


def is_silent(at: datetime | None, now: datetime) -> bool:
    """Nobody was seen for OUTBOX_SILENT_MINUTES."""
    return at is None or now - at > timedelta(minutes=settings.OUTBOX_SILENT_MINUTES)


def oldest_waiting() -> datetime | None:
    """When the oldest mail that is still on its way was written."""
    waiting = OutgoingEmail.objects.filter(state__in=(*DUE_STATES, MailState.SENDING))
    return waiting.aggregate(at=Min("created_at"))["at"]


def counts(now: datetime) -> dict[str, int]:
    """Mails by state: all that are still open, and those that ended among the last 24 hours' mails."""
    day = OutgoingEmail.objects.filter(created_at__gte=now - timedelta(hours=24), state__in=FINAL_STATES)
    found: dict[str, int] = dict.fromkeys(MailState.values, 0)
    for query in (OutgoingEmail.objects.exclude(state__in=FINAL_STATES), day):
        found.update(query.order_by().values_list("state").annotate(Count("pk")))
    return found


def report(now: datetime) -> dict[str, Any]:
    """The state of the mail room in counts and ages (seconds), without a name or an address."""
    beat_at, oldest = last_beat(), oldest_waiting()
    silent = is_silent(beat_at, now)
    return {
        "status": "attention" if silent else "ok",
        "database": True,
        "worker_silent": silent,
        "worker_seen_seconds_ago": _seconds(beat_at, now),
        "oldest_waiting_seconds": _seconds(oldest, now),
        "mails": counts(now),
    }


def _seconds(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))
