"""What the pages about signing in to the back office share: its frame, private headers, the question to a passkey."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import passkeys, sessions
from accounts.factors import State
from accounts.models import User
from common.privatepages import keep_private

CHALLENGE = "passkey_challenge"  # in the session, good for one answer
NEXT = "staff_next"  # in the session: the page that was asked for before the second factor
LOCKED = _("Too many wrong attempts. Please wait a quarter of an hour; after thirty in a day, until tomorrow.")
SAID: dict[State, str | Promise] = {
    State.WRONG: _("This did not fit. A code counts once; please try the next one."),
    State.LOCKED: LOCKED,
}


def show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = admin.site.each_context(request)
    response = render(request, f"accounts/staff/{name}.html", {**frame, **context}, status=status)
    keep_private(response)
    return response


def passkey_question(request: HttpRequest, user: User) -> str:
    """What a script asks the browser for; empty when the person has no passkey or this host can have none."""
    place = passkeys.place_of(request)
    if not passkeys.is_possible(place) or not user.passkeys.exists():
        return ""
    options, request.session[CHALLENGE] = passkeys.question(place, user)
    return options


def take_challenge(request: HttpRequest) -> str:
    """Out of the session: an answer is judged once."""
    return str(request.session.pop(CHALLENGE, ""))


def to_factor(request: HttpRequest, user: User) -> HttpResponseBase:
    """To the second factor, or to setting it up; the page that was asked for is remembered."""
    if sessions.current(request) is None:  # began before there was a second factor here
        sessions.begin(request, user)
    match = request.resolver_match
    if request.method == "GET" and match is not None and match.namespace == "admin" and match.url_name != "login":
        request.session[NEXT] = request.get_full_path()[:1000]
    return keep_private(redirect("accounts:verify" if sessions.has_factor(user) else "accounts:second_factor"))
