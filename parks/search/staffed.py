"""What staff type into a search box of the back office, as what an index of tokens is asked for."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from accounts.models import User
from common.text import normalise_line
from parks.indexing.tokens import operator_token
from parks.models import Park, ParkKeys
from parks.models.searching import Needle
from parks.scoping import operators_of, permissions_of
from parks.search.query import needles, parse

# A phone or registration number however it is written: `0470 12 34 56`, `(027) 8712-3456`, `0403.170.701`.
NUMBER = re.compile(r"[+\d(][\d\s().\-/]{2,}")
# The tokens of operators and of owners stand for scopes; nobody asks for them by typing.
SCOPES = re.compile(r"zz\d+[a-z]*")
FEWEST_DIGITS = 4
FEWEST_LETTERS = 2
VIEW = "parks.view_park"
CANDIDATES = 1000  # rows that an index names for one question; whoever finds more narrows it down


def asked(text: str) -> Sequence[Needle]:
    """Words from their beginnings, Chinese wherever it stands; a number by its digits. Nothing for a single letter,
    which half of everything begins with."""
    line = normalise_line(text)
    if NUMBER.fullmatch(line):
        digits = re.sub(r"\D", "", line.replace("(0)", "")).lstrip("0")
        return [Needle((digits,), prefix=True)] if len(digits) >= FEWEST_DIGITS else []
    typed = [term for term in parse(line, typing=True) if not SCOPES.fullmatch(term.text)]
    terms = [term for term in typed if term.is_chinese or len(term.text) > 1]
    return needles(terms)


def within(wanted: Sequence[Needle], tokens: Collection[str]) -> list[Needle]:
    """The needles, and one of these tokens: those of the operators whose rows are looked through."""
    return [*wanted, Needle((next(iter(tokens)),), any_of=tuple(tokens))] if tokens else list(wanted)


def called(text: str) -> Sequence[Needle]:
    """What the names of parks are asked for: each piece wherever in a word it stands, a single sign as a word alone."""
    typed = [term for term in parse(normalise_line(text), typing=True) if not SCOPES.fullmatch(term.text)]
    return needles(replace(term, prefix=not term.is_chinese and len(term.text) > 1) for term in typed)


@dataclass(frozen=True)
class FoundParks:
    """Numbers of parks that are called so, in no order; `is_more` where there are others besides."""

    numbers: Sequence[int] = ()
    is_more: bool = False


def park_candidates(user: User, text: str) -> FoundParks:
    """Parks within this person's reach by their names in either language, other names and short name; one query. The
    caller reads them through the scope once more."""
    everywhere = user.is_superuser or VIEW in permissions_of(user.platform_role)
    operators = operators_of(user, VIEW)
    wanted = called(text)
    if not wanted or not (everywhere or operators):
        return FoundParks()
    tokens = () if everywhere else tuple(map(operator_token, operators))
    found = _numbers(within(wanted, tokens))
    return FoundParks(tuple(found[:CANDIDATES]), len(found) > CANDIDATES)


def _numbers(wanted: Sequence[Needle]) -> list[int]:
    """One more than `CANDIDATES` at most; in no order, so that no planner walks all parks to find the first few."""
    return list(ParkKeys.objects.filter(tokens__match=wanted).values_list("pk", flat=True)[: CANDIDATES + 1])


def find_parks(user: User, text: str, shown: int) -> tuple[list[Park], bool]:
    """The first parks in this person's scope that are called so, and whether there are more than were looked at."""
    if len(normalise_line(text)) < FEWEST_LETTERS or not user.has_perm(VIEW):
        return [], False
    found = park_candidates(user, text)
    mine = Park.objects.for_staff(user).filter(pk__in=found.numbers)
    return list(mine.select_related("operator").order_by("sort_key", "slug")[:shown]), found.is_more


def named(parks: QuerySet[Park], text: str, most: int) -> list[Park]:
    """The one among these parks that has this short name or, alone, this whole name; else the first `most` that are
    called so. Four queries at most.
    """
    line = normalise_line(text)
    if found := list(parks.filter(slug=line.lower())[:1]):
        return found
    wanted = called(line)
    those = parks.filter(pk__in=_numbers(wanted)[:CANDIDATES] if wanted else [])
    whole = list(those.filter(Q(name_zh_hans__iexact=line) | Q(name_en__iexact=line))[:2])
    return whole if len(whole) == 1 else list(those[:most])
