"""Misconfiguration of the mail room, found at start."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.template import Engine

from notifications.rendering import PARTS


@register()
def lease_outlives_a_mail(**_: Any) -> list[CheckMessage]:
    """A mail can wait for the server several times; a lease that ends before it would send the mail twice."""
    if settings.OUTBOX_LEASE_SECONDS >= 3 * settings.EMAIL_TIMEOUT:
        return []
    text = "OUTBOX_LEASE_SECONDS must be at least three times EMAIL_TIMEOUT, or slow mails are sent twice."
    return [Error(text, id="notifications.E001")]


@register()
def every_event_is_complete(**_: Any) -> list[CheckMessage]:
    """An event without one of its three templates goes out in emergency wording."""
    folders = [Path(folder) / "emails" for folder in Engine.get_default().dirs]
    return [
        Warning(f"Mail event {event.name!r} has no {part}.", id="notifications.W001")
        for folder in folders
        if folder.is_dir()
        for event in sorted(folder.iterdir())
        if event.is_dir() and event.name != "parts"
        for part in PARTS
        if not (event / part).is_file()
    ]
