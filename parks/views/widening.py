"""Ways out of an empty list: wider values, and the smallest sets of filters without which something is found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parks import facets
from parks.filters import ParkFilter
from parks.views.narrowing import NOT_NARROWING, ActiveFilter, active_filters, in_words, label_of, query_without

NEAREST = 6
PAIRED = 6  # more filters than this make too many pairs to count each of them
Names = tuple[str, ...]


@dataclass(frozen=True)
class Relaxation:
    """How many there are without some filters, or with a wider value in place of one of them."""

    filters: tuple[ActiveFilter, ...]
    query: str
    count: int
    is_wider: bool = False

    @property
    def is_several(self) -> bool:
        return len(self.filters) > 1

    @property
    def words(self) -> str:
        """What changes: “without “Country/region: Belgium””."""
        named = [{"label": one.label, "value": one.value} for one in self.filters]
        if self.is_wider:
            return _("wider: “%(label)s: %(value)s”") % named[0]
        if not self.is_several:
            return _("without “%(label)s: %(value)s”") % named[0]
        quoted = [_("“%(label)s: %(value)s”") % one for one in named]
        return _("without %(filters)s") % {"filters": pgettext("between quoted filters", ", ").join(quoted)}


def ways_out(names: Sequence[str], count: Callable[[Names], int]) -> list[tuple[Names, int]]:
    """Which filters to give up, and how much is found then, the most first: single ones; where none is enough, pairs;
    where no pair is, or there are too many, up to two larger sets. `count` tells what is found without some filters.
    """
    for size in (1, 2) if len(names) <= PAIRED else (1,):
        found = [(lost, number) for lost in combinations(names, size) if (number := count(lost))]
        if found:
            return sorted(found, key=lambda way: -way[1])[:NEAREST]
    return _larger(tuple(names), count)


def _larger(names: Names, count: Callable[[Names], int]) -> list[tuple[Names, int]]:
    """Sets of which each member is needed: all filters are given up, then taken up again one by one where something is
    still found; once from the first on and once from the last.
    """
    everything = count(names)
    found: dict[Names, int] = {}
    for order in (names, names[::-1]) if everything else ():
        lost, left = names, everything
        for name in order:
            rest = tuple(other for other in lost if other != name)
            if number := count(rest):
                lost, left = rest, number
        found[lost] = left
    return sorted(found.items(), key=lambda way: -way[1])


def _with_another(query: QueryDict, name: str, old: str, new: tuple[str, str]) -> str:
    rest = query_without(query, name, old)
    if new[1] not in rest.getlist(new[0]):
        rest.appendlist(*new)
    return rest.urlencode()


def _wider_values(chosen: ParkFilter, query: QueryDict) -> Iterator[ActiveFilter]:
    """What lies around each region and industry that was asked for."""
    asked, terms = chosen.asked, chosen.index.terms
    for name in ("region", "industry"):
        for code in asked.get(name) or ():
            term = terms[name].get(code)
            around = terms[name].get(term.parent) if term else None
            if term is None or around is None:
                continue
            target = ("country", term.group) if name == "region" and not around.parent else (name, around.code)
            words = in_words(chosen, *target)
            yield ActiveFilter(label_of(chosen, name), words, _with_another(query, name, code, target), name)


def _wider_areas(chosen: ParkFilter, query: QueryDict) -> Iterator[ActiveFilter]:
    """Half the smallest area, twice the largest."""
    for name, factor in (("area_min", Decimal("0.5")), ("area_max", Decimal(2))):
        value = chosen.asked.get(name)
        if value:
            rest = query_without(query, name)
            rest[name] = wider = f"{(value * factor).normalize():f}"
            yield ActiveFilter(label_of(chosen, name), wider, rest.urlencode(), name)


def _count(chosen: ParkFilter, query: str) -> int:
    return len(ParkFilter(QueryDict(query), request=chosen.request).answer)


def _wider(chosen: ParkFilter, query: QueryDict) -> list[Relaxation]:
    items = [*_wider_values(chosen, query), *_wider_areas(chosen, query)]
    found = [Relaxation((item,), item.query, count, True) for item in items if (count := _count(chosen, item.query))]
    return sorted(found, key=lambda relaxation: -relaxation.count)[:NEAREST]


def without(query: QueryDict, names: Names, active: Sequence[ActiveFilter], count: int) -> Relaxation:
    """The list with these filters given up, each with all of its values."""
    rest = query
    for name in names:
        rest = query_without(rest, name)
    return Relaxation(tuple(item for item in active if item.name in names), rest.urlencode(), count)


def relaxations(chosen: ParkFilter, query: QueryDict) -> list[Relaxation]:
    """For an empty result: wider values, then what would find parks if it were left out; the most parks first.

    Several filters are given up together only where no single change is enough.
    """
    wider, active = _wider(chosen, query), active_filters(chosen, query)
    names = [name for name in chosen.asked if name not in NOT_NARROWING]
    ways = ways_out(names, lambda lost: len(facets.Answer(chosen.index, chosen.without(lost), "name", "en")))
    return [*wider, *(without(query, lost, active, number) for lost, number in ways if len(lost) == 1 or not wider)]


def meant(chosen: ParkFilter, query: QueryDict) -> Relaxation | None:
    """For an empty result: the list for what was probably meant by the text, beside the other filters where that finds
    parks, else alone.
    """
    text = chosen.better_text
    if not text:
        return None
    beside = query_without(query, "q")
    beside["q"] = text
    for other in (beside.urlencode(), urlencode({"q": text})):
        if count := _count(chosen, other):
            return Relaxation((ActiveFilter(label_of(chosen, "q"), text, other, "q"),), other, count)
    return None
