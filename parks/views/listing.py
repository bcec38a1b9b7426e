"""The list of parks: filters with counts, text search, order, pages, map. Every state is an address to share."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.framing import Frame
from parks.cards import cards
from parks.filters import SORTS, ParkFilter
from parks.views import mapping
from parks.views.narrowing import CURRENT, active_filters, link, page_links, replaced, without_blanks
from parks.views.options import panel
from parks.views.widening import meant, relaxations

PER_PAGE = 20
MAP = "map"
TEMPLATE = "parks/list.html"
FRAME = Frame(TEMPLATE)


class _Ids:
    """What a paginator needs of an answer."""

    def __init__(self, chosen: ParkFilter) -> None:
        self.answer = chosen.answer

    def __len__(self) -> int:
        return len(self.answer)

    def __getitem__(self, part: slice) -> list[int]:
        return self.answer.ids(part.start or 0, part.stop)


def park_list(request: HttpRequest) -> HttpResponse:
    """Public parks. A form sent with blanks is redirected to the short address without them."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = ParkFilter(request.GET, request=request)
    is_map, in_trouble = request.GET.get("view") == MAP, bool(chosen.complaints or not len(chosen.answer))
    shown = mapping.context(request, chosen) if is_map else _page(request.GET, chosen)
    pieces = {**_around(request, chosen, shown), **shown}
    if is_map or in_trouble:
        troubles = _troubles(request.GET, chosen) if in_trouble else {}
        return render(request, TEMPLATE, {**pieces, **troubles, "is_map": is_map})
    return FRAME.render(request, pieces, {})


def _page(query: QueryDict, chosen: ParkFilter) -> dict[str, Any]:
    page: Any = Paginator(_Ids(chosen), PER_PAGE).get_page(query.get("page"))  # type: ignore[arg-type]  # sliced
    return {
        "cards": SafeString("".join(cards(page.object_list, chosen.index))),
        "pages": page_links(query, page),
    }


def _orders(query: QueryDict, chosen: ParkFilter) -> SafeString:
    address, used = replaced(query, "sort"), chosen.sort_in_use
    orders = SORTS if chosen.wanted.ranked is not None else SORTS[1:]
    links = [link(label, address(code), CURRENT if code == used else "") for code, label in orders]
    return mark_safe("".join(links))  # noqa: S308 - escaped by `link`


def _views(query: QueryDict, is_map: bool) -> SafeString:
    as_list = link(_("List"), replaced(query, "view", "box")(), "" if is_map else CURRENT)
    as_map = link(_("Map"), replaced(query, "view")(MAP), CURRENT if is_map else "")
    return mark_safe(as_list + as_map)  # noqa: S308 - escaped by `link`


def _active(request: HttpRequest, chosen: ParkFilter, is_map: bool) -> SafeString:
    """Each filter in use as a link to the list without it."""
    found = active_filters(chosen, request.GET)
    gone = escape(_("remove"))
    lines = [
        f'<a href="{escape(request.path)}{escape("?" + item.query if item.query else "")}"><span>'
        f"{escape(_('%(label)s: %(value)s') % {'label': item.label, 'value': item.value})}</span>"
        f'<span class="cross" aria-hidden="true">×</span><span class="visually-hidden">{gone}</span></a>'
        for item in found
    ]
    if len(found) > 1:
        lines.append(link(_("Remove all"), f"{request.path}{'?view=map' if is_map else ''}"))
    return mark_safe("".join(f"<li>{line}</li>" for line in lines))  # noqa: S308 - every part is escaped


def _around(request: HttpRequest, chosen: ParkFilter, shown: dict[str, Any]) -> dict[str, SafeString]:
    """Filters, what is in use, how many parks there are, the orders."""
    query, count, is_map = request.GET, len(chosen.answer), request.GET.get("view") == MAP
    description = ngettext(
        "%(count)s park in China and Europe, by place, industry, way to settle and kind of space.",
        "%(count)s parks in China and Europe, by place, industry, way to settle and kind of space.",
        count,
    )
    return {
        "description": escape(description % {"count": count}),
        "typed": escape(query.get("q", "")),
        "counted": escape(ngettext("%(count)s park", "%(count)s parks", count) % {"count": count}),
        "panel": panel(chosen, query, {"is_map": is_map, "box": shown.get("box", "")}),
        "active": _active(request, chosen, is_map),
        "views": _views(query, is_map),
        "orders": _orders(query, chosen) if count > 1 and not is_map else SafeString(""),
    }


def _troubles(query: QueryDict, chosen: ParkFilter) -> dict[str, Any]:
    """What was not understood, and a way out of an empty list."""
    empty = not len(chosen.answer)
    errors = chosen.complaints
    return {
        "is_empty": empty,
        "relaxations": relaxations(chosen, query) if empty else [],
        "meant": meant(chosen, query) if empty else None,
        "text": chosen.wanted.text,
        "problems": [(chosen.base_filters[name].label, told) for name, told in errors.items()],
        "errors": errors,
    }
