"""The parks in squares of the map, carried from one snapshot to the next: an edit moves its own park alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from parks.facets.records import Row, Snapshot, pack
from parks.geography import Point


class Spread(NamedTuple):
    """Where several places lie: their mean and their rim."""

    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float


def spread(points: Sequence[Point]) -> Spread:
    xs, ys = zip(*points, strict=True)
    return Spread(sum(xs) / len(xs), sum(ys) / len(ys), min(xs), max(xs), min(ys), max(ys))


def points(rows: Sequence[Row | None], slots: Iterable[int]) -> list[Point]:
    """The places of those whose place is known."""
    return [row.point for slot in slots if (row := rows[slot]) is not None and row.point is not None]


class Cell:
    """The parks of one square. Never changed, so what was worked out for it stays true."""

    def __init__(self, slots: Iterable[int], rows: Sequence[Row | None]) -> None:
        self.slots = sorted(slots)
        self._points = points(rows, self.slots)

    @cached_property
    def bits(self) -> int:
        return pack(self.slots, self.slots[-1] + 1)

    @cached_property
    def spread(self) -> Spread:
        return spread(self._points)


Place = tuple[int, int]  # column and row of a square
Grid = dict[Place, Cell]


def _square(point: Point, level: int) -> Place:
    columns = 1 << level
    return int(point[0] * columns), int(point[1] * columns)


def _by_square(rows: Sequence[Row | None], slots: Iterable[int], level: int) -> dict[Place, set[int]]:
    found: dict[Place, set[int]] = defaultdict(set)
    for slot in slots:
        row = rows[slot]
        if row is not None and row.point is not None:
            found[_square(row.point, level)].add(slot)
    return found


def grid(snapshot: Snapshot, level: int) -> Grid:
    """All parks by the squares of a grid with 2 to the power of `level` columns around the world."""
    if level not in snapshot.grids:
        rows = snapshot.rows
        found = _by_square(rows, range(len(rows)), level)
        snapshot.grids[level] = {square: Cell(slots, rows) for square, slots in found.items()}
    made: Grid = snapshot.grids[level]
    return made


def moved(old: Snapshot, rows: Sequence[Row | None], freed: Collection[int], taken: Iterable[int]) -> dict[int, Grid]:
    """The grids of an older snapshot without the slots that were freed, and with those that were taken."""
    taken, made = list(taken), {}
    for level, before in list(old.grids.items()):
        left, come = _by_square(old.rows, freed, level), _by_square(rows, taken, level)
        after = dict(before)
        for square in {*left, *come}:
            there = after.pop(square, None)
            slots = (set(there.slots if there else ()) - left.get(square, set())) | come.get(square, set())
            if slots:
                after[square] = Cell(slots, rows)
        made[level] = after
    return made
