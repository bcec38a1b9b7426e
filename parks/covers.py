"""The drawn cover of a park without a photo: an isometric quarter, the same for the same park, every time.

The short name decides where houses stand; the park's first industry gives the colour, its ladder of space the golden
row in front, its land and its companies how far and how high the quarter is built. What nobody knows, the name decides.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parks.models import Fact, Park, ParkIndustry, Space

GRID = 9  # plots on each side
HALF_WIDTH, HALF_HEIGHT = 29, 17  # half of a plot's diamond, in SVG units
TOP_X, TOP_Y = 320, 62  # the far corner
HEIGHTS = (6, 12, 20, 30, 44, 60)
HUES = (192, 28, 150, 212, 168, 40, 230, 110, 14)  # calm ones that go with the tokens
GOLD = 42
STEP_COLUMNS = range(1, 7)  # of the front row, one for each step of the ladder
LAND, COMPANIES = "land_area", ("current_tenants", "companies", "tenants")
LAND_CLASSES = (10, 100, 1000)  # hectares
COMPANY_CLASSES = (50, 500, 5000)
REACH = (4, 5, 6, 8)  # how many plots from the middle are built on, by class of land


@dataclass(frozen=True)
class Traits:
    """What a drawing takes from a park besides its short name. Classes count from 0; None is unknown."""

    industry: str = ""
    steps: tuple[int, ...] = ()
    land: int | None = None
    companies: int | None = None


def _class(value: Decimal | None, limits: tuple[int, ...]) -> int | None:
    return None if value is None else sum(value >= limit for limit in limits)


def traits_of(park: Park | None) -> Traits:
    """Three queries, on the park's first industry, its steps and its largest stated figures."""
    if park is None:
        return Traits()
    first = ParkIndustry.objects.filter(park=park).order_by("rank", "pk").select_related("industry__parent").first()
    steps = Space.objects.stated().filter(park=park, kind__ladder_step__isnull=False)
    known: dict[str, Decimal] = {}
    facts = Fact.objects.filter(park=park, metric__code__in=(LAND, *COMPANIES), unit="", value__isnull=False)
    for code, value in facts.values_list("metric__code", "value"):
        key = LAND if code == LAND else "companies"
        known[key] = max(value, known.get(key, value))
    return Traits(
        industry=(first.industry.parent or first.industry).code if first else "",
        steps=tuple(sorted(set(steps.order_by().values_list("kind__ladder_step", flat=True)))),
        land=_class(known.get(LAND), LAND_CLASSES),
        companies=_class(known.get("companies"), COMPANY_CLASSES),
    )


def etag_of(slug: str, traits: Traits) -> str:
    return hashlib.sha256(cover_svg(slug, traits).encode()).hexdigest()[:20]


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


def _definitions(hue: int, steps: tuple[int, ...]) -> str:
    w, h = HALF_WIDTH - 3, HALF_HEIGHT - 2
    diamond = f"M0 0l{w} {h}l{-w} {h}l{-w} {-h}z"
    houses = "".join(
        f'<g id="h{index}">{_prism(height, hue, 78 - 2 * (index % 3))}</g>' for index, height in enumerate(HEIGHTS)
    )
    golden = "".join(
        f'<g id="g{step}">{_prism(HEIGHTS[step - 1], GOLD, 72)}</g>' for step in steps if step in STEP_COLUMNS
    )
    return (
        f'<defs><path id="lawn" fill="hsl({hue} 30% 85%)" d="{diamond}"/>'
        f'<path id="court" fill="hsl({(hue + 70) % 360} 30% 82%)" d="{diamond}"/>{houses}{golden}</defs>'
    )


def _plot(draws: Iterator[int], row: int, column: int, traits: Traits) -> str:
    """What stands on one plot: taller towards the middle, sometimes a lawn or a court; the ladder in front."""
    if traits.steps and row == GRID - 1 and column in STEP_COLUMNS:
        return f"g{column}" if column in traits.steps else "court"
    distance = abs(row - GRID // 2) + abs(column - GRID // 2)
    draw = next(draws)
    if traits.land is not None and distance > REACH[traits.land]:
        return "lawn"
    if draw < 30:
        return "court"
    if draw < 66:
        return "lawn"
    lift = 0 if traits.companies is None else traits.companies - 1
    ceiling = min(len(HEIGHTS), max(2, len(HEIGHTS) - distance // 2 + lift))
    height = draw % ceiling
    if distance <= GRID // 2:
        height = max(height, next(draws) % ceiling)
    return f"h{height}"


@lru_cache(maxsize=512)
def cover_svg(slug: str, traits: Traits = Traits()) -> str:
    """The whole picture as an SVG document of 640 × 360, under 7 KB, without scripts, styles, words or links."""
    draws = _draws(slug)
    hue = HUES[next(draws) % len(HUES)]
    if traits.industry:
        hue = HUES[hashlib.sha256(traits.industry.encode()).digest()[0] % len(HUES)]
    sun = 380 + next(draws) % 90
    plots = []
    for row in range(GRID):
        for column in range(GRID):
            x = TOP_X + (column - row) * HALF_WIDTH
            y = TOP_Y + (column + row) * HALF_HEIGHT
            plots.append(f'<use href="#{_plot(draws, row, column, traits)}" x="{x}" y="{y}"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360">'
        f'<rect width="640" height="360" fill="hsl({hue} 34% 91%)"/>'
        f'<circle cx="{sun}" cy="78" r="46" fill="hsl({(hue + 160) % 360} 55% 82%)"/>'
        f"{_definitions(hue, traits.steps)}{''.join(plots)}</svg>\n"
    )
