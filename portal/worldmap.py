"""Where parks lie on the land-only dotted map (static/img/land.svg), and the arcs between the two shores.

The map is an Equal Earth projection around 60° E, cut to 1200 × 560. No borders are drawn.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from parks.filters import CHINA

WIDTH, HEIGHT = 1200, 560
CENTRE = 60
X0, X_SCALE = 560.5, 371.1
Y0, Y_SCALE = 609.6, 371.7
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
EUROPE_ENDS_AT = 60  # degrees east
NEAR = 9  # pixels: parks closer than this share a node
MAX_BRIDGES = 6


@dataclass(frozen=True)
class Node:
    """A place with at least one park, in pixels of the map."""

    x: int
    y: int
    in_china: bool
    in_europe: bool


def project(longitude: float, latitude: float) -> tuple[int, int]:
    """Degrees to pixels; Equal Earth after Šavrič, Patterson and Jenny (2018)."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * _A4 * theta**8 + 7 * _A3 * theta**6 + 3 * _A2 * theta**2 + _A1
    x = 2 * math.sqrt(3) * math.radians(longitude - CENTRE) * math.cos(theta) / (3 * slope)
    y = theta * (_A1 + _A2 * theta**2 + theta**6 * (_A3 + _A4 * theta**2))
    return round(X0 + X_SCALE * x), round(Y0 - Y_SCALE * y)


def nodes(places: Iterable[tuple[Decimal, Decimal, str]]) -> list[Node]:
    """One node for each cluster of (longitude, latitude, country), in a stable order; none off the map."""
    found: list[Node] = []
    for longitude, latitude, country in sorted(places):
        x, y = project(float(longitude), float(latitude))
        on_map = 0 <= x <= WIDTH and 0 <= y <= HEIGHT
        if on_map and all(math.hypot(x - node.x, y - node.y) >= NEAR for node in found):
            in_china = country in CHINA
            found.append(Node(x, y, in_china, not in_china and -25 < longitude < EUROPE_ENDS_AT))
    return found


def bridges(points: Iterable[Node]) -> list[str]:
    """Paths of arcs between European and Chinese nodes: each European node once, the Chinese ones in turn."""
    points = list(points)
    west = [node for node in points if node.in_europe]
    east = [node for node in points if node.in_china]
    if not west or not east:
        return []
    count = min(MAX_BRIDGES, max(len(west), len(east)))
    pairs = ((west[index % len(west)], east[index * 2 % len(east)]) for index in range(count))
    return [_arc(start, end) for start, end in dict.fromkeys(pairs)]


def _arc(start: Node, end: Node) -> str:
    middle = (start.x + end.x) // 2
    top = min(start.y, end.y) - round(math.hypot(end.x - start.x, end.y - start.y) * 0.22)
    return f"M{start.x} {start.y}Q{middle} {top} {end.x} {end.y}"
