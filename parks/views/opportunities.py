"""Investment projects: the list of those that seek a partner, and one project."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from common.enums import Language, PublicationState
from common.languages import current_language, other_language
from parks.models import Opportunity
from parks.models.opportunities import OpportunityQuerySet
from parks.offering import OpportunityFilter
from parks.views.catalogues import chips, problems
from parks.views.narrowing import without_blanks

PER_PAGE = 12
FIRST_ROW = ("industry", "cooperation", "country")
MORE = ("park", "state", "investment_min", "investment_max", "currency")


def along(projects: OpportunityQuerySet) -> OpportunityQuerySet:
    """With all that a card and the page show, without further queries."""
    return projects.select_related("park__operator", "park__region__parent", "industry", "source", "operator")


def opportunities(request: HttpRequest) -> HttpResponse:
    """Offered projects, or others when the state asks for them. A form sent with blanks is redirected."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = OpportunityFilter(request.GET, along(Opportunity.objects.public()), request=request)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "first_row": [chosen.form[name] for name in FIRST_ROW],
        "more": [chosen.form[name] for name in MORE],
        "more_open": any(name in request.GET for name in MORE),
        "active": chips(chosen, request.GET),
        "problems": problems(chosen),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
    return render(request, "parks/opportunities.html", context)


def opportunity(request: HttpRequest, slug: str) -> HttpResponse:
    """One project, open or past, in the reader's language, else in the one that is published."""
    return opportunity_page(request, get_object_or_404(along(Opportunity.objects.public()), slug=slug))


def opportunity_page(request: HttpRequest, found: Opportunity) -> HttpResponse:
    """The page of a project that `along` has loaded; staff preview theirs before it is published."""
    published = [code for code in Language.values if found.is_public_in(code)]
    wanted = current_language()
    shown = wanted if wanted in published else other_language(wanted)
    context = {
        "project": found,
        "shown": shown,
        "is_fallback": shown != wanted,
        "is_stale": found.publication_state(shown) == PublicationState.STALE,
        "published_languages": published,
    }
    return render(request, "parks/opportunity.html", context)
