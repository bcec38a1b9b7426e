"""A park as its pages say it: figures with unit, date and source; the ladder; how far places are.

Everything works on prefetched rows (`for_cards`, `for_profile`): nothing here asks the database again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, groupby

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries

from common import measures
from parks.enums import (
    DatePrecision,
    OrganisationKind,
    OrganisationRole,
    Qualifier,
    RegionKind,
    ServiceTier,
    SpaceStatus,
)
from parks.models import Fact, Park, ParkIndustry, ParkOrganisation, ParkService, Reach, Source, Space
from parks.models.parks import ParkQuerySet

STEPS: tuple[tuple[int, str | Promise], ...] = (
    (1, gettext_lazy("Nursery")),
    (2, gettext_lazy("Incubator")),
    (3, gettext_lazy("Accelerator")),
    (4, gettext_lazy("R&D headquarters")),
    (5, gettext_lazy("Park-in-park")),
    (6, gettext_lazy("Industrial base")),
)
# These say the amount themselves: “dozens of companies”, “two thirds”.
IN_WORDS = (Qualifier.DOZENS, Qualifier.SEVERAL_HUNDRED, Qualifier.TWO_THIRDS, Qualifier.MORE_THAN_A_THIRD)
ALWAYS_SHOWN = 5  # the sixth step appears where a park has it
WORKING_DAY_HOURS = 8
_DATE_FORMATS = {DatePrecision.YEAR: "%Y", DatePrecision.MONTH: "%Y-%m", DatePrecision.DAY: "%Y-%m-%d"}
_NICE = (1, 2, 3, 5, 10)
_NICE_MINUTES = (15, 30, 60, 90, 120, 180, 240, 360, 480, 720, 1440)


def for_cards(parks: ParkQuerySet) -> ParkQuerySet:
    """The parks with all that a card shows: six further queries, however many parks."""
    headline = Fact.objects.filter(headline=True).select_related("metric")
    return parks.select_related("region__parent").prefetch_related(
        Prefetch("park_industries", ParkIndustry.objects.select_related("industry")),
        Prefetch("spaces", Space.objects.exclude(status=SpaceStatus.OFF_MARKET).select_related("kind")),
        Prefetch("facts", headline, to_attr="card_facts"),
        "photos",
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
        Prefetch("facts", Fact.objects.select_related("metric", "source")),
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


@dataclass
class SourceList:
    """Numbers the sources of a page in the order in which they are first mentioned."""

    numbers: dict[int, int] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)

    def number(self, source: Source | None) -> int | None:
        if source is None:
            return None
        if source.pk not in self.numbers:
            self.sources.append(source)
            self.numbers[source.pk] = len(self.sources)
        return self.numbers[source.pk]


@dataclass(frozen=True)
class Figure:
    """One stated value. `before` is the source's own hedge; without a value the hedge is the text."""

    before: str
    text: str
    unit: str
    when: str
    note: str
    source: int | None

    def contradicts(self, other: "Figure") -> bool:
        """Another value for the same time (an undated one may be of any time) and the same subject."""
        return (
            (self.before, self.text) != (other.before, other.text)
            and (self.when == other.when or not self.when or not other.when)
            and (self.note == other.note or not self.note or not other.note)
        )


@dataclass(frozen=True)
class Metric:
    """All that sources say about one metric, newest first."""

    label: str
    headline: bool
    figures: list[Figure]

    @property
    def disagree(self) -> bool:
        return any(one.contradicts(other) for one, other in combinations(self.figures, 2))

    @property
    def shown(self) -> list[Figure]:
        """Where there is room for one value: the newest, but all of them when they contradict each other."""
        return self.figures if self.disagree else self.figures[:1]


def figure(fact: Fact, sources: SourceList | None = None) -> Figure:
    hedge = str(fact.get_qualifier_display()) if fact.qualifier else ""
    when = fact.as_of.strftime(_DATE_FORMATS[DatePrecision(fact.as_of_precision)]) if fact.as_of else ""
    unit = fact.metric.unit_label or ""
    in_figures = fact.value is not None and fact.qualifier not in IN_WORDS
    if not in_figures:
        unit = "" if fact.metric.unit == "percent" or not unit else _("of %(unit)s") % {"unit": unit}
    return Figure(
        before=hedge if in_figures else "",
        text=measures.large_number(fact.value) if in_figures else hedge,
        unit=unit,
        when=when,
        note=fact.note or "",
        source=sources.number(fact.source) if sources is not None else None,
    )


def metrics(facts: Iterable[Fact], sources: SourceList | None = None) -> list[Metric]:
    """Facts grouped by metric in the order of their first fact."""
    grouped: dict[int, list[Fact]] = {}
    for fact in facts:
        grouped.setdefault(fact.metric_id, []).append(fact)
    return [
        Metric(
            label=str(group[0].metric),
            headline=any(fact.headline for fact in group),
            figures=[figure(fact, sources) for fact in sorted(group, key=_telling_first)],
        )
        for group in grouped.values()
    ]


def _telling_first(fact: Fact) -> tuple[bool, bool, int]:
    return (not fact.headline, fact.as_of is None, -fact.as_of.toordinal() if fact.as_of else 0)


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
    by_step: dict[int, list[str]] = {}
    for space in spaces:
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


def services_by_tier(park: Park) -> list[tuple[str, list[ParkService]]]:
    tiers: dict[str, list[ParkService]] = {}
    for offered in park.park_services.all():
        tiers.setdefault(offered.service.tier, []).append(offered)
    return [(str(tier.label), tiers[tier]) for tier in ServiceTier if tier in tiers]


def organisations_by_role(park: Park, role: OrganisationRole) -> list[tuple[str, list[ParkOrganisation]]]:
    """The park's partners or tenants, grouped by what they are."""
    order = list(OrganisationKind)
    links = [link for link in park.park_organisations.all() if link.role == role]
    links.sort(key=lambda link: order.index(OrganisationKind(link.organisation.kind)))
    return [
        (str(OrganisationKind(kind).label), list(group))
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
