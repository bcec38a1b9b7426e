"""Policies as the company's profile answers their conditions."""

from itertools import groupby

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.doors import signed_in
from enterprises import fitness
from enterprises.models import CompanyProfile
from parks.precheck import Outcome, Result

ORDER = (Outcome.FITS, Outcome.UNKNOWN, Outcome.NO)


@require_safe
@signed_in
def fitting(request: HttpRequest, user: User) -> HttpResponseBase:
    """Every incentive in force today: what fits, what is open, what does not fit. Expired ones never."""
    profile = _profile(request, user)
    results = fitness.judged(profile) if profile else []
    context = {
        "company": profile,
        "outcomes": _by_outcome(results),
        "total": len(results),
        "query": fitness.query_of(profile) if profile else "",
    }
    return render(request, "inquiries/account/policies.html", context)


@require_safe
@signed_in
def fitting_policy(request: HttpRequest, user: User, slug: str) -> HttpResponseBase:
    """One policy, judged; one that offers nothing today says so."""
    policy = fitness.policy_named(slug)
    if policy is None:
        raise Http404
    profile = _profile(request, user)
    results = fitness.judged(profile, slug) if profile else []
    context = {
        "company": profile,
        "policy": policy,
        "outcomes": _by_outcome(results),
        "total": len(results),
        "query": fitness.query_of(profile) if profile else "",
    }
    return render(request, "inquiries/account/policies.html", context)


def _profile(request: HttpRequest, user: User) -> CompanyProfile | None:
    """The company that the address names, if it is one of this person's, else the first."""
    mine = list(CompanyProfile.objects.of(user).select_related("industry"))
    wanted = request.GET.get("company", "")
    return next((one for one in mine if str(one.uuid) == wanted), mine[0] if mine else None)


def _by_outcome(results: list[Result]) -> list[tuple[Outcome, list[Result]]]:
    ordered = sorted(results, key=lambda result: ORDER.index(result.outcome))
    return [(outcome, list(rows)) for outcome, rows in groupby(ordered, key=lambda result: result.outcome)]
