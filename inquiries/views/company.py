"""The company's profile: made from the first inquiry or by hand, changed by its members."""

import uuid as uuids

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.views.doors import signed_in
from enterprises import companies
from enterprises.access import membership
from enterprises.models import CompanyProfile, Member
from inquiries import belonging
from inquiries.forms.account import ProfileForm
from inquiries.views.again import NO_COOKIE, languages
from inquiries.views.steps import DOUBTFUL

MOST_COMPANIES = 10  # of one person


@require_safe
@signed_in
def companies_of(request: HttpRequest, user: User) -> HttpResponseBase:
    """To the one company, or to the choice; somebody without one makes it."""
    found = list(CompanyProfile.objects.of(user))
    if len(found) == 1:
        return redirect("inquiries:company", found[0].uuid)
    if not found:
        return redirect("inquiries:company_new")
    return render(request, "inquiries/account/companies.html", {"companies": found})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def company_new(request: HttpRequest, user: User) -> HttpResponseBase:
    """A new profile, filled in from the newest inquiry that belongs to no company yet."""
    described = belonging.descriptions(user)
    if request.method != "POST":
        return _page(request, ProfileForm.of(next(iter(described), None)), None, is_filled=bool(described))
    if "show" in request.POST:
        return _page(request, ProfileForm.typed(request.POST), None)
    form = ProfileForm(request.POST)
    if form.is_valid() and CompanyProfile.objects.of(user).count() >= MOST_COMPANIES:
        form.add_error(None, _("You belong to ten companies already."))
    if not form.is_valid():
        return _page(request, form, None, status=422)
    made = companies.found(user, form.answers, described)
    messages.success(request, _("The profile is saved. Your next inquiry begins with it."))
    return redirect("inquiries:company", made.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def company(request: HttpRequest, user: User, uuid: uuids.UUID) -> HttpResponseBase:
    """Every member may change the profile; 404 for everybody else."""
    member = member_or_404(user, uuid)
    if request.method != "POST":
        return _page(request, ProfileForm.of(member.company), member)
    if "show" in request.POST:
        return _page(request, ProfileForm.typed(request.POST), member)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, member, status=422)
    companies.change(member.company, user, form.answers)
    messages.success(request, _("The profile is saved. Your next inquiry begins with it."))
    return redirect("inquiries:company", uuid)


@signed_in
def unsent_company(request: HttpRequest, user: User, uuid: uuids.UUID | None = None) -> HttpResponseBase:
    """The form as typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    member = member_or_404(user, uuid) if uuid else None
    return _page(request, ProfileForm.typed(request.POST), member, status=403, said=str(NO_COOKIE))


def member_or_404(user: User, uuid: uuids.UUID) -> Member:
    found = membership(user, uuid)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    form: ProfileForm,
    member: Member | None,
    status: int = 200,
    said: str = "",
    is_filled: bool = False,
) -> HttpResponse:
    named = {"uuid": str(member.company.uuid)} if member else {}
    context = {
        "form": form,
        "member": member,
        "company": member.company if member else None,
        "is_filled": is_filled,
        "doubt": DOUBTFUL if form.has_doubtful_number else "",
        "problems": [*([("", said)] if said else []), *(form.problems if form.is_bound else [])],
        "languages": languages("inquiries:company" if member else "inquiries:company_new", **named),
    }
    return render(request, "inquiries/account/company.html", context, status=status)
