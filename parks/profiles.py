"""What the profile of one park says, in reading order, so that its sources are numbered as they appear.

Everything works on what `gathering.gather` found: nothing here asks the database.
"""

import datetime
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django_countries import countries

from common.enums import Language
from common.languages import current_language
from parks import charts, figures, gathering, geography, rendering
from parks.enums import OrganisationRole, PolicyEffect
from parks.figures import SourceList
from parks.hours import office_hours
from parks.models import Activity, Event, Park, Partnership, Photo, Policy

HEADLINES = 4
NEWS = 6
PAST_EVENTS = 5
SPOT_WIDTH = 0.07  # of the world: twenty-five degrees, so that a coast is in sight from most places
# What `gather` finds under the name of the park's own relation.
OWN_ROWS = (
    "facts", "reaches", "phases", "recognitions", "statements", "spaces", "parcels", "platforms", "photos",
    "park_industries", "park_services", "park_organisations", "settlement_modes", "sources",
)  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """The park on a piece of the land-only map; `box` is that piece in degrees, as the map of all parks takes it."""

    land: str
    x: str
    y: str
    box: str


@dataclass
class Tie:
    """One partnership as a side of it tells it: the other sides that can be named, and what happened last."""

    partnership: Partnership
    parks: list[Park] = field(default_factory=list)
    organisations: list[Any] = field(default_factory=list)
    latest: Activity | None = None
    source: int | None = None


def load(park: Park, today: datetime.date) -> gathering.Rows:
    """Everything about the park, its own rows where `park.facts.all()` finds them. One query."""
    rows = gathering.gather(park, today)
    gathering.attach(park, rows, OWN_ROWS)
    for photo in rows["photos"]:
        gathering.attach(
            photo, {"renditions": [row for row in rows["renditions"] if row.photo_id == photo.pk]}, ["renditions"]
        )
    return rows


def profile(park: Park, rows: gathering.Rows, today: datetime.date) -> dict[str, Any]:
    """The context of the page's body. `park` and `rows` come from `load`."""
    sources = SourceList()
    found = {
        **_head(park, rows, today),
        **_figures(rows["facts"], sources),
        **_place(park, rows, sources),
        **_offers(park, rows, sources),
        **_around(park, rows, today, sources),
        "recognitions": [(row, sources.number(row.source)) for row in rows["recognitions"]],
        "statements": [(row, sources.number(row.source)) for row in rows["statements"]],
    }
    for source in rows["sources"]:
        sources.number(source)
    return {**found, "sources": sources.sources}


def _head(park: Park, rows: gathering.Rows, today: datetime.date) -> dict[str, Any]:
    """What the page says without sources."""
    photos: list[Photo] = rows["photos"]
    by_pk = {relative.pk: relative for relative in rows["family"]}
    return {
        "park": park,
        "parent": by_pk.get(park.parent_id),
        "host": by_pk.get(park.host_id),
        "country": countries.name(park.country) or park.country,
        "place": rendering.place(park),
        "industries": [row.industry for row in rows["park_industries"]],
        "parts": [one for one in rows["family"] if one.parent_id == park.pk],
        "guests": [one for one in rows["family"] if one.host_id == park.pk and one.parent_id != park.pk],
        "photos": photos,
        "hours": office_hours(park, today, current_language()),
        "today": today,
    }


def _figures(facts: list[Any], sources: SourceList) -> dict[str, Any]:
    """Headlines, then the other figures, then charts. What a chart and its table say is not said a second time."""
    known = figures.metrics((fact for fact in facts if not charts.is_share(fact)), sources)
    headline = [metric for metric in known if metric.headline][:HEADLINES]
    drawn = charts.series(facts, sources)
    told = [metric for metric in headline if len(metric.shown) == len(metric.figures)]
    in_charts = {one.label for one in drawn}
    return {
        "headline": headline,
        "disagreement": any(metric.disagree for metric in headline),
        "figures": [metric for metric in known if metric not in told and metric.label not in in_charts],
        "series": drawn,
        "mixes": charts.industry_mix(facts, sources),
    }


