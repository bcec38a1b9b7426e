"""One search from the query to what a reader sees: one to three SELECTs where few match, seven where many do, eight
where the query is corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from common.enums import Language
from common.languages import LocalText, html_code, local_text, other_language
from parks.indexing.kinds import KINDS, Kind
from parks.search import matching
from parks.search.asides import found_in
from parks.search.correcting import reconsider
from parks.search.excerpts import excerpt, highlight
from parks.search.matching import COUNTED, TOLD
from parks.search.query import Term, parse
from parks.search.ranking import Candidate, candidates

SUGGESTIONS = 8
LENGTHS = {Language.ZH_HANS.value: 90, Language.EN.value: 170}  # characters of an excerpt: about two lines


@dataclass(frozen=True)
class Found:
    """What a query found. `facets` count what matches, by kind; `ranked` holds the best of them.

    Nobody reads on to the end of a thousand: no kind is counted further than `COUNTED`, and one that has more of them
    is `beyond`.

    `replaced` says which words nobody ever wrote were taken for which others; `asked` is what was searched at last.
    """

    asked: list[Term] = field(default_factory=list)
    facets: list[tuple[Kind, int]] = field(default_factory=list)
    ranked: list[Candidate] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    reconsidered: bool = False
    beyond: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        return sum(count for _kind, count in self.facets)

    def count(self, kind: str) -> int:
        """How many match within a kind, or in all of them; at least so many where there are `more`."""
        return sum(count for one, count in self.facets if kind in ("", one.code))

    def more(self, kind: str = "") -> bool:
        """Whether more match than were counted, within a kind or in any of them."""
        return kind in self.beyond if kind else bool(self.beyond)

    @property
    def words(self) -> str:
        """What was searched at last, for readers."""
        return " ".join(term.text for term in self.asked)


@dataclass(frozen=True)
class Hit:
    """One line of the results in the reader's language, or in the other where it is published in that one only.

    `found_in` says what matches where title, context and excerpt show nothing of it.
    """

    kind: Kind
    title: LocalText
    marked_title: SafeString
    context: LocalText
    marked_context: SafeString
    excerpt: SafeString
    excerpt_language: str
    happened: str
    address: str | None
    found_in: str = ""  # HTML

    @property
    def is_marked(self) -> bool:
        return any("<mark>" in shown for shown in (self.marked_title, self.marked_context, self.excerpt))


def _found(asked: list[Term], kind: str, **told: Any) -> Found:
    """Everything that matches these terms."""
    matches = matching.matching(asked)
    counts = matches.counts
    facets = [(one, min(counts[code], COUNTED)) for code, one in KINDS.items() if counts.get(code)]
    beyond = frozenset(code for code, count in counts.items() if count > COUNTED)
    ranked = candidates(matches, kind) if not kind or counts.get(kind) else []
    return Found(asked, facets, ranked, beyond=beyond, **told)


def find(text: str, kind: str = "") -> Found:
    """Everything public that matches, in both languages at once; within one kind when its code is given.

    A query that finds nothing is reconsidered once: see `correcting.reconsider`.
    """
    asked = parse(text)
    found = _found(asked, kind) if asked else Found(asked)
    if asked and not found.facets:
        better, replaced = reconsider(asked)
        if better != asked:
            second = _found(better, kind, replaced=replaced, reconsidered=True)
            return second if second.facets else found
    return found


def address_of(kind: Kind, slug: str) -> str | None:
    """The page of a record in the active language; None while the site has no such page."""
    try:
        return reverse(kind.address, args=[slug])
    except NoReverseMatch:
        return None


def hits(rows: Sequence[Candidate], asked: Sequence[Term], language: str) -> list[Hit]:
    """These candidates as a reader of `language` sees them, in the same order; one SELECT for texts that are not known
    yet, and a few for each kind of which some show nothing of what was asked for.
    """
    texts = {row.pk: row.texts for row in rows if row.texts is not None}
    records = {row.pk: row.record for row in rows if row.record is not None}
    for pk, record, *both in matching.entries([row.pk for row in rows if row.texts is None], ("id", *TOLD)):
        texts[pk], records[pk] = dict(zip(Language.values, both, strict=True)), record
    shown = {row.pk: _hit(row, texts.get(row.pk, {}), asked, language) for row in rows}
    bare = [row for row in rows if not shown[row.pk].is_marked]
    for pk, line in found_in(bare, records, asked, language).items():
        shown[pk] = replace(shown[pk], found_in=line)
    return [shown[row.pk] for row in rows]


def _hit(row: Candidate, texts: dict[str, str], asked: Sequence[Term], language: str) -> Hit:
    title, context = local_text(row, "title", language), local_text(row, "context", language)
    shown, spoken = _shown_text(texts, asked, title.language)
    return Hit(
        kind=KINDS[row.kind],
        title=title,
        marked_title=highlight(title.text, asked),
        context=context,
        marked_context=highlight(context.text, asked),
        excerpt=shown,
        excerpt_language="" if spoken == language else html_code(spoken),
        happened=row.happened,
        address=address_of(KINDS[row.kind], row.slug),
    )


def _shown_text(texts: dict[str, str], asked: Sequence[Term], language: str) -> tuple[SafeString, str]:
    """The excerpt in the title's language; in the other one where only that one holds what was asked for."""
    first, matches = excerpt(texts.get(language, ""), asked, LENGTHS[language])
    other = other_language(language)
    if not matches and texts.get(other):
        second, matches = excerpt(texts[other], asked, LENGTHS[other])
        if matches or not first:
            return second, other
    return first, language


def corrected(text: str) -> str:
    """What a text that finds nothing was probably meant to be; empty where it finds something, or nothing better is
    known. Seven SELECTs at most.
    """
    asked = parse(text)
    if not asked or matching.matching(asked).places:
        return ""
    better, _replaced = reconsider(asked)
    if better == asked or not matching.matching(better).places:
        return ""
    return " ".join(term.text for term in better)


def _suggested(text: str) -> list[Candidate]:
    asked = parse(text, typing=True)
    matches = matching.matching(asked) if asked else None
    if matches is not None and not matches.places:
        better, _replaced = reconsider(asked)
        matches = matching.matching(better) if better != asked else None
    return candidates(matches) if matches is not None else []


def suggest(text: str, language: str, limit: int = SUGGESTIONS) -> list[dict[str, Any]]:
    """What somebody who is still typing may mean: titles first, then anything; of records with the
    same title the first one. Four SELECTs at most; eight where nothing is found and the words are reconsidered.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _suggested(text):
        title, context = local_text(row, "title", language), local_text(row, "context", language)
        kind = KINDS[row.kind]
        line = {"type": kind.code, "label": str(kind.label), "title": title.text, "lang": title.html_language}
        found.setdefault((kind.code, title.text), {**line, "context": context.text, "url": address_of(kind, row.slug)})
        if len(found) == limit:
            break
    return list(found.values())
