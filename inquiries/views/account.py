"""The account of somebody who signed in by a code: all inquiries at a glance, and taking one more in."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.views.doors import NEXT, person, signed_in
from enterprises.models import CompanyProfile
from inquiries import belonging, drafting
from inquiries.models import MINE, Inquiry
from inquiries.views.private import address_of, behind_secret

SHOWN = 50  # inquiries on the page; older ones are found by their reference


@require_safe
@signed_in
def account(request: HttpRequest, user: User) -> HttpResponseBase:
    """What is begun, what is under way and what waits for an answer: nine queries whatever their number."""
    context = {
        "person": user,
        "drafts": [(draft, drafting.erased_on(draft)) for draft in drafting.of_person(user)[:SHOWN]],
        "rows": belonging.rows(user, SHOWN),
        "company": CompanyProfile.objects.of(user).first(),
    }
    return render(request, "inquiries/account/overview.html", context)


@require_POST
@behind_secret
def keep(request: HttpRequest, inquiry: Inquiry) -> HttpResponseBase:
    """Whoever has the secret adds the inquiry to the account; signed out they sign in first and come back.

    A colleague who reads it without the secret adds nothing: it would stay after leaving the company.
    """
    user = person(request)
    if user is None:
        request.session[NEXT] = address_of(inquiry, "progress")  # not in a link: it holds the secret
        return redirect("accounts:sign_in")
    if inquiry.door != MINE:
        belonging.add(inquiry, user)
    messages.success(request, _("The inquiry is in your account now."))
    return redirect("inquiries:account")
