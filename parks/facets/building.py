"""Makes a snapshot from records: a whole one, or one in which some parks have changed."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, cast

from parks.facets.grids import moved
from parks.facets.records import Bits, Record, Row, Snapshot, SpaceRecord, order_key, pack
from parks.geography import project

Found = dict[str, dict[str, list[int]]]  # filter → value → slots
PRESENT = ("there", "")
KNOWN = ("known", "")
FEW = 50  # as many are looked for one by one


ORDERS = ("zh_hans", "en", "newest", "size")


def _in_order(name: str, record: Record) -> bool:
    return name != "size" or record.size is not None


def _number(found: Found, name: str, value: int, slot: int) -> None:
    """A number as one bitmap per binary digit."""
    while value:
        digit = value & -value
        found[name][str(digit.bit_length() - 1)].append(slot)
        value ^= digit


def _space(found: Found, space: SpaceRecord, slot: int) -> None:
    for name, code in (*space.keys, PRESENT):
        found[name][code].append(slot)
    if space.known:
        found[KNOWN[0]][KNOWN[1]].append(slot)
        _number(found, "lower", space.lower, slot)
        _number(found, "upper", space.upper, slot)
    _number(found, "day", space.day, slot)


def _collect(placed: Iterable[tuple[int, Record]]) -> tuple[Found, list[Found]]:
    """The slots that each value of each filter has among these records: of the parks, and of each layer of spaces."""
    found: Found = defaultdict(lambda: defaultdict(list))
    layers: list[Found] = []
    for slot, record in placed:
        for name, code in record.keys:
            found[name][code].append(slot)
        if record.size is not None:
            found["sized"][""].append(slot)
        if record.longitude is not None:
            found["located"][""].append(slot)
        for depth, space in enumerate(record.spaces):
            if depth == len(layers):
                layers.append(defaultdict(lambda: defaultdict(list)))
            _space(layers[depth], space, slot)
    return found, layers


def _packed(found: Found, size: int) -> Bits:
    return {name: {code: pack(slots, size) for code, slots in codes.items()} for name, codes in found.items()}


def _row(record: Record) -> Row:
    known = record.longitude is not None and record.latitude is not None
    point = project(record.longitude, record.latitude) if known else None  # type: ignore[arg-type]  # just looked
    return Row(
        record.pk, record.number, record.zh_hans, record.en, record.created, record.size, point, record.approximate
    )


def whole(records: Iterable[Record], **about: Any) -> Snapshot:
    """A snapshot of these records alone; `about` says when and what for it was made."""
    placed = list(enumerate(records))
    found, layers = _collect(placed)
    rows: list[Row | None] = [_row(record) for _slot, record in placed]
    size = len(rows)
    return Snapshot(
        rows=rows,
        slots={record.pk: slot for slot, record in placed},
        everyone=(1 << size) - 1,
        bits=_packed(found, size),
        layers=[_packed(layer, size) for layer in layers],
        orders={
            name: sorted((slot for slot, record in placed if _in_order(name, record)), key=order_key(name, rows))
            for name in ORDERS
        },
        **about,
    )


def _merged(bits: Bits, found: Found, gone: int, size: int) -> Bits:
    """The bitmaps without those that have gone, with those that were found."""
    merged = {name: {code: old & ~gone for code, old in codes.items()} for name, codes in bits.items()}
    for name, codes in found.items():
        mine = merged.setdefault(name, {})
        for code, slots in codes.items():
            mine[code] = mine.get(code, 0) | pack(slots, size)
    return merged


def _place(
    rows: list[Row | None], slots: dict[int, int], freed: Collection[int], fresh: Collection[Record]
) -> list[tuple[int, Record]]:
    """Give each record a slot, those just freed first; `rows` and `slots` are changed."""
    free = list(freed)
    if len(fresh) > len(free) and len(slots) + len(free) < len(rows):
        free = [slot for slot, row in enumerate(rows) if row is None]
    placed: list[tuple[int, Record]] = []
    for record in fresh:
        slot = free.pop() if free else len(rows)
        rows[slot : slot + 1] = [_row(record)]
        slots[record.pk] = slot
        placed.append((slot, record))
    return placed


def _reordered(
    name: str, old: Snapshot, freed: Collection[int], rows: list[Row | None], placed: Iterable[tuple[int, Record]]
) -> list[int]:
    """An order without the slots that were freed, and with those that were taken."""
    order = old.orders[name]
    if len(freed) > FEW:
        order = [slot for slot in order if slot not in freed]
    else:
        order, before = order.copy(), order_key(name, old.rows)
        for slot in freed:
            position = bisect_left(order, before(slot), key=before)
            if position < len(order) and order[position] == slot:
                del order[position]
    key = order_key(name, rows)
    for slot, record in placed:
        if _in_order(name, record):
            insort(order, slot, key=key)
    return order


def _layers(old: list[Bits], found: list[Found], gone: int, size: int) -> list[Bits]:
    depth, empty = max(len(old), len(found)), cast(Found, {})
    return [
        _merged(old[level] if level < len(old) else {}, found[level] if level < len(found) else empty, gone, size)
        for level in range(depth)
    ]


def changed(old: Snapshot, gone: Collection[int], fresh: Collection[Record], **about: Any) -> Snapshot:
    """The snapshot with some parks taken out (`gone`, which names the changed ones too) and `fresh` ones put in."""
    rows, slots = list(old.rows), dict(old.slots)
    freed = {slots.pop(pk) for pk in gone if pk in slots}
    for slot in freed:
        rows[slot] = None
    placed = _place(rows, slots, freed, fresh)
    taken = [slot for slot, _record in placed]
    size, without = len(rows), pack(freed, len(rows))
    found, layers = _collect(placed)
    return Snapshot(
        rows=rows,
        slots=slots,
        everyone=(old.everyone & ~without) | pack(taken, size),
        bits=_merged(old.bits, found, without, size),
        layers=_layers(old.layers, layers, without, size),
        orders={name: _reordered(name, old, freed, rows, placed) for name in ORDERS},
        grids=moved(old, rows, freed, taken),
        **about,
    )