def spot(park: Park) -> Spot | None:
    """None for a park without coordinates."""
    if park.latitude is None or park.longitude is None:
        return None
    middle = geography.project(float(park.longitude), float(park.latitude))
    box = geography.around(*middle, SPOT_WIDTH, 0)
    x, y = box.place(*middle)
    return Spot(geography.land_path(box), f"{x:.0f}", f"{y:.0f}", box.text)


def _place(park: Park, rows: gathering.Rows, sources: SourceList) -> dict[str, Any]:
    reaches = rows["reaches"]
    return {
        "coordinates": rendering.coordinates(park),
        "spot": spot(park),
        "axes": rendering.distances(reaches, sources),
        "places_without_distance": [reach for reach in reaches if reach.km is None and reach.minutes is None],
        "has_location": bool(park.address or park.latitude is not None or reaches),
        "phases": [(phase, sources.number(phase.source)) for phase in rows["phases"]],
    }


def _offers(park: Park, rows: gathering.Rows, sources: SourceList) -> dict[str, Any]:
    """Space, land, services, platforms, policies and projects."""
    policies: list[Policy] = rows["policies"]
    return {
        "ladder": rendering.ladder(rows["spaces"]),
        "spaces": [(space, sources.number(space.source)) for space in rows["spaces"]],
        "in_buildings": any(space.building_id or space.floor for space in rows["spaces"]),
        "parcels": [(parcel, sources.number(parcel.source)) for parcel in rows["parcels"]],
        "modes": rows["settlement_modes"],
        "tiers": rendering.services_by_tier(park),
        "platforms": [(platform, sources.number(platform.source)) for platform in rows["platforms"]],
        "incentives": [policy for policy in policies if policy.effect == PolicyEffect.INCENTIVE],
        "rules": [policy for policy in policies if policy.effect != PolicyEffect.INCENTIVE],
        "opportunities": [(one, sources.number(one.source)) for one in rows["opportunities"]],
    }


def _around(park: Park, rows: gathering.Rows, today: datetime.date, sources: SourceList) -> dict[str, Any]:
    """Who works with the park, and what happens there."""
    coming, past = coming_and_past(rows["events"], today)
    return {
        "partners": rendering.organisations_by_role(park, OrganisationRole.PARTNER),
        "named_tenants": rendering.organisations_by_role(park, OrganisationRole.TENANT),
        "ties": ties(park, rows, sources),
        "articles": [(article, sources.number(article.source)) for article in rows["articles"][:NEWS]],
        "coming": [(event, sources.number(event.source)) for event in coming],
        "past": [(event, sources.number(event.source)) for event in past[:PAST_EVENTS]],
    }


def coming_and_past(events: list[Event], today: datetime.date) -> tuple[list[Event], list[Event]]:
    """Upcoming events, the next one first; past ones, the last one first. An event without a date is past.

    A date that is only a year or a month is over when that year or month is over.
    """
    day = today.isoformat()
    coming = [event for event in events if event.day and event.day >= day[: len(event.day)]]
    past = [event for event in events if event not in coming]
    return sorted(coming, key=lambda event: (event.day, event.slug)), past


def ties(park: Park, rows: gathering.Rows, sources: SourceList) -> list[Tie]:
    """The park's partnerships with their other sides; a side that is not public is not named."""
    found: dict[int, Tie] = {}
    for party in rows["parties"]:
        tie = found.setdefault(party.partnership_id, Tie(party.partnership))
        if party.organisation is not None:
            tie.organisations.append(party.organisation)
        elif party.park_id != park.pk and any(party.park.is_public_in(code) for code in Language.values):
            tie.parks.append(party.park)
    for number, group in groupby(
        sorted(rows["activities"], key=lambda row: row.partnership_id), key=lambda row: row.partnership_id
    ):
        tie = found[number]
        tie.latest = max(group, key=lambda row: (row.happened, row.pk))
        tie.latest._state.fields_cache["partnership"] = tie.partnership  # its texts are published with it
        tie.source = sources.number(tie.latest.source)
    return sorted(found.values(), key=lambda tie: (tie.partnership.ended_on is not None, -tie.partnership.pk))
