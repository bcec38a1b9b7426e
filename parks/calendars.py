"""When events are: on the clocks of both sides, and as calendar files (RFC 5545), one language in each."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, override
from icalendar import Calendar
from icalendar import Event as Entry

from common.languages import html_code, local_text
from parks.models import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=12)  # how often a program that subscribed should look again
# The clocks that visitors of both sides go by.
SHORES = ("Asia/Shanghai", "Europe/Brussels")
# Zones that people know by a name.
ZONE_NAMES = {
    "Asia/Shanghai": gettext_lazy("Beijing time"),
    "Europe/Brussels": gettext_lazy("Brussels time"),
    "Europe/London": gettext_lazy("London time"),
    "America/New_York": gettext_lazy("New York time"),
    "America/Los_Angeles": gettext_lazy("Los Angeles time"),
    "Asia/Singapore": gettext_lazy("Singapore time"),
    "Asia/Tokyo": gettext_lazy("Tokyo time"),
    "Asia/Seoul": gettext_lazy("Seoul time"),
    "Asia/Dubai": gettext_lazy("Dubai time"),
    "Asia/Kolkata": gettext_lazy("India time"),
}


@dataclass(frozen=True)
class Clock:
    """When an event is, as the clocks of one zone show it. `machine` is the start for `<time datetime>`."""

    text: str
    zone: str
    machine: str


def clocks(event: Event) -> list[Clock]:
    """The event's own time, then that of each side whose clocks differ from it then. Empty without an hour."""
    if event.starts_at is None:
        return []
    return on_each_side([event.time_zone], event.starts_at, event.ends_at)


def deadline(event: Event) -> list[Clock]:
    """Until when places can be asked for, in the same manner."""
    if event.registration_until is None:
        return []
    return on_each_side([event.time_zone], event.registration_until)


def on_each_side(own: Iterable[str], starts_at: datetime, ends_at: datetime | None = None) -> list[Clock]:
    """A moment on the clocks of `own` zones in their order, then of both sides; clocks that agree then count once.

    Zones are named in the active language.
    """
    found: dict[timedelta | None, Clock] = {}
    for zone in (*own, *SHORES):
        found.setdefault(starts_at.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset(), _clock(zone, starts_at, ends_at))
    return list(found.values())


def zone_name(zone: str) -> str:
    """What people call the clocks of a zone, in the active language; its city for the others."""
    return str(ZONE_NAMES.get(zone) or zone.rpartition("/")[2].replace("_", " "))


def _clock(zone: str, starts_at: datetime, ends_at: datetime | None) -> Clock:
    tz = zoneinfo.ZoneInfo(zone)
    start = starts_at.astimezone(tz)
    text = f"{start:%Y-%m-%d %H:%M}"
    if ends_at is not None:
        end = ends_at.astimezone(tz)
        text += f"\u2013{end:%H:%M}" if end.date() == start.date() else f" \u2013 {end:%Y-%m-%d %H:%M}"
    return Clock(text, zone_name(zone), start.isoformat())


def site_name() -> str:
    """The host that stands behind every identifier of this installation."""
    return urlsplit(settings.SITE_URL).hostname or "parkbridge.invalid"


def event_file(event: Event, language: str) -> bytes:
    """One event for a visitor's own calendar. `event.has_calendar_entry` must hold."""
    calendar = _calendar(language)
    calendar.add_component(_entry(event, language))
    return calendar.to_ical()


def feed(events: Iterable[Event], language: str) -> bytes:
    """All of these events that have at least a day, for a program that subscribes."""
    calendar = _calendar(language)
    with override(language):
        calendar.add("x-wr-calname", gettext("Events of the parks on Parkbridge"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        if event.has_calendar_entry:
            calendar.add_component(_entry(event, language))
    return calendar.to_ical()


def _calendar(language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Parkbridge//Events//{html_code(language)}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _entry(event: Event, language: str) -> Entry:
    """Hours are written in UTC, which every program shows in its owner's zone; a day without an hour fills the day.

    The identifier never changes; the time stamp is the row's last change, so the file is the same until then.
    """
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{site_name()}")
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("sequence", event.sequence)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("summary", local_text(event, "title", language).text)
    _add_time(entry, event)
    address = _address(event, language)
    place = local_text(event, "place", language).text or event.online_url
    if place:
        entry.add("location", place)
    said = [local_text(event, "summary", language).text.strip(), event.online_url, address]
    entry.add("description", "\n\n".join(part for part in said if part))
    entry.add("url", address)
    return entry


def _add_time(entry: Entry, event: Event) -> None:
    if event.starts_at is not None:
        entry.add("dtstart", event.starts_at)
        if event.ends_at is not None:
            entry.add("dtend", event.ends_at)
    elif event.whole_day is not None:
        entry.add("dtstart", event.whole_day)
        entry.add("dtend", event.whole_day + timedelta(days=1))


def _address(event: Event, language: str) -> str:
    with override(language):
        return settings.SITE_URL + reverse("parks:event", args=[event.slug])
