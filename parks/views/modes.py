"""The guide to settling: every way with its steps, in both directions."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_countries import countries

from parks.filters import CHINA, DIRECTIONS
from parks.models import Park, ProcessStep, Service, SettlementMode
from parks.rendering import SourceList
from parks.settling import duration, lines

OUTBOUND, INBOUND = (code for code, _label in DIRECTIONS)
HOME = "CN"
MODEL = "BE"  # the country of the model case comes first where an enterprise goes abroad
NO_COUNTS = {"parks": 0, OUTBOUND: 0, INBOUND: 0}


def modes(request: HttpRequest) -> HttpResponse:
    """Every current way, with the steps that are known and the parks that offer it, in each direction."""
    known = dict[str, dict[str, int]]()
    counted = ProcessStep.objects.order_by().values_list("mode__code", "country").annotate(steps=Count("pk"))
    for code, country, steps in counted:
        known.setdefault(code, {})[country] = steps
    offered = park_counts()
    rows = []
    for mode in SettlementMode.objects.current():
        here = known.get(mode.code, {})
        there = [(countries.name(country), here[country]) for country in _abroad(here)]
        rows.append((mode, offered.get(mode.pk, NO_COUNTS), here.get(HOME, 0), there))
    return render(request, "parks/modes.html", {"modes": rows})


def mode(request: HttpRequest, code: str) -> HttpResponse:
    """One way in one direction; a direction or country that is not understood gives way to the first one."""
    found = get_object_or_404(SettlementMode, code=code)
    wanted = request.GET.get("direction")
    direction = wanted if wanted in (OUTBOUND, INBOUND) else OUTBOUND
    places = [HOME] if direction == INBOUND else _destinations(found)
    place = next((one for one in places if one == request.GET.get("country")), places[0])
    sources = SourceList()
    defined_by = [sources.number(source) for source in found.sources.all()]
    steps = list(found.steps.filter(country=place).select_related("source"))
    context = {
        "mode": found,
        "defined_by": defined_by,
        "direction": direction,
        "directions": DIRECTIONS,
        "country": countries.name(place) or place,
        "countries": [(one, countries.name(one) or one, one == place) for one in places],
        "steps": lines(steps, sources),
        "duration": duration(steps),
        "kinds": found.space_types.filter(retired=False),
        "services": Service.objects.current().filter(modes=found),
        "parks": park_counts(found).get(found.pk, NO_COUNTS),
        "sources": sources.sources,
    }
    return render(request, "parks/mode.html", context)


def park_counts(only: SettlementMode | None = None) -> dict[int, dict[str, int]]:
    """By mode: how many public parks offer it, and how many of them lie where each direction leads."""
    modes = SettlementMode.objects.filter(pk=only.pk) if only else SettlementMode.objects.all()
    public = Q(parks__in=Park.objects.listed())
    inside = public & Q(parks__country__in=CHINA)
    counted = modes.annotate(parks_here=Count("parks", filter=inside), parks_all=Count("parks", filter=public))
    return {
        pk: {"parks": total, INBOUND: here, OUTBOUND: total - here}
        for pk, total, here in counted.order_by().values_list("pk", "parks_all", "parks_here")
    }


def _abroad(found: Iterable[str]) -> list[str]:
    """Country codes outside China, the model country first, then by name."""
    outside = {code for code in found if code not in CHINA}
    return sorted(outside, key=lambda code: (code != MODEL, countries.name(code) or code))


def _destinations(found: SettlementMode) -> list[str]:
    """Countries abroad with steps of this way or with a public park that offers it; never empty."""
    with_steps = found.steps.order_by().values_list("country", flat=True).distinct()
    with_parks = Park.objects.listed().filter(settlement_modes=found).order_by().values_list("country", flat=True)
    return _abroad({*with_steps, *with_parks.distinct()}) or [MODEL]
