"""What staff type into a search box of the back office, as what an index of tokens is asked for."""

import re
from collections.abc import Collection, Sequence

from django.db.models import Q

from accounts.models import User
from common.enums import PUBLIC_STATES
from common.text import normalise_line
from parks.models import Park, SearchEntry
from parks.models.searching import Needle
from parks.scoping import operators_of
from parks.search.query import needles, parse

# A phone or registration number however it is written: `0470 12 34 56`, `(027) 8712-3456`, `0403.170.701`.
NUMBER = re.compile(r"[+\d(][\d\s().\-/]{2,}")
# The tokens of operators and of owners stand for scopes; nobody asks for them by typing.
SCOPES = re.compile(r"zz\d+[a-z]*")
FEWEST_DIGITS = 4
FEWEST_LETTERS = 2
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


def operator_token(operator: int) -> str:
    """Stands among the tokens of an inquiry for an operator whose staff may see the contact."""
    return f"zz{operator}op"


def within(wanted: Sequence[Needle], tokens: Collection[str]) -> list[Needle]:
    """The needles, and one of these tokens: those of the operators whose rows are looked through."""
    return [*wanted, Needle((next(iter(tokens)),), any_of=tuple(tokens))] if tokens else list(wanted)


def find_parks(user: User, text: str, shown: int) -> list[Park]:
    """Parks in this person's scope, by name in either language or short name.

    Those of own operators are few and looked through; the platform asks the index of what is public, and looks through
    the rest.
    """
    line = normalise_line(text)
    mine = Park.objects.for_staff(user)
    if len(line) < FEWEST_LETTERS or not user.has_perm("parks.view_park"):
        return []
    called = Q(name_zh_hans__icontains=line) | Q(name_en__icontains=line) | Q(slug=line.lower())
    if operators_of(user, "parks.view_park") and not user.is_platform_staff:
        return list(mine.filter(called).select_related("operator").order_by("sort_key", "slug")[:shown])
    public: list[int] = []
    if wanted := asked(text):
        entries = SearchEntry.objects.filter(kind="park", title_tokens__match=wanted).order_by("pk")
        public = list(entries.values_list("record", flat=True)[:shown])
    found = list(mine.filter(pk__in=public).select_related("operator").order_by("sort_key", "slug"))
    hidden = mine.filter(called).exclude(Q(state_zh_hans__in=PUBLIC_STATES) | Q(state_en__in=PUBLIC_STATES))
    return [*found, *hidden.select_related("operator").order_by("pk")[: shown - len(found)]]
