"""The form page and the receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.doors import person
from common.network import client_address
from inquiries import screening, submission, tracking
from inquiries.forms import Basket, InquiryForm
from inquiries.models import Inquiry
from inquiries.views import proof
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages, problems
from inquiries.views.known import known
from inquiries.views.private import address_of, behind_secret
from inquiries.views.steps import MINUTES, PURPOSE, first_page


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """The first step of the form, or with `whole` all of it on one page.

    A POST is a complete form; posting it again under the same token leads to the receipt of the first time. With
    `show` it only shows the form again (another language, one park more) and keeps what was typed.
    """
    if request.method != "POST":
        form = InquiryForm.prefilled(request.GET, known(request))
        if "whole" not in request.GET:
            return first_page(request, form)
        return _page(request, form, screening.issue_token(PURPOSE))
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    if token and (first := submission.find(_key(token))):
        return _to_receipt(first)
    basket = Basket(request.POST, request.FILES.getlist("files"), token.key if token else "")
    if "show" in request.POST:
        return _page(request, InquiryForm.typed(request.POST, basket), token)
    return _judge(request, InquiryForm(request.POST, basket=basket), token)


def unsent_inquiry(request: HttpRequest) -> HttpResponse:
    """The form again, unjudged, for a POST that failed the CSRF check; the cookie goes out with it."""
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    basket = Basket(request.POST, request.FILES.getlist("files"), token.key if token else "")
    return _page(request, InquiryForm.typed(request.POST, basket), token, status=403, said=NO_COOKIE)


def _judge(request: HttpRequest, form: InquiryForm, token: screening.FormToken | None) -> HttpResponse:
    """Make the inquiry, or show what is wrong.

    A repeat that overlaps the first one can find less than that did (its files were taken off meanwhile): when it
    is wrong but the inquiry exists by now, it leads to the receipt too.
    """
    is_valid = form.is_valid()
    if token and not is_valid and (first := submission.find(_key(token))):
        return _to_receipt(first)
    if token is None or token.is_expired:
        form.add_error(None, TOO_OLD)
    elif is_valid:
        return _send(request, form, token)
    return _page(request, form, token, status=422)


def _send(request: HttpRequest, form: InquiryForm, token: screening.FormToken) -> HttpResponse:
    """A valid form under a fresh token: a puzzle and quarantine on suspicion, a refusal only for a flood."""
    verdict = screening.assess(token, client_address(request), request.POST.get("confirm_note", ""))
    if verdict.refused:
        form.add_error(
            None, _("Very many inquiries came from your network in the last hour. Please send it again later.")
        )
        return _page(request, form, token, status=429)
    reasons = proof.reasons(request, token.key, verdict)
    if reasons is None:
        return proof.step(request, token.key, languages("inquiries:submit"), form.basket)
    try:
        outcome = submission.submit(form.submission(_key(token), reasons, sender=person(request)))
    except submission.ConsentMissing:  # a recipient was renamed since the form was judged: the ticks say so now
        return _page(request, form, token, status=422)
    return _to_receipt(outcome.inquiry)


@require_safe
@behind_secret
def receipt(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    parts, desk = tracking.progress(inquiry), tracking.at_the_desk(inquiry)
    clock = parts[0].case.operator if parts else desk and desk.routing.operator
    context = {"inquiry": inquiry, "parts": parts, "desk": desk, "clock": clock}
    return render(request, "inquiries/receipt.html", context)


def _page(
    request: HttpRequest, form: InquiryForm, token: screening.FormToken | None, status: int = 200, said: object = ""
) -> HttpResponse:
    """An unreadable or expired token is replaced; kept files move to the new one. `said` goes above the form."""
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    form.offer_help()
    kept = form.basket.keep(token.key, client_address(request)) if form.basket else []
    context = {
        "form": form,
        "problems": problems(form, "id_files", said),
        "token": token.raw,
        "kept": kept,
        "minutes": MINUTES,
        "max_parks": submission.MAX_PARKS,
        "languages": languages("inquiries:submit"),
    }
    response = render(request, "inquiries/submit.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _to_receipt(inquiry: Inquiry) -> HttpResponse:
    return redirect(address_of(inquiry, "receipt"))


def _key(token: screening.FormToken) -> str:
    return f"web:{token.key}"
