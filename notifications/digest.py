"""The daily word to a human about mails that were given up, and about whatever else is not well.

It travels through the outbox like any other mail. What is not well is told by who queues it (`inquiries.health`).
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation

from notifications.enums import Audience, FailureKind, MailState
from notifications.models import OutgoingEmail
from notifications.outbox import Mail, queue
from notifications.previews import ABOUT

EVENT = "mail_failure_digest"
RESEND = "notifications.change_outgoingemail"
SHOWN = 30


Points = dict[str, list[dict[str, Any]]]  # language → points of the house that are not good


def queue_digest(points: Points | None = None) -> list[OutgoingEmail]:
    """One mail to everyone who may order new attempts, each in their language; none when nothing failed and no point
    is told.

    Covers what failed since the last digest (at first: the last seven days). Runs twice on one day
    without a second mail. Failed digests are counted in the next one.
    """
    now = timezone.now()
    since = OutgoingEmail.objects.filter(event=EVENT).exclude(about=ABOUT).aggregate(at=Max("created_at"))[
        "at"
    ] or now - timedelta(days=7)
    failed = OutgoingEmail.objects.filter(state=MailState.FAILED, failed_at__gt=since, failed_at__lte=now)
    total = failed.count()
    if not total and not any((points or {}).values()):
        return []
    rows = list(failed.order_by("-failed_at", "-pk")[:SHOWN])
    return queue(*(_mail(user, rows, total, now, (points or {}).get(user.language, [])) for user in readers()))


def readers() -> list[Any]:
    """Those who may order new attempts, by role; this room knows nothing else about people."""
    users = get_user_model()._default_manager.filter(is_active=True, is_staff=True).order_by("pk")
    return [user for user in users if user.has_perm(RESEND)]


def _mail(user: Any, rows: list[OutgoingEmail], total: int, now: datetime, points: list[dict[str, Any]]) -> Mail:
    address = getattr(user, user.get_email_field_name())
    with translation.override(user.language):
        path, health = reverse("admin:notifications_outgoingemail_changelist"), reverse("admin:health")
        failures = [
            {
                "event": row.event,
                "about": row.about,
                "reason": str(FailureKind(kind).label) if (kind := _kind(row)) else "",
                "attempts": row.attempts,
                "failed_at": timezone.localtime(row.failed_at).strftime("%Y-%m-%d %H:%M"),
            }
            for row in rows
        ]
    context = {
        "points": points,
        "health": f"{settings.SITE_URL}{health}",
        "total": total,
        "more": total - len(rows),
        "failures": failures,
        "time_zone": settings.TIME_ZONE,
        "link": f"{settings.SITE_URL}{path}?state__exact={MailState.FAILED}",
    }
    return Mail(
        event=EVENT,
        to=address,
        language=user.language,
        audience=Audience.PLATFORM,
        context=context,
        dedupe=f"{EVENT}:{timezone.localdate(now)}:{user.pk}:{user.language}",
    )


def _kind(row: OutgoingEmail) -> str:
    """The code at the head of the last error; what the mail server said stays inside (it may name people)."""
    kind = row.last_error.partition(": ")[0]
    return kind if kind in FailureKind.values else ""
