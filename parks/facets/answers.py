"""Asks a snapshot: which parks fit, in which order, and how many there would be with each further value."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, islice
from typing import cast

from common.enums import Language
from parks.facets.records import Bits, Key, Snapshot, order_key, pack, selectors

PARK_GROUPS = ("direction", "place", "kind", "level", "industry", "mode", "service", "accepting")
SPACE_GROUPS = ("space", "step", "open")
GROUPS = (*PARK_GROUPS, *SPACE_GROUPS)
MEMBERS = {"place": ("country", "region")}  # two filters, one question
DIGITS = 41  # of the largest area that a column can hold, in hundredths of a square metre
DAY_DIGITS = 22
NOBODY = -1
DEEP = 500  # parks before a slice; from there on its order is written out and kept
SPARSE = 300  # sorting as many takes less than walking through all parks


@dataclass(frozen=True)
class Wanted:
    """What is asked for: values by group, any of which will do; areas in hundredths of a square metre.

    Conditions on spaces must hold for one and the same space. `ranked` are the parks that a text found, best first.
    """

    groups: tuple[tuple[str, tuple[Key, ...]], ...] = ()
    area_min: int | None = None
    area_max: int | None = None
    available_by: datetime.date | None = None
    text: str = ""
    ranked: tuple[int, ...] | None = field(default=None, compare=False)


def _any(bits: Bits, keys: tuple[Key, ...]) -> int:
    found = 0
    for name, code in keys:
        found |= bits.get(name, {}).get(code, 0)
    return found


def _at_least(bits: Bits, name: str, among: int, value: int, digits: int) -> int:
    """Those `among` whose number is not smaller, compared digit by digit from the largest."""
    planes, equal, more = bits.get(name, {}), among, 0
    if value >> digits:
        return 0
    for digit in range(digits - 1, -1, -1):
        has = equal & planes.get(str(digit), 0)
        if value >> digit & 1:
            equal = has
        else:
            more |= has
            equal ^= has
        if not equal:
            break
    return more | equal


def _layer(layer: Bits, wanted: Wanted, without: str) -> int:
    """The spaces of one layer that meet every condition on spaces but one."""
    found = layer["there"][""]
    for name, keys in wanted.groups:
        if name in SPACE_GROUPS and name != without:
            found &= _any(layer, keys)
    if without != "area" and (wanted.area_min is not None or wanted.area_max is not None):
        found &= layer.get("known", {}).get("", 0)
        if wanted.area_min is not None:
            found = _at_least(layer, "upper", found, wanted.area_min, DIGITS)
        if wanted.area_max is not None:
            found ^= _at_least(layer, "lower", found, wanted.area_max + 1, DIGITS)
    if without != "available_by" and wanted.available_by is not None:
        found &= layer.get("open", {}).get("true", 0)
        found ^= _at_least(layer, "day", found, wanted.available_by.toordinal() + 1, DAY_DIGITS)
    return found


def _spaces(snapshot: Snapshot, wanted: Wanted, without: str = "") -> list[int] | None:
    """Per layer the parks whose space there fits; None when nothing is asked of spaces."""
    named = {name for name, _keys in wanted.groups if name in SPACE_GROUPS}
    named |= {"area"} if wanted.area_min is not None or wanted.area_max is not None else set()
    named |= {"available_by"} if wanted.available_by is not None else set()
    if not named - {without}:
        return None
    return [_layer(layer, wanted, without) for layer in snapshot.layers]


def _joined(layers: list[int]) -> int:
    found = 0
    for bits in layers:
        found |= bits
    return found


def _text(snapshot: Snapshot, wanted: Wanted) -> int:
    slots = (snapshot.slots.get(pk, NOBODY) for pk in wanted.ranked or ())
    return pack((slot for slot in slots if slot != NOBODY), len(snapshot.rows))


def matching(snapshot: Snapshot, wanted: Wanted, without: str = "") -> int:
    """The bitmap of the parks that fit, leaving one group out."""
    key = ("matching", wanted, without)
    if key in snapshot.memo:
        return cast(int, snapshot.memo[key])
    found = snapshot.everyone
    for name, keys in wanted.groups:
        if name in PARK_GROUPS and name != without:
            found &= _any(snapshot.bits, keys)
    if wanted.ranked is not None and without != "text":
        found &= _text(snapshot, wanted)
    spaces = _spaces(snapshot, wanted, without)
    if spaces is not None:
        found &= _joined(spaces)
    return cast(int, snapshot.remember(key, found))


def _space_counts(snapshot: Snapshot, wanted: Wanted, group: str) -> dict[str, int]:
    """For values of spaces: the value must hold for the space that fits the rest."""
    base = matching(snapshot, wanted, group)
    layers = _spaces(snapshot, wanted, group)
    found: dict[str, int] = {}
    for code, bits in snapshot.bits.get(group, {}).items():
        if layers is not None:
            bits = _joined(
                [fits & layer.get(group, {}).get(code, 0) for fits, layer in zip(layers, snapshot.layers, strict=True)]
            )
        found[code] = (base & bits).bit_count()
    return found


def counts(snapshot: Snapshot, wanted: Wanted) -> dict[str, dict[str, int]]:
    """How many parks there are with each value, given what is asked for in the other groups. Zeros may be missing."""
    key = ("counts", wanted)
    if key in snapshot.memo:
        return cast(dict[str, dict[str, int]], snapshot.memo[key])
    found: dict[str, dict[str, int]] = {}
    for group in PARK_GROUPS:
        base = matching(snapshot, wanted, group)
        for name in MEMBERS.get(group, (group,)):
            codes = snapshot.bits.get(name, {})
            found[name] = {code: (base & bits).bit_count() for code, bits in codes.items()}
    for group in SPACE_GROUPS:
        found[group] = _space_counts(snapshot, wanted, group)
    return cast(dict[str, dict[str, int]], snapshot.remember(key, found))


@dataclass(frozen=True)
class Answer:
    """The parks that fit, in an order: `name`, `newest`, `size` or `relevance`. Ids come by the slice."""

    snapshot: Snapshot
    wanted: Wanted
    sort: str
    language: str

    @property
    def bits(self) -> int:
        return matching(self.snapshot, self.wanted)

    def __len__(self) -> int:
        return self.bits.bit_count()

    def by_name(self, bits: int) -> Iterator[int]:
        """The slots of a bitmap by the name in the answer's language."""
        return in_order(self.snapshot, Language(self.language).suffix, bits)

    def _slots(self) -> Iterator[int]:
        bits, snapshot = self.bits, self.snapshot
        if self.sort == "relevance" and self.wanted.ranked is not None:
            chosen = selectors(bits, len(snapshot.rows))
            slots = (snapshot.slots.get(pk, NOBODY) for pk in self.wanted.ranked)
            return (slot for slot in slots if slot != NOBODY and chosen[slot])
        if self.sort == "size":
            sized = snapshot.bits.get("sized", {}).get("", 0)
            return chain(in_order(snapshot, "size", bits & sized), self.by_name(bits & ~sized))
        return in_order(snapshot, "newest", bits) if self.sort == "newest" else self.by_name(bits)

    def ids(self, start: int = 0, stop: int | None = None) -> list[int]:
        """The ids of one slice of the parks, in order."""
        rows = self.snapshot.rows
        part = self._deep()[start:stop] if start >= DEEP else islice(self._slots(), start, stop)
        return [row.pk for slot in part if (row := rows[slot]) is not None]

    def _deep(self) -> Sequence[int]:
        """The whole order, so that nobody walks to the thousandth page from the first one for every page."""
        key = (self.wanted, self.sort, self.language)
        found: Sequence[int] | None = self.snapshot.written_out.get(key)
        return found if found is not None else self.snapshot.write_out(key, self._slots())


def in_order(snapshot: Snapshot, name: str, bits: int) -> Iterator[int]:
    """The slots of a bitmap in one of the orders: a few are sorted, many are picked from the order of all."""
    chosen = selectors(bits, len(snapshot.rows))
    if bits.bit_count() <= SPARSE:
        return iter(sorted(_set(chosen), key=order_key(name, snapshot.rows)))
    order = snapshot.orders[name]
    return compress(order, map(chosen.__getitem__, order))


def _set(chosen: bytes) -> Iterator[int]:
    slot = chosen.find(1)
    while slot != -1:
        yield slot
        slot = chosen.find(1, slot + 1)
