"""How well one park fits one wish, criterion by criterion. No database, no clock, no hidden weight.

Every criterion that was asked about is answered: it fits, it does not, or nobody knows; each with the reason in words.
What fits brings the points of `WEIGHTS`, what does not fit takes them away, and what is unknown brings nothing: it is
never counted as fitting.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.measures import area_range
from inquiries.matching.requirements import LEADS_TO, Wish
from parks.enums import OPEN_SPACE_STATUSES, ParkState, SpaceStatus

SOON = datetime.timedelta(days=365)  # a park that is only planned is not ready before
ROOMS_SHOWN = 2


class Criterion(models.TextChoices):
    """In the order in which they are told."""

    PLACE = "place", pgettext_lazy("criterion", "Place")
    DIRECTION = "direction", _("Direction")
    INDUSTRY = "industry", _("Industry")
    MODE = "mode", _("Way to settle")
    SIZE = "size", pgettext_lazy("criterion", "Size")
    TIMING = "timing", pgettext_lazy("criterion", "Timing")
    LANGUAGE = "language", _("Language")
    STATE = "state", _("State of the park")


# The only weights there are; docs/decisions/0021 says why these.
WEIGHTS: dict[Criterion, int] = {
    Criterion.PLACE: 4,
    Criterion.DIRECTION: 4,
    Criterion.INDUSTRY: 3,
    Criterion.MODE: 3,
    Criterion.SIZE: 3,
    Criterion.TIMING: 2,
    Criterion.LANGUAGE: 1,
    Criterion.STATE: 1,
}


class Verdict(models.TextChoices):
    FITS = "fits", _("fits")
    DOES_NOT = "does_not", _("does not fit")
    UNKNOWN = "unknown", _("unknown")

    @property
    def sign(self) -> int:
        return {Verdict.FITS: 1, Verdict.DOES_NOT: -1}.get(self, 0)


@dataclass(frozen=True)
class Room:
    """One space as far as it counts here. Areas in m²; `only` are the industries it is limited to."""

    pk: int
    kind: str = ""
    area_min: Decimal | None = None
    area_max: Decimal | None = None
    seats: int | None = None
    status: str = SpaceStatus.NOT_STATED
    available_from: datetime.date | None = None
    only: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_SPACE_STATUSES

    @property
    def is_gone(self) -> bool:
        """Let, on hold, in own use: it cannot be had."""
        return not self.is_open and self.status != SpaceStatus.NOT_STATED


@dataclass(frozen=True)
class Candidate:
    """One park as plain data. Sets hold codes: each industry and region with those around it; what nobody stated is
    empty."""

    pk: int
    country: str
    is_in_china: bool
    state: str = ParkState.OPERATING
    region: str = ""
    regions: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    rooms: Sequence[Room] = ()


@dataclass(frozen=True)
class Finding:
    """One criterion of one park: the verdict, and why, in the reader's language when it is read."""

    criterion: Criterion
    verdict: Verdict
    words: str | Promise
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return str(self.words) % self.values if self.values else str(self.words)

    @property
    def points(self) -> int:
        return WEIGHTS[self.criterion] * self.verdict.sign


