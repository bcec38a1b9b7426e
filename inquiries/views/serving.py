"""The tenant asks for services and follows each request on a page of its own. Behind reference and secret."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import ratelimit
from common.network import client_address
from inquiries import screening, servicing, tracking
from inquiries.forms import Basket, MessageForm, RateForm, ReopenForm, ServiceForm
from inquiries.forms.conversation import PlainForm
from inquiries.models import Case, Inquiry, ServiceRequest
from inquiries.servicing import catalogue, shown, states
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages, problems
from inquiries.views.private import HOUR, behind_secret, with_form

PURPOSE = "service"
ENTRIES_AN_HOUR = 30  # requests and words about them, for one inquiry


@dataclass(frozen=True)
class Posted:
    """A form that came in, and its token if that is ours."""

    form: PlainForm
    token: screening.FormToken | None


@require_safe
@behind_secret
def services(request: HttpRequest, inquiry: Inquiry, slug: str) -> HttpResponse:
    """The tenant's requests at one park, and what can be asked for there."""
    case = _part(inquiry, slug)
    context = {
        "inquiry": inquiry,
        "case": case,
        "is_open": servicing.is_open_for(case),
        "desk": shown.desks([case]).get(case.pk, shown.Desk()),
        "tiers": catalogue.by_tier(servicing.offers(case)),
    }
    return render(request, "inquiries/services.html", context)


# --- Asking -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def service_ask(request: HttpRequest, inquiry: Inquiry, slug: str) -> HttpResponse:
    """The form; `offer` in the address chooses a service. With `show` a POST only shows it again."""
    case = _part(inquiry, slug)
    if request.method != "POST":
        form = ServiceForm(case=case, initial={"offer": request.GET.get("offer", "")[:160]})
        return _ask_page(request, case, Posted(form, None))
    posted = _ask_form(request, case, judged="show" not in request.POST)
    if posted.form.is_bound and (token := _sound(inquiry, posted)):
        made = _ask(case, posted.form, token)
        if made is not None:
            return redirect(address_of_request(inquiry, made))
    return _ask_page(request, case, posted, 422 if posted.form.is_bound else 200)


@behind_secret
def unsent_service(request: HttpRequest, inquiry: Inquiry, slug: str) -> HttpResponse:
    """The form with what was typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    case = _part(inquiry, slug)
    return _ask_page(request, case, _ask_form(request, case, judged=False), 403, NO_COOKIE)


def _ask_form(request: HttpRequest, case: Case, *, judged: bool) -> Posted:
    token, basket = _token_and_basket(request)
    data = request.POST if judged else None
    typed = {name: request.POST.get(name, "") for name in ("offer", "body")}
    return Posted(ServiceForm(data, initial=typed, basket=basket, case=case), token)


def _ask(case: Case, form: PlainForm, token: screening.FormToken) -> ServiceRequest | None:
    """None when something stands against it; the form says what then."""
    data, basket = form.cleaned_data, getattr(form, "basket", None)
    wish = servicing.Wish(data["offer"].code, data["body"], basket.files if basket else ())
    try:
        return servicing.ask(case, wish, key=f"web:{token.key}")
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


def _ask_page(request: HttpRequest, case: Case, posted: Posted, status: int = 200, said: object = "") -> HttpResponse:
    context = {
        "case": case,
        "is_open": servicing.is_open_for(case),
        "form": posted.form,
        **_kept(request, posted, said),
        "languages": languages("inquiries:service_ask", **_secret(case.inquiry), slug=case.park.slug),
    }
    return _answer(request, "service_ask", case.inquiry, context, status)


# --- One request ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def service_request(request: HttpRequest, inquiry: Inquiry, number: str) -> HttpResponse:
    """Where it stands and what was said; a POST writes, rates or opens it again (not with `show`)."""
    row = _request_of(inquiry, number)
    if request.method != "POST":
        return _request_page(request, row, Posted(MessageForm(), None))
    posted = _answer_form(request, judged="show" not in request.POST)
    if posted.form.is_bound and (token := _sound(inquiry, posted)) and _answered(row, posted.form, token):
        return redirect(address_of_request(inquiry, row))
    return _request_page(request, _request_of(inquiry, number), posted, 422 if posted.form.is_bound else 200)


@behind_secret
def unsent_service_answer(request: HttpRequest, inquiry: Inquiry, number: str) -> HttpResponse:
    """The page with what was typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    posted = _answer_form(request, judged=False)
    return _request_page(request, _request_of(inquiry, number), posted, 403, NO_COOKIE)


