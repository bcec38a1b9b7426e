"""Two to four parks or spaces side by side: what is said of each, and where they differ.

Pure: works on rows that `for_comparison` or `offers` fetched and asks the database nothing. What nobody stated is an
empty cell; it differs from nothing. Values that contradict each other are all shown, each with its source.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf.locale import LANG_INFO
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _
from django_countries import countries

from common import measures
from common.languages import current_language, local_text
from parks import gathering, offers, rendering
from parks.conversion import MONEY, Units
from parks.hours import office_hours
from parks.models import Fact, Park, ParkIndustry, ParkService, Reach, Space
from parks.models.parks import ParkQuerySet

T = TypeVar("T")
FEWEST, MOST = 2, 4
PLAIN_CHINESE = {"zh": "zh-hans"}
SAME, DIFFERENT, INCOMPLETE, UNKNOWN = "same", "different", "incomplete", "unknown"


@dataclass(frozen=True)
class Line:
    """One statement in a cell. `note` is set beside it: date, hedge. `language` is set when it is not the reader's.

    `compared` is what the statement comes to, where that can be said better than by its text: 8 ha are 80,000 m².
    """

    text: str
    note: str = ""
    source: int | None = None
    language: str = ""
    price: Any = None
    compared: Any = None


@dataclass(frozen=True)
class Cell:
    """All that is said of one thing in one row; no lines mean that there is no data."""

    lines: tuple[Line, ...] = ()
    conflict: bool = False

    @property
    def value(self) -> frozenset[Any]:
        """What is compared: the statements, in any order, without their dates and sources."""
        return frozenset(line.compared or line.text for line in self.lines)


@dataclass(frozen=True)
class Row:
    """One line of the comparison: a label and a cell for each thing, in the order of the columns."""

    label: str
    cells: tuple[Cell, ...]

    @property
    def verdict(self) -> str:
        """`different` as soon as two known values differ; `incomplete` when the known ones agree but some lack."""
        known = [cell.value for cell in self.cells if cell.lines]
        if not known:
            return UNKNOWN
        if len(set(known)) > 1:
            return DIFFERENT
        return SAME if len(known) == len(self.cells) else INCOMPLETE


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]


@dataclass
class Comparison:
    groups: list[Group]
    sources: list[Any] = field(default_factory=list)

    def narrowed(self) -> "Comparison":
        """Without the rows in which all say the same or nobody says anything."""
        groups = [Group(group.title, [row for row in group.rows if _tells(row)]) for group in self.groups]
        return Comparison([group for group in groups if group.rows], self.sources)


def _tells(row: Row) -> bool:
    return row.verdict in (DIFFERENT, INCOMPLETE)


def said(*texts: Any) -> Cell:
    """A cell of plain statements; empty ones and “—” say nothing."""
    return Cell(tuple(Line(str(text)) for text in texts if text and text != measures.NO_DATA))


def local(record: Any, name: str) -> Cell:
    """A bilingual text, marked when it is in the other language."""
    found = local_text(record, name) if record is not None else None
    if not found:
        return Cell()
    return Cell((Line(found.text, language=found.html_language if found.is_fallback else ""),))


def rows_of(things: Sequence[T], *columns: tuple[str, Callable[[T], Cell]]) -> list[Row]:
    return [Row(label, tuple(cell(thing) for thing in things)) for label, cell in columns]


def matrix(things: Sequence[Iterable[tuple[Any, str]]], yes: str) -> list[Row]:
    """One row for each entry that any thing has (key, label): `yes` or no data; what most have comes first."""
    labels: dict[Any, str] = {}
    held = []
    for entries in things:
        found = dict(entries)
        held.append(found)
        for key, label in found.items():
            labels.setdefault(key, label)
    return shared_first(
        [Row(label, tuple(said(yes) if key in has else Cell() for has in held)) for key, label in labels.items()]
    )


def shared_first(rows: Iterable[Row]) -> list[Row]:
    """What can be compared before what is known of one thing alone; else the order stays."""
    return sorted(rows, key=lambda row: -sum(bool(cell.lines) for cell in row.cells))


# --- Parks ---------------------------------------------------------------------------------


def for_comparison(parks: ParkQuerySet) -> list[Park]:
    """The parks with all that is compared: a fixed number of queries, however many parks."""
    others = Park.objects.public()
    found = parks.select_related("region__parent__parent__parent", "operator").prefetch_related(
        Prefetch("park_industries", ParkIndustry.objects.select_related("industry")),
        Prefetch("park_services", ParkService.objects.select_related("service")),
        Prefetch("spaces", Space.objects.stated().select_related("kind")),
        Prefetch("facts", Fact.objects.filter(industry__isnull=True).select_related("metric", "source")),
        Prefetch("reaches", Reach.objects.select_related("source")),
        Prefetch("parent", others),
        Prefetch("host", others),
        "settlement_modes",
    )
    rows = list(found)
    policies = gathering.policies_of(rows, _today())
    for park in rows:
        park.offered_policies = policies[park.pk]  # type: ignore[attr-defined]  # as the profile lists them
    return rows


def _today() -> datetime.date:
    """The site's day, which the profiles go by."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def compare_parks(parks: Sequence[Park]) -> Comparison:
    """Parks from `for_comparison`, in the order of the columns. Sources are numbered as they appear."""
    sources = rendering.SourceList()
    groups = [
        Group(_("Basics"), _basics(parks)),
        Group(_("Figures"), _figures(parks, sources)),
        Group(_("Ladder of space"), _ladder(parks)),
        Group(_("Industries"), matrix([_terms(p, "park_industries", "industry") for p in parks], _("listed"))),
        Group(_("Ways to settle"), matrix([_named(park.settlement_modes.all()) for park in parks], _("possible"))),
        Group(_("Services"), matrix([_terms(p, "park_services", "service") for p in parks], _("offered"))),
        Group(_("Reach"), _reach(parks, sources)),
        Group(_("Policies in force"), _policies(parks)),
        Group(_("Contact"), _contact(parks)),
    ]
    return Comparison([group for group in groups if group.rows], sources.sources)


