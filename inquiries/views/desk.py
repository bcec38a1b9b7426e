"""Where the enterprise decides about the parks that the platform's desk proposes, and talks with the desk."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import ratelimit
from common.languages import current_language
from inquiries import screening, tracking
from inquiries.forms.conversation import PlainForm
from inquiries.forms.desk import DeclineForm, DeskMessageForm
from inquiries.models import Inquiry, Routing
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages
from inquiries.views.private import HOUR, address_of, behind_secret, with_form
from inquiries.views.progress import MESSAGES_AN_HOUR
from inquiries.workflow import routing as verbs

PURPOSE = "desk"


@dataclass
class Shown:
    """What the page says of what was posted."""

    message: PlainForm = field(default_factory=DeskMessageForm)
    decline: PlainForm | None = None
    declined: str = ""
    said: tuple[str, object] | None = None

    @property
    def problems(self) -> list[tuple[str, str]]:
        forms = [form for form in (self.message, self.decline) if form is not None and form.is_bound]
        said = [(self.said[0], str(self.said[1]))] if self.said else []
        return said + [problem for form in forms for problem in form.problems]


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def desk(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The proposed parks and the messages. A POST agrees to recipients, declines one park, or writes (not with `show`).

    A decision that was made already (a second click, two windows) leads to the progress page: the first one stands.
    """
    routing = _routing(inquiry)
    if request.method != "POST":
        return _page(request, routing)
    if "show" in request.POST:
        return _page(request, routing, _typed(request))
    if "decline" in request.POST:
        return _decline(request, routing)
    return _agree(request, routing) if request.POST.get("do") == "agree" else _write(request, routing)


@behind_secret
def unsent_desk(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The page with what was typed and ticked, for a POST that failed the CSRF check; the cookie goes out with it."""
    shown = _typed(request)
    shown.said = ("", NO_COOKIE)
    return _page(request, _routing(inquiry), shown, 403)


def _routing(inquiry: Inquiry) -> Routing:
    """404 for an inquiry that named its parks."""
    found = tracking.routing_of(inquiry)
    if found is None:
        raise Http404
    return found


def _typed(request: HttpRequest) -> Shown:
    declined = request.POST.get("decline", "")[:80]
    decline = DeclineForm(initial={"reason": request.POST.get("reason", "")}) if declined else None
    return Shown(DeskMessageForm(initial={"body": request.POST.get("body", "")}), decline, declined)


def _agree(request: HttpRequest, routing: Routing) -> HttpResponse:
    try:
        ticks, parks = request.POST.getlist("consent"), request.POST.getlist("park")
        verbs.accept(routing, ticks=ticks, parks=parks, language=current_language())
    except verbs.NotOffered:
        return _to_progress(routing)
    except verbs.ConsentMissing:
        said = _("Tick every box of each park that you agree to, or decline it.")
        return _page(request, routing, Shown(said=("consent", said)), 422)
    return _to_progress(routing)


def _decline(request: HttpRequest, routing: Routing) -> HttpResponse:
    form = DeclineForm(request.POST)
    slug = request.POST.get("decline", "")[:80]
    if not form.is_valid():
        return _page(request, routing, Shown(decline=form, declined=slug), 422)
    try:
        verbs.decline(routing, slug, reason=form.cleaned_data["reason"])
    except verbs.NotOffered:
        return _to_progress(routing)
    return redirect(f"{address_of(routing.inquiry, 'desk')}#offers")


def _write(request: HttpRequest, routing: Routing) -> HttpResponse:
    """One rendered form makes one message; many in an hour are too many."""
    form = DeskMessageForm(request.POST)
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    is_valid = form.is_valid()
    if token is None or token.is_expired:
        form.add_error(None, TOO_OLD)
    elif is_valid:
        body = form.cleaned_data["body"]
        event = f"{token.key}\n{body}"
        if not ratelimit.hit("inquiry-message", routing.inquiry.reference, MESSAGES_AN_HOUR, HOUR, event=event):
            verbs.reply(routing, body=body, language=current_language(), key=f"web:{token.key}")
            return redirect(f"{address_of(routing.inquiry, 'desk')}#messages")
        form.add_error(None, _("Many messages were sent in the last hour. Please send this one a little later."))
    return _page(request, routing, Shown(message=form), 422)


def _to_progress(routing: Routing) -> HttpResponse:
    return redirect(address_of(routing.inquiry, "progress"))


def _page(request: HttpRequest, routing: Routing, shown: Shown | None = None, status: int = 200) -> HttpResponse:
    """A token that is still good stays, so that a corrected message is the same form."""
    inquiry, shown = routing.inquiry, shown or Shown()
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    ticked = request.POST.getlist("consent")
    context: dict[str, Any] = {
        "inquiry": inquiry,
        "routing": routing,
        "asked": _asked(routing, shown, ticked),
        "judged": status == 422,
        "messages": routing.messages.select_related("user"),
        "form": shown.message,
        "problems": shown.problems,
        "token": token.raw,
        "languages": languages("inquiries:desk", reference=inquiry.reference, secret=inquiry.door),
    }
    return with_form(render(request, "inquiries/desk.html", context, status=status))


def _asked(routing: Routing, shown: Shown, ticked: list[str]) -> list[dict[str, Any]]:
    """Each recipient with its proposed parks, their forms to decline, and its ticks as they were set."""
    found = verbs.asked(routing, current_language()) if routing.is_open else []
    return [
        {
            "operator": one.operator,
            "ticks": [(value, text, value in ticked) for value, text in one.ticks],
            "offers": [
                (offer, shown.decline if offer.park.slug == shown.declined and shown.decline else DeclineForm())
                for offer in one.offers
            ],
        }
        for one in found
    ]
