"""The enterprise reads and answers a proposal, and asks the park to keep a space. Behind reference and secret."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import ratelimit
from common.languages import current_language
from common.measures import NO_DATA, money
from inquiries import proposing, screening, tracking
from inquiries.forms import AnswerForm, HoldRequestForm
from inquiries.forms.conversation import PlainForm
from inquiries.models import Case, Inquiry, Proposal
from inquiries.rendering import space_name
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages
from inquiries.views.private import HOUR, address_of, behind_secret, with_form
from inquiries.views.progress import MESSAGES_AN_HOUR
from inquiries.workflow import holding

PURPOSE = "dealing"
# How browsers and previews of links say that nobody reads the page yet.
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


@dataclass(frozen=True)
class Shown:
    """What one of the two pages shows beside its form, its address in words, and how it answers."""

    context: dict[str, Any]
    address: dict[str, str]
    status: int
    said: object


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def proposal(request: HttpRequest, inquiry: Inquiry, slug: str, version: int) -> HttpResponse:
    """One version of an offer; the first reading by the enterprise is kept. A POST answers it (not with `show`)."""
    offer = _offer(inquiry, slug, version)
    if request.method != "POST" or "show" in request.POST:
        if _is_reading(request):
            proposing.view(offer, timezone.now())
        return _proposal_page(request, offer, AnswerForm(initial=_typed(request, AnswerForm)))
    form = AnswerForm(request.POST)
    token = _judge(request, inquiry, form)
    if token is None:
        return _proposal_page(request, offer, form, 422)
    said, words = form.cleaned_data["answer"], form.cleaned_data["words"]
    try:
        proposing.answer(offer, said=said, words=words, language=current_language(), key=f"web:{token.key}")
    except ValidationError as error:
        form.add_error(None, error)
        return _proposal_page(request, _offer(inquiry, slug, version), form, 422)
    return redirect(f"{request.path}#answer")


@behind_secret
def unsent_answer(request: HttpRequest, inquiry: Inquiry, slug: str, version: int) -> HttpResponse:
    """The page with the answer typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    form = AnswerForm(initial=_typed(request, AnswerForm))
    return _proposal_page(request, _offer(inquiry, slug, version), form, 403, NO_COOKIE)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def hold(request: HttpRequest, inquiry: Inquiry, slug: str) -> HttpResponse:
    """Ask the park to keep one of the spaces in question; with `show` a POST only shows the form again."""
    case = _part(inquiry, slug)
    if request.method != "POST" or "show" in request.POST:
        return _hold_page(request, case, HoldRequestForm(case=case, initial=_typed(request, HoldRequestForm)))
    form = HoldRequestForm(request.POST, case=case)
    if _judge(request, inquiry, form) is None:
        return _hold_page(request, case, form, 422)
    try:
        holding.ask(case, form.cleaned_data["space"], note=form.cleaned_data["note"])
    except ValidationError as error:
        form.add_error(None, error)
        return _hold_page(request, case, form, 422)
    return redirect(f"{address_of(inquiry, 'progress')}#holds-{case.park.slug}")


@behind_secret
def unsent_hold(request: HttpRequest, inquiry: Inquiry, slug: str) -> HttpResponse:
    """The page with what was typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    case = _part(inquiry, slug)
    form = HoldRequestForm(case=case, initial=_typed(request, HoldRequestForm))
    return _hold_page(request, case, form, 403, NO_COOKIE)


def _offer(inquiry: Inquiry, slug: str, version: int) -> Proposal:
    """404 for a version that was never sent, and for another inquiry's."""
    found = tracking.proposal_of(inquiry, slug, version)
    if found is None:
        raise Http404
    found.case.inquiry = inquiry  # which knows how this page was opened
    return found


def _part(inquiry: Inquiry, slug: str) -> Case:
    found = tracking.part_of(inquiry, slug)
    if found is None:
        raise Http404
    found.inquiry = inquiry
    return found


def _is_reading(request: HttpRequest) -> bool:
    """Whether somebody of the enterprise has the page before them: nobody of the staff, no fetching ahead of time."""
    ahead = " ".join(request.headers.get(name, "") for name in AHEAD).lower()
    fetched = any(word in ahead for word in ("prefetch", "prerender", "preview"))
    return request.method == "GET" and not fetched and not getattr(request.user, "is_staff", False)


def _typed(request: HttpRequest, form: type[PlainForm]) -> dict[str, Any]:
    return {name: request.POST[name] for name in form.base_fields if name in request.POST}


def _judge(request: HttpRequest, inquiry: Inquiry, form: PlainForm) -> screening.FormToken | None:
    """The token of a form that may be carried out; else the form says what is wrong. What is sent here counts as a
    message of this inquiry, the same form once."""
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    is_valid = form.is_valid()
    if token is None or token.is_expired:
        form.add_error(None, TOO_OLD)
        return None
    if not is_valid:
        return None
    event = "\n".join([token.key, *map(str, form.cleaned_data.values())])
    if ratelimit.hit("inquiry-message", inquiry.reference, MESSAGES_AN_HOUR, HOUR, event=event):
        form.add_error(None, _("Many messages were sent in the last hour. Please send this one a little later."))
        return None
    return token


def _proposal_page(
    request: HttpRequest, offer: Proposal, form: AnswerForm, status: int = 200, said: object = ""
) -> HttpResponse:
    language = current_language()
    rent = money(offer.rent, offer.rent_currency, offer.rent_period, offer.rent_basis)
    context = {
        "proposal": offer,
        "rent": "" if rent == NO_DATA else rent,
        "spaces": [space_name(space, language) for space in offer.spaces.select_related("kind")],
        "may_hold": holding.may_hold(offer.case) and offer.superseded_at is None,
        "attachment": getattr(offer, "attachment", None),
    }
    address = {"slug": offer.case.park.slug, "version": str(offer.version)}
    return _page(request, "proposal", offer.case, form, Shown(context, address, status, said))


def _hold_page(
    request: HttpRequest, case: Case, form: HoldRequestForm, status: int = 200, said: object = ""
) -> HttpResponse:
    context = {"may_hold": holding.may_hold(case), "hours": round(holding.length().total_seconds() / 3600)}
    return _page(request, "hold", case, form, Shown(context, {"slug": case.park.slug}, status, said))


def _page(request: HttpRequest, page: str, case: Case, form: PlainForm, shown: Shown) -> HttpResponse:
    """The page with its form; a token that is still good stays, so that a corrected form is the same form."""
    inquiry = case.inquiry
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    context = {
        **shown.context,
        "inquiry": inquiry,
        "case": case,
        "form": form,
        "token": token.raw,
        "problems": [*([("", str(shown.said))] if shown.said else []), *(form.problems if form.is_bound else [])],
        "languages": languages(f"inquiries:{page}", reference=inquiry.reference, secret=inquiry.door, **shown.address),
    }
    return with_form(render(request, f"inquiries/{page}.html", context, status=shown.status))
