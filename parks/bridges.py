"""The bridge map: arcs between the sides of partnerships on the land-only outline (static/img/land.svg).

The outline is an Equal Earth projection around 60° E, cut to 1200 × 560. No borders are drawn.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from parks.models import Park, Partnership

WIDTH, HEIGHT = 1200, 560
CENTRE = 60
X0, X_SCALE = 560.5, 371.1
Y0, Y_SCALE = 609.6, 371.7
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
NEAR = 9  # pixels: sides closer than this share a point, and no arc leads from one to the other
MARGIN = 45  # pixels around what is drawn
SMALLEST = (480, 240)  # a box never shows less of the world than this
BEND = 0.22  # how high an arc rises, as a share of its length
FAN = 0.05  # by how much each further arc between the same two points rises higher


@dataclass(frozen=True)
class Place:
    """Where one or several parks lie, in pixels of the outline."""

    x: int
    y: int


@dataclass(frozen=True)
class Bridge:
    """One arc and the partnership that it stands for."""

    partnership: Partnership
    path: str


@dataclass(frozen=True)
class BridgeMap:
    """What the map draws. `box` is the part of the outline that is shown, as an SVG view box."""

    bridges: list[Bridge]
    places: list[Place]
    box: str

    @property
    def height(self) -> int:
        """For 1200 pixels of width, so that the page keeps the room before the picture is drawn."""
        _x, _y, wide, high = (int(part) for part in self.box.split())
        return round(WIDTH * high / wide)


def project(longitude: float, latitude: float) -> tuple[int, int]:
    """Degrees to pixels; Equal Earth after Šavrič, Patterson and Jenny (2018)."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * _A4 * theta**8 + 7 * _A3 * theta**6 + 3 * _A2 * theta**2 + _A1
    x = 2 * math.sqrt(3) * math.radians(longitude - CENTRE) * math.cos(theta) / (3 * slope)
    y = theta * (_A1 + _A2 * theta**2 + theta**6 * (_A3 + _A4 * theta**2))
    return round(X0 + X_SCALE * x), round(Y0 - Y_SCALE * y)


def draw(partnerships: Iterable[Partnership]) -> BridgeMap:
    """Arcs from the first side with a place to every other one; an organisation has no place, a park may have none.

    The parties of the partnerships, with their parks, must have been prefetched.
    """
    places: list[Place] = []
    bridges: list[Bridge] = []
    tops: list[int] = []
    used: dict[tuple[Place, Place], int] = {}
    for partnership in partnerships:
        sides = [_place(places, party.park) for party in partnership.parties.all() if party.park is not None]
        known = list(dict.fromkeys(side for side in sides if side is not None))
        for other in known[1:]:
            pair = (known[0], other) if known[0].x <= other.x else (other, known[0])
            path, top = _arc(*pair, nth=used.get(pair, 0))
            used[pair] = used.get(pair, 0) + 1
            bridges.append(Bridge(partnership, path))
            tops.append(top)
    return BridgeMap(bridges, places, _box(places, tops))


def _place(places: list[Place], park: Park) -> Place | None:
    """The point of a park, shared with its neighbours; None for a park without coordinates or off the map."""
    if park.latitude is None or park.longitude is None:
        return None
    x, y = project(float(park.longitude), float(park.latitude))
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        return None
    for place in places:
        if math.hypot(x - place.x, y - place.y) < NEAR:
            return place
    places.append(Place(x, y))
    return places[-1]


def _arc(start: Place, end: Place, nth: int) -> tuple[str, int]:
    """The path, and how far up it reaches; the nth between the same two points rises higher."""
    rise = round(math.hypot(end.x - start.x, end.y - start.y) * (BEND + FAN * nth))
    middle, control = (start.x + end.x) // 2, min(start.y, end.y) - rise
    # A quadratic curve passes half way between its ends' middle and its control point.
    return f"M{start.x} {start.y}Q{middle} {control} {end.x} {end.y}", (start.y + end.y + 2 * control) // 4


def _box(places: list[Place], tops: list[int]) -> str:
    """What is drawn with a margin, at least `SMALLEST`, within the outline; the whole outline when nothing is."""
    if not places:
        return f"0 0 {WIDTH} {HEIGHT}"
    left, right = (pick(place.x for place in places) for pick in (min, max))
    upper, lower = min([place.y for place in places] + tops), max(place.y for place in places)
    wide = min(WIDTH, max(SMALLEST[0], right - left + 2 * MARGIN))
    high = min(HEIGHT, max(SMALLEST[1], lower - upper + 2 * MARGIN))
    x = min(max(0, (left + right - wide) // 2), WIDTH - wide)
    y = min(max(0, (upper + lower - high) // 2), HEIGHT - high)
    return f"{x} {y} {wide} {high}"
