"""Second thoughts about a query that found nothing: a word typed wrongly, or Chinese words without a space between."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from string import ascii_lowercase

from django.db.models import Q, Value
from django.db.models.functions import Length, StrIndex, Substr
from django.db.models.lookups import GreaterThan

from parks.indexing.tokens import is_latin
from parks.models import SearchWord
from parks.models.searching import Needle
from parks.search import matching
from parks.search.query import Term, correctable, other_forms

MOST_CANDIDATES = 3000
CHECKED = 20
PARTICLES = frozenset("的之和与及或在")


def allowed_edits(word: str) -> int:
    return 2 if len(word) >= 8 else 1


def distance(one: str, two: str, limit: int) -> int:
    """How many letters must be put in, left out, replaced or swapped with their neighbour; `limit` + 1 for more."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, char in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == two[j - 2] and one[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _one_edit_away(word: str) -> set[str]:
    """Every row of letters that is one edit away: some fifty for each letter."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {one + two[1:] for one, two in cuts if two}
    found |= {one + two[1] + two[0] + two[2:] for one, two in cuts if len(two) > 1}
    found |= {one + letter + rest for one, two in cuts for letter in ascii_lowercase for rest in (two, two[1:])}
    return found - {word}


def _sharing(word: str, edits: int) -> Q:
    """Words of about this length that share a part with it, at about the same place.

    An edit spoils the parts that it touches: of size n at most n + 1 of those that begin at each letter, where it
    swaps two neighbours. So many parts there are that one stays whole.
    """
    size = (len(word) - edits) // (edits + 1)
    shared = Q()
    for at in range(len(word) - size + 1):
        begin = max(at - edits, 0)
        around = Substr("word", begin + 1, at + edits + size - begin)
        shared |= Q(GreaterThan(StrIndex(around, Value(word[at : at + size])), 0))
    return Q(length__range=(len(word) - edits, len(word) + edits)) & shared


def _candidates(words: Iterable[str]) -> list[str]:
    """Words that may be what one of these was meant to be; `_nearest` judges."""
    close, wanted = set[str](), Q()
    for word in words:
        if (edits := allowed_edits(word)) > 1:
            wanted |= _sharing(word, edits)
        else:
            close |= _one_edit_away(word)
    rows = SearchWord.objects.annotate(length=Length("word")).filter(wanted | Q(word__in=sorted(close)))
    return list(rows.order_by("word").values_list("word", flat=True)[:MOST_CANDIDATES])


def _nearest(word: str, among: Iterable[str]) -> list[tuple[int, bool, str]]:
    """The words within reach, nearest first; of equals, those with the same first letter first. What begins with the
    word would have been found by it.
    """
    limit = allowed_edits(word)
    others = [other for other in among if is_latin(other) and not other.startswith(word)]
    near = [(distance(word, other, limit), other[0] != word[0], other) for other in others]
    return sorted(entry for entry in near if entry[0] <= limit)[:CHECKED]


def replacements(words: Sequence[str]) -> dict[str, str]:
    """For each of these words, which occur nowhere, the nearest one that does; the more frequent of equals. A plural
    may have been meant of a word that is known in the singular alone.
    """
    if not words:
        return {}
    meant = [(word, form) for word in words for form in (word, *other_forms(word))]
    among = _candidates(form for _word, form in meant)
    near = [(word, *entry) for word, form in meant for entry in _nearest(form, among)]
    counts = matching.occurring([Needle((other,)) for _word, _edits, _first, other in near])
    found: dict[str, tuple[int, bool, int, str]] = {}
    for (word, edits, first, other), count in zip(near, counts, strict=True):
        rank = (edits, first, -count, other)
        if count and (word not in found or rank < found[word]):
            found[word] = rank
    return {word: rank[-1] for word, rank in found.items()}


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _together(pair: str) -> Needle:
    return Term(pair, prefix=False).needle


def _split(run: str, known: set[str]) -> list[str]:
    """A run cut where two neighbours stand nowhere together; a particle between words is dropped. The run itself where
    another single character would be left over: then it is no row of words.
    """
    pieces, piece = [], run[0]
    for pair in _pairs(run):
        if pair in known:
            piece += pair[1]
        else:
            pieces.append(piece)
            piece = pair[1]
    pieces = [part for part in [*pieces, piece] if part not in PARTICLES]
    return pieces if all(len(part) > 1 for part in pieces) else [run]


def reconsider(asked: Sequence[Term]) -> tuple[list[Term], dict[str, str]]:
    """Better terms for a query that found nothing, and which words were replaced by which; the same terms if none.

    A word that occurs nowhere becomes the nearest that does; where all occur, one that is only ever the beginning of
    another does (“parc” of “parcel”). Chinese is never replaced: a run such as 合肥孵化器 is
    cut where its characters stand together nowhere, 合肥 and 孵化器.
    """
    words = [term for term in asked if correctable(term)]
    pairs = [pair for term in asked if term.is_chinese and len(term.text) > 2 for pair in _pairs(term.text)]
    whole = [replace(term.needle, prefix=False) for term in words]
    counts = iter(matching.occurring([*(term.needle for term in words), *whole, *map(_together, pairs)]))
    unknown = [term.text for term in words if not next(counts)]
    begun = [term.text for term in words if not next(counts)]
    known = {pair for pair in pairs if next(counts)}
    replaced = replacements(unknown or begun)
    better: list[Term] = []
    for term in asked:
        if term.is_chinese and len(term.text) > 2:
            better += [replace(term, text=piece) for piece in _split(term.text, known)]
        else:
            better.append(replace(term, text=replaced.get(term.text, term.text)))
    return better, replaced
