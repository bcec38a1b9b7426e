"""What is kept about the enterprise: seen, withdrawn, taken along, erased. Behind reference and secret.

Withdrawing needs no more than the link, as consenting did. A copy and the erasure need a code that is mailed to the
contact, or a session that was opened with the contact's own address: the link may have been passed on.
"""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.doors import person
from common.languages import current_language
from inquiries.enums import ConsentPurpose, PrivacyKind
from inquiries.forms.privacy import CodeForm
from inquiries.models import Inquiry
from inquiries.privacy import asking, erasing, exporting, mydata, withdrawing
from inquiries.views.private import address_of, behind_secret, erased, with_form


@dataclass(frozen=True)
class Wish:
    """What the two pages that need a code have of their own."""

    kind: str
    page: str


COPY, ERASE = Wish(PrivacyKind.EXPORT, "data_copy"), Wish(PrivacyKind.ERASE, "data_erase")


@require_safe
@behind_secret
def my_data(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Everything in plain words, each consent with its button."""
    data = mydata.gather(inquiry)
    clock = data.cases[0].operator if data.cases else getattr(getattr(inquiry, "routing", None), "operator", None)
    return render(request, "inquiries/privacy/my_data.html", {"inquiry": inquiry, "data": data, "clock": clock})


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def withdraw(request: HttpRequest, inquiry: Inquiry, what: str, slug: str) -> HttpResponse:
    """Says what follows; a POST does it. What is withdrawn already leads back to the overview."""
    is_consent = what in ConsentPurpose.values
    rows = withdrawing.living(inquiry, what, slug) if is_consent else []
    shown = None if is_consent else withdrawing.listed(inquiry, what, slug)
    if not is_consent and what not in (withdrawing.LISTING, withdrawing.STORY):
        raise Http404
    if not rows and shown is None:
        return redirect(address_of(inquiry, "my_data"))
    if request.method == "POST":
        if is_consent:
            withdrawing.withdraw(inquiry, purpose=what, operator=slug)
        else:
            withdrawing.unlist(inquiry, what=what, slug=slug)
        return redirect(f"{address_of(inquiry, 'my_data')}#consents")
    cases = withdrawing.touched(inquiry, slug) if is_consent else []
    context = {"inquiry": inquiry, "rows": rows, "shown": shown, "cases": cases, "what": what, "slug": slug}
    return with_form(render(request, "inquiries/privacy/withdraw.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def data_copy(request: HttpRequest, inquiry: Inquiry) -> HttpResponseBase:
    """Mails a code, takes it and hands out the copy."""
    if request.method != "POST" or not inquiry.contact_email:
        return _page(request, inquiry, COPY)
    if request.POST.get("do") == "ask":
        return _ask(request, inquiry, COPY)
    answer = _confirmed(request, inquiry, COPY)
    if isinstance(answer, HttpResponse):
        return answer
    response = FileResponse(
        exporting.archive(inquiry, current_language()),
        as_attachment=True,
        filename=f"{inquiry.reference}.zip",
        content_type="application/zip",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def data_erase(request: HttpRequest, inquiry: Inquiry) -> HttpResponseBase:
    """Says what goes and what stays, mails a code, takes it and erases. A second click finds the neutral page."""
    if request.method != "POST" or not inquiry.contact_email:
        return _page(request, inquiry, ERASE)
    if request.POST.get("do") == "ask":
        return _ask(request, inquiry, ERASE)
    answer = _confirmed(request, inquiry, ERASE)
    if isinstance(answer, HttpResponse):
        return answer
    asking.carry_out(answer)
    return erased(request)


def _ask(request: HttpRequest, inquiry: Inquiry, wish: Wish) -> HttpResponse:
    try:
        asking.ask(inquiry, kind=wish.kind, everything="everything" in request.POST)
    except asking.TooMany:
        said = _("Many codes were mailed today. Please try again tomorrow, or use the last one.")
        return _page(request, inquiry, wish, said=said, status=429)
    return redirect(f"{address_of(inquiry, wish.page)}#code")


def _confirmed(request: HttpRequest, inquiry: Inquiry, wish: Wish) -> Any:
    """The confirmed wish, or the page that says what is wrong."""
    if asking.proves(person(request), inquiry):
        return asking.confirm_signed_in(inquiry, kind=wish.kind, everything="everything" in request.POST)
    form = CodeForm(request.POST)
    if form.is_valid():
        found = asking.confirm(inquiry, kind=wish.kind, code=form.cleaned_data["code"])
        if found is not None:
            return found
        form.add_error("code", _("This code does not fit, or its time is over. Check it, or have a new one mailed."))
    return _page(request, inquiry, wish, form, status=422)


def _page(
    request: HttpRequest, inquiry: Inquiry, wish: Wish, form: CodeForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    form = form or CodeForm()
    context = {
        "inquiry": inquiry,
        "form": form,
        "is_proved": asking.proves(person(request), inquiry),
        "waiting": asking.waiting(inquiry, wish.kind),
        "has_contract": erasing.has_contract(inquiry),
        "everything": "everything" in request.POST,
        "problems": [*([("", said)] if said else []), *form.problems],
    }
    return with_form(render(request, f"inquiries/privacy/{wish.page}.html", context, status=status))
