"""The home page and the pages about the site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inquiries.inbound import deciding
from parks.bridges import draw
from parks.cards import cards
from parks.enums import SpaceGroup
from parks.filters import ParkFilter
from parks.models import Article, Operator, Park, Partnership, SettlementMode, SpaceType
from parks.networking import for_list

FEATURED = 6
ARCS = 24
NEWS = 3
FINDER = ("direction", "industry", "step")


def home(request: HttpRequest) -> HttpResponse:
    """What this is, a finder, some parks, the ladder of space, ways to settle, news, and the path of an inquiry."""
    public = Park.objects.listed()
    finder = ParkFilter({}, public.none(), request=request)
    featured = public.order_by("-featured", "sort_key", "slug").values_list("pk", flat=True)[:FEATURED]
    context = {
        "finder": [finder.form[name] for name in FINDER],
        "featured": cards(featured),
        "map": draw(for_list(Partnership.objects.public())[:ARCS]),
        "ladder": SpaceType.objects.current().filter(group=SpaceGroup.LADDER).order_by("ladder_step"),
        "modes": SettlementMode.objects.current(),
        "news": Article.objects.public().order_by("-published", "slug")[:NEWS],
    }
    return render(request, "portal/home.html", context)


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html", {"example": Park.objects.demonstration()})


def privacy(request: HttpRequest) -> HttpResponse:
    """With the periods that are really kept, and who looks after the platform."""
    periods = {
        "closed": settings.CLOSED_RETENTION_MONTHS,
        "settled": settings.SETTLED_RETENTION_MONTHS,
        "invalid": settings.INVALID_RETENTION_DAYS,
        "incoming": deciding.KEPT_DAYS,
        "mails": settings.MAIL_RETENTION_MONTHS,
        "audit": settings.AUDIT_RETENTION_MONTHS,
    }
    return render(request, "portal/privacy.html", {"periods": periods, "controller": Operator.objects.desk()})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")
