"""How texts and queries are cut into what the search index compares: the same for both, and on every database."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_TERM = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_CHINESE = re.compile(f"[{_HAN}]")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SHORTEST_WORD, LONGEST_WORD = 3, 40
MOST_TOKENS = 6000  # of one record: PostgreSQL forgets positions after the 255th of one token


def fold(text: str) -> str:
    """Full-width becomes half-width, capitals become small, accents go: `Liège ＣＢＴＣ` → `liege cbtc`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", plain).casefold()


def terms(text: str) -> list[str]:
    """The searchable pieces of a text in order: unbroken runs of Chinese, and words of other scripts, folded."""
    return _TERM.findall(fold(text))


def spans(folded: str) -> Iterable[tuple[str, int]]:
    """Each piece of a text that `fold` made, and where in it the piece begins."""
    return ((match[0], match.start()) for match in _TERM.finditer(folded))


def is_chinese(term: str) -> bool:
    """Whether `terms` cut this piece out as a run of Chinese characters."""
    return _CHINESE.match(term) is not None


def is_latin(term: str) -> bool:
    """Whether a piece consists of the letters a to z alone."""
    return term.isascii() and term.isalpha()


def is_word(piece: str) -> bool:
    """Whether a piece is kept in the list of words: three signs or more, a letter from a to z first."""
    return piece.isascii() and len(piece) >= SHORTEST_WORD and piece[0].isalpha()


@cache
def _number(char: str) -> str:
    """Four digits of base 36 that stand for one character."""
    code, found = ord(char), ""
    for _place in range(4):
        code, digit = divmod(code, 36)
        found = _DIGITS[digit] + found
    return found


@lru_cache(maxsize=50_000)
def _plain(characters: str) -> str:
    """A token in ASCII, which no database cuts or folds its own way; beginnings of tokens stay beginnings."""
    return characters if characters.isascii() else "q" + "".join(map(_number, characters))


def tokens_of(term: str) -> list[str]:
    """A word is one token. A run of Chinese becomes its pairs of neighbours and, closing it, its last character:
    智慧谷 → 智慧 慧谷 谷. So each character begins exactly one token, and no pair reaches into the next run.
    """
    if not is_chinese(term):
        return [_plain(term[:LONGEST_WORD])]
    return [_plain(term[at : at + 2]) for at in range(len(term))]


def operator_token(operator: int) -> str:
    """Stands among the tokens of a row for an operator whose staff may find it."""
    return f"zz{operator}op"


def tokens(texts: Iterable[str], known: Iterable[str] = ()) -> tuple[str, list[str]]:
    """The tokens of some texts between spaces, and the pieces behind them: every piece once, those `known` never."""
    seen, pieces, found = set(known), list[str](), list[str]()
    for piece in (piece for text in texts for piece in terms(text)):
        if piece not in seen and len(found) < MOST_TOKENS:
            seen.add(piece)
            pieces.append(piece)
            found += tokens_of(piece)
    return " ".join(found), pieces
