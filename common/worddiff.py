"""What changed between two texts, word by word; Chinese, which writes no spaces, character by character."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
AROUND = 60  # characters of unchanged text that are shown beside a change
MOST_LINE_PAIRS = 250_000  # of lines to compare; a longer text likewise
MOST_PAIRS = 4_000_000  # of words to compare; a longer passage is shown as replaced as a whole
_WORDS = re.compile(r"[^\W\u2e80-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Both texts as one row of pieces: what stayed, what went, what came. First by lines, then within them."""
    found: list[Piece] = []
    first, second = _LINES.findall(before), _LINES.findall(after)
    if len(first) * len(second) > MOST_LINE_PAIRS:
        _push(found, "removed", before)
        _push(found, "added", after)
        return found
    for kind, old, new in _blocks(first, second):
        if kind == "equal":
            _push(found, "same", old)
        else:
            _within(found, old, new)
    return found


def _within(found: list[Piece], old: str, new: str) -> None:
    first, second = _WORDS.findall(old), _WORDS.findall(new)
    if len(first) * len(second) > MOST_PAIRS:
        _push(found, "removed", old)
        _push(found, "added", new)
        return
    for kind, gone, come in _blocks(first, second):
        if kind == "equal":
            _push(found, "same", gone)
        else:
            _push(found, "removed", gone)
            _push(found, "added", come)


def _blocks(first: list[str], second: list[str]) -> Iterator[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for kind, start, end, other, until in matcher.get_opcodes():
        yield kind, "".join(first[start:end]), "".join(second[other:until])


def _push(found: list[Piece], kind: Kind, text: str) -> None:
    """Neighbours of one kind become one piece."""
    if not text:
        return
    if found and found[-1].kind == kind:
        found[-1] = Piece(kind, found[-1].text + text)
    else:
        found.append(Piece(kind, text))


def excerpt(row: list[Piece], around: int = AROUND) -> list[Piece]:
    """The changes with a little of what stands beside them; longer unchanged passages are left out with an ellipsis."""
    short = []
    for at, piece in enumerate(row):
        text = piece.text
        if piece.kind == "same" and len(text) > 2 * around + 10:
            head = text[:around] if at > 0 else ""
            tail = text[-around:] if at < len(row) - 1 else ""
            text = f"{head} … {tail}".strip(" ") if head and tail else f"{head} …" if head else f"… {tail}"
        short.append(Piece(piece.kind, text))
    return short
