"""The drawn cover of a park without a photo: an isometric quarter, the same for the same slug, every time."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache

GRID = 9  # plots on each side
HALF_WIDTH, HALF_HEIGHT = 29, 17  # half of a plot's diamond, in SVG units
TOP_X, TOP_Y = 320, 62  # the far corner
HEIGHTS = (6, 12, 20, 30, 44, 60)
HUES = (192, 28, 150, 212, 168, 40, 230, 110, 14)  # calm ones that go with the tokens


def _draws(slug: str) -> Iterator[int]:
    """An endless stream of bytes that depends on the slug alone."""
    counter = 0
    while True:
        yield from hashlib.sha256(f"{slug}:{counter}".encode()).digest()
        counter += 1


def _prism(height: int, hue: int, top: int) -> str:
    """The three visible faces of a house; its far corner is the origin."""
    w, h = HALF_WIDTH - 3, HALF_HEIGHT - 2
    return (
        f'<path fill="hsl({hue} 42% 46%)" d="M{-w} {h - height}l{w} {h}v{height}l{-w} {-h}z"/>'
        f'<path fill="hsl({hue} 46% 33%)" d="M{w} {h - height}l{-w} {h}v{height}l{w} {-h}z"/>'
        f'<path fill="hsl({hue} 36% {top}%)" d="M0 {-height}l{w} {h}l{-w} {h}l{-w} {-h}z"/>'
    )


def _definitions(hue: int) -> str:
    w, h = HALF_WIDTH - 3, HALF_HEIGHT - 2
    diamond = f"M0 0l{w} {h}l{-w} {h}l{-w} {-h}z"
    houses = "".join(
        f'<g id="h{index}">{_prism(height, hue, 78 - 2 * (index % 3))}</g>' for index, height in enumerate(HEIGHTS)
    )
    return (
        f'<defs><path id="lawn" fill="hsl({hue} 30% 85%)" d="{diamond}"/>'
        f'<path id="court" fill="hsl({(hue + 70) % 360} 30% 82%)" d="{diamond}"/>{houses}</defs>'
    )


def _plot(draws: Iterator[int], row: int, column: int) -> str:
    """What stands on one plot: taller towards the middle, sometimes a lawn or a court."""
    distance = abs(row - GRID // 2) + abs(column - GRID // 2)
    draw = next(draws)
    if draw < 30:
        return "court"
    if draw < 66:
        return "lawn"
    ceiling = max(2, len(HEIGHTS) - distance // 2)
    height = draw % ceiling
    if distance <= GRID // 2:
        height = max(height, next(draws) % ceiling)
    return f"h{height}"


@lru_cache(maxsize=512)
def cover_svg(slug: str) -> str:
    """The whole picture as an SVG document of 640 × 360, under 6 KB, without scripts, styles or outside links."""
    draws = _draws(slug)
    hue = HUES[next(draws) % len(HUES)]
    sun = 380 + next(draws) % 90
    plots = []
    for row in range(GRID):
        for column in range(GRID):
            x = TOP_X + (column - row) * HALF_WIDTH
            y = TOP_Y + (column + row) * HALF_HEIGHT
            plots.append(f'<use href="#{_plot(draws, row, column)}" x="{x}" y="{y}"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360">'
        f'<rect width="640" height="360" fill="hsl({hue} 34% 91%)"/>'
        f'<circle cx="{sun}" cy="78" r="46" fill="hsl({(hue + 160) % 360} 55% 82%)"/>'
        f"{_definitions(hue)}{''.join(plots)}</svg>\n"
    )
