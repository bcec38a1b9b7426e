"""What the enterprise says about a proposal, and which space it asks to keep."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import current_language
from common.measures import NO_DATA, area_range
from inquiries.enums import ProposalAnswer
from inquiries.forms.conversation import PlainForm
from inquiries.forms.fields import LineField, PickField, TextField, WordField
from inquiries.models import Case
from inquiries.proposing import WORDS_LENGTH
from inquiries.rendering import space_name
from inquiries.workflow import holding
from parks.models import Space

ANSWERS = (
    (ProposalAnswer.ACCEPTED, gettext_lazy("We accept this proposal")),
    (ProposalAnswer.COUNTERED, gettext_lazy("We make a counter-offer")),
    (ProposalAnswer.DECLINED, gettext_lazy("We decline this proposal")),
)


class AnswerForm(PlainForm):
    """One answer; a counter-offer needs words."""

    answer = WordField(
        label=gettext_lazy("What do you say to this proposal?"),
        required=True,
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an answer.")},
    )
    words = TextField(
        label=gettext_lazy("What you want to say about it"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For a counter-offer: which rent, area or terms you have in mind."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("answer") == ProposalAnswer.COUNTERED and not values.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write your counter-offer."))
        return values


class HoldRequestForm(PlainForm):
    """One of the spaces that this park has offered or that the inquiry named."""

    space = PickField(
        label=gettext_lazy("Which space"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a space.")},
    )
    note = LineField(
        label=gettext_lazy("Anything the park should know"), max_length=holding.NOTE_LENGTH, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = {str(space.pk): space for space in holding.offered(case).select_related("kind")}
        field = cast(PickField, self.fields["space"])
        field.offer(spaces, [(pk, _label(space)) for pk, space in spaces.items()])
        self.has_choice = bool(spaces)
        if len(spaces) == 1:
            field.initial = next(iter(spaces))


def _label(space: Space) -> str:
    return " · ".join(
        part
        for part in (space_name(space, current_language()), area_range(space.area_min, space.area_max))
        if part != NO_DATA
    )
