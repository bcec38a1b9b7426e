"""Finds the parks for a wish: the directory's index narrows a hundred thousand down to a few, which are then judged.

The index knows for each answer which parks meet it, as bitmaps. Parks that meet the most, by the weights of `scoring`,
are taken first until there are `POOL` of them; only these are read from the database, in six statements however many
parks there are. Among parks that meet the same answers the first by name are taken.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from common.enums import Language
from common.languages import current_language
from inquiries.matching.requirements import LEADS_TO, Wish
from inquiries.matching.scoring import WEIGHTS, Candidate, Criterion, Match, Room, asked, judge
from parks import facets
from parks.enums import OPEN_SPACE_STATUSES
from parks.facets.answers import Wanted, in_order, matching
from parks.facets.reading import CHINA
from parks.facets.records import Key, Snapshot, Term
from parks.models import Industry, Park, ParkIndustry, Space

BETWEEN = re.compile(r"[,，、;；/\s]+")  # what people write between languages
SHOWN = 3
POOL = 60
HINT = 1  # the weight of a space of the right size of which nobody said whether it is free
# What giving up an answer empties.
EMPTIED: dict[Criterion, dict[str, Any]] = {
    Criterion.PLACE: {"country": "", "region": "", "region_around": frozenset()},
    Criterion.DIRECTION: {"direction": ""},
    Criterion.INDUSTRY: {"industry": "", "industry_parent": ""},
    Criterion.MODE: {"mode": "", "kinds": frozenset()},
    Criterion.SIZE: {"area_min": None, "area_max": None, "seats": None},
    Criterion.TIMING: {"by": None},
}
ACCEPTING: tuple[tuple[str, tuple[Key, ...]], ...] = (("accepting", (("accepting", "true"),)),)


@dataclass(frozen=True)
class Recommended:
    """One park with its row and the rows of the spaces to ask for."""

    park: Park
    match: Match
    spaces: Sequence[Space]


@dataclass(frozen=True)
class Relaxation:
    """How many parks meet every other answer when this one is given up."""

    criterion: Criterion
    count: int


@dataclass(frozen=True)
class Recommendation:
    """The parks to show, best first; `relaxations` only where none of them is a good match."""

    found: Sequence[Recommended]
    relaxations: Sequence[Relaxation] = ()

    @property
    def is_good(self) -> bool:
        return any(one.match.is_good for one in self.found)

    @property
    def all_good(self) -> bool:
        return bool(self.found) and all(one.match.is_good for one in self.found)


def recommend(wish: Wish, today: datetime.date | None = None, limit: int = SHOWN) -> Recommendation:
    """The best parks that can be asked, with the reasons for and against each."""
    index = facets.snapshot()
    candidates, parks, spaces = _read(_pool(index, wish), index)
    judged = [judge(wish, candidate, today or timezone.localdate()) for candidate in candidates]
    best = sorted(judged, key=lambda match: match.rank)[:limit]  # stable: equal ones stay in the order of names
    found = [Recommended(parks[m.candidate.pk], m, [spaces[room.pk] for room in m.rooms]) for m in best]
    wanting = not any(match.is_good for match in best)
    return Recommendation(found, relaxations(index, wish) if wanting else ())


def relaxations(index: Snapshot, wish: Wish) -> list[Relaxation]:
    """Which single answer to give up, and how many parks are known to meet all the others; the most first.

    The index knows neither seats nor languages: with seats only giving up the size is offered, languages count nowhere.
    """
    everybody = matching(index, Wanted(groups=ACCEPTING))
    found = []
    for criterion, emptied in EMPTIED.items():
        rest = replace(wish, **emptied)
        if criterion not in asked(wish) or rest.seats is not None or not _ballots(index, rest):
            continue
        bits = everybody
        for meets in _ballots(index, rest).values():
            bits &= meets
        if bits:
            found.append(Relaxation(criterion, bits.bit_count()))
    return sorted(found, key=lambda one: -one.count)


# --- Narrowing down ---------------------------------------------------------------------------


def _ballots(index: Snapshot, wish: Wish) -> dict[Criterion, int]:
    """For each answer that the index can judge the parks that meet it. Size and day are one answer about one space."""
    wanted = {
        criterion: Wanted(groups=((group, (key,)),))
        for criterion, group, key in _keys(wish)
        if criterion in asked(wish)
    }
    if {Criterion.SIZE, Criterion.TIMING} & set(asked(wish)) and wish.seats is None:
        wanted[Criterion.SIZE if wish.has_size else Criterion.TIMING] = _space(wish, must_be_open=True)
    return {criterion: matching(index, answer) for criterion, answer in wanted.items()}


def _keys(wish: Wish) -> Iterator[tuple[Criterion, str, Key]]:
    place: Key = ("region", wish.region) if wish.region else ("country", wish.country)
    yield Criterion.PLACE, "place", place
    yield Criterion.DIRECTION, "direction", ("direction", LEADS_TO.get(wish.direction, ""))
    yield Criterion.INDUSTRY, "industry", ("industry", wish.industry)
    yield Criterion.MODE, "mode", ("mode", wish.mode)


def _space(wish: Wish, *, must_be_open: bool) -> Wanted:
    groups: list[tuple[str, tuple[Key, ...]]] = []
    if wish.kinds:
        groups.append(("space", tuple(("space", kind) for kind in sorted(wish.kinds))))
    if must_be_open:
        groups.append(("open", (("open", "true"),)))
    return Wanted(
        groups=tuple(groups),
        area_min=None if wish.area_min is None else int(wish.area_min * 100),
        area_max=None if wish.area_max is None else int(wish.area_max * 100),
        available_by=wish.by if must_be_open else None,
    )


def _pool(index: Snapshot, wish: Wish) -> list[int]:
    """The ids of the parks to be judged, those that meet the most first."""
    ballots = [(WEIGHTS[criterion], bits) for criterion, bits in _ballots(index, wish).items()]
    if wish.has_size or wish.kinds:
        ballots.append((HINT, matching(index, _space(wish, must_be_open=False))))
    everybody = matching(index, Wanted(groups=ACCEPTING))
    chosen: list[int] = []
    for bits in _by_weight(everybody, ballots):
        slots = islice(in_order(index, Language(current_language()).suffix, bits), POOL - len(chosen))
        chosen += [row.pk for slot in slots if (row := index.rows[slot]) is not None]
        if len(chosen) >= POOL:
            break
    return chosen


def _by_weight(everybody: int, ballots: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The parks that meet exactly these answers and no others, for every choice of answers, the heaviest first."""
    places = range(len(ballots))
    choices = [choice for size in range(len(ballots) + 1) for choice in combinations(places, size)]
    for choice in sorted(choices, key=lambda choice: -sum(ballots[place][0] for place in choice)):
        bits = everybody
        for place in places:
            bits &= ballots[place][1] if place in choice else ~ballots[place][1]
            if not bits:
                break
        if bits:
            yield bits


