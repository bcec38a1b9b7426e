"""Signing in by a mailed code, signing out, and what a person says about themselves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import codes, sessions
from accounts.access import CODE_BACKEND
from accounts.forms import AddressForm, CodeForm, PersonForm
from accounts.models import SignInCode, User
from accounts.views.doors import NEXT, is_own_path, person, private, signed_in
from common import ratelimit
from common.languages import current_language
from common.network import client_address, network_of

PENDING = "sign_in_pending"  # in the session: the handle of the code that was mailed, and to whom
HOUR, DAY = 3600, 86_400  # seconds
CODES_ADDRESS, CODES_NETWORK = 20, 100  # codes asked for in an hour
CODES_PAIR = 10  # for one address, asked for in one network in a day: half of what the address is sent at most
TRIES_NETWORK = 300  # codes entered in an hour


@require_http_methods(["GET", "HEAD", "POST"])
@private
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Asks for the address and mails it a code. The answer is the same for every address."""
    if request.method != "POST":
        return redirect(_target(request)) if person(request) else _address_page(request, AddressForm())
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _address_page(request, form, 422)
    email = form.cleaned_data["email"]
    if _is_flood(request):
        form.add_error(None, _("Very many codes were asked for from your network in the last hour. Please try later."))
        return _address_page(request, form, 429)
    row = _begun(request, email)
    if row is None:
        form.add_error("email", _("Many codes were sent to this address lately. Please wait an hour and try again."))
        return _address_page(request, form, 429)
    request.session[PENDING] = {"handle": row.handle, "email": email, "next": _asked(request)}
    return redirect("accounts:code")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def code(request: HttpRequest) -> HttpResponseBase:
    """Takes the code. A new session begins with the right one; nothing but the address is remembered until then."""
    pending = request.session.get(PENDING)
    if not isinstance(pending, dict):
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _code_page(request, form, pending, 422 if form.is_bound else 200)
    address = client_address(request)
    if ratelimit.hit("sign-in-code-try", network_of(address), TRIES_NETWORK, HOUR):
        form.add_error(None, _("Too many attempts. Please wait a quarter of an hour and try again."))
        return _code_page(request, form, pending, 429)
    typed = form.cleaned_data["code"]
    entry = codes.enter(pending["handle"], typed, language=current_language(), address=address)
    if entry.user is not None:
        return _enter(request, entry.user, pending)
    if entry.state is codes.State.WRONG:
        form.add_error("code", _("This code does not fit. Please compare it with the newest mail."))
        return _code_page(request, form, pending, 422)
    return _over(request, pending)


@require_POST
@private
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Ends this session, of whichever kind. Once more changes nothing."""
    sessions.leave(request)
    logout(request)
    return redirect("home")


@require_POST
@signed_in
def sign_out_everywhere(request: HttpRequest, user: User) -> HttpResponseBase:
    """Ends every session of this account, this one too."""
    codes.close_sessions(user, address=client_address(request))
    logout(request)
    return redirect("accounts:sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: HttpRequest, user: User) -> HttpResponseBase:
    """Name and language of mails; signing out everywhere."""
    if request.method != "POST":
        form = PersonForm(initial={"name": user.name, "language": user.language})
        return render(request, "accounts/settings.html", {"form": form, "person": user})
    form = PersonForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/settings.html", {"form": form, "person": user}, status=422)
    user.name, user.language = form.cleaned_data["name"], form.cleaned_data["language"]
    user.save(update_fields=["name", "language"])
    messages.success(request, _("Saved."))
    return redirect("accounts:settings")


def _enter(request: HttpRequest, user: User, pending: dict[str, Any]) -> HttpResponse:
    """Under a new session key; what was waiting in the old session is carried over by hand or forgotten.

    A session of the back office in this browser is over: a browser is on one side at a time.
    """
    sessions.leave(request)
    target = request.session.get(NEXT) or pending["next"] or reverse("inquiries:account")
    login(request, user, backend=CODE_BACKEND)
    for name in (PENDING, NEXT, sessions.HANDLE):
        request.session.pop(name, None)
    return redirect(target)


def _over(request: HttpRequest, pending: dict[str, Any]) -> HttpResponse:
    """The code can no longer be used: back to the address, which is still filled in."""
    del request.session[PENDING]
    form = AddressForm(initial={"email": pending["email"]})
    said = _("This code is no longer valid. Ask for a new one; only the newest works, and in this browser alone.")
    return _address_page(request, form, 422, said, pending["next"])


def _asked(request: HttpRequest) -> str:
    path = (request.POST.get("next") or request.GET.get("next", ""))[:500]
    return path if is_own_path(request, path) else ""


def _target(request: HttpRequest) -> str:
    return _asked(request) or reverse("inquiries:account")


def _begun(request: HttpRequest, email: str) -> SignInCode | None:
    """None when the address was sent many. One network cannot use them all up and so keep its reader out for days."""
    network = network_of(client_address(request))
    if ratelimit.hit("sign-in-code-pair", f"{network}|{email}", CODES_PAIR, DAY):
        return None
    try:
        return codes.begin(email, current_language())
    except codes.TooMany:
        return None


def _is_flood(request: HttpRequest) -> bool:
    address = client_address(request)
    many = [
        ratelimit.hit("sign-in-code", address, CODES_ADDRESS, HOUR),
        ratelimit.hit("sign-in-code-network", network_of(address), CODES_NETWORK, HOUR),
    ]
    return any(many)


def _address_page(
    request: HttpRequest, form: AddressForm, status: int = 200, said: str = "", target: str = ""
) -> HttpResponse:
    found = form.problems if form.is_bound else []
    context = {"form": form, "problems": [("", said)] if said else found, "next": target or _asked(request)}
    return render(request, "accounts/sign_in.html", context, status=status)


def _code_page(request: HttpRequest, form: CodeForm, pending: dict[str, Any], status: int) -> HttpResponse:
    context = {
        "form": form,
        "problems": form.problems if form.is_bound else [],
        "email": pending["email"],
        "next": pending["next"],
        "minutes": round(codes.LIFETIME.total_seconds() / 60),
    }
    return render(request, "accounts/code.html", context, status=status)
