"""Spaces: the finder and the page of one space. Every state of them is an address that can be shared."""

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from parks import offers
from parks.conversion import Units
from parks.enums import SpaceGroup
from parks.figures import SourceList
from parks.finding import SPACE_SORTS, SpaceFilter
from parks.models import SettlementMode, Space, SpaceType
from parks.views.finders import finder, units_offered
from parks.views.narrowing import without_blanks

PER_PAGE = 12
FIRST_ROW = ("kind", "country", "area_min", "area_max")
MORE = (
    "step",
    "industry",
    "region",
    "open",
    "status",
    "available_by",
    "priced",
    "fitting",
    "floor_load_min",
    "clear_height_min",
    "power_min",
    "crane_min",
    "lift_min",
    "cleanroom",
    "fire_class",
)
OTHERS = 6


def space_list(request: HttpRequest) -> HttpResponse:
    """Spaces on the market. A form sent with blanks is redirected to the short address without them."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    units = Units.chosen(request.GET)
    chosen = SpaceFilter(request.GET, Space.objects.public(), request=request)
    page = Paginator(offers.for_offers(chosen.qs), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **finder(chosen, request.GET, page, units),
        "offers": offers.offers(page.object_list, units),
        "first_row": [chosen.form[name] for name in FIRST_ROW],
        "more": [chosen.form[name] for name in MORE],
        "more_open": any(name in request.GET for name in MORE),
        "sorts": SPACE_SORTS,
        "kind": chosen.form.cleaned_data.get("kind"),
    }
    return render(request, "parks/spaces.html", context)


def space_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One space with every limit, stated or not, and the park's other spaces; 404 when it is off the market."""
    return space_page(request, get_object_or_404(offers.for_offers(Space.objects.public()), pk=pk))


def space_page(request: HttpRequest, space: Space) -> HttpResponse:
    """The page of a space of `offers.for_offers`; staff preview theirs before readers can see it."""
    units = Units.chosen(request.GET)
    others = offers.for_offers(Space.objects.public()).filter(park=space.park).exclude(pk=space.pk)[:OTHERS]
    [offer, *rest] = offers.offers([space, *others], units)
    context = {
        "offer": offer,
        "space": space,
        "name": offers.name(space),
        "description": offers.description(space),
        "only_for": offers.industries(space),
        "lease": offers.lease(space),
        "others": rest,
        "units": units,
        **units_offered(units),
    }
    return render(request, "parks/space.html", context)


def space_kinds(request: HttpRequest) -> HttpResponse:
    """Every current kind of space by group, the ladder first, with what it is, who offers it and ways to take it."""
    offered = Count("spaces", filter=Q(spaces__in=Space.objects.public().filter(is_demonstration=False)))
    ways = Prefetch("settlement_modes", SettlementMode.objects.current())
    rows = SpaceType.objects.current().annotate(space_count=offered).prefetch_related(ways, "sources")
    place = {code: number for number, code in enumerate(SpaceGroup.values)}
    ordered = sorted(rows, key=lambda kind: (place.get(kind.group, len(place)), kind.ladder_step, kind.order))
    sources = SourceList()
    told = [(kind, [sources.number(source) for source in kind.sources.all()]) for kind in ordered]
    context = {
        "ladder": [kind for kind in ordered if kind.group == SpaceGroup.LADDER],
        "groups": [
            (code, SpaceGroup(code).label, list(members))
            for code, members in groupby(told, key=lambda pair: pair[0].group)
        ],
        "sources": sources.sources,
    }
    return render(request, "parks/space_kinds.html", context)
