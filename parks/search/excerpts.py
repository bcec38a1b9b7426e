"""The sentence of a text that shows why it was found, with the words that were asked for set apart."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from parks.indexing.tokens import fold, is_chinese, spans
from parks.search.query import Term

LEAD = 30  # characters before the first match
Marks = list[tuple[int, int]]


_folded_char = lru_cache(maxsize=10_000)(fold)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place in the text that it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts = [_folded_char(char) for char in text]
    folded = "".join(parts)
    if len(folded) == len(text) and all(parts):
        return folded, range(len(text))
    return folded, [place for place, plain in enumerate(parts) for _char in plain]


def marks(text: str, asked: Sequence[Term]) -> Marks:
    """Where the terms stand in a text, as (begin, end) in order and apart; words are marked whole."""
    folded, places = _folded(text)
    present = [term for term in asked if any(form in folded for form in (term.text, *term.forms))]
    if not present:
        return []
    found: Marks = []
    for piece, begin in spans(folded):
        for term in present:
            found += [(places[begin + one], places[begin + two - 1] + 1) for one, two in _within(piece, term)]
    joined: Marks = []
    for begin, end in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _within(piece: str, term: Term) -> Marks:
    if not term.is_chinese:
        return [(0, len(piece))] if term.fits(piece) else []
    if not is_chinese(piece):
        return []
    found, at = [], piece.find(term.text)
    while at >= 0:
        found.append((at, at + len(term.text)))
        at = piece.find(term.text, at + len(term.text))
    return found


def marked(text: str, where: Marks) -> SafeString:
    """The text, escaped, with `<mark>` around those places."""
    parts, at = list[str](), 0
    for begin, end in where:
        parts += [escape(text[at:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
        at = end
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


def highlight(text: str, asked: Sequence[Term]) -> SafeString:
    """The whole of a title with the terms marked."""
    return marked(text, marks(text, asked))


def _window(text: str, where: Marks, length: int) -> tuple[int, int]:
    """Around the first mark, from the beginning of a word or a Chinese clause."""
    if not where or where[0][1] < length - LEAD:
        begin = 0
    else:
        begin = where[0][0] - LEAD
        for at in range(begin, where[0][0]):
            if text[at] in " ，。；、：！？,.;:":
                begin = at + 1
                break
    return begin, min(len(text), begin + length)


def excerpt(text: str, asked: Sequence[Term], length: int) -> tuple[SafeString, bool]:
    """At most `length` characters around the first match with all matches marked, and whether there is any."""
    line = " ".join(text.split())
    where = marks(line, asked)
    begin, end = _window(line, where, length)
    if end < len(line) and (space := line.rfind(" ", end - 15, end)) > 0:
        end = space
    inside = [(max(one, begin) - begin, min(two, end) - begin) for one, two in where if one < end and two > begin]
    shown = marked(line[begin:end].strip(), _shifted(inside, line[begin:end]))
    whole = f"{'… ' if begin else ''}{shown}{' …' if end < len(line) else ''}"
    return mark_safe(whole), bool(where)  # noqa: S308 - `marked` escapes


def _shifted(where: Marks, piece: str) -> Marks:
    """The marks after the blanks at both ends of a piece were cut off."""
    blanks, length = len(piece) - len(piece.lstrip()), len(piece.strip())
    return [(max(one - blanks, 0), min(two - blanks, length)) for one, two in where if one - blanks < length]
