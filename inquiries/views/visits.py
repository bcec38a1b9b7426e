"""The enterprise books visits, sees what is agreed, cancels, and says how it was."""

import uuid as uuids
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import ratelimit
from common.languages import current_language
from inquiries import invitations, screening, tracking, visiting
from inquiries.enums import VisitState
from inquiries.forms import CancelVisitForm, FeedbackForm, VisitRequestForm
from inquiries.models import Inquiry, Trip, Visit
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages
from inquiries.views.private import HOUR, address_of, behind_secret, visit_address, with_form
from parks.calendars import CONTENT_TYPE

PURPOSE = "visit"
REQUESTS_AN_HOUR = 10  # for one inquiry


# --- Asking -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def visit_ask(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The form for one park or several in order; posting it again leads to what the first time made.

    A POST with `show` only shows it again, in another language.
    """
    if request.method != "POST":
        return _ask_page(request, inquiry, _request_form(inquiry, chosen=request.GET.get("park", "")[:80]))
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    if token and (first := visiting.asked(inquiry, token.key)):
        return _to_trip(inquiry, first)
    if "show" in request.POST:
        return _ask_page(request, inquiry, _request_form(inquiry, typed=request.POST), token)
    form = _request_form(inquiry, data=request.POST)
    is_valid = form.is_valid()
    if token is None or token.is_expired:
        form.said.append(str(TOO_OLD))
    elif is_valid and (trip := _ask(inquiry, form, token)):
        return _to_trip(inquiry, trip)
    return _ask_page(request, inquiry, form, token, status=422)


@behind_secret
def unsent_visit_request(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The form with what was typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    form = _request_form(inquiry, typed=request.POST)
    form.said.append(str(NO_COOKIE))
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    return _ask_page(request, inquiry, form, token, status=403)


def _request_form(inquiry: Inquiry, **kwargs: Any) -> VisitRequestForm:
    return VisitRequestForm(*tracking.visitable(inquiry), **kwargs)


def _ask(inquiry: Inquiry, form: VisitRequestForm, token: screening.FormToken) -> Trip | None:
    """None when something stands against it; the form says what then."""
    if ratelimit.hit("visit-request", inquiry.reference, REQUESTS_AN_HOUR, HOUR, event=token.key):
        form.said.append(_("Many visits were asked for in the last hour. Please send this a little later."))
        return None
    try:
        return visiting.ask(inquiry, stops=form.chosen, wishes=form.general.wishes, key=token.key)
    except ValidationError as error:
        form.refuse(error)
        return None


def _to_trip(inquiry: Inquiry, trip: Trip) -> HttpResponse:
    """To the page of the visit, or of the first of several, which names the others."""
    first = trip.visits.order_by("order").first()
    return redirect(visit_address(inquiry, first) if first else address_of(inquiry, "progress"))


def _ask_page(
    request: HttpRequest,
    inquiry: Inquiry,
    form: VisitRequestForm,
    token: screening.FormToken | None = None,
    status: int = 200,
) -> HttpResponse:
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    context = {
        "inquiry": inquiry,
        "form": form,
        "problems": form.problems,
        "token": token.raw,
        "languages": languages("inquiries:visit_ask", reference=inquiry.reference, secret=inquiry.door),
    }
    return with_form(render(request, "inquiries/visit_ask.html", context, status=status))


# --- One visit --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def visit(request: HttpRequest, inquiry: Inquiry, uid: uuids.UUID) -> HttpResponse:
    """What is asked for or agreed. A POST cancels it, or says how it was; with `show` it is only shown again."""
    row = _visit_of(inquiry, uid)
    if request.method != "POST":
        return _visit_page(request, inquiry, row)
    form = _answer_form(request, judged="show" not in request.POST)
    if not form.is_bound:
        return _visit_page(request, inquiry, row, form)
    if form.is_valid() and _answered(row, form):
        return redirect(visit_address(inquiry, row))
    return _visit_page(request, inquiry, row, form, status=422)


@behind_secret
def unsent_visit_answer(request: HttpRequest, inquiry: Inquiry, uid: uuids.UUID) -> HttpResponse:
    """The page with what was typed, for a POST that failed the CSRF check."""
    form = _answer_form(request, judged=False)
    return _visit_page(request, inquiry, _visit_of(inquiry, uid), form, status=403, said=str(NO_COOKIE))


@require_safe
@behind_secret
def visit_ics(request: HttpRequest, inquiry: Inquiry, uid: uuids.UUID) -> HttpResponse:
    """The calendar entry as a file: some mail programs show nothing else."""
    row = _visit_of(inquiry, uid)
    if row.state == VisitState.PROPOSED or (row.state == VisitState.CANCELLED and not row.sequence):
        raise Http404  # nothing was agreed
    response = HttpResponse(invitations.file(row, current_language()), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def _visit_of(inquiry: Inquiry, uid: uuids.UUID) -> Visit:
    found = tracking.visit_of(inquiry, uid)
    if found is None:
        raise Http404
    return found


def _answer_form(request: HttpRequest, *, judged: bool) -> CancelVisitForm | FeedbackForm:
    """The one of the page's two forms that came in."""
    kind: Any = FeedbackForm if request.POST.get("do") == "feedback" else CancelVisitForm
    if judged:
        return kind(request.POST)
    return kind(None, initial={name: request.POST.get(name, "") for name in kind.base_fields})


def _answered(row: Visit, form: CancelVisitForm | FeedbackForm) -> bool:
    """Carry it out; what stands against it becomes errors of the form."""
    try:
        if isinstance(form, FeedbackForm):
            visiting.feed_back(row, rating=form.cleaned_data["rating"], text=form.cleaned_data["feedback"])
        else:
            visiting.cancel(row, actor=None, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _visit_page(
    request: HttpRequest,
    inquiry: Inquiry,
    row: Visit,
    form: CancelVisitForm | FeedbackForm | None = None,
    status: int = 200,
    said: str = "",
) -> HttpResponse:
    given = {"rating": row.rating, "feedback": row.feedback}
    context = {
        "inquiry": inquiry,
        "shown": tracking.shown(row, current_language()),
        "visit": row,
        "cancel": form if isinstance(form, CancelVisitForm) else CancelVisitForm(),
        "feedback": form if isinstance(form, FeedbackForm) else FeedbackForm(initial=given),
        "problems": [*([("", said)] if said else []), *(form.problems if form else [])],
        "languages": languages("inquiries:visit", reference=inquiry.reference, secret=inquiry.door, uid=str(row.uid)),
    }
    return with_form(render(request, "inquiries/visit.html", context, status=status))
