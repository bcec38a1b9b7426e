"""The second factor of the back office: showing it, setting it up, taking it away."""

import json

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import confirming, factors, passkeys, sessions, staffpages
from accounts.factors import State
from accounts.forms import AppForm, FactorForm, PasskeyForm
from accounts.models import User
from accounts.views.staffdoors import factor_settable, factor_shown, go_on, password_shown
from common import ratelimit, sealing
from common.network import client_address, network_of

SECRET, CODES = "factor_secret", "factor_codes"  # in the session, sealed: what is being set up, what is being shown
PURPOSE = "accounts.views.second_factor"
TRIES_NETWORK, QUARTER = 60, 900  # codes entered in one network in so many seconds


@require_http_methods(["GET", "HEAD", "POST"])
@password_shown
def verify(request: HttpRequest, user: User) -> HttpResponseBase:
    """Takes the second factor after the password."""
    if sessions.has_passed(request):
        return go_on(request)
    if not sessions.has_factor(user) or sessions.current(request) is None:
        return staffpages.to_factor(request, user) if sessions.has_factor(user) else redirect("accounts:second_factor")
    form = FactorForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _verify_page(request, user, form, 422 if form.is_bound else 200)
    state, way = _judged(request, user, form)
    if state is State.RIGHT:
        sessions.pass_factor(request, way)
        return go_on(request)
    form.add_error("code" if state is State.WRONG else None, str(staffpages.SAID[state]))
    return _verify_page(request, user, form, 422 if state is State.WRONG else 429)


@require_http_methods(["GET", "HEAD"])
@factor_settable
def overview(request: HttpRequest, user: User) -> HttpResponseBase:
    """What this person has, and what can be added."""
    has_passed = sessions.has_passed(request)
    context = {
        "title": _("Sign-in and security") if has_passed else _("Second factor"),
        "app": getattr(user, "authenticator", None),
        "keys": list(user.passkeys.order_by("pk")),
        "codes_left": factors.codes_left(user),
        "has_passed": has_passed,
        "is_possible": passkeys.is_possible(passkeys.place_of(request)),
    }
    return staffpages.show(request, "second_factor", context)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_settable
def app(request: HttpRequest, user: User) -> HttpResponseBase:
    """Sets up an app: its secret as a picture and as text, then the first code."""
    if sessions.has_passed(request) and (page := confirming.ask(request)) is not None:
        return page
    secret = _pending_secret(request)
    form = AppForm(request.POST if "code" in request.POST else None)
    codes = None
    if form.is_valid():
        codes = factors.set_app(user, secret, form.cleaned_data["code"], address=client_address(request))
        if codes is None:
            form.add_error("code", _("This code does not fit. Look at the app again; its clock and yours must agree."))
    if codes is None:
        return _app_page(request, user, form, secret)
    request.session.pop(SECRET, None)
    return _after_setting(request, "app", codes)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_settable
def passkey(request: HttpRequest, user: User) -> HttpResponseBase:
    """Adds a passkey, which the browser makes."""
    if sessions.has_passed(request) and (page := confirming.ask(request)) is not None:
        return page
    form = PasskeyForm(request.POST if "name" in request.POST else None, initial={"name": _("My passkey")})
    codes = None
    if form.is_valid():
        codes = _added(request, user, form)
        if codes is None:
            form.add_error(None, _("The browser made no passkey that could be taken. Please try again."))
    if codes is None:
        return _passkey_page(request, user, form)
    return _after_setting(request, "passkey", codes)


@require_POST
@factor_shown
def remove(request: HttpRequest, user: User) -> HttpResponseBase:
    """Takes away the app or a passkey; the last one only where none is wanted."""
    if (page := confirming.ask(request)) is not None:
        return page
    number = request.POST.get("passkey", "")
    chosen = int(number) if number.isascii() and number.isdecimal() and len(number) <= 18 else None
    if chosen is not None or request.POST.get("app"):
        try:
            if factors.remove(user, chosen, address=client_address(request)):
                messages.success(request, _("Removed. You were told by mail as well."))
        except factors.LastFactor:
            messages.error(request, _("This is your only second factor. Set up another one first."))
    return redirect("accounts:second_factor")


