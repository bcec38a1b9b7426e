"""Policies: the catalogue, the page of one, and the pre-check of what may fit an enterprise."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_countries import countries

from common.languages import current_language, local_text
from parks import entitling
from parks.entitling import PolicyFilter
from parks.forms.precheck import PrecheckForm
from parks.models import Park, Policy, PolicyFigure
from parks.precheck import Outcome, Result, check, is_offered
from parks.views.narrowing import without_blanks
from parks.views.telling import list_context, shown_in

PER_PAGE = 20
FIRST_ROW = ("kind", "region")
MORE = ("level", "park", "industry", "mode", "delivery", "validity", "incentive")
ORDER = (Outcome.FITS, Outcome.UNKNOWN, Outcome.NO)


def policies(request: HttpRequest) -> HttpResponse:
    """The public policies, incentives first; the expired ones only when asked for."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = PolicyFilter(request.GET, Policy.objects.public(), request=request)
    page = Paginator(_for_cards(chosen.qs), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **list_context(chosen, request.GET, page, FIRST_ROW),
        "more": [chosen.form[name] for name in MORE],
        "more_open": any(name in request.GET for name in MORE),
        "shows_all": chosen.form.cleaned_data.get("validity") == "all",
    }
    return render(request, "parks/policies.html", context)


def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """One policy. An expired one stays readable and says so first; it offers nothing."""
    return policy_page(request, get_object_or_404(policy_rows(Policy.objects.public()), slug=slug))


def policy_page(request: HttpRequest, found: Policy) -> HttpResponse:
    """The page of a policy of `policy_rows`; staff preview theirs before it is published."""
    today = timezone.localdate()
    told = shown_in(found)
    figures, materials = list(found.figures.all()), local_text(found, "materials", told["shown"])
    context = {
        "policy": found,
        **told,
        "is_fallback": told["shown"] != current_language(),
        "country": countries.name(found.country) or found.country,
        "benefits": [figure for figure in figures if figure.is_benefit],
        "figures": [figure for figure in figures if not figure.is_benefit],
        "materials": [line for line in materials.text.splitlines() if line.strip()],
        "materials_language": materials.html_language,
        "is_offered": is_offered(found, today),
        "is_coming": found.valid_from is not None and found.valid_from > today,
        "askable": [] if found.has_expired else [park for park in found.parks.all() if park.can_be_asked],
    }
    return render(request, "parks/policy.html", context)


@never_cache
def precheck(request: HttpRequest) -> HttpResponse:
    """Which incentives may fit: answers stand in the address, so that it can be shared; nothing is stored."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    offers = entitling.offers()
    known = entitling.known(condition for _policy, conditions in offers for condition in conditions)
    form = PrecheckForm(request.GET, known=known)
    form.is_valid()
    asked = "check" in request.GET or any(name in request.GET for name in form.fields)
    results = check(offers, form.profile(), known, timezone.localdate()) if asked else []
    context = {
        "form": form,
        "asked": asked,
        "groups": _groups(results),
        "total": len(offers),
    }
    return render(request, "parks/precheck.html", context)


def _groups(results: list[Result]) -> list[tuple[Outcome, list[Result]]]:
    """What fits, then what is unknown, then what does not fit."""
    ordered = sorted(results, key=lambda result: ORDER.index(result.outcome))
    return [(outcome, list(rows)) for outcome, rows in groupby(ordered, key=lambda result: result.outcome)]


def _for_cards(rows: QuerySet[Policy]) -> QuerySet[Policy]:
    benefits: Any = Prefetch("figures", PolicyFigure.objects.filter(is_benefit=True), to_attr="benefits")
    return rows.select_related("region").prefetch_related(benefits)


def policy_rows(rows: QuerySet[Policy]) -> QuerySet[Policy]:
    """With all that the page shows."""
    public = Park.objects.public().select_related("operator").order_by("sort_key", "slug")
    parks: Any = Prefetch("parks", public)
    return rows.select_related("region", "operator").prefetch_related(
        parks, "figures", "conditions", "industries", "modes", "organisations", "sources"
    )
