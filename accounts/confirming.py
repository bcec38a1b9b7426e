"""Asking once more who is there, before an export or a change of members.

A view says `if (page := confirming.ask(request)) is not None: return page` before it acts; an action of the admin does
the same. Whoever showed password or passkey within `sessions.RECENT` notices nothing. Otherwise a GET goes to a page
that leads back; a POST is answered by that page at its own address, which carries along everything that was sent, so
that the same POST goes on once the answer fits. Only files have to be chosen again, and the page says so.
"""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import factors, passkeys, sessions, staffpages
from accounts.factors import State
from accounts.models import User
from common.access import Allowed, Decision, Denied
from common.network import client_address

PASSWORD, PASSKEY = "_confirm_password", "_confirm_passkey"
OWN = frozenset({PASSWORD, PASSKEY, "csrfmiddlewaretoken"})
WRONG = _("This did not fit. Please try again.")


def recent(request: HttpRequest) -> Decision:
    """Whether this person proved lately to be there."""
    if sessions.is_recent(request):
        return Allowed()
    return Denied(_("Please confirm first that it is you."))


def ask(request: HttpRequest) -> HttpResponseBase | None:
    """The page that asks, or None: go on."""
    if recent(request):
        return None
    if request.method != "POST":
        here = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('accounts:confirm')}?{here}")
    problem: str | Promise = ""
    if PASSWORD in request.POST or PASSKEY in request.POST:
        problem = answer(request)
        if not problem:
            return None
    return page(request, problem)


def answer(request: HttpRequest) -> str | Promise:
    """Judge what was sent: empty when it fits, else what is wrong with it."""
    user, address = request.user, client_address(request)
    if not isinstance(user, User):
        return WRONG
    challenge = staffpages.take_challenge(request)
    if shown := request.POST.get(PASSKEY, ""):
        place = passkeys.place_of(request)
        state = factors.check_passkey(user, shown, place=place, challenge=challenge, address=address)
    elif typed := request.POST.get(PASSWORD, ""):
        state = factors.check_password(user, typed, address=address)
    else:
        return _("Enter your password.")
    if state is State.RIGHT:
        sessions.confirm(request)
        return ""
    return staffpages.LOCKED if state is State.LOCKED else WRONG


def page(request: HttpRequest, problem: str | Promise = "", back: str = "") -> HttpResponseBase:
    """Asks at the address of the request; `back`: where to go on afterwards when nothing was sent."""
    carried = [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values]
    user = request.user
    context = {
        "title": _("Is it you?"),
        "action": request.get_full_path(),
        "carried": [(name, value) for name, value in carried if not (back and name == "next")],
        "back": back,
        "problem": problem,
        "has_files": bool(request.FILES),
        "question": staffpages.passkey_question(request, user) if isinstance(user, User) else "",
        "password_field": PASSWORD,
        "passkey_field": PASSKEY,
    }
    return staffpages.show(request, "confirm", context, 422 if problem else 200)
