"""What the enterprise sees and does behind reference and secret."""

import uuid as uuids

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import ratelimit
from common.languages import current_language
from inquiries import conversation, screening, tracking
from inquiries.downloads import attachment_response
from inquiries.forms import Basket, LookupForm, MessageForm, answers
from inquiries.models import Case, Inquiry
from inquiries.views.private import HOUR, address_of, behind_secret, private_page, too_many_wrong, with_form
from inquiries.views.submit import TOO_OLD

PURPOSE = "message"
MESSAGES_AN_HOUR = 30  # for one inquiry


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def progress(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Every park's part; a POST writes a message to one of them (`case`)."""
    if request.method != "POST":
        return _page(request, inquiry)
    case = {case.park.slug: case for case in inquiry.cases.select_related("park")}.get(request.POST.get("case", ""))
    if case is None:
        raise Http404
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    basket = Basket(request.POST, request.FILES.getlist("files"), token.key if token else "")
    form = MessageForm(request.POST, basket=basket, auto_id=f"id_{case.park.slug}_%s")
    is_valid = form.is_valid()
    if token is None or token.is_expired:
        form.add_error(None, TOO_OLD)
    elif is_valid and not _has_room(inquiry, form, token):
        form.add_error(None, _("Many messages were sent in the last hour. Please send this one a little later."))
    elif is_valid:
        return _write(inquiry, case, form, token)
    return _page(request, inquiry, case, form, token)


def _write(inquiry: Inquiry, case: Case, form: MessageForm, token: screening.FormToken) -> HttpResponse:
    """One rendered form makes one message."""
    conversation.write(
        case,
        body=form.cleaned_data["body"],
        files=form.basket.files if form.basket else (),
        language=current_language(),
        key=f"web:{token.key}",
    )
    return redirect(f"{address_of(inquiry, 'progress')}#{case.park.slug}")


def _has_room(inquiry: Inquiry, form: MessageForm, token: screening.FormToken) -> bool:
    """Counts the same words and files of one form once; what found no room finds none in the same hour."""
    files = form.basket.files if form.basket else ()
    event = "\n".join([token.key, form.cleaned_data["body"], *(file.sha256 for file in files)])
    return not ratelimit.hit("inquiry-message", inquiry.reference, MESSAGES_AN_HOUR, HOUR, event=event)


def _page(
    request: HttpRequest,
    inquiry: Inquiry,
    case: Case | None = None,
    form: MessageForm | None = None,
    token: screening.FormToken | None = None,
) -> HttpResponse:
    """The page; `form` is the one that was posted for `case` and is shown again with its errors."""
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    parts = [
        {
            "progress": part,
            "form": form if form and part.case == case else MessageForm(auto_id=f"id_{part.case.park.slug}_%s"),
            "kept": form.basket.keep(token.key) if form and form.basket and part.case == case else [],
        }
        for part in tracking.progress(inquiry)
    ]
    context = {
        "inquiry": inquiry,
        "parts": parts,
        "posted": form,
        "token": token.raw,
        "answers": answers(inquiry.requirement),
    }
    return with_form(render(request, "inquiries/progress.html", context, status=422 if form else 200))


@require_safe
@behind_secret
def attachment(request: HttpRequest, inquiry: Inquiry, uuid: uuids.UUID) -> FileResponse:
    found = tracking.attachment_of(inquiry, uuid)
    if found is None:
        raise Http404
    return attachment_response(found)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def lookup(request: HttpRequest) -> HttpResponse:
    """From reference and access code to the progress page; says the same whichever of the two is wrong."""
    form = LookupForm(request.POST or None)
    if not form.is_valid():
        return with_form(render(request, "inquiries/lookup.html", {"form": form}, status=422 if form.is_bound else 200))
    inquiry = tracking.find(form.cleaned_data["reference"], form.cleaned_data["code"])
    if inquiry is not None:
        return redirect(address_of(inquiry, "progress"))
    if too_many_wrong(request):
        form.add_error(None, _("There were many attempts in the last hour. Please try again later."))
        return with_form(render(request, "inquiries/lookup.html", {"form": form}, status=429))
    form.add_error(
        None, _("No inquiry has this reference and this access code. Check both, or open the link in your mail.")
    )
    return with_form(render(request, "inquiries/lookup.html", {"form": form}, status=404))
