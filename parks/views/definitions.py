"""How figures are defined: every metric by group, and one metric with all who state it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from parks import definitions, figures
from parks.figures import SourceList
from parks.models import Metric, Park
from parks.models.facts import STALE_AFTER

PER_PAGE = 50


def metrics(request: HttpRequest) -> HttpResponse:
    """Every current metric with its definition, and the rules that hold for all figures."""
    sources = SourceList()
    context = {
        "groups": definitions.groups(sources),
        "stale_days": STALE_AFTER.days,
        "example": Park.objects.demonstration(),
        "sources": sources.sources,
    }
    return render(request, "parks/metrics.html", context)


def metric(request: HttpRequest, code: str) -> HttpResponse:
    """One metric and every value of it; a retired one stays reachable, as old figures name it."""
    found = get_object_or_404(Metric, code=code)
    page = Paginator(definitions.stated_of(found), PER_PAGE).get_page(request.GET.get("page"))
    sources = SourceList()
    defined_by = [sources.number(source) for source in found.sources.all()]
    context = {
        "metric": found,
        "how": definitions.how_shown(found),
        "items": definitions.items(found),
        "defined_by": defined_by,
        "values": [(fact, figures.figure(fact, sources)) for fact in page],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "stale_days": STALE_AFTER.days,
        "sources": sources.sources,
    }
    return render(request, "parks/metric.html", context)
