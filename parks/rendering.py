"""A park as its pages say it: figures with unit, date and source; the ladder; how far places are.

Everything works on prefetched rows (`for_cards`, `for_profile`): nothing here asks the database again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries

from common import measures
from parks import charts
from parks.enums import (
    OrganisationKind,
    OrganisationRole,
    RegionKind,
    ServiceTier,
    SpaceStatus,
)
from parks.figures import IN_WORDS as IN_WORDS
from parks.figures import Figure as Figure
from parks.figures import Metric as Metric
from parks.figures import SourceList as SourceList
from parks.figures import figure as figure
from parks.figures import metrics as metrics
from parks.models import Fact, Park, ParkIndustry, ParkOrganisation, ParkService, Reach, Space
from parks.models.parks import ParkQuerySet

STEPS: tuple[tuple[int, str | Promise], ...] = (
    (1, gettext_lazy("Nursery")),
    (2, gettext_lazy("Incubator")),
    (3, gettext_lazy("Accelerator")),
    (4, gettext_lazy("R&D headquarters")),
    (5, gettext_lazy("Park-in-park")),
    (6, gettext_lazy("Industrial base")),
)
ALWAYS_SHOWN = 5  # the sixth step appears where a park has it
WORKING_DAY_HOURS = 8
_NICE = (1, 2, 3, 5, 10)
_NICE_MINUTES = (15, 30, 60, 90, 120, 180, 240, 360, 480, 720, 1440)


def for_cards(parks: ParkQuerySet) -> ParkQuerySet:
    """The parks with all that a card shows: six further queries, however many parks."""
    headline = Fact.objects.filter(headline=True, park=OuterRef("park"), metric=OuterRef("metric"))
    facts = Fact.objects.filter(Exists(headline)).select_related("metric", "industry")
    return parks.select_related("region__parent").prefetch_related(
        Prefetch("park_industries", ParkIndustry.objects.select_related("industry")),
        Prefetch("spaces", Space.objects.exclude(status=SpaceStatus.OFF_MARKET).select_related("kind")),
        Prefetch("facts", facts, to_attr="card_facts"),
        "photos__renditions",
    )


def for_profile(parks: ParkQuerySet) -> ParkQuerySet:
    """One park with all that its profile shows."""
    market = Space.objects.exclude(status=SpaceStatus.OFF_MARKET)
    others = Park.objects.public().order_by("sort_key", "slug")
    return parks.select_related("region__parent__parent", "operator").prefetch_related(
        Prefetch("park_industries", ParkIndustry.objects.select_related("industry")),
        Prefetch("park_services", ParkService.objects.select_related("service")),
        Prefetch("park_organisations", ParkOrganisation.objects.select_related("organisation")),
        Prefetch("spaces", market.select_related("kind", "building", "source").prefetch_related("industries")),
        Prefetch("facts", Fact.objects.select_related("metric", "source", "industry")),
        Prefetch("reaches", Reach.objects.select_related("source")),
        Prefetch("parent", others),
        Prefetch("host", others),
        Prefetch("sub_parks", others),
        Prefetch("guest_parks", others),
        "settlement_modes",
        "photos",
        "phases__source",
        "recognitions__source",
        "statements__source",
        "sources",
    )


def headlines(facts: Iterable[Fact]) -> list[Metric]:
    """The park's headline metrics as its profile orders them; with all that is said about each, or a contradiction
    would go unseen."""
    return [metric for metric in metrics(fact for fact in facts if not charts.is_share(fact)) if metric.headline]


def place(park: Park) -> str:
    """Country, then town: `Belgium · Louvain-la-Neuve`."""
    parts = [str(countries.name(park.country) or park.country)]
    region = park.region
    if region is not None and region.kind == RegionKind.DISTRICT and region.parent:
        parts.append(str(region.parent))
    if region is not None and region.kind != RegionKind.COUNTRY:
        parts.append(str(region))
    return " · ".join(parts)


def coordinates(park: Park) -> str:
    """`50.66° N, 4.63° E`; empty without both."""
    if park.latitude is None or park.longitude is None:
        return ""
    north = _("%(degrees)s° N") if park.latitude >= 0 else _("%(degrees)s° S")
    east = _("%(degrees)s° E") if park.longitude >= 0 else _("%(degrees)s° W")
    return ", ".join(
        (north % {"degrees": f"{abs(park.latitude):.2f}"}, east % {"degrees": f"{abs(park.longitude):.2f}"})
    )


@dataclass(frozen=True)
class Step:
    """One step of the ladder and the names of the park's spaces on it."""

    name: str
    spaces: list[str]

    @property
    def has(self) -> bool:
        return bool(self.spaces)


