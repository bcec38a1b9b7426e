"""Where the parks of an answer lie, gathered into cells of a grid."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress
from typing import cast

from parks.facets.answers import Answer
from parks.facets.grids import Cell, Spread, grid, points, spread
from parks.facets.records import Snapshot, pack, selectors
from parks.geography import Box, around

COLUMNS = 14  # cells across the map, at most twice as many
MARGIN = 1.3
COARSE = 5  # the level of the grid that a rim is gathered from


@dataclass(frozen=True)
class Cluster:
    """Parks that share a cell: where they lie on average, how many, and one of them."""

    x: float
    y: float
    count: int
    park: int
    approximate: bool
    extent: Box


def located(snapshot: Snapshot) -> int:
    """The bitmap of parks whose place is known."""
    return snapshot.bits.get("located", {}).get("", 0)


def _box(left: float, right: float, top: float, bottom: float) -> Box:
    return around((left + right) / 2, (top + bottom) / 2, (right - left) * MARGIN, (bottom - top) * MARGIN)


def extent(answer: Answer) -> Box | None:
    """The smallest box with a rim around all parks of an answer; None without a single place."""
    key = ("extent", answer.wanted)
    snapshot = answer.snapshot
    if key not in snapshot.memo:
        bits, rows = answer.bits, snapshot.rows
        chosen = selectors(bits, len(rows))
        rims = []
        for cell in grid(snapshot, COARSE).values():
            mine = cell.bits & bits
            if mine == cell.bits:
                rims.append(cell.spread)
            elif mine:
                rims.append(spread(points(rows, _chosen(cell, chosen))))
        _x, _y, left, right, top, bottom = zip(*rims, strict=True) if rims else ((),) * 6
        snapshot.remember(key, _box(min(left), max(right), min(top), max(bottom)) if rims else None)
    return cast(Box | None, snapshot.memo[key])


def _chosen(cell: Cell, chosen: bytes) -> list[int]:
    return list(compress(cell.slots, map(chosen.__getitem__, cell.slots)))


def _cells(snapshot: Snapshot, box: Box) -> Iterator[tuple[Cell, bool]]:
    """The cells that the box touches, and whether it covers them."""
    level = max(0, int(COLUMNS / box.width).bit_length())
    columns, cells = 1 << level, grid(snapshot, level)
    for column in range(int(box.left * columns), int(box.right * columns) + 1):
        across = box.left * columns <= column and column + 1 <= box.right * columns
        for row in range(int(box.top * columns), int(box.bottom * columns) + 1):
            cell = cells.get((column, row))
            if cell is not None:
                yield cell, across and box.top * columns <= row and row + 1 <= box.bottom * columns


def _cluster(snapshot: Snapshot, slot: int, count: int, where: Spread) -> Cluster:
    row = snapshot.rows[slot]
    return Cluster(
        x=where.x,
        y=where.y,
        count=count,
        park=row.pk if row else 0,
        approximate=row is not None and row.approximate,
        extent=_box(where.left, where.right, where.top, where.bottom),
    )


def clusters(answer: Answer, box: Box) -> tuple[list[Cluster], int]:
    """The clusters in a box from north to south, and the bitmap of the parks in it."""
    key = ("clusters", answer.wanted, box)
    snapshot = answer.snapshot
    if key not in snapshot.memo:
        bits, rows = answer.bits, snapshot.rows
        chosen, found, inside = selectors(bits, len(rows)), [], 0
        for cell, is_covered in _cells(snapshot, box):
            mine = cell.bits & bits
            if not mine:
                continue
            if is_covered and mine == cell.bits:
                inside |= mine
                found.append(_cluster(snapshot, cell.slots[0], len(cell.slots), cell.spread))
                continue
            slots = _chosen(cell, chosen)
            if not is_covered:
                slots = [slot for slot in slots if box.holds(*points(rows, [slot])[0])]
            if slots:
                inside |= pack(slots, slots[-1] + 1)
                found.append(_cluster(snapshot, slots[0], len(slots), spread(points(rows, slots))))
        found.sort(key=lambda cluster: (cluster.y, cluster.x))
        snapshot.remember(key, (found, inside))
    return cast(tuple[list[Cluster], int], snapshot.memo[key])
