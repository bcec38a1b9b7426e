"""Writes what staff find parks by (`ParkKeys`), wherever the sort keys of parks are written."""

from collections.abc import Iterable
from typing import Any

from parks.indexing.tokens import LONGEST_WORD, is_chinese, operator_token, tokens, tokens_of
from parks.models import Park, ParkKeys
from parks.models.parks import MAX_DEPTH

NAMES = ("slug", "name_zh_hans", "name_en", "aliases")
ABOVE = tuple(f"{'parent__' * depth}operator_id" for depth in range(MAX_DEPTH))


def keys_of(names: Iterable[str], operators: Iterable[int]) -> str:
    """The tokens of some names, the ends of their words, and the operators' own.

    What begins like an end of a word stands somewhere in the word: `tics` is found in `Optics`, and `77` in `000777`.
    """
    words, pieces = tokens(names)
    known = set(words.split())
    ends = {end for piece in pieces if not is_chinese(piece) for end in _ends(piece[:LONGEST_WORD])}
    scope = [operator_token(operator) for operator in sorted(set(operators))]
    return " ".join([words, *sorted(ends - known), *scope]).strip()


def _ends(word: str) -> Iterable[str]:
    """All of two signs and more but the word itself."""
    return (tokens_of(word[at:])[0] for at in range(1, len(word) - 1))


def enter(parks: Iterable[int]) -> None:
    """Bring the keys of these parks, and of those below them, up to date, in the caller's transaction. Writes only
    what differs: two queries and one that writes; a third where parks are parts of these.
    """
    told: dict[int, str] = {}
    level = list(parks)
    wanted: dict[str, Any] = {"pk__in": level}
    for _depth in range(MAX_DEPTH):
        rows = Park._base_manager.filter(**wanted).order_by("pk").values_list("pk", "keys__tokens", *NAMES, *ABOVE)
        level = []
        for pk, stored, *rest in rows:
            names, operators = rest[: len(NAMES)], rest[len(NAMES) :]
            level.append(pk)
            made = keys_of(filter(None, names), filter(None, operators))
            if stored != made:
                told[pk] = made
        if not level:
            break
        wanted = {"parent__in": level}
    ParkKeys.objects.bulk_create(
        [ParkKeys(park_id=pk, tokens=made) for pk, made in sorted(told.items())],
        update_conflicts=True,
        unique_fields=["park"],
        update_fields=["tokens"],
    )
