"""Own sessions, confirming oneself, a forgotten password, and the link of a mail that sets one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import confirming, links, sessions, staffpages
from accounts.enums import LinkPurpose
from accounts.forms import AddressForm
from accounts.models import StaffLink, StaffSession, User
from accounts.views.doors import is_own_path, private
from accounts.views.staffdoors import factor_shown
from common import ratelimit
from common.network import client_address, network_of

RESETS_NETWORK, HOUR = 30, 3600  # links asked for in one network in an hour
LINKS_NETWORK = 100  # links opened there
# What browsers say of themselves, the more special first, and what people call it.
BROWSERS = {
    "Edg": "Edge",
    "MicroMessenger": "WeChat",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@require_http_methods(["GET", "HEAD", "POST"])
@factor_shown
def own_sessions(request: HttpRequest, user: User) -> HttpResponseBase:
    """Where this person is signed in; ends one session or all others."""
    here = sessions.current(request)
    if request.method != "POST":
        rows = [_shown(row, here) for row in user.staff_sessions.order_by("-seen_at", "-pk")[:100]]
        return staffpages.show(request, "sessions", {"title": _("My sessions"), "rows": rows})
    address, number = client_address(request), request.POST.get("end", "")
    if request.POST.get("others"):
        ended = sessions.end_others(user, here, actor=user, address=address)
        messages.success(request, _("All other sessions were ended.") if ended else _("There was no other session."))
    elif number.isascii() and number.isdecimal() and len(number) <= 18:
        sessions.end(user, int(number), actor=user, address=address)
        messages.success(request, _("The session was ended."))
    return redirect("accounts:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
@factor_shown
def confirm(request: HttpRequest, user: User) -> HttpResponseBase:
    """Asks for password or passkey, then goes back to the page that wanted it."""
    asked = (request.POST.get("next") or request.GET.get("next", ""))[:1000]
    back = asked if is_own_path(request, asked) else ""
    problem = confirming.answer(request) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect(back or "admin:index")
    return confirming.page(request, problem, back or "/")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def forgot(request: HttpRequest) -> HttpResponseBase:
    """Mails a link to set a new password. What the page says is the same for every address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        if not ratelimit.hit("staff-reset", network_of(client_address(request)), RESETS_NETWORK, HOUR):
            links.offer_reset(form.cleaned_data["email"])
            return staffpages.show(request, "forgot_sent", _sent(form.cleaned_data["email"]))
        form.add_error(None, _("Very many links were asked for from your network in the last hour. Please try later."))
        status = 429
    elif form.is_bound:
        status = 422
    return staffpages.show(request, "forgot", {"title": _("Forgotten password"), "form": form}, status)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def staff_link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Sets the password of whoever got the mail, and signs in; the second factor comes next."""
    address = client_address(request)
    row = links.find(secret)
    if row is None or ratelimit.hit("staff-link", network_of(address), LINKS_NETWORK, HOUR):
        return staffpages.show(request, "link_over", {"title": _("This link is no longer valid")}, 404)
    form: Any = SetPasswordForm(row.user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return staffpages.show(request, "link", _asked(row, form), 422 if form.is_bound else 200)
    user = links.use(secret, form.cleaned_data["new_password1"], address=address)
    if user is None:
        return staffpages.show(request, "link_over", {"title": _("This link is no longer valid")}, 404)
    sessions.leave(request)
    # The first backend is that of passwords.
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    sessions.begin(request, user)
    return redirect("admin:index")


def _shown(row: StaffSession, here: StaffSession | None) -> dict[str, Any]:
    return {
        "row": row,
        "is_here": here is not None and row.pk == here.pk,
        "browser": next((name for needle, name in BROWSERS.items() if needle in row.agent), ""),
        "system": next((name for needle, name in SYSTEMS.items() if needle in row.agent), ""),
    }


def _sent(email: str) -> dict[str, Any]:
    minutes = links.LIFETIMES[LinkPurpose.RESET].total_seconds() / 60
    return {"title": _("Look into your mailbox"), "email": email, "minutes": round(minutes)}


def _asked(row: StaffLink, form: SetPasswordForm) -> dict[str, Any]:
    is_new = row.purpose == LinkPurpose.INVITATION
    return {"title": _("Welcome to the back office") if is_new else _("New password"), "form": form, "person": row.user}
