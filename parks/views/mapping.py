"""The list of parks as a map: drawn on the server, moved and zoomed by links, told as a list beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import HttpRequest, QueryDict
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import current_language, local_text
from common.measures import number
from parks import geography
from parks.facets.places import Cluster, clusters, extent, located
from parks.filters import ParkFilter
from parks.geography import WORLD, Box, box_from, land_path
from parks.models import Park

LISTED = 60  # parks told beside the map
SMALLEST, LARGEST = 13, 30  # radius of a marker
STEP = 0.4


@dataclass(frozen=True)
class Marker:
    """A park or a cluster on the drawing: where it leads and what it says."""

    x: int
    y: int
    radius: int
    text: str
    label: str
    url: str
    approximate: bool


def context(request: HttpRequest, chosen: ParkFilter) -> dict[str, Any]:
    """The drawn map with its lists, kept until content changes, and the box that was asked for."""
    box = box_from(request.GET.get("box", ""))
    key = ("map", current_language(), request.GET.urlencode())
    memo = chosen.index.memo
    if key not in memo:
        shown = box or extent(chosen.answer) or WORLD
        chosen.index.remember(key, get_template("parks/_map.html").render(_drawn(request.GET, chosen, shown), request))
    return {"map": memo[key], "box": box.text if box else ""}


def _drawn(query: QueryDict, chosen: ParkFilter, box: Box) -> dict[str, Any]:
    found, inside = clusters(chosen.answer, box)
    nowhere = chosen.answer.bits & ~located(chosen.answer.snapshot)
    listed, placeless = _ids(chosen, inside), _ids(chosen, nowhere)
    parks = _parks({*listed, *placeless, *(cluster.park for cluster in found if cluster.count == 1)})
    return {
        "land": land_path(box),
        "drawing": geography,
        "markers": [_marker(query, box, cluster, parks) for cluster in found],
        "listed": [parks[pk] for pk in listed if pk in parks],
        "inside": inside.bit_count(),
        "placeless": [parks[pk] for pk in placeless if pk in parks],
        "nowhere": nowhere.bit_count(),
        "moves": _moves(query, box),
    }


def _ids(chosen: ParkFilter, bits: int) -> list[int]:
    """The first parks of a bitmap, by name."""
    rows, slots = chosen.index.rows, chosen.answer.by_name(bits)
    return [row.pk for slot in islice(slots, LISTED) if (row := rows[slot]) is not None]


def _parks(ids: Iterable[int]) -> dict[int, Park]:
    return Park.objects.public().select_related("region__parent").in_bulk(list(ids))


def _query(query: QueryDict, box: Box | None) -> str:
    """The address of another part of the map."""
    moved = query.copy()
    moved.pop("page", None)
    if box is None:
        moved.pop("box", None)
    else:
        moved["box"] = box.text
    return f"?{moved.urlencode()}"


def _moves(query: QueryDict, box: Box) -> list[tuple[str, str, str]]:
    """What can be done to the map: a sign, words and an address; what would change nothing is left out."""
    moves = (
        ("+", _("Zoom in"), box.zoomed(0.5)),
        ("−", _("Zoom out"), box.zoomed(2)),
        ("←", _("West"), box.moved(-STEP, 0)),
        ("→", _("East"), box.moved(STEP, 0)),
        ("↑", _("North"), box.moved(0, -STEP)),
        ("↓", _("South"), box.moved(0, STEP)),
    )
    offered = [(sign, words, _query(query, other)) for sign, words, other in moves if other != box]
    whole = [] if box == WORLD else [("◯", _("Whole world"), _query(query, WORLD))]
    return [*offered, *whole]


def _marker(query: QueryDict, box: Box, cluster: Cluster, parks: dict[int, Park]) -> Marker:
    x, y = box.place(cluster.x, cluster.y)
    park = parks.get(cluster.park)
    if cluster.count == 1 and park is not None:
        name = local_text(park, "name").text
        label = _("%(park)s (position approximate)") % {"park": name} if cluster.approximate else name
        url = reverse("parks:detail", args=[park.slug])
        return Marker(round(x), round(y), SMALLEST - 4, "", label, url, cluster.approximate)
    label = ngettext("%(count)s park here", "%(count)s parks here", cluster.count) % {"count": number(cluster.count)}
    closer = cluster.extent if cluster.extent.width < box.width * 0.7 else box.zoomed(0.5)
    can_zoom = box.width > geography.NARROWEST * 1.01
    url = _query(query, closer) if can_zoom else "#parks-here"
    radius = min(LARGEST, SMALLEST + 3 * len(str(cluster.count)) + cluster.count.bit_length())
    text = number(cluster.count) if cluster.count < 10_000 else f"{cluster.count // 1000}k"
    return Marker(round(x), round(y), radius, text, label, url, False)
