"""Makes parks/geo/land.txt from the TopoJSON `land-50m.json` of the npm package world-atlas (Natural Earth, 1:50m).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz && python -m scripts.land package/land-50m.json

Natural Earth is in the public domain; world-atlas is under the ISC licence. Land only: no borders. One line per ring,
in hundredths of a degree: the first point, then steps. Rings that cross the antimeridian are cut there; Antarctica and
islets below a few square kilometres are left out.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "parks" / "geo" / "land.txt"
TOLERANCE = 0.04  # degrees
SMALLEST = 0.02  # degrees squared
SOUTH = -60.0
Point = tuple[float, float]
Ring = list[Point]


def arcs(topology: dict[str, Any]) -> list[Ring]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def rings(topology: dict[str, Any]) -> list[Ring]:
    lines, found = arcs(topology), []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for numbers in polygon:
                ring: Ring = []
                for number in numbers:
                    line = lines[number] if number >= 0 else lines[~number][::-1]
                    ring += line[1:] if ring else line
                found.append(ring)
    return found


def unwrapped(ring: Ring) -> Ring:
    """Without jumps over the antimeridian: longitudes may leave the usual range."""
    found, shift = [ring[0]], 0.0
    for (before, _y), (x, y) in pairwise(ring):
        shift += 360 if x - before < -180 else -360 if x - before > 180 else 0
        found.append((x + shift, y))
    return found


def cut(ring: Ring, axis: int, limit: float, keep_above: bool) -> Ring:
    """The part of a ring on one side of a line (Sutherland and Hodgman)."""
    found: Ring = []
    for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
        inside = [(point[axis] >= limit) == keep_above for point in (start, end)]
        if inside[0]:
            found.append(start)
        if inside[0] != inside[1]:
            share = (limit - start[axis]) / (end[axis] - start[axis])
            found.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    return found


def area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def simplified(points: Ring) -> Ring:
    """Douglas and Peucker, without recursion."""
    keep, todo = {0, len(points) - 1}, [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        farthest, most = first, TOLERANCE
        for index in range(first + 1, last):
            x, y = points[index]
            if length:
                off = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length
            else:
                off = ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5
            if off > most:
                farthest, most = index, off
        if farthest != first:
            keep.add(farthest)
            todo += [(first, farthest), (farthest, last)]
    return [points[index] for index in sorted(keep)]


def line(ring: Ring) -> str:
    whole = [(round(x * 100), round(y * 100)) for x, y in ring]
    steps = [f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(whole)]
    return " ".join([f"{whole[0][0]} {whole[0][1]}", *steps])


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = []
    for ring in map(unwrapped, rings(topology)):
        for shift in (-360.0, 0.0, 360.0):
            part = [(x + shift, y) for x, y in ring]
            for axis, limit, above in ((0, -180.0, True), (0, 180.0, False), (1, SOUTH, True)):
                part = cut(part, axis, limit, above) if part else []
            if len(part) > 3 and area(part) > SMALLEST:
                lines.append(line(simplified([*part, part[0]])[:-1]))
    TARGET.write_text("\n".join(sorted(lines, key=len, reverse=True)) + "\n", encoding="ascii")
    print(f"{len(lines)} rings, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
