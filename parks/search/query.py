"""What somebody typed, as pieces that the index can be asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from parks.indexing.tokens import LONGEST_WORD, is_chinese, is_latin, terms, tokens_of
from parks.models.searching import Needle

MAX_LENGTH = 100
MAX_TERMS = 8
# Words that say nothing; they are searched for only where nothing else was typed.
SHORTEST_PLURAL = 4
# Words that end like a plural and mean something else than the word without its end.
NO_PLURALS = frozenset(["arms", "customs", "economics", "goods", "means", "news", "series", "species"])
LITTLE = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"])


def other_forms(word: str) -> tuple[str, ...]:
    """What else an English word may be written like: the singular of a plural, `factories` → `factory`; the plural
    that does not begin like its singular, `city` → `cities`. Some are no words; nobody wrote those.

    Done to the query and not to the index, so that whatever begins like what was typed is found as well.
    """
    if not is_latin(word) or len(word) < SHORTEST_PLURAL or word in NO_PLURALS:
        return ()
    if word.endswith("y") and word[-2] not in "aeiou":
        return (f"{word[:-1]}ies",)
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return ()
    if word.endswith("ies"):
        return (f"{word[:-3]}y", word[:-1])
    if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        return (word[:-2], word[:-1])
    return (word[:-1],)


@dataclass(frozen=True)
class Term:
    """One piece of a query. With `prefix` it matches the beginning of a word, and other forms of the word."""

    text: str
    prefix: bool

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return other_forms(self.text) if self.prefix else ()

    def fits(self, piece: str) -> bool:
        """Whether it matches a word; runs of Chinese are matched where they stand."""
        begins = piece.startswith(self.text) if self.prefix else piece == self.text
        return begins or piece in self.forms

    def names(self, piece: str) -> bool:
        """Whether a piece is all that was meant, in this or another form."""
        return piece == self.text or piece in self.forms

    @property
    def needle(self) -> Needle:
        """A single Chinese character begins a token wherever it stands; longer runs are pairs in a row."""
        if not is_chinese(self.text):
            return Needle(tuple(tokens_of(self.text)), self.prefix, also=self.forms)
        if len(self.text) == 1:
            return Needle(tuple(tokens_of(self.text)), prefix=True)
        return Needle(tuple(tokens_of(self.text)[:-1]))

    @property
    def is_chinese(self) -> bool:
        return is_chinese(self.text)


def parse(text: str, *, typing: bool = False) -> list[Term]:
    """The first eight different pieces of the first hundred characters; none for “？” or nothing.

    A word of letters matches from its beginning. A piece with a digit in it, a number or a code, matches as a whole;
    while somebody is still `typing`, the last piece may be the beginning of anything.
    """
    pieces = [piece[:LONGEST_WORD] for piece in terms(text[:MAX_LENGTH])]
    telling = [piece for piece in pieces if piece not in LITTLE] or pieces
    kept = list(dict.fromkeys(telling))[:MAX_TERMS]
    return [
        Term(piece, prefix=not is_chinese(piece) and (not _holds_digit(piece) or (typing and piece == pieces[-1])))
        for piece in kept
    ]


def needles(asked: Iterable[Term]) -> list[Needle]:
    return [term.needle for term in asked]


def _holds_digit(piece: str) -> bool:
    return any(char.isdigit() for char in piece)


def correctable(term: Term) -> bool:
    """Whether a mistake in typing may be put right: words of four letters or more, never Chinese, never codes."""
    return is_latin(term.text) and len(term.text) >= 4
