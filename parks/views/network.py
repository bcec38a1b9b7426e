"""The network of parks: partnerships as a bridge map and a list, the page of one; organisations as a list and alone."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_countries import countries

from common.languages import local_text
from parks.bridges import draw
from parks.enums import OrganisationRole, PartnershipKind
from parks.models import Activity, Fact, Organisation, Park, ParkOrganisation, Partnership
from parks.networking import (
    MAPPED,
    PAIRS,
    OrganisationFilter,
    PartnershipFilter,
    for_list,
    offices_and_alliances,
    shown_parties,
    standing,
    with_last,
    with_ties,
)
from parks.rendering import SourceList, metrics
from parks.views.narrowing import without_blanks
from parks.views.telling import list_context, shown_in

PER_PAGE = 24
MOST_ASKED = 4  # parks that one inquiry from an organisation's page goes to
FIELDS = ("kind", "country", "park", "organisation", "state")
ORGANISATION_FIELDS = ("kind", "country")


def network(request: HttpRequest) -> HttpResponse:
    """Public partnerships; the map shows all that the filters leave, the list a page of them."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = PartnershipFilter(request.GET, Partnership.objects.public(), request=request)
    rows = for_list(chosen.qs)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    cards = [_card(row) for row in page]
    offices, alliances = offices_and_alliances()
    context = {
        **list_context(chosen, request.GET, page, FIELDS),
        "pairs": [card for card in cards if card["is_pair"]],
        "others": [card for card in cards if not card["is_pair"]],
        "map": draw(rows[:MAPPED]),
        "outbound_offices": [office for office in offices if not office.is_inbound],
        "inbound_offices": [office for office in offices if office.is_inbound],
        "has_office_ties": PartnershipKind.WELCOME_OFFICE in chosen.sides.kinds,
        "alliances": [(one, _lines(one, "committees")) for one in alliances],
    }
    return render(request, "parks/network.html", context)


def partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """One partnership: its sides, when and where it was signed, what it does, and what happened since."""
    return partnership_page(request, get_object_or_404(partnership_rows(Partnership.objects.public()), slug=slug))


def partnership_rows(rows: Any) -> Any:
    """With all that the page shows."""
    log = Prefetch("activities", Activity.objects.select_related("source"))
    return with_last(rows).prefetch_related(shown_parties(), log, "sources")


def partnership_page(request: HttpRequest, found: Partnership) -> HttpResponse:
    """The page of a partnership of `partnership_rows`; staff preview theirs before it is published."""
    sources = SourceList()
    activities = [(row, sources.number(row.source)) for row in found.activities.all()]
    for source in found.sources.all():
        sources.number(source)
    context = {
        "partnership": found,
        **shown_in(found),
        **_card(found),
        "functions": _lines(found, "functions"),
        "activities": activities,
        "sources": sources.sources,
        "map": draw([found]),
    }
    return render(request, "parks/partnership.html", context)


def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation that parks work with, in pages. Blanks of the form leave the address."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = OrganisationFilter(request.GET, Organisation.objects.all(), request=request)
    page = Paginator(with_ties(chosen.qs), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **list_context(chosen, request.GET, page, ORGANISATION_FIELDS),
        "rows": [(row, countries.name(str(row.country)) if row.country else "") for row in page],
    }
    return render(request, "parks/organisations.html", context)


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One body: what it is, figures about it, and the public parks that it works with."""
    facts = Prefetch("facts", Fact.objects.select_related("metric", "source", "industry"))
    links = ParkOrganisation.objects.filter(park__in=Park.objects.public()).select_related("park__operator")
    rows = Organisation.objects.prefetch_related(facts, Prefetch("park_organisations", links), "sources")
    found = get_object_or_404(rows, slug=slug)
    sources = SourceList()
    figures = metrics(found.facts.all(), sources)
    for source in found.sources.all():
        sources.number(source)
    ties = for_list(Partnership.objects.public().filter(parties__organisation=found))
    context = {
        "organisation": found,
        "country": countries.name(str(found.country)) if found.country else "",
        "figures": figures,
        **_parks_by_role(found),
        "partnerships": [_card(row) for row in ties],
        "committees": _lines(found, "committees"),
        "sources": sources.sources,
    }
    return render(request, "parks/organisation.html", context)


def _parks_by_role(found: Organisation) -> dict[str, list[Park]]:
    """The parks that it works with or is in, and those of them that take inquiries."""
    links = found.park_organisations.all()
    askable = {link.park.pk: link.park for link in links if link.park.can_be_asked}
    return {
        "partner_of": [link.park for link in links if link.role == OrganisationRole.PARTNER],
        "tenant_of": [link.park for link in links if link.role == OrganisationRole.TENANT],
        "askable": list(askable.values())[:MOST_ASKED],
    }


def _card(row: Partnership) -> dict[str, Any]:
    """A partnership with its public sides and how it stands."""
    parties = list(row.parties.all())
    return {
        "partnership": row,
        "parties": parties,
        "standing": standing(row),
        "is_pair": row.kind in PAIRS,
    }


def _lines(record: Any, field: str) -> list[tuple[str, str]]:
    """A text with one item on each line, as pairs of the item and its language."""
    text = local_text(record, field)
    return [(line.strip(), text.html_language) for line in text.text.splitlines() if line.strip()]
