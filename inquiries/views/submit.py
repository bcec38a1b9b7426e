"""The form page and the receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.network import client_address
from inquiries import screening, submission, tracking
from inquiries.forms import Basket, InquiryForm
from inquiries.models import Inquiry
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages, problems
from inquiries.views.private import address_of, behind_secret

PURPOSE = "inquiry"
MINUTES = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """The form; posting it again under the same token leads to the receipt of the first time.

    A POST with `show` only shows the form again (another language, one park more) and keeps what was typed.
    """
    if request.method != "POST":
        return _page(request, InquiryForm.prefilled(request.GET), screening.issue_token(PURPOSE))
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    if token and (first := submission.find(_key(token))):
        return _to_receipt(first)
    basket = Basket(request.POST, request.FILES.getlist("files"), token.key if token else "")
    if "show" in request.POST:
        return _page(request, InquiryForm.typed(request.POST, basket), token)
    return _judge(request, InquiryForm(request.POST, basket=basket), token)


@never_cache
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
    """A valid form under a fresh token: quarantine on suspicion, refuse only a flood."""
    verdict = screening.assess(token, client_address(request), request.POST.get("confirm_note", ""))
    if verdict.refused:
        form.add_error(
            None, _("Very many inquiries came from your network in the last hour. Please send it again later.")
        )
        return _page(request, form, token, status=429)
    try:
        outcome = submission.submit(form.submission(_key(token), verdict.reasons))
    except submission.ConsentMissing:  # a recipient was renamed since the form was judged: the ticks say so now
        return _page(request, form, token, status=422)
    return _to_receipt(outcome.inquiry)


@require_safe
@behind_secret
def receipt(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    parts = tracking.progress(inquiry)
    return render(request, "inquiries/receipt.html", {"inquiry": inquiry, "parts": parts})


def _page(
    request: HttpRequest, form: InquiryForm, token: screening.FormToken | None, status: int = 200, said: object = ""
) -> HttpResponse:
    """An unreadable or expired token is replaced; kept files move to the new one. `said` goes above the form."""
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
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
    return render(request, "inquiries/submit.html", context, status=status)


def _to_receipt(inquiry: Inquiry) -> HttpResponse:
    return redirect(address_of(inquiry, "receipt"))


def _key(token: screening.FormToken) -> str:
    return f"web:{token.key}"