def _basics(parks: Sequence[Park]) -> list[Row]:
    return rows_of(
        parks,
        (_("Country/region"), lambda park: said(countries.name(park.country) or park.country)),
        (_("Place"), lambda park: said(rendering.place(park))),
        (_("Kind of park"), lambda park: said(park.get_kind_display())),
        (_("Level"), lambda park: said(park.get_level_display() if park.level else "")),
        (_("State"), lambda park: said(park.get_state_display())),
        (_("Opened"), lambda park: said(park.opened_on)),
        (_("Part of"), lambda park: local(park.parent, "name")),
        (_("Hosted by"), lambda park: local(park.host, "name")),
        (_("Spaces listed"), lambda park: said(measures.number(len(park.spaces.all())) if park.spaces.all() else "")),
    )


def _figures(parks: Sequence[Park], sources: rendering.SourceList) -> list[Row]:
    """One row for each metric that any of the parks states: those of most parks first, then by the catalogue."""
    known = {fact.metric_id: fact.metric for park in parks for fact in park.facts.all()}
    metrics = sorted(known.values(), key=lambda metric: (metric.order, metric.code))
    return shared_first(
        Row(str(metric), tuple(_figure_cell(park, metric.pk, sources) for park in parks)) for metric in metrics
    )


def _figure_cell(park: Park, metric: int, sources: rendering.SourceList) -> Cell:
    """The newest value, or all of them when they contradict each other."""
    facts = [fact for fact in park.facts.all() if fact.metric_id == metric]
    if not facts:
        return Cell()
    [found] = rendering.metrics(facts, sources)
    return Cell(tuple(_figure_line(figure) for figure in found.shown), found.disagree)


def _figure_line(figure: rendering.Figure) -> Line:
    """The common unit stands behind the stated one. Amounts agree when they do so to the hundredth: mu are thirds."""
    also = f"({figure.also})" if figure.also else ""
    text = " ".join(part for part in (figure.before, figure.amount, also) if part)
    note = " · ".join(part for part in (figure.note, figure.when or _("undated")) if part)
    amount, counted = figure.measured
    compared = None if amount is None else (figure.before, round(amount, 2), counted)
    return Line(text, note, figure.source, compared=compared)


def _ladder(parks: Sequence[Park]) -> list[Row]:
    """The steps from the bottom up; only those that one of the parks has."""
    ladders = [{step.name: step for step in rendering.ladder(park.spaces.all())} for park in parks]
    names = [str(name) for _number, name in rendering.STEPS]
    rows = [
        Row(name, tuple(said(*ladder[name].spaces) if name in ladder else Cell() for ladder in ladders))
        for name in names
    ]
    return [row for row in rows if row.verdict != UNKNOWN]


def _terms(park: Park, link: str, term: str) -> list[tuple[Any, str]]:
    return _named(getattr(row, term) for row in getattr(park, link).all())


def _named(terms: Iterable[Any]) -> list[tuple[Any, str]]:
    return [(term.pk, local_text(term, "name").text or term.code) for term in terms]


def _reach(parks: Sequence[Park], sources: rendering.SourceList) -> list[Row]:
    """One row for each place; a place that is only named as near says so."""
    found: list[dict[str, list[Line]]] = []
    for park in parks:
        lines: dict[str, list[Line]] = {}
        for axis in rendering.distances(park.reaches.all(), sources):
            for row in axis.rows:
                lines.setdefault(_place_of(row.reach), []).append(Line(row.text, source=row.source))
        for reach in park.reaches.all():
            if reach.km is None and reach.minutes is None:
                lines.setdefault(_place_of(reach), []).append(Line(_("near"), source=sources.number(reach.source)))
        found.append(lines)
    places = dict.fromkeys(place for lines in found for place in lines)
    return shared_first(Row(place, tuple(Cell(tuple(lines.get(place, ()))) for lines in found)) for place in places)


def _place_of(reach: Reach) -> str:
    return local_text(reach, "place").text