@require_http_methods(["GET", "HEAD", "POST"])
@factor_shown
def recovery(request: HttpRequest, user: User) -> HttpResponseBase:
    """Shows new recovery codes until they are said to be kept; makes new ones."""
    if "kept" in request.POST:
        request.session.pop(CODES, None)
        return go_on(request)
    if request.method == "POST":
        if (page := confirming.ask(request)) is not None:
            return page
        _keep_codes(request, factors.renew_codes(user, address=client_address(request)))
        return redirect("accounts:recovery")
    codes = json.loads(_opened(request, CODES) or "[]")
    context = {"title": _("Recovery codes"), "codes": codes, "codes_left": factors.codes_left(user)}
    return staffpages.show(request, "recovery", context)


def _judged(request: HttpRequest, user: User, form: FactorForm) -> tuple[State, str]:
    """What came of the answer, and of which kind it was."""
    address = client_address(request)
    challenge = staffpages.take_challenge(request)
    if ratelimit.hit("second-factor", network_of(address), TRIES_NETWORK, QUARTER):
        return State.LOCKED, ""
    if shown := form.cleaned_data["passkey"]:
        place = passkeys.place_of(request)
        return factors.check_passkey(user, shown, place=place, challenge=challenge, address=address), "passkey"
    typed = form.cleaned_data["code"]
    if typed.isascii() and typed.isdecimal():
        return factors.check_code(user, typed, address=address), "app"
    return factors.check_recovery(user, typed, address=address), "recovery"


def _verify_page(request: HttpRequest, user: User, form: FactorForm, status: int) -> HttpResponse:
    context = {
        "title": _("Second factor"),
        "form": form,
        "question": staffpages.passkey_question(request, user),
        "has_app": hasattr(user, "authenticator"),
    }
    return staffpages.show(request, "verify", context, status)


def _app_page(request: HttpRequest, user: User, form: AppForm, secret: str) -> HttpResponse:
    picture = segno.make(factors.address_for_app(user, secret), error="m")
    context = {
        "title": _("Authenticator app"),
        "form": form,
        "picture": picture.svg_data_uri(scale=4, border=3, dark="#17202a", light="#ffffff"),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "account": user.email,
    }
    return staffpages.show(request, "app", context, 422 if form.is_bound else 200)


def _passkey_page(request: HttpRequest, user: User, form: PasskeyForm) -> HttpResponse:
    place = passkeys.place_of(request)
    options = ""
    if passkeys.is_possible(place):
        options, request.session[staffpages.CHALLENGE] = passkeys.creation(place, user, "Parkbridge")
    context = {"title": _("New passkey"), "form": form, "options": options}
    return staffpages.show(request, "passkey", context, 422 if form.is_bound else 200)


def _added(request: HttpRequest, user: User, form: PasskeyForm) -> list[str] | None:
    place, challenge = passkeys.place_of(request), staffpages.take_challenge(request)
    try:
        key = passkeys.check_creation(place, challenge, form.cleaned_data["passkey"])
    except passkeys.Refused:
        return None
    return factors.add_passkey(user, key, form.cleaned_data["name"], address=client_address(request))


def _after_setting(request: HttpRequest, way: str, codes: list[str]) -> HttpResponseBase:
    if not sessions.has_passed(request):
        sessions.pass_factor(request, way)
    messages.success(request, _("Your second factor is set up."))
    if codes:
        _keep_codes(request, codes)
        return redirect("accounts:recovery")
    return redirect("accounts:second_factor")


def _pending_secret(request: HttpRequest) -> str:
    """The secret that this browser is being shown, made at the first look."""
    secret = _opened(request, SECRET)
    if not secret:
        secret = factors.new_secret()
        request.session[SECRET] = sealing.seal(PURPOSE, secret)
    return secret


def _keep_codes(request: HttpRequest, codes: list[str]) -> None:
    request.session[CODES] = sealing.seal(PURPOSE, json.dumps(codes))


def _opened(request: HttpRequest, name: str) -> str:
    try:
        return sealing.unseal(PURPOSE, request.session.get(name, ""))
    except sealing.Unreadable:
        return ""
