"""The order of what was found: computed here from the same candidates, so that no database has a say in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from common.languages import CODES
from parks.indexing.kinds import KINDS
from parks.indexing.places import kind_at
from parks.indexing.tokens import terms
from parks.search import matching
from parks.search.matching import FEW, NAMED, TOLD, Matching, Row, stand_in
from parks.search.query import Term

CAP = 120  # candidates that are ranked: nobody reads further, and a broad query stays cheap
IN_TITLE, WHOLE_TITLE, TITLE_BEGINS, SHARE_OF_TITLE, WHOLE_WORD = 40.0, 40.0, 15.0, 20.0, 4.0
LENGTH_COSTS, LONGEST = 0.1, 80


@dataclass(frozen=True)
class Candidate:
    """What is needed to rank an entry and to name it; what it tells, where few were found."""

    pk: int
    kind: str
    slug: str
    weight: int
    happened: str
    title_zh_hans: str
    title_en: str
    context_zh_hans: str
    context_en: str
    in_title: bool = False
    record: int | None = None
    texts: dict[str, str] | None = field(default=None, compare=False)

    @property
    def titles(self) -> list[str]:
        """What it may be called; its short name in the address is often what people call it."""
        called = "" if self.slug.isdigit() else self.slug.replace("_", "-")
        return [title for title in (self.title_zh_hans, self.title_en, called) if title]


def _chosen(matches: Matching, kind: str) -> list[int]:
    """The entries to be ranked, `CAP` at most: those with everything in their titles first, each part in its order."""
    if not matches.more:
        ours = [place for place in matches.places if not kind or kind_at(place) is KINDS[kind]]
    elif not kind:
        ours = matches.places
    else:
        ours = matching.places(matches.wanted, kind=kind, limit=CAP)
    if len(ours) <= CAP:
        return ours
    named = matching.places(matches.wanted, kind=kind, limit=CAP, column="title_tokens")
    known = set(named)
    return (named + [place for place in ours[: 2 * CAP] if place not in known])[:CAP]


def _rows(matches: Matching, chosen: Sequence[int]) -> Sequence[Row]:
    if matches.read:
        return [matches.read[place] for place in chosen]
    return matching.entries(chosen, NAMED + TOLD if len(chosen) <= FEW else NAMED)


def candidates(matches: Matching, kind: str = "") -> list[Candidate]:
    """The best hundred and twenty, best first."""
    chosen = _chosen(matches, kind)
    found = []
    for row in _rows(matches, chosen):
        pk, tokens, *named = row[: len(NAMED)]
        record, *texts = row[len(NAMED) :] or (None,)
        both = dict(zip(CODES, texts, strict=True)) if texts else None
        found.append(Candidate(*[pk, *named, stand_in(matches.wanted, tokens.split()), record, both]))
    return ranked(found, matches.asked)


def ranked(found: Iterable[Candidate], asked: Sequence[Term]) -> list[Candidate]:
    """By score, then the later date, then the order of kinds, then the address."""
    kinds = list(KINDS)
    ordered = sorted(found, key=lambda row: (kinds.index(row.kind) if row.kind in KINDS else len(kinds), row.slug))
    ordered.sort(key=lambda row: row.happened, reverse=True)
    return sorted(ordered, key=lambda row: -score(row, asked))


def score(row: Candidate, asked: Sequence[Term]) -> float:
    """How well the best of its titles fits, and the record's own weight."""
    return max((_fit(title, asked) for title in row.titles), default=0) + IN_TITLE * row.in_title + row.weight


def _fit(title: str, asked: Sequence[Term]) -> float:
    pieces = terms(title)
    line, wanted = " ".join(pieces), " ".join(term.text for term in asked)
    fit = WHOLE_TITLE * (line == wanted) + TITLE_BEGINS * line.startswith(wanted)
    fit += SHARE_OF_TITLE * sum(_stands_in(term, pieces) for term in asked) / len(asked)
    fit += WHOLE_WORD * sum(any(map(term.names, pieces)) for term in asked)
    return fit - LENGTH_COSTS * min(len(line), LONGEST)


def _stands_in(term: Term, pieces: list[str]) -> bool:
    if term.is_chinese:
        return any(term.text in piece for piece in pieces)
    return any(map(term.fits, pieces))
