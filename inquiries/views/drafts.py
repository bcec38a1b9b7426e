"""The form in steps: each step has its address, each POST saves first and then leads on (POST, redirect, GET)."""

import re
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.doors import person
from common import ratelimit
from common.languages import current_language
from common.network import client_address, network_of
from inquiries import drafting, screening, submission
from inquiries.forms import InquiryForm, LinkForm, drafts
from inquiries.forms.steps import ENTERPRISE, NEED, REVIEW, STEPS, after, before
from inquiries.models import Draft
from inquiries.views.again import NO_COOKIE
from inquiries.views.known import later
from inquiries.views.private import HOUR, address_of, behind_code, private_page, unknown_draft, with_form
from inquiries.views.review import review, take_review
from inquiries.views.steps import (
    DOUBTFUL,
    PURPOSE,
    StepPage,
    address_of_step,
    first_page,
    judged_page,
    step_page,
)

# In an hour.
DRAFTS_ADDRESS, DRAFTS_NETWORK = 60, 300
LINKS_ADDRESS, LINKS_RECIPIENT = 20, 5
AUTOSAVE = "autosave"
TAB = re.compile(r"[\w-]{1,40}", re.ASCII)
TOO_MUCH = gettext_lazy("This is more text than can be kept. Please shorten it, or add it as a file.")
Reaction = Callable[[HttpRequest, Draft], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def draft_start(request: HttpRequest) -> HttpResponse:
    """The POST of the first page begins a draft; posted again, however often, it is the same draft."""
    if request.method != "POST":
        return redirect("inquiries:submit")
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    if token is None or token.is_expired:  # nothing is lost by that: the draft begins now
        token = screening.issue_token(PURPOSE)
    if first := submission.find(f"web:{token.key}"):
        return redirect(address_of(first, "receipt"))
    if _is_flood(request, token.key):
        said = _("Very many inquiries were begun from your network in the last hour. Please try again later.")
        return first_page(request, InquiryForm.typed(request.POST), said, 429)
    owner, answers = person(request), later(request)
    draft = drafting.start(UUID(token.key), current_language(), ENTERPRISE, owner=owner, answers=answers)
    return _take(request, draft, ENTERPRISE, first=True)


@require_safe
@behind_code
def draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where the link in a mail leads: to the step that was reached."""
    return redirect(address_of_step(draft, draft.step if draft.step in STEPS else ENTERPRISE))


@require_http_methods(["GET", "HEAD", "POST"])
@behind_code
def draft_step(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """A GET shows what is stored, with `check` also what is wrong with it; it changes nothing."""
    if step not in STEPS:
        return unknown_draft(request)
    if request.method == "POST":
        return _take(request, draft, step) if step != REVIEW else _take_review(request, draft)
    if step == REVIEW:
        return review(request, draft)
    if "check" in request.GET:
        return step_page(request, judged_page(draft, step))
    return step_page(request, StepPage(step, drafts.shown(draft.data), draft))


@require_http_methods(["GET", "HEAD", "POST"])
@behind_code
def draft_erase(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Asks, then erases at once."""
    if request.method == "POST":
        drafting.erase(draft)
        return render(request, "inquiries/draft_erased.html")
    return with_form(render(request, "inquiries/draft_erase.html", {"draft": draft}))


@private_page
def unsent_start(request: HttpRequest) -> HttpResponse:
    """The first page as typed, for a POST that failed the CSRF check; the cookie goes out with it."""
    return first_page(request, InquiryForm.typed(request.POST), NO_COOKIE, 403)


@behind_code
def unsent_step(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """The same for a later step: shown as typed, nothing is saved."""
    if step not in STEPS:
        return unknown_draft(request)
    if step == REVIEW:
        return review(request, draft, NO_COOKIE, 403)
    return _as_typed(request, draft, step, NO_COOKIE, 403)


def _take(request: HttpRequest, draft: Draft, step: str, *, first: bool = False) -> HttpResponse:
    """Save what the page of this step posted, then go where its button says."""
    change = drafting.Change(
        answers=drafts.answers_in(request.POST, step, first=first),
        step=step,
        language=current_language(),
        base=_revision(request),
        tab=_tab(request),
        overrules="keep" in request.POST,
    )
    try:
        saved = drafting.save(draft, change)
        said = _files(request, saved) if step == NEED else []
    except drafting.Elsewhere:
        return _refused(request, draft, step, 409)
    except drafting.TooMuch:
        return _refused(request, draft, step, 413)
    except drafting.Gone:
        return _sent_or_gone(request, draft)
    if request.POST.get("go") == AUTOSAVE:
        return _autosaved(saved, step)
    if said:
        problems = [("id_files", sentence) for sentence in said]
        return step_page(request, StepPage(step, drafts.shown(saved.data), saved, problems=problems), 422)
    return _lead_on(request, saved, step)


def _lead_on(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """Back, save and another language do not judge; going on judges the questions of this step."""
    go, returns = request.POST.get("go", ""), request.POST.get("return") == REVIEW
    same = f"return={REVIEW}" if returns else ""
    if go == "back":
        return redirect(address_of_step(draft, before(step)))
    if go == "link":
        return _mail_link(request, draft, step)
    if go == "save":
        return redirect(address_of_step(draft, step, "&".join(filter(None, ("saved=1", same)))))
    if "show" in request.POST or "keep" in request.POST:
        return redirect(address_of_step(draft, step, same))
    if judged_page(draft, step).problems:  # by its address, so that the Back button meets no posted page
        return redirect(address_of_step(draft, step, "&".join(filter(None, ("check=1", same)))))
    following = REVIEW if returns else after(step)
    drafting.reach(draft, following)
    return redirect(address_of_step(draft, following))


def _take_review(request: HttpRequest, draft: Draft) -> HttpResponse:
    go = request.POST.get("go", "")
    if go == AUTOSAVE:
        return JsonResponse({}, status=400)  # there is nothing to save: consents are given by sending
    return _mail_link(request, draft, REVIEW) if go == "link" else take_review(request, draft)


def _mail_link(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid() and _may_mail(request, form):
        try:
            drafting.send_link(draft, form.cleaned_data["link_email"], remind=form.cleaned_data["link_remind"])
        except drafting.Gone:
            return _sent_or_gone(request, draft)
        return redirect(address_of_step(draft, step, "mailed=1"))
    if step == REVIEW:
        return review(request, draft, status=400, link=form)
    return step_page(request, StepPage(step, drafts.shown(draft.data), draft, link=form), 422)


def _may_mail(request: HttpRequest, form: LinkForm) -> bool:
    """Anybody may type any address, so neither one visitor nor one mailbox gets many."""
    many = [
        ratelimit.hit("draft-link", client_address(request), LINKS_ADDRESS, HOUR),
        ratelimit.hit("draft-link-to", form.cleaned_data["link_email"], LINKS_RECIPIENT, HOUR),
    ]
    if any(many):
        form.add_error("link_email", _("Many links were asked for in the last hour. Please try again later."))
    return not any(many)


def _files(request: HttpRequest, draft: Draft) -> list[str]:
    drafting.drop_files(draft, request.POST.getlist("drop"))
    return drafting.add_files(draft, request.FILES.getlist("files"), client_address(request))


def _refused(request: HttpRequest, draft: Draft, step: str, status: int) -> HttpResponse:
    """Nothing was saved, for something newer exists (409) or there is too much (413): the page as typed."""
    if request.POST.get("go") == AUTOSAVE:
        return JsonResponse({}, status=status)
    if status == 409:
        return _as_typed(request, draft, step, status=status, elsewhere=True)
    return _as_typed(request, draft, step, TOO_MUCH, status)


def _as_typed(
    request: HttpRequest, draft: Draft, step: str, said: object = "", status: int = 200, *, elsewhere: bool = False
) -> HttpResponse:
    form = drafts.shown({**draft.data, **drafts.answers_in(request.POST, step)})
    problems = [("", str(said))] if said else []
    page = StepPage(step, form, draft, base=_revision(request), problems=problems, elsewhere=elsewhere)
    return step_page(request, page, status)


def _autosaved(draft: Draft, step: str) -> JsonResponse:
    """What the script needs to go on saving. No consent and no file is ever saved this way."""
    doubt = DOUBTFUL if step == ENTERPRISE and drafts.shown(draft.data).has_doubtful_number else ""
    return JsonResponse(
        {"revision": draft.revision, "page": address_of_step(draft, step), "doubt": str(doubt)},
        headers={"Cache-Control": "no-store"},
    )


def _sent_or_gone(request: HttpRequest, draft: Draft) -> HttpResponse:
    """It was sent, or erased, while this page was open."""
    if request.POST.get("go") == AUTOSAVE:
        return JsonResponse({}, status=410)
    now = Draft.objects.filter(pk=draft.pk).select_related("inquiry").first()
    if now is None or now.inquiry is None:
        return unknown_draft(request)
    return redirect(address_of(now.inquiry, "receipt"))


def _is_flood(request: HttpRequest, key: str) -> bool:
    address = client_address(request)
    return any(
        [
            ratelimit.hit("draft-address", address, DRAFTS_ADDRESS, HOUR, event=key),
            ratelimit.hit("draft-network", network_of(address), DRAFTS_NETWORK, HOUR, event=key),
        ]
    )


def _revision(request: HttpRequest) -> int | None:
    """The revision that the page showed; none for what is no number of ours."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _tab(request: HttpRequest) -> str:
    text = request.POST.get("tab", "")
    return text if TAB.fullmatch(text) else ""
