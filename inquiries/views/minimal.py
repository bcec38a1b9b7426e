"""“Call me back” and “send me the brochure”: one short page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.views.doors import person
from common.network import client_address
from inquiries import screening, submission
from inquiries.enums import InquiryKind
from inquiries.forms.minimal import FORMS, MinimalForm
from inquiries.views import proof
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages, problems
from inquiries.views.known import known
from inquiries.views.private import address_of
from inquiries.views.review import FLOOD

# Title, what it is, what the button says.
WORDS = {
    InquiryKind.CALLBACK: (
        gettext_lazy("Call me back"),
        gettext_lazy("The park calls you. One minute, no account; you get a reference and the day of the answer."),
        gettext_lazy("Ask for the call"),
    ),
    InquiryKind.BROCHURE: (
        gettext_lazy("Send me the brochure"),
        gettext_lazy("The park's dossier in Chinese and English by mail, and somebody who answers your questions."),
        gettext_lazy("Send me the brochure"),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def minimal(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of this kind; like the whole form it makes one inquiry however often it is posted."""
    kind_of_form = FORMS[kind]
    if request.method != "POST":
        return _page(request, kind_of_form.prefilled(request.GET, known(request)), screening.issue_token(kind))
    token = screening.read_token(request.POST.get("token", ""), kind)
    if token and (first := submission.find(f"web:{token.key}")):
        return redirect(address_of(first, "receipt"))
    if "show" in request.POST:
        return _page(request, kind_of_form.typed(request.POST), token)
    form = kind_of_form(request.POST)
    is_valid = form.is_valid()
    if token is None or token.is_expired:
        form.add_error(None, TOO_OLD)
    elif is_valid:
        return _send(request, form, token)
    return _page(request, form, token, 422)


def unsent_minimal(request: HttpRequest, kind: str) -> HttpResponse:
    """The form as typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    token = screening.read_token(request.POST.get("token", ""), kind)
    return _page(request, FORMS[kind].typed(request.POST), token, 403, NO_COOKIE)


def _send(request: HttpRequest, form: MinimalForm, token: screening.FormToken) -> HttpResponse:
    verdict = screening.assess(token, client_address(request), request.POST.get("confirm_note", ""))
    if verdict.refused:
        form.add_error(None, FLOOD)
        return _page(request, form, token, 429)
    reasons = proof.reasons(request, token.key, verdict)
    if reasons is None:
        return proof.step(request, token.key, languages(f"inquiries:{form.variant}"))
    try:
        sender = person(request)
        outcome = submission.submit(form.submission(f"web:{token.key}", reasons, sender=sender))
    except submission.ConsentMissing:  # a recipient was renamed since the form was judged: the ticks say so now
        return _page(request, form, token, 422)
    return redirect(address_of(outcome.inquiry, "receipt"))


def _page(
    request: HttpRequest,
    form: MinimalForm,
    token: screening.FormToken | None,
    status: int = 200,
    said: object = "",
) -> HttpResponse:
    if token is None or token.is_expired:
        token = screening.issue_token(form.variant)
    title, lead, button = WORDS[InquiryKind(form.variant)]
    context = {
        "form": form,
        "kind": form.variant,
        "title": title,
        "lead": lead,
        "button": button,
        "problems": problems(form, "", said),
        "token": token.raw,
        "max_parks": submission.MAX_PARKS,
        "languages": languages(f"inquiries:{form.variant}"),
    }
    response = render(request, "inquiries/minimal.html", context, status=status)
    add_never_cache_headers(response)
    return response
