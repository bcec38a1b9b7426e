"""Where the enterprise decides whether another park may have its inquiry."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.languages import current_language
from inquiries.models import Case, Inquiry
from inquiries.views.again import NO_COOKIE
from inquiries.views.private import address_of, behind_secret, with_form
from inquiries.workflow import transferring


@require_http_methods(["GET", "HEAD", "POST"])
@behind_secret
def transfer(request: HttpRequest, inquiry: Inquiry, park: str) -> HttpResponse:
    """The question about the part of `park`; without an open one it leads to the progress page.

    Answering again (a second click, two windows) leads there too: the first answer stands.
    """
    case = _case(inquiry, park)
    if request.method != "POST":
        return _page(request, case)
    try:
        if request.POST.get("answer") == "agree":
            ticks = request.POST.getlist("consent")
            transferring.agree(case, ticks=ticks, language=current_language())
        elif request.POST.get("answer") == "decline":
            transferring.decline(case)
        else:
            return _page(request, case)
    except transferring.NotAsked:
        return _to_progress(case)
    except transferring.ConsentMissing:
        return _page(request, case, 422, _("Please tick every box to agree, or answer that you do not want it."))
    except transferring.MoveRefused as refusal:
        return _page(request, case, 422, str(refusal))
    return _to_progress(case)


@behind_secret
def unsent_transfer(request: HttpRequest, inquiry: Inquiry, park: str) -> HttpResponse:
    """The question again, as ticked, for a POST that failed the CSRF check; the cookie goes out with it."""
    return _page(request, _case(inquiry, park), 403, NO_COOKIE)


def _case(inquiry: Inquiry, park: str) -> Case:
    """404 for a part that this inquiry has not."""
    case = inquiry.cases.select_related("park", "operator").filter(park__slug=park).first()
    if case is None:
        raise Http404
    case.inquiry = inquiry
    return case


def _to_progress(case: Case) -> HttpResponse:
    return redirect(f"{address_of(case.inquiry, 'progress')}#{case.park.slug}")


def _page(request: HttpRequest, case: Case, status: int = 200, said: object = "") -> HttpResponse:
    asked = transferring.open_question(case) if case.is_open else None
    if asked is None:
        return _to_progress(case)
    inquiry, ticked = case.inquiry, request.POST.getlist("consent")
    texts = transferring.texts(case, asked, current_language())
    context = {
        "inquiry": inquiry,
        "case": case,
        "transfer": asked,
        "ticks": [(text, text.value in ticked) for text in texts],
        "judged": status == 422,
        "problems": [("consent", said)] if said else [],
    }
    return with_form(render(request, "inquiries/transfer.html", context, status=status))
