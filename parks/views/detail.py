"""The profile of one park."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django_countries import countries

from common.enums import Language, PublicationState
from common.languages import current_language, other_language
from parks import rendering
from parks.enums import OrganisationRole
from parks.models import Park
from parks.rendering import SourceList, for_profile

PARALLEL = "parallel"
HEADLINES = 4


def park_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The profile in the reader's language, else in the one that is published, and said so; 404 when none is."""
    park = get_object_or_404(for_profile(Park.objects.public()), slug=slug)
    published = [code for code in Language.values if park.is_public_in(code)]
    wanted = current_language()
    shown = wanted if wanted in published else other_language(wanted)
    context = {
        "park": park,
        "shown": shown,
        "is_fallback": shown != wanted,
        "is_stale": park.publication_state(shown) == PublicationState.STALE,
        "published_languages": published,
        "parallel": request.GET.get("view") == PARALLEL and len(published) > 1,
        "languages": Language.values,
        **_head(park),
        **_parts(park),
    }
    context["chapters"] = _chapters(context)
    return render(request, "parks/detail.html", context)


def _head(park: Park) -> dict[str, object]:
    """What the page says without sources."""
    return {
        "country": countries.name(park.country) or park.country,
        "place": rendering.place(park),
        "coordinates": rendering.coordinates(park),
        "industries": [row.industry for row in park.park_industries.all()],
        "family": list(dict.fromkeys([*park.sub_parks.all(), *park.guest_parks.all()])),
        "modes": park.settlement_modes.all(),
        "photos": list(park.photos.all()),
        "in_buildings": any(space.building_id or space.floor for space in park.spaces.all()),
        "has_location": bool(park.address or park.latitude is not None or park.reaches.all()),
    }


def _chapters(context: dict[str, Any]) -> list[tuple[str, str]]:
    """Anchors and titles of the parts that this park has."""
    chapters = (
        ("overview", _("Overview"), True),
        ("figures", _("Figures"), context["figures"]),
        ("location", _("Location"), context["has_location"]),
        ("phases", _("Construction"), context["phases"]),
        ("spaces", _("Spaces"), True),
        ("services", _("Settling and services"), context["tiers"] or context["modes"]),
        ("network", _("Partners and tenants"), context["partners"] or context["tenants"]),
        ("record", _("On record"), context["recognitions"] or context["statements"]),
        ("sources", _("Sources"), context["sources"]),
    )
    return [(anchor, title) for anchor, title, exists in chapters if exists]


def _parts(park: Park) -> dict[str, object]:
    """Everything on the page that has sources, in reading order, so that they are numbered as they appear."""
    sources = SourceList()
    known = rendering.metrics(park.facts.all(), sources)
    headline = [metric for metric in known if metric.headline][:HEADLINES]
    parts = {
        "headline": headline,
        "disagreement": any(metric.disagree for metric in headline),
        "figures": [metric for metric in known if metric not in headline or len(metric.shown) < len(metric.figures)],
        "axes": rendering.distances(park.reaches.all(), sources),
        "places_without_distance": [
            reach for reach in park.reaches.all() if reach.km is None and reach.minutes is None
        ],
        "phases": [(phase, sources.number(phase.source)) for phase in park.phases.all()],
        "ladder": rendering.ladder(park.spaces.all()),
        "spaces": [(space, sources.number(space.source)) for space in park.spaces.all()],
        "tiers": rendering.services_by_tier(park),
        "partners": rendering.organisations_by_role(park, OrganisationRole.PARTNER),
        "tenants": rendering.organisations_by_role(park, OrganisationRole.TENANT),
        "recognitions": [(row, sources.number(row.source)) for row in park.recognitions.all()],
        "statements": [(row, sources.number(row.source)) for row in park.statements.all()],
    }
    for source in park.sources.all():
        sources.number(source)
    return {**parts, "sources": sources.sources}
