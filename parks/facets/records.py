"""What the index is made of."""

import datetime
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

Bits = dict[str, dict[str, int]]  # filter → value → bitmap over slots
Key = tuple[str, str]  # filter and value
MEMO = 400  # answers kept per snapshot
WRITTEN_OUT = 16  # orders kept slot by slot per snapshot


class Term(NamedTuple):
    """A value that a filter can take, with both labels; `parent` is the code of what it lies within."""

    code: str
    zh_hans: str
    en: str
    parent: str
    order: int
    group: str
    retired: bool = False

    def label(self, language: str) -> str:
        first, second = (self.en, self.zh_hans) if language == "en" else (self.zh_hans, self.en)
        return first or second or self.code


Terms = dict[str, dict[str, Term]]  # filter → code → term


class SpaceRecord(NamedTuple):
    """One space on the market. Areas in hundredths of a square metre, `known` when any is; days as ordinals, 0 none."""

    keys: tuple[Key, ...]
    known: bool
    lower: int
    upper: int
    day: int


class Record(NamedTuple):
    """One public park as the index reads it. `number` is that of its `PageVersion`; degrees, or None for both."""

    pk: int
    number: int
    keys: tuple[Key, ...]
    spaces: tuple[SpaceRecord, ...]
    zh_hans: str
    en: str
    created: float
    size: float | None
    longitude: float | None
    latitude: float | None
    approximate: bool


class Row(NamedTuple):
    """What is kept of a record beside its bits; its place in shares of the world, as the map takes it."""

    pk: int
    number: int
    zh_hans: str
    en: str
    created: float
    size: float | None
    point: tuple[float, float] | None
    approximate: bool


@dataclass(frozen=True)
class Snapshot:
    """All public parks at one moment. Never changed after it was made, so threads share it without a lock.

    A park has a slot: its bit in every bitmap and its place in `rows`. Spaces stand in layers: the nth space of every
    park in the nth layer, at its park's slot, so that conditions on one and the same space are joined per layer.
    `orders` are lists of slots: by the name in either language, newest first, and largest first (known sizes only).
    """

    token: str | None
    looked_at: datetime.datetime
    provisional: bool
    terms: Terms
    rows: list[Row | None]
    slots: dict[int, int]
    everyone: int
    bits: Bits
    layers: list[Bits]
    orders: dict[str, list[int]]
    grids: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)  # see `grids`, made when asked for
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    written_out: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: Any, value: Any) -> Any:
        """Keep what was worked out from this snapshot; the oldest goes when there is too much."""
        return _keep(self.memo, MEMO, key, value)

    def write_out(self, key: Any, slots: Iterable[int]) -> Sequence[int]:
        """Keep an order slot by slot: four bytes each, so only for a few of them."""
        return cast("Sequence[int]", _keep(self.written_out, WRITTEN_OUT, key, array("I", slots)))

    def numbers(self, parks: Iterable[int]) -> dict[int, int]:
        """The page versions of the parks that are public."""
        found = ((pk, self.slots.get(pk)) for pk in parks)
        return {pk: row.number for pk, slot in found if slot is not None and (row := self.rows[slot]) is not None}


def _keep(held: dict[Any, Any], most: int, key: Any, value: Any) -> Any:
    if len(held) >= most:
        for oldest in list(held)[: max(1, most // 10)]:
            held.pop(oldest, None)
    held[key] = value
    return value


def order_key(name: str, rows: Sequence[Row | None]) -> Callable[[int], Any]:
    """What a slot is sorted by; equal ones by their Chinese name."""

    def by_name(slot: int) -> Any:
        return getattr(rows[slot], name)

    def by_creation(slot: int) -> Any:
        row = rows[slot]
        return (-row.created, row.zh_hans) if row else ()

    def by_size(slot: int) -> Any:
        row = rows[slot]
        return (-(row.size or 0), row.zh_hans) if row else ()

    return {"newest": by_creation, "size": by_size}.get(name, by_name)


def pack(slots: Iterable[int], size: int) -> int:
    """A bitmap with these bits set."""
    packed = bytearray(size // 8 + 1)
    for slot in slots:
        packed[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(packed, "little")


def selectors(bits: int, size: int) -> bytes:
    """One byte per slot, 1 where the bit is set: what `itertools.compress` takes."""
    return f"{bits:0{size}b}"[::-1].encode().translate(_DIGITS)


_DIGITS = bytes.maketrans(b"01", b"\x00\x01")
