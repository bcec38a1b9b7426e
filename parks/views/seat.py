"""The page of a mailed invitation: somebody accepts a seat in the back office."""

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

from accounts import sessions, staffpages
from accounts.models import User
from accounts.views.doors import private
from accounts.views.staff import LINKS_NETWORK
from common import ratelimit
from common.network import client_address, network_of
from parks import inviting
from parks.models import InvitedSeat

HOUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@private
def seat(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A GET asks, a POST takes the seat; whoever has no password sets one with it."""
    address = client_address(request)
    row = inviting.find(secret)
    if row is None or ratelimit.hit("staff-link", network_of(address), LINKS_NETWORK, HOUR):
        return _over(request)
    person = User.objects.of_address(row.email)
    form: Any = None
    if inviting.wants_password(person):
        form = SetPasswordForm(person or User(email=row.email), request.POST if request.method == "POST" else None)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _asked(request, row, person, form)
    password = form.cleaned_data["new_password1"] if form is not None else ""
    taken = inviting.accept(secret, password, address=address)
    return _over(request) if taken is None else _taken(request, taken)


def _taken(request: HttpRequest, taken: inviting.Accepted) -> HttpResponseBase:
    """Into the back office by the password that was just set, or to signing in as ever."""
    if taken.has_entered:
        sessions.leave(request)
        # The first backend is that of passwords.
        login(request, taken.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        sessions.begin(request, taken.user)
    messages.success(request, _("The seat is yours."))
    return redirect("admin:index")


def _asked(request: HttpRequest, row: InvitedSeat, person: User | None, form: Any) -> HttpResponseBase:
    has_enterprise_side = person is not None and person.enters_by_code
    context = {"title": _("Invitation to the back office"), "seat": row, "form": form, "guest": has_enterprise_side}
    return staffpages.show(request, "seat", context, 422 if form is not None and form.is_bound else 200)


def _over(request: HttpRequest) -> HttpResponseBase:
    return staffpages.show(request, "seat_over", {"title": _("This invitation is no longer valid")}, 404)