@dataclass(frozen=True)
class Match:
    """One park with everything that was found about it; `rooms` are the spaces to ask for, the best first."""

    candidate: Candidate
    findings: tuple[Finding, ...]
    rooms: tuple[Room, ...] = ()

    @property
    def points(self) -> int:
        return sum(finding.points for finding in self.findings)

    @property
    def fitting(self) -> int:
        """The weight of what fits."""
        return sum(finding.points for finding in self.findings if finding.verdict is Verdict.FITS)

    @property
    def is_good(self) -> bool:
        """Nothing that was asked for does not fit, and at least half of it is known to fit."""
        asked = [finding for finding in self.findings if finding.criterion is not Criterion.STATE]
        fits = sum(finding.points for finding in asked if finding.verdict is Verdict.FITS)
        refused = any(finding.verdict is Verdict.DOES_NOT for finding in self.findings)
        return bool(fits) and not refused and fits * 2 >= sum(WEIGHTS[finding.criterion] for finding in asked)

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better: the points, then how much of them is known to fit."""
        return -self.points, -self.fitting


def judge(wish: Wish, candidate: Candidate, today: datetime.date) -> Match:
    """Everything that can be said of this park for this wish. `today` is the day on which it is asked."""
    findings = [judged for judge_one in _JUDGES if (judged := judge_one(wish, candidate)) is not None]
    chosen = _rooms(wish, candidate)
    findings += _of_rooms(wish, candidate, chosen)
    if wish.languages:
        findings.append(_language(wish, candidate))
    findings.append(_state(wish, candidate, today))
    shown = [room for room in chosen if not room.is_gone and _points(wish, room) >= 0][:ROOMS_SHOWN]
    return Match(candidate, tuple(findings), tuple(shown))


def asked(wish: Wish) -> list[Criterion]:
    """The criteria that this wish says something about."""
    said = {
        Criterion.PLACE: wish.country,
        Criterion.DIRECTION: wish.direction and not wish.country,
        Criterion.INDUSTRY: wish.industry,
        Criterion.MODE: wish.mode,
        Criterion.SIZE: wish.has_size,
        Criterion.TIMING: wish.by,
        Criterion.LANGUAGE: wish.languages,
    }
    return [criterion for criterion, answer in said.items() if answer]


# --- The park itself --------------------------------------------------------------------------


def _place(wish: Wish, park: Candidate) -> Finding | None:
    if not wish.country:
        return None
    if park.country != wish.country:
        return Finding(Criterion.PLACE, Verdict.DOES_NOT, _("It lies in another country or region."))
    if not wish.region or wish.region in park.regions:
        return Finding(Criterion.PLACE, Verdict.FITS, _("It lies where you want to be."))
    if not park.region or park.region in wish.region_around:
        return Finding(Criterion.PLACE, Verdict.UNKNOWN, _("In the right country; the place is not stated so exactly."))
    return Finding(Criterion.PLACE, Verdict.DOES_NOT, _("In the right country, but in another province or city."))


def _direction(wish: Wish, park: Candidate) -> Finding | None:
    """A named place says more, and is judged instead."""
    if not wish.direction or wish.country:
        return None
    words = _("It lies in China.") if park.is_in_china else _("It lies outside China.")
    fits = park.is_in_china == (LEADS_TO[wish.direction] == "inbound")
    return Finding(Criterion.DIRECTION, Verdict.FITS if fits else Verdict.DOES_NOT, words)


def _industry(wish: Wish, park: Candidate) -> Finding | None:
    if not wish.industry:
        return None
    if wish.industry in park.industries:
        return Finding(Criterion.INDUSTRY, Verdict.FITS, _("The park names this industry as one of its own."))
    if not park.industries:
        return Finding(Criterion.INDUSTRY, Verdict.UNKNOWN, _("The park names no industries."))
    if wish.industry_parent and wish.industry_parent in park.industries:
        words = _("The park names the wider industry, not this branch of it.")
        return Finding(Criterion.INDUSTRY, Verdict.UNKNOWN, words)
    return Finding(Criterion.INDUSTRY, Verdict.DOES_NOT, _("The park names other industries."))


def _mode(wish: Wish, park: Candidate) -> Finding | None:
    if not wish.mode:
        return None
    if wish.mode in park.modes:
        return Finding(Criterion.MODE, Verdict.FITS, _("The park offers this way to settle."))
    if not park.modes:
        return Finding(Criterion.MODE, Verdict.UNKNOWN, _("The park does not state which ways to settle it offers."))
    return Finding(Criterion.MODE, Verdict.DOES_NOT, _("The park states other ways to settle, not this one."))


_JUDGES = (_place, _direction, _industry, _mode)


def _language(wish: Wish, park: Candidate) -> Finding:
    if not park.languages:
        return Finding(Criterion.LANGUAGE, Verdict.UNKNOWN, _("The park does not state which languages it speaks."))
    if park.languages & set(wish.languages):
        return Finding(Criterion.LANGUAGE, Verdict.FITS, _("Your language is spoken there."))
    return Finding(Criterion.LANGUAGE, Verdict.DOES_NOT, _("Your language is not among those it speaks."))


def _state(wish: Wish, park: Candidate, today: datetime.date) -> Finding:
    if park.state == ParkState.OPERATING:
        return Finding(Criterion.STATE, Verdict.FITS, _("The park is open."))
    if park.state == ParkState.FULL:
        return Finding(Criterion.STATE, Verdict.DOES_NOT, _("The park is full."))
    if park.state == ParkState.CLOSED:
        return Finding(Criterion.STATE, Verdict.DOES_NOT, _("The park is closed."))
    if park.state == ParkState.PLANNING and wish.by is not None and wish.by < today + SOON:
        return Finding(Criterion.STATE, Verdict.DOES_NOT, _("The park is only planned, and you want to move in soon."))
    return Finding(Criterion.STATE, Verdict.UNKNOWN, _("The park is planned or being built."))


# --- Its spaces: size and day must hold for one and the same space ----------------------------


def _rooms(wish: Wish, park: Candidate) -> list[Room]:
    """The spaces of the right kind that take this industry, the best first."""
    if not (wish.has_size or wish.by or wish.kinds):
        return []
    industries = {wish.industry, wish.industry_parent} - {""}
    usable = [
        room
        for room in park.rooms
        if (not wish.kinds or room.kind in wish.kinds) and (not room.only or not industries or room.only & industries)
    ]
    return sorted(usable, key=lambda room: (-_points(wish, room), room.is_gone, not room.is_open))


def _points(wish: Wish, room: Room) -> int:
    sized = _size(wish, room).sign if wish.has_size else 0
    timed = _timing(wish, room).sign if wish.by else 0
    return WEIGHTS[Criterion.SIZE] * sized + WEIGHTS[Criterion.TIMING] * timed


def _size(wish: Wish, room: Room) -> Verdict:
    measured = _measure(wish, room)
    if room.is_gone or measured is Verdict.DOES_NOT:
        return Verdict.DOES_NOT
    return measured if room.is_open else Verdict.UNKNOWN


def _measure(wish: Wish, room: Room) -> Verdict:
    """The size alone, whether or not the space can be had."""
    found = []
    if wish.seats is not None:
        found.append(_compared(room.seats, wish.seats))
    if wish.area_min is not None or wish.area_max is not None:
        found.append(_overlap(wish, room))
    if Verdict.DOES_NOT in found:
        return Verdict.DOES_NOT
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.FITS


def _compared(has: int | None, needed: int) -> Verdict:
    if has is None:
        return Verdict.UNKNOWN
    return Verdict.FITS if has >= needed else Verdict.DOES_NOT


def _overlap(wish: Wish, room: Room) -> Verdict:
    low = room.area_max if room.area_min is None else room.area_min
    high = room.area_min if room.area_max is None else room.area_max
    if low is None or high is None:
        return Verdict.UNKNOWN
    too_small = wish.area_min is not None and high < wish.area_min
    too_large = wish.area_max is not None and low > wish.area_max
    return Verdict.DOES_NOT if too_small or too_large else Verdict.FITS


def _timing(wish: Wish, room: Room) -> Verdict:
    late = room.available_from is not None and wish.by is not None and room.available_from > wish.by
    if room.is_gone or late:
        return Verdict.DOES_NOT
    return Verdict.FITS if room.is_open else Verdict.UNKNOWN


def _of_rooms(wish: Wish, park: Candidate, rooms: Sequence[Room]) -> list[Finding]:
    """Size and timing, as the best space answers them."""
    wanted = [c for c, is_asked in ((Criterion.SIZE, wish.has_size), (Criterion.TIMING, bool(wish.by))) if is_asked]
    if not park.rooms:
        return [Finding(criterion, Verdict.UNKNOWN, _("The park lists no spaces: ask.")) for criterion in wanted]
    if not rooms:
        words = _("The park lists no space of the kind that this needs.")
        return [Finding(criterion, Verdict.DOES_NOT, words) for criterion in wanted]
    tell = {Criterion.SIZE: _tell_size, Criterion.TIMING: _tell_timing}
    return [tell[criterion](wish, rooms[0], rooms) for criterion in wanted]


def _tell_size(wish: Wish, best: Room, rooms: Sequence[Room]) -> Finding:
    verdict, values = _size(wish, best), {"area": _Area(best, by_seats=wish.seats is not None)}
    if verdict is Verdict.FITS:
        return Finding(Criterion.SIZE, verdict, _("A space of this size can be had: %(area)s."), values)
    if verdict is Verdict.UNKNOWN and _measure(wish, best) is Verdict.FITS:
        words = _("There is a space of this size (%(area)s); whether it is free is not stated.")
        return Finding(Criterion.SIZE, verdict, words, values)
    if verdict is Verdict.UNKNOWN and wish.seats is not None and best.seats is None:
        return Finding(Criterion.SIZE, verdict, _("How many desks its spaces hold is not stated."))
    if verdict is Verdict.UNKNOWN:
        return Finding(Criterion.SIZE, verdict, _("How large its spaces are is not stated."))
    if any(room.is_gone and _measure(wish, room) is Verdict.FITS for room in rooms):
        return Finding(Criterion.SIZE, verdict, _("Its spaces of this size are let or kept for somebody."))
    return Finding(Criterion.SIZE, verdict, _("None of its spaces has this size."))


def _tell_timing(wish: Wish, best: Room, rooms: Sequence[Room]) -> Finding:
    verdict = _timing(wish, best)
    if wish.has_size and _measure(wish, best) is Verdict.DOES_NOT:  # its day says nothing about what is wished
        if any(_measure(wish, room) is Verdict.FITS for room in rooms):
            return Finding(Criterion.TIMING, Verdict.DOES_NOT, _("It cannot be had at present."))
        return Finding(Criterion.TIMING, Verdict.UNKNOWN, _("The park lists no space of this size."))
    if verdict is Verdict.FITS and best.available_from:
        words, values = _("Free from %(day)s."), {"day": best.available_from.isoformat()}
        return Finding(Criterion.TIMING, verdict, words, values)
    if verdict is Verdict.FITS:
        return Finding(Criterion.TIMING, verdict, _("It can be had now."))
    if verdict is Verdict.UNKNOWN:
        return Finding(Criterion.TIMING, verdict, _("From when it is free is not stated."))
    if best.is_gone:
        return Finding(Criterion.TIMING, verdict, _("It cannot be had at present."))
    values = {"day": best.available_from.isoformat() if best.available_from else ""}
    return Finding(Criterion.TIMING, verdict, _("Free only from %(day)s."), values)


class _Area:
    """The area of a space, or its seats where they were asked for, in the reader's language when it is read."""

    def __init__(self, room: Room, *, by_seats: bool) -> None:
        self.room, self.by_seats = room, by_seats

    def __str__(self) -> str:
        has_no_area = self.room.area_min is None and self.room.area_max is None
        if self.room.seats is not None and (self.by_seats or has_no_area):
            return str(_("%(count)s seats")) % {"count": self.room.seats}
        return area_range(self.room.area_min, self.room.area_max)
