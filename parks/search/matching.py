"""Asking the index of either database which entries match, in the order of their places and never for more than needed.

SQLite walks its index in this order and stops; PostgreSQL walks the entries in this order where many match, and sorts
what its index names where few do: its planner decides by the statistics of the tokens.
"""

import secrets
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection

from common import contentversion
from common.enums import Language
from common.languages import column
from parks.indexing.kinds import KINDS
from parks.indexing.places import KIND_BITS, kind_at
from parks.indexing.places import places as places_of
from parks.indexing.tokens import SHORTEST_WORD
from parks.models.searching import INDEXES, VECTORS, Needle, in_fts5, in_tsquery
from parks.search.query import Term, needles

COUNTED = 1000  # matches of one kind that are counted; beyond, pages say "more than"
TOGETHER = 6_000  # matches of all kinds that are counted in one go
MOST_WORDS = 32  # beginnings that more words share are looked up as beginnings

FEW = 20  # entries whose texts are read along, as nearly all of them will be shown
BILINGUAL = tuple(column(name, code) for name in ("title", "context") for code in Language.values)
NAMED = ("id", "title_tokens", "kind", "slug", "weight", "happened", *BILINGUAL)  # what ranks and names an entry
TOLD = ("record", *(column("text", code) for code in Language.values))

Asked = Sequence[Needle]
Row = tuple[Any, ...]

MOST_KEPT = 200  # answers of a thousand numbers each
LIFETIME = 600.0  # seconds, in case that a change could not be told


@dataclass(frozen=True)
class Matching:
    """The entries that match some terms: the places of the first ones in order; with `more` there are others.

    What the database told in one go: `counted` of each kind and, where few match, `NAMED` and `TOLD` of all of them by
    place.
    """

    asked: Sequence[Term]
    wanted: Asked
    places: list[int]
    counted: Mapping[str, int] | None = None
    read: Mapping[int, Row] = field(default_factory=dict)

    @property
    def more(self) -> bool:
        return len(self.places) > COUNTED

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many match of each kind, up to more than `COUNTED`; one SELECT where many match, else none."""
        if self.counted is not None:
            return self.counted
        if self.more:
            return dict(zip(KINDS, _counted([(self.wanted, kind) for kind in KINDS]), strict=True))
        kinds = map(kind_at, self.places)
        return Counter(kind.code for kind in kinds if kind)


# Until when, and what, by content version and terms.
_KEPT: dict[tuple[str | None, tuple[Term, ...]], tuple[float, Matching]] = {}


def wanted(asked: Sequence[Term]) -> list[Needle]:
    """What the index is asked for: a beginning of words becomes the few known words that begin so.

    Neither database can skip within all that begins alike; within one word both can. One SELECT for all of them.
    """
    found = needles(asked)
    begun = [needle.tokens[0] for needle in found if _is_begun(needle)]
    if not begun:
        return found
    words = _words(contentversion.current() or secrets.token_hex(8), tuple(begun))
    return [_as_words(needle, words) if _is_begun(needle) else needle for needle in found]


@lru_cache(maxsize=2_000)
def _words(version: str, begun: tuple[str, ...]) -> list[str]:
    """The known words that begin so, `MOST_WORDS` and one of each at most; kept for one version of the content."""
    operator, anything = {"sqlite": ("GLOB", "*"), "postgresql": ("LIKE", "%")}[connection.vendor]
    part = f"SELECT word FROM parks_searchword WHERE word {operator} %s LIMIT {MOST_WORDS + 1}"  # noqa: S608
    sql = " UNION ALL ".join([f"SELECT * FROM ({part}) AS begun"] * len(begun))  # noqa: S608 - names of our own
    return [row[0] for row in _rows(sql, [word + anything for word in begun])]


def _is_begun(needle: Needle) -> bool:
    """Whether every token that begins so is in the list of words."""
    [first, *others] = needle.tokens
    return needle.prefix and not others and len(first) >= SHORTEST_WORD and first.isascii() and first[0].isalpha()


def _as_words(needle: Needle, words: Sequence[str]) -> Needle:
    known = sorted({word for word in words if word.startswith(needle.tokens[0])})
    return replace(needle, any_of=tuple(known)) if 0 < len(known) <= MOST_WORDS else needle


def _rows(sql: str, values: Sequence[str | int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def entries(numbers: Sequence[int], columns: Sequence[str]) -> list[Row]:
    """These columns of these entries, in no order; one SELECT. By hand: a queryset's SQL takes longer to make."""
    if not numbers:
        return []
    marks = ", ".join(["%s"] * len(numbers))
    return _rows(f"SELECT {', '.join(columns)} FROM parks_searchentry WHERE id IN ({marks})", numbers)  # noqa: S608


