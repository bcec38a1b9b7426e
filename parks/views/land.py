"""Land: plots with their use, plot ratio, term, the way they are given out and the day of the auction."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parks import offers
from parks.conversion import MONEY, Units
from parks.finding import LAND_SORTS, LandFilter
from parks.models import LandParcel
from parks.views.finders import finder
from parks.views.narrowing import without_blanks

PER_PAGE = 20
FIRST_ROW = ("use", "country", "supply_mode")
MORE = ("region", "area_min", "area_max", "status", "upcoming")


def land_list(request: HttpRequest) -> HttpResponse:
    """Plots on the market. A form sent with blanks is redirected to the short address without them."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    units = Units.chosen(request.GET)
    chosen = LandFilter(request.GET, LandParcel.objects.public(), request=request)
    rows = chosen.qs.select_related("park__operator", "source")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **finder(chosen, request.GET, page, units),
        "plots": offers.plots(page.object_list, units),
        "first_row": [chosen.form[name] for name in FIRST_ROW],
        "more": [chosen.form[name] for name in MORE],
        "more_open": any(name in request.GET for name in MORE),
        "sorts": LAND_SORTS,
        "areas": (),
        "moneys": [
            ("", _("as stated"), not units.money),
            *((code, pair[0], code == units.money) for code, pair in MONEY.items()),
        ],
    }
    return render(request, "parks/land.html", context)