def ladder(spaces: Iterable[Space]) -> list[Step]:
    """What the park has on each step; invented spaces, which are marked where they are shown, are not among it."""
    by_step: dict[int, list[str]] = {}
    for space in spaces:
        if space.is_demonstration:
            continue
        names = by_step.setdefault(space.kind.ladder_step, [])
        if str(space) not in names:
            names.append(str(space))
    return [
        Step(str(name), by_step.get(number, []))
        for number, name in STEPS
        if number <= ALWAYS_SHOWN or by_step.get(number)
    ]


@dataclass(frozen=True)
class Distance:
    """A place, what the source says, and the length of its bar in percent of the axis."""

    reach: Reach
    text: str
    share: str
    source: int | None


@dataclass(frozen=True)
class Axis:
    """Places measured in the same unit; bars of different units are never set side by side."""

    name: str
    end: str
    rows: list[Distance]


def _axis_end(largest: Decimal, unit: str) -> Decimal:
    """The next round number: of minutes, or 1, 2, 3 or 5 times a power of ten."""
    if unit == "minutes" and largest <= _NICE_MINUTES[-1]:
        return Decimal(next(nice for nice in _NICE_MINUTES if nice >= largest))
    power = Decimal(10) ** (len(str(int(largest))) - 1)
    return next(nice * power for nice in _NICE if nice * power >= largest)


def duration(minutes: int) -> str:
    """`45 min`, `2 h`, `2 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _reach_text(reach: Reach) -> str:
    km = _("%(km)s km") % {"km": measures.number(reach.km)} if reach.km is not None else ""
    time = duration(reach.minutes) if reach.minutes is not None else ""
    text = " · ".join(part for part in (km, time) if part)
    if reach.within and text:
        text = _("within %(distance)s") % {"distance": text}
    mode = str(reach.get_mode_display()) if reach.mode else ""
    return " · ".join(part for part in (text, mode) if part)


def _axis(name: str, reaches: list[Reach], unit: str, sources: SourceList) -> Axis | None:
    if not reaches:
        return None
    end = _axis_end(max(Decimal(getattr(reach, unit)) for reach in reaches) or Decimal(1), unit)
    rows = [
        Distance(
            reach,
            _reach_text(reach),
            f"{Decimal(getattr(reach, unit)) * 100 / end:.1f}",
            sources.number(reach.source),
        )
        for reach in reaches
    ]
    return Axis(name, duration(int(end)) if unit == "minutes" else _("%(km)s km") % {"km": end}, rows)


def distances(reaches: Iterable[Reach], sources: SourceList) -> list[Axis]:
    """Bars for what is stated and nothing else: kilometres on one axis, minutes without kilometres on another."""
    rows = list(reaches)
    by_km = [reach for reach in rows if reach.km is not None]
    by_time = [reach for reach in rows if reach.km is None and reach.minutes is not None]
    axes = (
        _axis(_("Distance"), by_km, "km", sources),
        _axis(_("Travel time"), by_time, "minutes", sources),
    )
    return [axis for axis in axes if axis]


def services_by_tier(park: Park) -> list[tuple[str | Promise, list[ParkService]]]:
    """The park's services under the labels of their tiers, which stay in every language."""
    tiers: dict[str, list[ParkService]] = {}
    for offered in park.park_services.all():
        tiers.setdefault(offered.service.tier, []).append(offered)
    return [(tier.label, tiers[tier]) for tier in ServiceTier if tier in tiers]


def organisations_by_role(park: Park, role: OrganisationRole) -> list[tuple[str | Promise, list[ParkOrganisation]]]:
    """The park's partners or tenants, grouped by what they are."""
    order = list(OrganisationKind)
    links = [link for link in park.park_organisations.all() if link.role == role]
    links.sort(key=lambda link: order.index(OrganisationKind(link.organisation.kind)))
    return [
        (OrganisationKind(kind).label, list(group))
        for kind, group in groupby(links, key=lambda link: link.organisation.kind)
    ]


def promise(park: Park) -> str:
    """How soon the operator answers, in its own words: working days, or hours below one day."""
    hours = park.operator.response_hours
    if hours < WORKING_DAY_HOURS:
        text = ngettext("within %(count)s working hour", "within %(count)s working hours", hours)
        return text % {"count": hours}
    days = -(-hours // WORKING_DAY_HOURS)
    return ngettext("within %(count)s working day", "within %(count)s working days", days) % {"count": days}