def _policies(parks: Sequence[Park]) -> list[Row]:
    held = [park.offered_policies for park in parks]  # type: ignore[attr-defined]  # see for_comparison
    listed = [[(policy.pk, local_text(policy, "title").text) for policy in policies] for policies in held]
    return matrix(listed, _("applies"))


def _contact(parks: Sequence[Park]) -> list[Row]:
    return rows_of(
        parks,
        (_("Inquiries here"), lambda park: said(_("yes") if park.can_be_asked else _("no"))),
        (_("First answer"), lambda park: said(rendering.promise(park) if park.can_be_asked else "")),
        (_("Languages"), lambda park: said(*_languages(park))),
        (_("Office hours"), _office_hours),
        (_("Last reviewed"), lambda park: said(park.last_reviewed_on.isoformat() if park.last_reviewed_on else "")),
    )


def _office_hours(park: Park) -> Cell:
    """`09:00–17:00 Beijing time` on both ends of the bridge, then what the park says in words."""
    today = _today()
    note = _("on working days; clocks as on %(date)s") % {"date": today.isoformat()}
    rows = office_hours(park, today, current_language())
    clocks = [
        Line(f"{_clock(row.opens, row.opens_shift)}–{_clock(row.closes, row.closes_shift)} {row.zone}", note)
        for row in rows
    ]
    return Cell((*clocks, *local(park, "contact_hours").lines))


def _clock(time: str, shift: int) -> str:
    if not shift:
        return time
    return f"{time} ({_('next day') if shift > 0 else _('day before')})"


def _languages(park: Park) -> list[str]:
    """Names of the languages spoken, in the reader's language; a code that nobody knows stays a code."""
    codes = [code.strip() for code in park.languages_spoken.split(",") if code.strip()]
    return [
        str(get_language_info(PLAIN_CHINESE.get(code, code))["name_translated"])
        if PLAIN_CHINESE.get(code, code) in LANG_INFO
        else code
        for code in codes
    ]


# --- Spaces --------------------------------------------------------------------------------


def one_unit(spaces: Iterable[Space], units: Units) -> Units:
    """All prices in one unit: the reader's; else the one of the first price that is stated in a unit we offer."""
    if units.money:
        return units
    stated = [(space.price_currency, space.price_period) for space in spaces if space.price is not None]
    if len(set(stated)) < 2:
        return units
    by_pair = {pair: code for code, pair in MONEY.items()}
    return Units(units.area, next((by_pair[pair] for pair in stated if pair in by_pair), next(iter(MONEY))))


def compare_spaces(found: Sequence[offers.Offer]) -> Comparison:
    """Offers in the units wanted, in the order of the columns."""
    sources = rendering.SourceList()
    limits = [{limit.code: limit for limit in offer.limits} for offer in found]
    technical = [
        Row(limit.label, tuple(said(by_code[code].text) for by_code in limits)) for code, limit in limits[0].items()
    ]
    technical += rows_of(
        found,
        (_("Other limits"), lambda offer: local(offer.space, "limits")),
        (_("Only for these industries"), lambda offer: said(offers.industries(offer.space))),
    )
    groups = [
        Group(_("Basics"), _space_basics(found)),
        Group(_("Technical limits"), technical),
        Group(_("Price and lease"), _space_terms(found)),
        Group(_("Source and verification"), _space_record(found, sources)),
    ]
    return Comparison(groups, sources.sources)


def _space_basics(found: Sequence[offers.Offer]) -> list[Row]:
    return rows_of(
        found,
        (_("Park"), lambda offer: local(offer.space.park, "name")),
        (_("Place"), lambda offer: said(rendering.place(offer.space.park))),
        (_("Kind of space"), lambda offer: local(offer.space.kind, "name")),
        (_("Building"), lambda offer: local(offer.space.building, "name")),
        (_("Floor"), lambda offer: said(offer.space.floor)),
        (_("Area"), lambda offer: said(offer.area)),
        (pgettext("space", "Seats"), lambda offer: said(measures.number(offer.space.seats))),
        (_("Availability"), lambda offer: said(offer.availability)),
        (_("Can be asked for now"), lambda offer: said(_("yes") if offer.can_be_asked else _("no"))),
    )


def _space_terms(found: Sequence[offers.Offer]) -> list[Row]:
    return rows_of(
        found,
        (_("Price"), _price_cell),
        (_("Minimum lease"), lambda offer: said(offers.lease(offer.space))),
        (_("Note"), lambda offer: local(offer.space, "note")),
    )


def _price_cell(offer: offers.Offer) -> Cell:
    if offer.price.shown is None:
        return said(_("on request"))
    return Cell((Line(str(offer.price.shown), price=offer.price),))


def _space_record(found: Sequence[offers.Offer], sources: rendering.SourceList) -> list[Row]:
    def source(offer: offers.Offer) -> Cell:
        record = offer.space.source
        text = local_text(record, "title").text if record is not None else ""
        return Cell((Line(text or str(record), source=sources.number(record)),)) if record is not None else Cell()

    return rows_of(
        found,
        (_("Verified on"), lambda offer: said(offer.space.verified_on.isoformat() if offer.space.verified_on else "")),
        (_("Source"), source),
    )
