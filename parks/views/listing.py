"""The list of parks: filters, text search, order, pages. Every state of it is an address that can be shared."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parks.filters import SORTS, ParkFilter
from parks.models import Park
from parks.rendering import for_cards
from parks.views.narrowing import active_filters, relaxations, without_blanks

PER_PAGE = 12
FIRST_ROW = ("direction", "country", "industry")
MORE = (
    "region",
    "kind",
    "level",
    "mode",
    "space",
    "step",
    "area_min",
    "area_max",
    "service",
    "accepting",
)


def park_list(request: HttpRequest) -> HttpResponse:
    """Public parks. A form sent with blanks is redirected to the short address without them."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = ParkFilter(request.GET, Park.objects.public(), request=request)
    page = Paginator(for_cards(chosen.qs), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "first_row": [chosen.form[name] for name in FIRST_ROW],
        "more": [chosen.form[name] for name in MORE],
        "more_open": any(name in request.GET for name in MORE),
        "active": active_filters(chosen, request.GET),
        "relaxations": [] if page.paginator.count else relaxations(chosen, request.GET),
        "problems": [(chosen.form[name].label, errors) for name, errors in chosen.form.errors.items()],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "sorts": SORTS,
        "sort": chosen.form.cleaned_data.get("sort") or "name",
    }
    return render(request, "parks/list.html", context)
