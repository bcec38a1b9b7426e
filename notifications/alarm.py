"""The word to a human that the background worker is silent. A silent worker cannot give it: whoever else looks does.

The health page, `manage.py send_outbox` and `manage.py mind_cases` look. The mail is a row in the outbox like any
other; `send_outbox` sends it at once, otherwise it goes out when somebody drains the outbox again.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from notifications import digest, heartbeat
from notifications.enums import Audience
from notifications.models import OutgoingEmail
from notifications.outbox import Mail, queue
from notifications.previews import ABOUT

EVENT = "worker_silent"


def raise_alarm(now: datetime) -> int:
    """One mail to everyone who may order new attempts, once for each silence; returns how many were queued.

    Nobody is told where no worker was ever seen: such a place drains its outbox by command.
    """
    seen = heartbeat.worker_seen()
    if seen is None or not heartbeat.is_silent(seen, now) or raised_at(seen) is not None:
        return 0
    return len(queue(*(_mail(user, seen) for user in digest.readers())))


def raised_at(seen: datetime) -> datetime | None:
    """When the administrators were told of the silence that began at `seen`."""
    told = OutgoingEmail.objects.filter(event=EVENT, created_at__gte=seen).exclude(about=ABOUT).order_by("created_at")
    return told.values_list("created_at", flat=True).first()


def _mail(user: Any, seen: datetime) -> Mail:
    with translation.override(user.language):
        path = reverse("health")
    return Mail(
        event=EVENT,
        to=getattr(user, user.get_email_field_name()),
        language=user.language,
        audience=Audience.PLATFORM,
        context={
            "seen": timezone.localtime(seen).strftime("%Y-%m-%d %H:%M"),
            "time_zone": settings.TIME_ZONE,
            "minutes": settings.OUTBOX_SILENT_MINUTES,
            "link": f"{settings.SITE_URL}{path}",
        },
        dedupe=f"{EVENT}:{seen.isoformat()}:{user.pk}:{user.language}",
    )
