"""News by mail: subscribing signed in or not, agreeing, changing, ending."""

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.views.doors import person, private, signed_in
from common import ratelimit
from common.languages import current_language
from common.network import client_address, network_of
from enterprises import subscribing
from enterprises.enums import AlertPace, AlertSubject
from enterprises.models import Subscription
from enterprises.subscribing import CONFIRM, END
from inquiries.forms.account import AlertForm, StrangerAlertForm
from inquiries.views.again import languages

HOUR = 3600
WISHES_ADDRESS, WISHES_NETWORK, WISHES_RECIPIENT = 20, 100, 5  # in an hour, of people who are not signed in


@require_safe
@signed_in
def alerts(request: HttpRequest, user: User) -> HttpResponseBase:
    """Everything that goes to the proved address, whoever asked for it."""
    rows = Subscription.objects.live().filter(email=user.email).select_related("industry", "region")
    return render(request, "inquiries/account/alerts.html", {"rows": rows, "person": user})


@require_http_methods(["GET", "HEAD", "POST"])
@private
def alert_start(request: HttpRequest) -> HttpResponseBase:
    """A new subscription. Signed in it begins at once; else the address is asked by mail, and the page says the same
    for every address."""
    user = person(request)
    kind = AlertForm if user else StrangerAlertForm
    if request.method != "POST":
        return _form_page(request, kind(initial=_first(request, user)), user)
    if "show" in request.POST:
        return _form_page(request, kind.typed(request.POST), user)
    form = kind(request.POST)
    if not form.is_valid():
        return _form_page(request, form, user, 422)
    email = user.email if user else form.cleaned_data["email"]
    if user is None and _is_flood(request, email):
        form.add_error(None, _("Many subscriptions were asked for in the last hour. Please try again later."))
        return _form_page(request, form, user, 429)
    try:
        subscribing.subscribe(email, form.wish, is_proved=user is not None)
    except ValidationError as error:
        if user is not None:
            form.add_error(None, error)
            return _form_page(request, form, user, 422)
    if user is None:
        return render(request, "inquiries/account/alert_mailed.html", {"email": email})
    messages.success(request, _("Done. You hear of what is new from now on."))
    return redirect("inquiries:alerts")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def alert(request: HttpRequest, user: User, uuid: uuids.UUID) -> HttpResponseBase:
    """Change one, or end it (`do`); 404 for somebody else's."""
    row = Subscription.objects.live().select_related("industry", "region").filter(uuid=uuid, email=user.email).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _form_page(request, AlertForm.of(row), user, row=row)
    if "show" in request.POST:
        return _form_page(request, AlertForm.typed(request.POST), user, row=row)
    if request.POST.get("do") == "end":
        subscribing.end(row)
        messages.success(request, _("Ended. Nothing more comes."))
        return redirect("inquiries:alerts")
    form = AlertForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, user, 422, row)
    subscribing.change(row, form.wish)
    messages.success(request, _("Saved."))
    return redirect("inquiries:alerts")


@require_http_methods(["GET", "HEAD", "POST"])
@private
def alert_confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Asks, then agrees. A GET changes nothing, since mail programs follow links by themselves."""
    row = _opened(token, CONFIRM)
    if request.method == "POST":
        subscribing.confirm(row)
        row.refresh_from_db()
    return render(request, "inquiries/account/alert_confirm.html", {"row": row})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def alert_end(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ends the subscription by a POST from the mail program (RFC 8058) or from the button that a GET shows.

    No sign-in and no CSRF token: the signed link is the permission, and all it can do is to end this one thing.
    """
    row = _opened(token, END)
    if request.method == "POST":
        subscribing.end(row)
        row.refresh_from_db()
    return render(request, "inquiries/account/alert_end.html", {"row": row})


def _opened(token: str, purpose: str) -> Subscription:
    row = subscribing.opened_by(token, purpose)
    if row is None:
        raise Http404
    return row


def _first(request: HttpRequest, user: User | None) -> dict[str, str]:
    """What the address that led here chose, and otherwise the calmer pace."""
    asked = {name: request.GET[name] for name in ("subject", "industry", "region") if name in request.GET}
    language = user.language if user else current_language()
    return {"subject": AlertSubject.POLICIES, "pace": AlertPace.WEEKLY, "language": language, **asked}


def _is_flood(request: HttpRequest, email: str) -> bool:
    """Anybody may type any address, so neither one visitor nor one mailbox gets many."""
    address = client_address(request)
    many = [
        ratelimit.hit("alerts", address, WISHES_ADDRESS, HOUR),
        ratelimit.hit("alerts-network", network_of(address), WISHES_NETWORK, HOUR),
        ratelimit.hit("alerts-to", email, WISHES_RECIPIENT, HOUR),
    ]
    return any(many)


def _form_page(
    request: HttpRequest, form: AlertForm, user: User | None, status: int = 200, row: Subscription | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "person": user,
        "problems": form.problems if form.is_bound else [],
        "languages": languages("inquiries:alert", uuid=str(row.uuid)) if row else languages("inquiries:alert_start"),
    }
    return render(request, "inquiries/account/alert.html", context, status=status)
