"""The catalogue of services, and one service with the parks that offer it."""

from itertools import groupby

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from parks.enums import ServiceTier
from parks.models import Park, ParkService, Service
from parks.offering import ServiceFilter
from parks.views.catalogues import chips, problems
from parks.views.narrowing import without_blanks


def services(request: HttpRequest) -> HttpResponse:
    """Current services by tier. A form sent with blanks is redirected to the short address without them."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    offered = Count("park_services", filter=Q(park_services__park__in=Park.objects.listed()))
    current = Service.objects.current().annotate(park_count=offered)
    chosen = ServiceFilter(request.GET, current, request=request)
    found = list(chosen.qs)
    context = {
        "filter": chosen,
        "fields": [chosen.form[name] for name in ("tier", "mode", "fee")],
        "active": chips(chosen, request.GET),
        "problems": problems(chosen),
        "count": len(found),
        "tiers": [
            (ServiceTier(tier).label, list(rows)) for tier, rows in groupby(found, key=lambda service: service.tier)
        ],
    }
    return render(request, "parks/services.html", context)


def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service; a retired one stays reachable, as old records name it."""
    found = get_object_or_404(Service, code=code)
    rows = ParkService.objects.filter(service=found, park__in=Park.objects.listed())
    rows = rows.select_related("park__region__parent", "provider").order_by("park__sort_key", "park__slug")
    context = {
        "service": found,
        "modes": found.modes.filter(retired=False),
        "offers": rows,
        "sources": found.sources.all(),
    }
    return render(request, "parks/service.html", context)
