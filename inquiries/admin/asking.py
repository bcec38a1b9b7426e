"""Forms of the case page with which staff ask others: the enterprise about a transfer, a manager for a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from inquiries.admin.forms import CaseForm, OnceForm
from inquiries.forms.fields import LineField, TextField
from inquiries.workflow import transferring
from parks.models import Park


class ParkChoice(forms.ModelChoiceField):
    """Names the recipient's country: it decides which consents the enterprise is asked for."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({countries.name(str(obj.operator.country))})"


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
        self.fields["to_park"].queryset = transferring.targets(self.case).order_by("sort_key", "slug")  # type: ignore[attr-defined]


class ReviewForm(OnceForm):
    body = TextField(
        label=_("what has to be decided"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept as an internal note; the operator's managers get a mail."),
        error_messages={"required": _("Write what has to be decided.")},
    )
