"""Pages behind reference and secret: kept out of caches, search engines and Referer headers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.views.doors import signed_in
from common import ratelimit
from common.network import client_address
from inquiries import belonging, drafting, tracking
from inquiries.models import MINE, Inquiry, Visit

WRONG_LIMIT = 30  # wrong guesses in an hour from one address; with 192-bit secrets this only saves work
HOUR = 3600
View = Callable[..., HttpResponseBase]


def private_page(view: View) -> View:
    """Sets the headers on every answer of the view, errors rendered by it included."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


def behind_secret(view: View) -> View:
    """Hands the view the inquiry; whoever has not both words right gets one neutral page, whatever is wrong, and so
    does whoever opens one that is erased.

    With `MINE` in the place of the secret the people whose inquiry it is come in, once they are signed in.
    """

    @private_page
    @wraps(view)
    def wrapped(request: HttpRequest, reference: str, secret: str, **kwargs: Any) -> HttpResponseBase:
        if secret == MINE:
            return of_owner(request, reference, **kwargs)
        inquiry = tracking.find(reference, secret)
        if inquiry is None:
            return unknown(request)
        return view(request, inquiry, **kwargs) if inquiry.erased_at is None else erased(request)

    @signed_in
    def of_owner(request: HttpRequest, user: User, reference: str, **kwargs: Any) -> HttpResponseBase:
        inquiry = belonging.find(user, reference)
        if inquiry is None:
            return render(request, "inquiries/unknown.html", status=404)
        return view(request, inquiry, **kwargs) if inquiry.erased_at is None else erased(request)

    return wrapped


def behind_code(view: View) -> View:
    """Hands the view the draft. One that was sent leads to its receipt; a wrong or erased one to a neutral page."""

    @private_page
    @wraps(view)
    def wrapped(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        draft = drafting.find(code)
        if draft is None:
            return unknown_draft(request)
        if draft.inquiry is not None:
            return redirect(address_of(draft.inquiry, "receipt"))
        return view(request, draft, **kwargs)

    return wrapped


def with_form(response: HttpResponse) -> HttpResponse:
    """For private pages with a form: under no-referrer a browser posts it with `Origin: null`, which the CSRF check
    refuses. Other sites still learn nothing."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def too_many_wrong(request: HttpRequest) -> bool:
    """Count one wrong guess of this visitor."""
    return ratelimit.hit("inquiry-wrong", client_address(request), WRONG_LIMIT, HOUR)


def unknown(request: HttpRequest) -> HttpResponse:
    """404, and 429 for a visitor who guesses a lot."""
    limited = too_many_wrong(request)
    return render(request, "inquiries/unknown.html", {"limited": limited}, status=429 if limited else 404)


def erased(request: HttpRequest) -> HttpResponse:
    """410: whoever opens the link of an erased inquiry reads one sentence, nothing of what it was."""
    return render(request, "inquiries/erased.html", status=410)


def unknown_draft(request: HttpRequest) -> HttpResponse:
    """404, and 429 for a visitor who guesses a lot."""
    limited = too_many_wrong(request)
    return render(request, "inquiries/draft_unknown.html", {"limited": limited}, status=429 if limited else 404)


def address_of(inquiry: Inquiry, page: str) -> str:
    """The address of a private page in the active language."""
    return reverse(f"inquiries:{page}", kwargs={"reference": inquiry.reference, "secret": inquiry.door})


def visit_address(inquiry: Inquiry, visit: Visit) -> str:
    """The address of the page of one visit."""
    kwargs = {"reference": inquiry.reference, "secret": inquiry.door, "uid": visit.uid}
    return reverse("inquiries:visit", kwargs=kwargs)
