"""What the enterprise sees and does behind reference and secret."""

import uuid as uuids
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.doors import person
from common import ratelimit
from common.languages import current_language
from common.network import client_address
from inquiries import belonging, conversation, screening, tracking
from inquiries.downloads import attachment_response
from inquiries.forms import Basket, LookupForm, MessageForm, answers
from inquiries.forms.uploads import Kept
from inquiries.models import MINE, Case, Inquiry
from inquiries.views.again import NO_COOKIE, TOO_OLD, languages, problems
from inquiries.views.private import HOUR, address_of, behind_secret, private_page, too_many_wrong, with_form

PURPOSE = "message"
MESSAGES_AN_HOUR = 30  # for one inquiry


@dataclass(frozen=True)
class Posted:
    """A message form that came in, the part of the page it stands in, and its token if that is ours."""

    case: Case
    form: MessageForm
    token: screening.FormToken | None


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def progress(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Every park's part; a POST writes a message to one of them (`case`), or with `show` only shows it again."""
    if request.method != "POST":
        return _page(request, inquiry)
    posted = _posted(request, inquiry, judged="show" not in request.POST)
    form, token = posted.form, posted.token
    if not form.is_bound:
        return _page(request, inquiry, posted)
    is_valid = form.is_valid()
    if token is None or token.is_expired:
        form.add_error(None, TOO_OLD)
    elif is_valid and not _has_room(inquiry, form, token):
        form.add_error(None, _("Many messages were sent in the last hour. Please send this one a little later."))
    elif is_valid:
        return _write(inquiry, posted.case, form, token)
    return _page(request, inquiry, posted, status=422)


@behind_secret
def unsent_message(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The page with the message typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    return _page(request, inquiry, _posted(request, inquiry, judged=False), status=403, said=NO_COOKIE)


def _posted(request: HttpRequest, inquiry: Inquiry, *, judged: bool) -> Posted:
    """404 for a part that this inquiry has not."""
    case = {case.park.slug: case for case in inquiry.cases.select_related("park")}.get(request.POST.get("case", ""))
    if case is None:
        raise Http404
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    basket = Basket(request.POST, request.FILES.getlist("files"), token.key if token else "")
    data, initial = (request.POST, None) if judged else (None, {"body": request.POST.get("body", "")})
    form = MessageForm(data, initial=initial, basket=basket, auto_id=f"id_{case.park.slug}_%s")
    return Posted(case, form, token)


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
    request: HttpRequest, inquiry: Inquiry, posted: Posted | None = None, status: int = 200, said: object = ""
) -> HttpResponse:
    """The page; the form that was posted is shown again with its errors, and `said` above it."""
    token = posted.token if posted else None
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    basket = posted.form.basket if posted else None
    kept = basket.keep(token.key, client_address(request)) if basket else []
    found = tracking.progress(inquiry)
    desk = tracking.at_the_desk(inquiry)
    context = {
        "inquiry": inquiry,
        "can_keep": _can_keep(request, inquiry),
        "parts": [_part(part, posted, kept) for part in found],
        "desk": desk,
        "clock": found[0].case.operator if found else desk and desk.routing.operator,
        "several_open": sum(part.case.is_open for part in found) > 1,
        "problems": problems(posted.form, f"id_{posted.case.park.slug}_files", said) if posted else [],
        "token": token.raw,
        "answers": answers(inquiry.requirement),
        "languages": languages("inquiries:progress", reference=inquiry.reference, secret=inquiry.door),
    }
    return with_form(render(request, "inquiries/progress.html", context, status=status))


def _can_keep(request: HttpRequest, inquiry: Inquiry) -> bool:
    """Whether the page offers to add the inquiry to an account: not to staff, and not what is there already."""
    if inquiry.door == MINE or getattr(request.user, "is_staff", False):
        return False
    user = person(request)
    return user is None or not belonging.is_mine(user, inquiry)


def _part(part: tracking.Progress, posted: Posted | None, kept: list[Kept]) -> dict[str, Any]:
    """One park's part with its form: the one that was posted, or a new one."""
    if posted and part.case == posted.case:
        return {"progress": part, "form": posted.form, "kept": kept}
    return {"progress": part, "form": MessageForm(auto_id=f"id_{part.case.park.slug}_%s"), "kept": []}


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
    """From reference and access code to the progress page; says the same whichever of the two is wrong.

    A POST with `show` only shows the form again, in another language.
    """
    if "show" in request.POST:
        typed = {name: request.POST.get(name, "") for name in LookupForm.base_fields}
        return _lookup_page(request, LookupForm(initial=typed))
    form = LookupForm(request.POST or None)
    if not form.is_valid():
        return _lookup_page(request, form, 422 if form.is_bound else 200)
    inquiry = tracking.find(form.cleaned_data["reference"], form.cleaned_data["code"])
    if inquiry is not None:
        return redirect(address_of(inquiry, "progress"))
    if too_many_wrong(request):
        form.add_error(None, _("There were many attempts in the last hour. Please try again later."))
        return _lookup_page(request, form, 429)
    form.add_error(
        None, _("No inquiry has this reference and this access code. Check both, or open the link in your mail.")
    )
    return _lookup_page(request, form, 404)


def _lookup_page(request: HttpRequest, form: LookupForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "languages": languages("inquiries:lookup")}
    return with_form(render(request, "inquiries/lookup.html", context, status=status))
