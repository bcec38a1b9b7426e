"""How a step of the form is shown, begun or not; what its pages share with the review."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.views.doors import person
from inquiries import consents, drafting, screening, submission
from inquiries.forms import InquiryForm, LinkForm, drafts
from inquiries.forms.fields import PicksField
from inquiries.forms.steps import CAMPAIGN, CONTACT, ENTERPRISE, NEED, PREFILLED, REVIEW, STEPS, WINDOWS
from inquiries.models import Draft
from inquiries.views.again import languages
from inquiries.views.private import with_form

PURPOSE = "inquiry"
MINUTES = "3–4"
TITLES = {
    ENTERPRISE: gettext_lazy("Park and company"),
    NEED: gettext_lazy("What you need"),
    CONTACT: gettext_lazy("How to reach you"),
    REVIEW: gettext_lazy("Check and send"),
}
DOUBTFUL = gettext_lazy(
    "This number does not look complete for that country. You can go on all the same; if it is right, leave it."
)


@dataclass
class StepPage:
    """One step with what is said about it. `base` is the revision whose answers it shows, None for none yet."""

    step: str
    form: InquiryForm
    draft: Draft | None = None
    base: int | None = None
    problems: Sequence[tuple[str, str]] = ()
    elsewhere: bool = False
    link: LinkForm | None = None


def first_page(request: HttpRequest, form: InquiryForm, said: object = "", status: int = 200) -> HttpResponse:
    """The first step before anything is kept on the server: the draft begins when it is posted.

    The browser may keep this page, so that its Back button brings back what was typed.
    """
    form.narrow()
    problems = [("", str(said))] if said else []
    page = StepPage(ENTERPRISE, form, problems=problems)
    token = screening.read_token(request.POST.get("token", ""), PURPOSE)
    if token is None or token.is_expired:
        token = screening.issue_token(PURPOSE)
    context = {
        **_context(request, page),
        "action": reverse("inquiries:draft_start"),
        "languages": languages("inquiries:draft_start"),
        "token": token.raw,
        "carried": _carried(form),
    }
    response = with_form(render(request, "inquiries/step.html", context, status=status))
    if person(request) is not None:  # what the account has filled in stays in no cache
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = "private, max-age=0"
    response.kept_for_back = True  # type: ignore[attr-defined]  # for `portal.middleware.kept_for_back`
    return response


def step_page(request: HttpRequest, page: StepPage, status: int = 200) -> HttpResponse:
    """A step of a draft; after it was judged with what is wrong in it, and only in it."""
    draft = page.draft
    assert draft is not None  # noqa: S101 - `first_page` shows what has none
    if page.step == NEED:
        page.form.offer_help()
    context = {
        **_context(request, page),
        **draft_context(request, draft, page.step, page.link),
        "revision": draft.revision if page.base is None else page.base,
        "kept": draft.files.all() if page.step == NEED else (),
    }
    return with_form(render(request, "inquiries/step.html", context, status=status))


def judged_page(draft: Draft, step: str) -> StepPage:
    """The step with its own errors."""
    form = drafts.judged(draft.data)
    return StepPage(step, form, draft, problems=form.problems_of(WINDOWS[step]))


def _context(request: HttpRequest, page: StepPage) -> dict[str, Any]:
    form, step = page.form, page.step
    return {
        "form": form,
        "step": step,
        "title": TITLES[step],
        "path": path_to(step),
        "asked": " ".join(name for name in WINDOWS[step] if name in form.asks),
        "problems": [*page.problems, *(page.link.problems if page.link else ())],
        "elsewhere": page.elsewhere,
        "doubt": DOUBTFUL if form.has_doubtful_number else "",
        "returns": request.POST.get("return") == REVIEW or request.GET.get("return") == REVIEW,
        "minutes": MINUTES,
        "max_parks": submission.MAX_PARKS,
    }


def draft_context(request: HttpRequest, draft: Draft, step: str, link: LinkForm | None) -> dict[str, Any]:
    """What every page of a draft says about it. `link` is a wish for the link that could not be fulfilled."""
    typed = draft.data.get("contact_email") or [""]
    return {
        "link": link or LinkForm(initial={"link_email": draft.email or typed[-1]}),
        "reminder": consents.reminder(),
        "draft": draft,
        "action": address_of_step(draft, step),
        "languages": languages("inquiries:draft_step", code=draft.code, step=step),
        "erased_on": drafting.erased_on(draft),
        "saved": "saved" in request.GET,
        "mailed": "mailed" in request.GET,
    }


def path_to(step: str) -> list[dict[str, Any]]:
    """The steps of the form: done, now, ahead."""
    here = STEPS.index(step)
    states = ("done", "now", "ahead")
    return [
        {"title": TITLES[name], "state": states[(place > here) + (place >= here)]} for place, name in enumerate(STEPS)
    ]


def address_of_step(draft: Draft, step: str, query: str = "") -> str:
    """In the active language."""
    path = reverse("inquiries:draft_step", kwargs={"code": draft.code, "step": step})
    return f"{path}?{query}" if query else path


def _carried(form: InquiryForm) -> list[tuple[str, str]]:
    """What the address filled in for later steps, as hidden fields of the first page."""
    found = [(name, word) for name, word in form.campaign.items() if name in CAMPAIGN]
    for name in PREFILLED:
        value = form.initial.get(name)
        if name not in WINDOWS[ENTERPRISE] and value:
            several = isinstance(form.fields[name], PicksField)
            found += [(name, one) for one in (value if several else [value])]
    return found