# --- Reading ----------------------------------------------------------------------------------


def _read(pks: Sequence[int], index: Snapshot) -> tuple[list[Candidate], dict[int, Park], dict[int, Space]]:
    """The parks in this order, as data and as rows, and their spaces by id. At most six queries."""
    found = Park.objects.listed().accepting().filter(pk__in=pks).select_related("operator", "region")
    parks = {park.pk: park for park in found}
    industries, modes = _linked(parks, index)
    rooms: dict[int, list[Space]] = defaultdict(list)
    limits: Prefetch = Prefetch("industries", Industry.objects.only("code"))
    spaces = Space.objects.stated().filter(park__in=list(parks)).order_by("park_id", "order", "pk")
    for space in spaces.select_related("kind").prefetch_related(limits):
        rooms[space.park_id].append(space)
    candidates = [_candidate(parks[pk], industries[pk], modes[pk], rooms[pk], index) for pk in pks if pk in parks]
    return candidates, parks, {space.pk: space for listed in rooms.values() for space in listed}


def _linked(parks: dict[int, Park], index: Snapshot) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Industries, each with the one around it, and ways to settle, by park."""
    industries, modes = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    named = ParkIndustry.objects.filter(park__in=list(parks)).order_by()
    for park, code in named.values_list("park_id", "industry__code"):
        industries[park] |= set(_chain(index.terms["industry"], code))
    through: Any = Park.settlement_modes.through
    ways = through.objects.filter(park__in=list(parks)).order_by()
    for park, code in ways.values_list("park_id", "settlementmode__code"):
        modes[park].add(code)
    return industries, modes


def _candidate(
    park: Park, industries: set[str], modes: set[str], spaces: Sequence[Space], index: Snapshot
) -> Candidate:
    region = park.region.code if park.region else ""
    return Candidate(
        pk=park.pk,
        country=park.country,
        is_in_china=park.country in CHINA,
        state=park.state,
        region=region,
        regions=frozenset(_chain(index.terms["region"], region)),
        industries=frozenset(industries),
        modes=frozenset(modes),
        languages=frozenset(code.lower().partition("-")[0] for code in BETWEEN.split(park.languages_spoken) if code),
        rooms=[_room(space) for space in spaces],
    )


def _room(space: Space) -> Room:
    """A day that is over says no more than that the space is open."""
    today = timezone.localdate()
    day = space.available_from
    return Room(
        pk=space.pk,
        kind=space.kind.code,
        area_min=space.area_min,
        area_max=space.area_max,
        seats=space.seats,
        status=space.status,
        available_from=day if day and (day > today or space.status not in OPEN_SPACE_STATUSES) else None,
        only=frozenset(industry.code for industry in space.industries.all()),
    )


def _chain(terms: dict[str, Term], code: str) -> Iterator[str]:
    """The code and those around it; a circle is walked once."""
    seen = set[str]()
    while code and code not in seen:
        seen.add(code)
        yield code
        code = terms[code].parent if code in terms else ""
