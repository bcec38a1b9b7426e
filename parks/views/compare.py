"""Two to four parks or spaces side by side. The address names them, so that a comparison can be shared and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import local_text
from parks import comparing, offers
from parks.conversion import Units
from parks.models import Park, Space
from parks.search import search
from parks.views.finders import units_offered

SUGGESTED = 8
MOST_READ = 20  # names taken from one address; further ones are not looked at
LONGEST = 100
ID_DIGITS = 18
KEPT = ("area", "money", "rows")  # what every address of the same comparison carries along


@dataclass(frozen=True)
class Column:
    """One thing that is compared: its name, its page, and the address of the comparison without it."""

    record: Park | Space
    key: str
    without: str

    @property
    def park(self) -> Park:
        return self.record if isinstance(self.record, Park) else self.record.park

    @property
    def names(self) -> Any:
        """The record whose name heads the column: a space without a name is called by its kind."""
        return self.record.kind if isinstance(self.record, Space) and not self.record.name else self.record

    @property
    def plain(self) -> str:
        return local_text(self.names, "name").text


@dataclass(frozen=True)
class Suggestion:
    """Something that could be added, and the address with it."""

    record: Park | Space
    text: str
    address: str


def compare(request: HttpRequest) -> HttpResponse:
    """The comparison; with fewer than two things a page that helps to choose them."""
    return render(request, "parks/compare.html", compared(request))


def compared(request: HttpRequest) -> dict[str, Any]:
    """What the page, and the file to take away, say; `comparison` is None with fewer than two things."""
    kind = "park" if request.GET.get("park") or not request.GET.get("space") else "space"
    asked = list(dict.fromkeys(request.GET.getlist(kind)[:MOST_READ]))
    found = (_parks if kind == "park" else _spaces)(asked)
    keys = list(found)[: comparing.MOST]
    units = comparing.one_unit((found[key] for key in keys), Units.chosen(request.GET)) if kind == "space" else Units()
    return {
        "kind": kind,
        "columns": [Column(found[key], key, _address(request.GET, kind, _less(keys, key))) for key in keys],
        "asking": _asking(kind, [found[key] for key in keys]),
        "problems": _problems(request.GET, kind, asked, found),
        "comparison": _compared(kind, [found[key] for key in keys], units, request.GET),
        "only": request.GET.get("rows") == "differences",
        "suggestions": _suggestions(request.GET, kind, found, keys) if len(keys) < comparing.MOST else [],
        "words": request.GET.get("q", "")[:LONGEST],
        "kept": _kept(request.GET),
        "fewest": comparing.FEWEST,
        **(units_offered(units) if kind == "space" else {}),
    }


def _parks(slugs: Sequence[str]) -> dict[str, Any]:
    """Public parks by short name, in the order asked for."""
    wanted = [slug for slug in slugs if slug_re.match(slug)]
    rows = comparing.for_comparison(Park.objects.public().filter(slug__in=wanted)) if wanted else ()
    found = {park.slug: park for park in rows}
    return {slug: found[slug] for slug in wanted if slug in found}


def _spaces(ids: Sequence[str]) -> dict[str, Any]:
    """Public spaces by number, in the order asked for."""
    wanted = [value for value in ids if value.isascii() and value.isdigit() and len(value) <= ID_DIGITS]
    rows = offers.for_offers(Space.objects.public()).filter(pk__in=wanted) if wanted else ()
    found = {str(space.pk): space for space in rows}
    return {key: found[key] for key in dict.fromkeys(str(int(value)) for value in wanted) if key in found}


def _compared(kind: str, things: list[Any], units: Units, query: QueryDict) -> comparing.Comparison | None:
    if len(things) < comparing.FEWEST:
        return None
    whole = (
        comparing.compare_parks(things) if kind == "park" else comparing.compare_spaces(offers.offers(things, units))
    )
    return whole.narrowed() if query.get("rows") == "differences" else whole


def _asking(kind: str, things: list[Any]) -> str:
    """The query of an inquiry to those that can be asked; empty when none can."""
    if kind == "park":
        return "&".join(f"park={park.slug}" for park in things if park.can_be_asked)
    return "&".join(f"space={space.pk}" for space in things if space.is_open and space.park.can_be_asked)


def _less(keys: list[str], key: str) -> list[str]:
    return [other for other in keys if other != key]


def _address(query: QueryDict, kind: str, keys: Sequence[str]) -> str:
    """The query string of a comparison of these, in the same units."""
    address = QueryDict(mutable=True)
    address.setlist(kind, list(keys))
    for name, value in _kept(query):
        address[name] = value
    return f"?{address.urlencode()}" if address else "?"


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name in KEPT if (value := str(query.get(name, "")))]


def _problems(query: QueryDict, kind: str, asked: list[str], found: dict[str, Any]) -> list[str]:
    """What of the address could not be followed, in sentences."""
    said = []
    absent = len(asked) - len(found)
    if kind == "park" and absent:
        text = ngettext(
            "One park that was asked for is not here.", "%(count)s parks that were asked for are not here.", absent
        )
        said.append(text % {"count": absent})
    elif absent:
        text = ngettext(
            "One space that was asked for is not here.", "%(count)s spaces that were asked for are not here.", absent
        )
        said.append(text % {"count": absent})
    if len(found) > comparing.MOST:
        said.append(_("At most four can be compared; these are the first four."))
    if query.get("park") and query.get("space"):
        said.append(_("Parks and spaces are compared separately; these are the parks."))
    return said


def _suggestions(query: QueryDict, kind: str, found: dict[str, Any], keys: list[str]) -> list[Suggestion]:
    """What the words find; without words featured parks, or spaces, of the kinds chosen so far if any."""
    words = query.get("q", "").replace("\x00", "")[:LONGEST].strip()
    if kind == "park":
        rows: Any = Park.objects.listed().exclude(slug__in=keys)
        rows = search(rows, words) if words else rows.order_by("-featured", "sort_key", "slug")
        return [_suggest(query, kind, keys, park, park.slug, "") for park in rows[:SUGGESTED]]
    spaces: Any = Space.objects.public().exclude(pk__in=keys).select_related("park", "kind")
    if words:
        spaces = search(spaces, words, "space").order_by("name_rank", "park__sort_key", "order", "pk")
    elif keys:
        spaces = spaces.filter(kind__in=[found[key].kind_id for key in keys])
    return [_suggest(query, kind, keys, space, str(space.pk), offers.name(space)) for space in spaces[:SUGGESTED]]


def _suggest(query: QueryDict, kind: str, keys: list[str], record: Any, key: str, text: str) -> Suggestion:
    return Suggestion(record, text, _address(query, kind, [*keys, key]))
