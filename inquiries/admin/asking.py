"""Forms of the case page with which staff ask others: the enterprise about a transfer, a manager for a decision."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from inquiries.admin.forms import CaseForm, OnceForm
from inquiries.forms.fields import LineField, TextField
from inquiries.workflow import transferring
from parks.models import Park
from parks.search import staffed

MOST_OFFERED = 200  # parks in a list to choose from; beyond, their names are typed
MOST_NAMED = 5  # parks that are named where what was typed fits several


class ParkChoice(forms.ModelChoiceField):
    """Names the recipient's country: it decides which consents the enterprise is asked for."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({countries.name(str(obj.operator.country))})"


class NamedPark(LineField):
    """One of very many parks, by its short name or its name in either language."""

    def __init__(self, parks: QuerySet[Park], **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.parks = parks

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = staffed.named(self.parks, text, MOST_NAMED + 1)
        if not found:
            raise ValidationError(_("No park that can be chosen here is called so."), code="unknown")
        if len(found) > 1:
            names = "; ".join(f"{park} ({park.slug})" for park in found[:MOST_NAMED])
            raise ValidationError(
                _("Several parks are called so. Type the short name in brackets: %(names)s"),
                code="several",
                params={"names": names},
            )
        return found[0]


class TransferForm(CaseForm):
    to_park = ParkChoice(
        label=_("hand over to"),
        queryset=Park.objects.none(),
        error_messages={"required": _("Choose a park.")},
        help_text=_("Parks of other operators that take inquiries. They see nothing before the enterprise agrees."),
    )
    reason = LineField(
        label=_("why"),
        max_length=transferring.REASON_LENGTH,
        help_text=_("The enterprise reads it; the other park does not."),
        error_messages={"required": _("Say why: the enterprise reads it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parks = transferring.targets(self.case).order_by("sort_key", "slug")
        is_shown = self.is_bound or self.case.is_open
        few, listed = list(parks[: MOST_OFFERED + 1]) if is_shown else [], cast(ParkChoice, self.fields["to_park"])
        if len(few) <= MOST_OFFERED:
            listed.queryset = parks
            listed.choices = [("", listed.empty_label), *((park.pk, listed.label_from_instance(park)) for park in few)]
            return
        self.fields["to_park"] = NamedPark(
            parks,
            label=listed.label,
            error_messages={"required": listed.error_messages["required"]},
            help_text=_(
                "The name, in either language, or the short name of a park of another operator that takes inquiries. "
                "It sees nothing before the enterprise agrees."
            ),
        )


class ReviewForm(OnceForm):
    body = TextField(
        label=_("what has to be decided"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept as an internal note; the operator's managers get a mail."),
        error_messages={"required": _("Write what has to be decided.")},
    )
