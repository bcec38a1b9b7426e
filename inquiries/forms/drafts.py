"""Between a draft's stored answers and the form: what a page posted, what a page shows, what is judged and sent."""

from collections.abc import Collection, Mapping, Sequence

from django.http import QueryDict

from common.languages import current_language
from inquiries.forms.inquiry import InquiryForm
from inquiries.forms.steps import CAMPAIGN, ENTERPRISE, PREFILLED, STEPS, WINDOWS

Answers = Mapping[str, Sequence[str]]


def answers_in(post: QueryDict, step: str, *, first: bool = False) -> dict[str, list[str]]:
    """What a page of this step answers: of the questions it says it showed (`asked`), each as it was posted.

    A box that was shown and not ticked is an answer; a question that was not shown is none. The first page also
    brings what the address filled in for later steps.
    """
    shown = post.get("asked", "").split() if "asked" in post else list(post)
    names = set(shown) & set(WINDOWS[step]) - {"files"}
    if first:
        names |= {name for name in (*PREFILLED, *CAMPAIGN) if name in post}
    answers = {name: post.getlist(name) for name in names}
    if step == ENTERPRISE and (added := post.get("add_park", "")):
        answers["park"] = [*answers.get("park", []), str(added)]
    return answers


def as_post(answers: Answers, names: Collection[str] | None = None) -> QueryDict:
    """Stored answers as a form posts them; of these questions only, if some are named."""
    post = QueryDict(mutable=True)
    for name, values in answers.items():
        if names is None or name in names:
            post.setlist(name, list(values))
    return post


def shown(answers: Answers) -> InquiryForm:
    """The form with these answers, unjudged, asking what they call for."""
    form = InquiryForm.typed(as_post(answers))
    if "contact_language" not in answers:
        form.initial["contact_language"] = current_language()
    form.narrow()
    return form


def judged(answers: Answers, ticks: Sequence[str] = (), like: InquiryForm | None = None) -> InquiryForm:
    """The form with those answers that are asked for, bound: what would be sent. `like` is the same unjudged."""
    like = like or shown(answers)
    post = as_post(answers, {*like.asks, *CAMPAIGN})
    post.setlist("consent", list(ticks))
    form = InquiryForm(post, catalogue=like.catalogue)
    form.asks = like.asks
    return form


def first_wrong(form: InquiryForm) -> str | None:
    """The first step with a wrong answer of a judged form; consents are the review's own business."""
    wrong = form.errors.keys()
    return next((step for step in STEPS if wrong & set(WINDOWS[step])), None)
