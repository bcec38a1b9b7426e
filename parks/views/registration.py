"""A place at an event: asking for it, and giving it back."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common import ratelimit
from common.network import client_address, network_of
from parks import calendars, registering
from parks.enums import RegistrationState
from parks.forms.registration import RegistrationForm
from parks.models import Event, Registration

HOUR = 3600  # seconds
SECRET = re.compile(r"[\w-]{1,64}", re.ASCII)
ADDRESS_LIMIT = 20  # complete forms an hour
NETWORK_LIMIT = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; a complete one leads to a receipt that is the same for everybody, known address or not."""
    event = _event(slug)
    if request.method != "POST":
        return _page(request, event, RegistrationForm(event))
    form = RegistrationForm(event, request.POST)
    if not form.is_valid():
        return _page(request, event, form, status=422)
    if _is_flood(request):
        form.add_error(None, _("Very many registrations came from your network in the last hour. Please try later."))
        return _page(request, event, form, status=429)
    try:
        registering.register(event, form.guest())
    except registering.RegistrationClosed:
        return _page(request, _event(slug), form, status=409)
    return redirect("parks:event_registered", slug)


@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt. It names nobody and says nothing that depends on who asked."""
    return render(request, "parks/event_registered.html", {"event": _event(slug)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Asks, then cancels. A GET changes nothing, since mail programs follow links by themselves.

    The secret alone says whose place it is: the event may have got another short name since the mail was sent.
    """
    rows = Registration.objects.select_related("event").filter(secret=secret)
    found = rows.first() if SECRET.fullmatch(secret) else None
    if found is None:
        raise Http404(_("There is nothing at this address."))
    if request.method == "POST":
        registering.cancel(found)
        found.refresh_from_db(fields=["state"])
    context = {
        "event": found.event,
        "clocks": calendars.clocks(found.event),
        "cancelled": found.state == RegistrationState.CANCELLED,
    }
    response = render(request, "parks/event_cancel.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # under no-referrer the form would come with `Origin: null`
    return response


def _event(slug: str) -> Event:
    return get_object_or_404(Event.objects.public().select_related("operator"), slug=slug)


def _is_flood(request: HttpRequest) -> bool:
    """Counts one complete form of this visitor and of the visitor's network."""
    address = client_address(request)
    return any(
        (
            ratelimit.hit("registration-address", address, ADDRESS_LIMIT, HOUR),
            ratelimit.hit("registration-network", network_of(address), NETWORK_LIMIT, HOUR),
        )
    )


def _page(request: HttpRequest, event: Event, form: RegistrationForm, status: int = 200) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "clocks": calendars.clocks(event),
        "open": event.takes_registrations,
        "left": registering.places_left(event),
    }
    return render(request, "parks/event_register.html", context, status=status)
