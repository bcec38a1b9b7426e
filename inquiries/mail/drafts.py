"""Mails about an unfinished inquiry, in the language in which it was saved.

They go to an address that anybody may have typed, so they say nothing that was typed: only the link, the day of
erasure and the names of parks.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from inquiries import rendering
from inquiries.mail.addressing import name
from inquiries.models import Draft
from notifications.enums import Audience
from notifications.outbox import Mail
from parks.models import Park


def draft_link(draft: Draft, erased_on: datetime, turn: str) -> Mail:
    """The link, because somebody asked for it; `turn` tells one wish from the next."""
    return _mail("draft_link", draft, erased_on, f"{draft.mail_reference}:{turn}")


def draft_reminder(draft: Draft, erased_on: datetime) -> Mail:
    """The one reminder."""
    return _mail("draft_reminder", draft, erased_on, draft.mail_reference)


def _mail(event: str, draft: Draft, erased_on: datetime, subject: str) -> Mail:
    context: dict[str, Any] = {
        "draft_url": rendering.draft_address(draft),
        "erased_on": f"{timezone.localtime(erased_on):%Y-%m-%d}",
        "parks": _parks(draft),
    }
    return Mail(
        event=event,
        to=draft.email,
        language=draft.language,
        audience=Audience.ENQUIRER,
        context=context,
        about=draft.mail_reference,
        dedupe=f"{event}:{subject}:enquirer:{draft.language}",
    )


def _parks(draft: Draft) -> list[str]:
    """Names of the public parks chosen so far, in the order chosen."""
    slugs = draft.data.get("park", [])
    found = {park.slug: park for park in Park.objects.public().filter(slug__in=slugs)}
    return [name(found[slug], draft.language) for slug in slugs if slug in found]