def _select(what: str, asked: Asked, kind: str, column: str = "tokens") -> tuple[str, list[str | int]]:
    """SELECT … of what matches, in order; `{place}` in `what` is the number of the entry."""
    if connection.vendor == "sqlite":
        table, place, query = INDEXES[column], "rowid", in_fts5(asked)
        where = f"{table} MATCH %s"
    else:
        table, place, query = "parks_searchentry", "id", in_tsquery(asked)
        where = f"{VECTORS[column]} @@ %s::tsquery"
    values: list[str | int] = [query]
    if kind:
        where += f" AND {place} BETWEEN %s AND %s"
        values += places_of(KINDS[kind])
    return f"SELECT {what.format(place=place)} FROM {table} WHERE {where}", values  # noqa: S608 - names of our own


def places(asked: Asked, *, limit: int, kind: str = "", column: str = "tokens") -> list[int]:
    """The first places that match, in order, within a kind when its code is given; one SELECT."""
    sql, values = _select("{place} AS place", asked, kind, column)
    return [row[0] for row in _rows(f"{sql} ORDER BY place LIMIT {limit:d}", values)]


def matching(asked: Sequence[Term]) -> Matching:
    """What matches these terms; three SELECTs at most, one less where the words are known.

    What fills more than a page is kept until content changes, for its other pages, its kinds and whoever asks for the
    same again; ten minutes at most, as pages are. Nothing is kept of what may still vanish with a transaction.
    """
    unsure = connection.in_atomic_block or contentversion.is_aside()
    key = (None if unsure else contentversion.current(), tuple(asked))
    until, found = _KEPT.get(key, (0.0, None))
    if found is not None and time.monotonic() < until:
        return found
    found = _found(asked)
    if key[0] is not None and len(found.places) > FEW:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = (time.monotonic() + LIFETIME, found)
    return found


def _found(asked: Sequence[Term]) -> Matching:
    sought = wanted(asked)
    if connection.vendor == "postgresql" and (found := _together(asked, sought)):
        return found
    return Matching(asked, sought, places(sought, limit=COUNTED + 1))


def _together(asked: Sequence[Term], sought: Asked) -> Matching | None:
    """The first places, how many of each kind and, where few match, what they tell: one SELECT. None where too many
    match.

    PostgreSQL reads all that its index names for every question, so it is asked once; SQLite stops where told.
    """
    sql, values = _select("{place} AS place", sought, "")
    columns, nothing = ", ".join(NAMED + TOLD), ", NULL" * (len(NAMED + TOLD) - 2)
    rows = _rows(
        f"WITH found AS MATERIALIZED ({sql} LIMIT {TOGETHER}) "  # noqa: S608 - names of our own
        f"(SELECT NULL::bigint, {columns} FROM parks_searchentry WHERE id IN (SELECT place FROM found LIMIT {FEW}) "
        f"AND (SELECT count(*) FROM found) <= {FEW}) UNION ALL "
        f"(SELECT NULL, NULL, string_agg(place::text, ' ' ORDER BY place){nothing} "
        f"FROM (SELECT place FROM found ORDER BY place LIMIT {COUNTED + 1}) AS firsts) UNION ALL "
        f"(SELECT count(*), min(place), NULL{nothing} FROM found GROUP BY place >> {KIND_BITS})",
        values,
    )
    counted, read, found = dict[str, int](), dict[int, Row](), list[int]()
    for count, place, text, *_rest in rows:
        if place is None:  # all first places in one text: a thousand rows of this width would take longer to read
            found = list(map(int, (text or "").split()))
        elif count is None:
            read[place] = (place, text, *_rest)
        elif kind := kind_at(place):
            counted[kind.code] = count
    if sum(counted.values()) >= TOGETHER:
        return None
    return Matching(asked, sought, found, counted, read)


def occurring(asked: Asked) -> list[int]:
    """For each needle, in how many entries it occurs, up to one more than `COUNTED`; one SELECT for all."""
    return _counted([([needle], "") for needle in asked]) if asked else []


def _counted(pairs: Sequence[tuple[Asked, str]]) -> list[int]:
    """How many entries match each of these, within its kind; one SELECT."""
    parts, values = list[str](), list[str | int]()
    for asked, kind in pairs:
        sql, those = _select("1", asked, kind)
        parts.append(f"(SELECT count(*) FROM ({sql} LIMIT {COUNTED + 1}) AS found)")  # noqa: S608
        values += those
    return list(_rows(f"SELECT {', '.join(parts)}", values)[0])


def stand_in(asked: Asked, tokens: Sequence[str]) -> bool:
    """Whether every needle occurs among these tokens: what the index says of titles."""
    return all(_stands_in(needle, tokens) for needle in asked)


def _stands_in(needle: Needle, tokens: Sequence[str]) -> bool:
    words = {*needle.any_of, *needle.also}
    if needle.any_of or not words.isdisjoint(tokens):
        return not words.isdisjoint(tokens)
    *firsts, last = needle.tokens
    for at, token in enumerate(tokens):
        begins = at >= len(firsts) and (token.startswith(last) if needle.prefix else token == last)
        if begins and list(tokens[at - len(firsts) : at]) == firsts:
            return True
    return False
