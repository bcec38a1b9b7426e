"""Mails to those who look after the platform, each in their own language."""

import datetime
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from inquiries.mail.addressing import administrators, name
from notifications.enums import Audience
from notifications.outbox import Mail
from parks.models import Park

SHOWN = 50  # parks in one mail; the totals count all


def pipeline_summary(monday: datetime.date, lines: Sequence[tuple[Park, Mapping[str, int]]]) -> list[Mail]:
    """To the platform's administrators: what happened in the week that began on `monday`, park by park."""
    counts = [line for _park, line in lines]
    totals = {column: sum(line[column] for line in counts) for column in (counts[0] if counts else ())}
    mails = []
    for user in administrators():
        with translation.override(user.language):
            path = reverse("admin:inquiries_case_changelist")
        context = {
            "first": f"{monday:%Y-%m-%d}",
            "last": f"{monday + datetime.timedelta(days=6):%Y-%m-%d}",
            "lines": [{"park": name(park, user.language), **line} for park, line in lines[:SHOWN]],
            "more": max(0, len(lines) - SHOWN),
            "totals": totals,
            "link": f"{settings.SITE_URL}{path}",
        }
        mails.append(
            Mail(
                event="pipeline_summary",
                to=user.email,
                language=user.language,
                audience=Audience.PLATFORM,
                context=context,
                dedupe=f"pipeline_summary:{monday:%Y-%m-%d}:user:{user.pk}:{user.language}",
            )
        )
    return mails