def _answer_form(request: HttpRequest, *, judged: bool) -> Posted:
    """The one of the page's forms that came in."""
    token, basket = _token_and_basket(request)
    data = request.POST if judged else None
    kind = {"rate": RateForm, "reopen": ReopenForm}.get(request.POST.get("do", ""))
    typed = {name: request.POST.get(name, "") for name in (kind or MessageForm).base_fields if name != "files"}
    if kind is not None:
        return Posted(kind(data, initial=typed), token)
    return Posted(MessageForm(data, initial=typed, basket=basket), token)


def _answered(row: ServiceRequest, form: PlainForm, token: screening.FormToken) -> bool:
    """Carry it out; what stands against it becomes errors of the form."""
    data, key = form.cleaned_data, f"web:{token.key}"
    try:
        if isinstance(form, RateForm):
            servicing.rate(row, rating=data["rating"], comment=data["comment"])
        elif isinstance(form, ReopenForm):
            servicing.reopen(row, reason=data["reason"], key=key)
        else:
            basket = getattr(form, "basket", None)
            servicing.write(row, body=data["body"], files=basket.files if basket else (), key=key)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _request_page(
    request: HttpRequest, row: ServiceRequest, posted: Posted, status: int = 200, said: object = ""
) -> HttpResponse:
    log, form = shown.log_of(row), posted.form
    context = {
        "row": row,
        "case": row.case,
        "log": log,
        "steps": shown.path_of(row, log),
        "question": shown.question_of(row, log),
        "message": form if isinstance(form, MessageForm) else MessageForm(),
        "rate": form if isinstance(form, RateForm) else RateForm(),
        "reopen": form if isinstance(form, ReopenForm) else ReopenForm(),
        "may_rate": states.may_rate(row),
        "may_reopen": states.may_reopen(row, timezone.now()),
        **_kept(request, posted, said),
        "languages": languages("inquiries:service_request", **_secret(row.case.inquiry), number=row.number),
    }
    return _answer(request, "service_request", row.case.inquiry, context, status)


# --- Shared -----------------------------------------------------------------------------------


def address_of_request(inquiry: Inquiry, row: ServiceRequest) -> str:
    """The address of the page of one request in the active language."""
    return reverse("inquiries:service_request", kwargs={**_secret(inquiry), "number": row.number})


def _secret(inquiry: Inquiry) -> dict[str, str]:
    return {"reference": inquiry.reference, "secret": inquiry.door}


def _part(inquiry: Inquiry, slug: str) -> Case:
    found = tracking.part_of(inquiry, slug)
    if found is None:
        raise Http404
    found.inquiry = inquiry  # which knows how this page was opened
    return found


def _request_of(inquiry: Inquiry, number: str) -> ServiceRequest:
    found = shown.request_of(inquiry, number)
    if found is None:
        raise Http404
    found.case.inquiry = inquiry
    return found


def _token_and_basket(request: HttpRequest) -> tuple[screening.FormToken | None, Basket]:
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    return token, Basket(request.POST, request.FILES.getlist("files"), token.key if token else "")


def _sound(inquiry: Inquiry, posted: Posted) -> screening.FormToken | None:
    """The token of a form that may be carried out; else the form says what is wrong."""
    form, token = posted.form, posted.token
    is_valid = form.is_valid()
    if token is None or token.is_expired:
        form.add_error(None, TOO_OLD)
        return None
    if not is_valid:
        return None
    basket = getattr(form, "basket", None)
    said = [str(form.cleaned_data.get(name, "")) for name in form.fields if name != "files"]
    event = "\n".join([token.key, *said, *(file.sha256 for file in (basket.files if basket else ()))])
    if ratelimit.hit("service-entry", inquiry.reference, ENTRIES_AN_HOUR, HOUR, event=event):
        form.add_error(None, _("Many messages were sent in the last hour. Please send this one a little later."))
        return None
    return token


def _kept(request: HttpRequest, posted: Posted, said: object) -> dict[str, Any]:
    """Token, files and problems of the form that is shown again; a token that is still good stays."""
    token = posted.token
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    basket = getattr(posted.form, "basket", None)
    kept = basket.keep(token.key, client_address(request)) if basket else []
    if basket is None:
        found = [*([("", str(said))] if said else []), *(posted.form.problems if posted.form.is_bound else [])]
    else:
        found = problems(posted.form, "id_files", said)  # type: ignore[arg-type]
    return {"token": token.raw, "kept": kept, "problems": found}


def _answer(request: HttpRequest, page: str, inquiry: Inquiry, context: dict[str, Any], status: int) -> HttpResponse:
    return with_form(render(request, f"inquiries/{page}.html", {"inquiry": inquiry, **context}, status=status))
