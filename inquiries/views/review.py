"""The last step: everything once more, the consents, and the one button that sends."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.views.doors import person
from common.network import client_address
from inquiries import drafting, screening, submission
from inquiries.forms import InquiryForm, LinkForm, drafts
from inquiries.forms.reviewing import sections
from inquiries.forms.steps import CONTACT, REVIEW
from inquiries.models import Draft
from inquiries.views import proof
from inquiries.views.again import TOO_OLD, languages
from inquiries.views.private import address_of, with_form
from inquiries.views.steps import DOUBTFUL, TITLES, address_of_step, draft_context, path_to

CHANGED = gettext_lazy("Your answers were changed in another window. Please read them again before you send.")
FLOOD = gettext_lazy("Very many inquiries came from your network in the last hour. Please send it again later.")


def review(
    request: HttpRequest, draft: Draft, said: object = "", status: int = 200, link: LinkForm | None = None
) -> HttpResponse:
    """The answers with a way to change each, and the consents as ticked so far; a wrong answer leads to its step.

    Only after sending failed (`check` in the address, or `status` 422) a missing tick is called an error.
    """
    like = drafts.shown(draft.data)
    like.posted_ticks = _ticks(request, like)
    form = drafts.judged(draft.data, like.posted_ticks, like)
    is_checked = status == 422 or "check" in request.GET
    if wrong := drafts.first_wrong(form):
        return _to_wrong(draft, wrong)
    problems = [("", str(said))] if said else []
    problems += [(tick.id, tick.error) for tick in form.ticks if tick.error and is_checked]
    problems += link.problems if link else []
    context = {
        **draft_context(request, draft, REVIEW, link),
        **_answered(draft, form),
        "form": form if is_checked else like,
        "problems": problems,
        "token": screening.issue_token(_purpose(draft)).raw,
    }
    return with_form(render(request, "inquiries/review.html", context, status=status))


def _answered(draft: Draft, form: InquiryForm) -> dict[str, Any]:
    """What the page says of the answers themselves."""
    return {
        "title": TITLES[REVIEW],
        "path": path_to(REVIEW),
        "sections": [(section, TITLES[section.step]) for section in sections(form)],
        "files": draft.files.all(),
        "doubt": DOUBTFUL if form.has_doubtful_number else "",
        "revision": draft.revision,
    }


def take_review(request: HttpRequest, draft: Draft) -> HttpResponse:
    """A POST of the review: another language or a step back keep the ticks or the answers; else it is sent."""
    post = request.POST
    if "show" in post or post.get("go") == "save":
        return review(request, draft)
    if post.get("go") == "back":
        return redirect(address_of_step(draft, CONTACT))
    form = drafts.judged(draft.data, post.getlist("consent"))
    if wrong := drafts.first_wrong(form):
        return _to_wrong(draft, wrong)
    token = screening.read_token(post.get("token", ""), _purpose(draft))
    if token is None or token.is_expired:
        return review(request, draft, TOO_OLD, 422)
    if post.get("revision") != str(draft.revision):
        return review(request, draft, CHANGED, 409)
    if not form.is_valid():
        return _to_missing(draft, form)
    return _send(request, draft, form)


def _send(request: HttpRequest, draft: Draft, form: InquiryForm) -> HttpResponse:
    """A complete draft becomes an inquiry, once: its key is the inquiry's. Filling in began when the draft did."""
    token = screening.FormToken("", draft.key.hex, timezone.now() - draft.created_at)
    verdict = screening.assess(token, client_address(request), request.POST.get("confirm_note", ""))
    if verdict.refused:
        return review(request, draft, FLOOD, 429)
    reasons = proof.reasons(request, token.key, verdict)
    if reasons is None:
        return proof.step(request, token.key, languages("inquiries:draft_step", code=draft.code, step=REVIEW))
    try:
        sender = person(request) or draft.owner
        outcome = submission.submit(form.submission(f"web:{token.key}", reasons, draft=draft, sender=sender))
    except submission.ConsentMissing:  # a recipient was renamed since the form was judged: the ticks say so now
        return review(request, draft, status=422)
    except drafting.Elsewhere:  # saved between reading and sending
        draft.refresh_from_db()
        return review(request, draft, CHANGED, 409)
    return redirect(address_of(outcome.inquiry, "receipt"))


def _ticks(request: HttpRequest, form: InquiryForm) -> list[str]:
    """What was ticked: posted, or named in the address by which a failed sending came back."""
    named = request.GET.getlist("ticked")
    return request.POST.getlist("consent") or [text.value for text in form.consent_texts if text.key in named]


def _to_missing(draft: Draft, form: InquiryForm) -> HttpResponse:
    """Back to the review by its address (so that the Back button meets no posted page), with the ticks given."""
    ticked = [("ticked", tick.text.key) for tick in form.ticks if tick.checked]
    return redirect(address_of_step(draft, REVIEW, urlencode([("check", "1"), *ticked])))


def _to_wrong(draft: Draft, step: str) -> HttpResponse:
    return redirect(address_of_step(draft, step, f"check=1&return={REVIEW}"))


def _purpose(draft: Draft) -> str:
    """A token is good for the review of its own draft."""
    return f"review.{draft.key.hex}"
