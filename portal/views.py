"""The home page, the pages about the site, and robots.txt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parks.enums import SpaceGroup
from parks.filters import ParkFilter
from parks.models import Park, SpaceType
from parks.rendering import for_cards
from portal.worldmap import bridges, nodes

FEATURED = 6
FINDER = ("direction", "industry", "step")


def home(request: HttpRequest) -> HttpResponse:
    """What this is, a finder, some parks, the ladder of space and the path of an inquiry."""
    public = Park.objects.public()
    finder = ParkFilter({}, public.none(), request=request)
    points = nodes(
        public.exclude(latitude=None).exclude(longitude=None).values_list("longitude", "latitude", "country")  # type: ignore[arg-type]  # none is null here
    )
    context = {
        "finder": [finder.form[name] for name in FINDER],
        "featured": for_cards(public.order_by("-featured", "sort_key", "slug"))[:FEATURED],
        "nodes": points,
        "bridges": bridges(points),
        "ladder": SpaceType.objects.current().filter(group=SpaceGroup.LADDER).order_by("ladder_step"),
    }
    return render(request, "portal/home.html", context)


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be read by search engines; private ones and the back office are none of their business."""
    lines = ["User-agent: *", "Disallow: /zh-hans/admin/", "Disallow: /en/admin/", "Disallow: /api/"]
    lines += ["Disallow: /zh-hans/inquiry/PB-", "Disallow: /en/inquiry/PB-", f"# {settings.SITE_URL}/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
