"""Land and places on a flat map: Mercator's projection, scaled so that the whole world is one wide and one high.

`parks/geo/land.txt` is made by `scripts/land.py` from Natural Earth (1:50m, public domain). It holds land only.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

LAND = Path(__file__).resolve().parent / "geo" / "land.txt"
WIDTH, HEIGHT = 1200, 640  # units of the drawing
NORTH, SOUTH = 78.0, -58.0  # nobody lives beyond; Mercator would stretch it out of all proportion
NARROWEST = 0.0002  # of the world's width: eight kilometres at the equator
Point = tuple[float, float]


def project(longitude: float, latitude: float) -> Point:
    """Degrees to a share of the world's width, from its left and upper edge."""
    bounded = math.radians(max(-85.0, min(85.0, latitude)))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(bounded)) / math.pi) / 2


def unproject(x: float, y: float) -> Point:
    """Back to longitude and latitude."""
    return x * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


TOP, BOTTOM = project(0, NORTH)[1], project(0, SOUTH)[1]


@dataclass(frozen=True)
class Box:
    """What the map shows, in shares of the world; always as wide to its height as the drawing."""

    left: float
    top: float
    width: float

    @property
    def height(self) -> float:
        return self.width * HEIGHT / WIDTH

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point in units of the drawing."""
        scale = WIDTH / self.width
        return (x - self.left) * scale, (y - self.top) * scale

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def zoomed(self, factor: float) -> "Box":
        """The same middle; a factor above one shows more."""
        return around(self.left + self.width / 2, self.top + self.height / 2, self.width * factor, self.height * factor)

    def moved(self, right: float, down: float) -> "Box":
        """Moved by shares of itself, as far as there is a world."""
        middle = self.left + self.width * (0.5 + right), self.top + self.height * (0.5 + down)
        return around(*middle, self.width, self.height)

    @property
    def text(self) -> str:
        """`west,south,east,north` in degrees, as addresses carry it."""
        west, north = unproject(self.left, self.top)
        east, south = unproject(self.right, self.bottom)
        return ",".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in (west, south, east, north))


def around(x: float, y: float, width: float, height: float) -> Box:
    """The box about a middle that shows at least so much, kept on the map."""
    wide = min(1.0, max(width, height * WIDTH / HEIGHT, NARROWEST))
    left = min(max(x - wide / 2, 0.0), 1 - wide)
    high = wide * HEIGHT / WIDTH
    top = min(max(y - high / 2, min(TOP, BOTTOM - high)), max(BOTTOM - high, TOP))
    return Box(left, top, wide)


WORLD = around(0.5, (TOP + BOTTOM) / 2, 1.0, 0.0)


def box_from(text: str) -> Box | None:
    """The box of an address; None for what is none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    west, east = (max(-180.0, min(180.0, value)) for value in (west, east))
    left, bottom = project(west, south)
    right, top = project(east, north)
    if right < left or bottom < top:
        return None
    return around((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)


class _Ring(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    points: list[Point]


@lru_cache(maxsize=1)
def _land() -> list[_Ring]:
    """All rings, projected; read once per process."""
    found = []
    for line in LAND.read_text(encoding="ascii").splitlines():
        steps = [int(part) for part in line.split()]
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append(project(x / 100, y / 100))
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        found.append(_Ring(min(xs), min(ys), max(xs), max(ys), points))
    return found


def _cut(points: list[Point], axis: int, limit: float, above: bool) -> Iterator[Point]:
    """The part of a ring on one side of a line (Sutherland and Hodgman)."""
    before = points[-1]
    was_in = (before[axis] >= limit) == above
    for point in points:
        is_in = (point[axis] >= limit) == above
        if is_in != was_in:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            yield before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])
        if is_in:
            yield point
        before, was_in = point, is_in


def _within(ring: _Ring, box: Box) -> list[Point]:
    """The part of a ring in the box and a little beyond, so that its edge is not drawn."""
    rim = box.width * 0.02
    left, right, top, bottom = box.left - rim, box.right + rim, box.top - rim, box.bottom + rim
    points = ring.points
    for axis, limit, above, needed in (
        (0, left, True, ring.left < left),
        (0, right, False, ring.right > right),
        (1, top, True, ring.top < top),
        (1, bottom, False, ring.bottom > bottom),
    ):
        if needed and points:
            points = list(_cut(points, axis, limit, above))
    return points


def _drawn(points: list[Point], box: Box) -> str:
    """A path in whole units with relative steps; points that fall together are drawn once."""
    steps: list[str] = []
    here = (0, 0)
    for x, y in points:
        px, py = box.place(x, y)
        there = round(px), round(py)
        step = there[0] - here[0], there[1] - here[1]
        if steps and abs(step[0]) + abs(step[1]) < 3:
            continue
        steps.append(f"{step[0]} {step[1]}")
        here = there
    return f"M{steps[0]}l{' '.join(steps[1:])}z" if len(steps) > 2 else ""


@lru_cache(maxsize=256)
def land_path(box: Box) -> str:
    """The land in a box as the path of an SVG drawing of `WIDTH` × `HEIGHT`."""
    small = box.width / WIDTH * 2
    drawn = []
    for ring in _land():
        if ring.right < box.left or ring.left > box.right or ring.bottom < box.top or ring.top > box.bottom:
            continue
        if ring.right - ring.left < small and ring.bottom - ring.top < small:
            continue
        drawn.append(_drawn(_within(ring, box), box))
    return "".join(drawn)
