"""Cards of parks, joined from stored pieces: rendering is what a list costs."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from common import contentversion
from common.languages import current_language
from parks import facets, fragments, rendering
from parks.models import Park

KIND = "park_card"
FIGURES = 3
INDUSTRIES = 4


def card(park: Park, level: int = 2) -> dict[str, Any]:
    """What the template of a card needs of a park from `rendering.for_cards`; `level` is that of its heading."""
    industries = [str(row.industry) for row in park.park_industries.all()]
    steps = rendering.ladder(park.spaces.all())
    return {
        "park": park,
        "heading": f"h{level}",
        "place": rendering.place(park),
        "photo": next(iter(park.photos.all()), None),
        "metrics": rendering.headlines(park.card_facts)[:FIGURES],  # type: ignore[attr-defined]  # see for_cards
        "industries": industries[:INDUSTRIES],
        "more": max(0, len(industries) - INDUSTRIES),
        "steps": steps,
        "climbed": [step.name for step in steps if step.has],
    }


def stamps(parks: Iterable[int], index: facets.Snapshot | None = None) -> dict[int, str]:
    """What the cards of these public parks must be stamped with, from the index: no query while it is up to date.

    Inside a transaction a park's number grows once only (`versions.touch`), so the token of all content goes in too.
    """
    numbers = (index or facets.snapshot()).numbers(parks)
    unsure = [contentversion.current()] if connection.in_atomic_block else []
    return {pk: fragments.stamp(number, *unsure) for pk, number in numbers.items()}


def _rendered(parks: list[int]) -> dict[int, str]:
    template = get_template("parks/_card.html")
    found = rendering.for_cards(Park.objects.public().filter(pk__in=parks).order_by())
    return {park.pk: template.render(card(park, level=3)) for park in found}


def cards(parks: Iterable[int], index: facets.Snapshot | None = None) -> list[SafeString]:
    """The cards of these public parks in this order and the reader's language: one SELECT when all are stored."""
    wanted = list(parks)
    found = fragments.bodies(KIND, current_language(), stamps(wanted, index), _rendered)
    return [mark_safe(found[pk]) for pk in wanted if pk in found]  # noqa: S308 - rendered by our own template


def store(parks: Iterable[int]) -> int:
    """Render and store the cards of these parks that are missing, in the reader's language; how many there are."""
    return len(cards(parks))
