"""The demo's events and its story: what the source material names, and one made-up record of each that says so."""

import datetime
import zoneinfo
from typing import Any

from django.utils import timezone

from enterprises.models import Story
from parks.imports import Row, bilingual, ids
from parks.models import Event, Industry, Operator, Park, Source
from portal.demo.articles import connect, publish_all


def load_events(rows: list[Row]) -> int:
    """Create the events that are absent and publish both languages of each; one that exists keeps everything.

    A row with `in_days` lies that many days after this run, takes registrations until a day before, and is made up.
    """
    present = ids(Event, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    operators, sources = ids(Operator, "slug"), ids(Source)
    events = [
        Event.objects.create(
            slug=row["slug"],
            kind=row["kind"],
            languages=row.get("languages", ""),
            capacity=row.get("capacity"),
            is_demonstration=row.get("demonstration", False),
            operator_id=operators[row["operator"]] if "operator" in row else None,
            source_id=sources[row["source"]] if "source" in row else None,
            **_when(row),
            **bilingual(row, "title", "summary", "place", "date_note"),
        )
        for row in fresh
    ]
    connect(Event, events, fresh)
    publish_all(events)
    return len(fresh)


def load_stories(rows: list[Row]) -> int:
    """Create the stories that are absent and publish both languages of each."""
    present = ids(Story, "slug")
    fresh = [row for row in rows if row["slug"] not in present]
    if not fresh:
        return 0
    operators, parks, industries = ids(Operator, "slug"), ids(Park, "slug"), ids(Industry)
    days = ("visited_on", "signed_on", "settled_on", "consent_on")
    stories = [
        Story.objects.create(
            slug=row["slug"],
            operator_id=operators[row["operator"]],
            park_id=parks[row["park"]],
            industry_id=industries[row["industry"]],
            from_country=row["from_country"],
            is_demonstration=row["demonstration"],
            **{name: datetime.date.fromisoformat(row[name]) for name in days},
            **bilingual(row, "title", "company", "summary", "body"),
        )
        for row in fresh
    ]
    publish_all(stories)
    return len(fresh)


def _when(row: Row) -> dict[str, Any]:
    """The date as exact as the record; with hours where it has them."""
    if "in_days" in row:
        return _ahead(row)
    when: dict[str, Any] = {"day": row.get("day", "")}
    for name in ("starts_at", "ends_at"):
        if name in row:
            when[name] = datetime.datetime.fromisoformat(row[name])
    return when


def _ahead(row: Row) -> dict[str, Any]:
    zone = zoneinfo.ZoneInfo(row["time_zone"])
    day = timezone.now().astimezone(zone).date() + datetime.timedelta(days=row["in_days"])
    starts_at = datetime.datetime.combine(day, datetime.time(row["hour"]), zone)
    return {
        "day": day.isoformat(),
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(minutes=row["minutes"]),
        "time_zone": row["time_zone"],
        "registration_until": starts_at - datetime.timedelta(days=1),
    }
