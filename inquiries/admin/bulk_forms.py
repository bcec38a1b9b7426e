"""What is asked before something is done to several cases at once, and how it is done to one of them."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from inquiries import conversation
from inquiries.admin.filters import colleagues
from inquiries.admin.forms import SAY_WHY
from inquiries.enums import LostReason, Stage
from inquiries.forms.fields import DayField, LineField, TextField
from inquiries.models import Case
from inquiries.workflow import transitions

ENDS = (Stage.LOST, Stage.INVALID, Stage.DUPLICATE)


class BulkForm(forms.Form):
    """`user` does it. A field in error keeps what was typed."""

    use_required_attribute = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class AssignForm(BulkForm):
    owner = forms.ModelChoiceField(label=_("officer in charge"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["owner"])
        field.queryset = colleagues(self.user, "change").order_by("name", "email")


class HoldForm(BulkForm):
    until = DayField(label=_("on hold until"))
    reason = LineField(
        label=_("reason for the hold"),
        max_length=transitions.HOLD_REASON_LENGTH,
        error_messages={"required": _("Say why the case is put on hold.")},
    )

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if until is None:
            raise ValidationError(_("Choose a day."), code="required")
        return until


class WaitForm(BulkForm):
    question = TextField(
        label=_("question to the enterprise"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent to each enterprise as a message; each clock stands still until the answer."),
        error_messages={"required": _("Write the question to the enterprise.")},
    )


class NoteForm(BulkForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    body = TextField(
        label=_("internal note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only staff of the case's operator see it."),
        error_messages={"required": _("Write the note.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex


class EndForm(BulkForm):
    to = forms.ChoiceField(label=_("end as"), choices=[(stage.value, stage.label) for stage in ENDS])
    lost_reason = forms.ChoiceField(
        label=_("lost because"),
        choices=[("", "—"), *LostReason.choices],
        required=False,
        help_text=_("For cases that end as lost."),
    )
    note = LineField(
        label=_("reason"),
        max_length=transitions.NOTE_LENGTH,
        help_text=_("Kept in the log; the enterprise does not see it."),
        error_messages={"required": SAY_WHY},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("to") == Stage.LOST and not data.get("lost_reason"):
            self.add_error("lost_reason", _("Choose why it was lost."))
        return data


# --- What each does to one case ----------------------------------------------------------------


def _end(case: Case, data: dict[str, Any], user: User) -> None:
    reason = data["lost_reason"] if data["to"] == Stage.LOST else ""
    transitions.move(case, data["to"], actor=user, note=data["note"], lost_reason=reason)


@dataclass(frozen=True)
class Bulk:
    """`run` is the verb of the case page, with its own lock, checks and mails; `done` says of how many it was done."""

    name: str
    label: str | Promise
    form: type[BulkForm]
    run: Callable[[Case, dict[str, Any], User], Any]
    done: Any


_TABLE = (
    Bulk(
        "bulk_assign",
        _("Put somebody in charge of the chosen cases"),
        AssignForm,
        lambda case, data, user: transitions.assign(case, data["owner"], user),
        ngettext_lazy("%(count)d case has its officer now.", "%(count)d cases have their officer now.", "count"),
    ),
    Bulk(
        "bulk_hold",
        _("Put the chosen cases on hold"),
        HoldForm,
        lambda case, data, user: transitions.hold(case, data["until"], data["reason"], user),
        ngettext_lazy("%(count)d case is on hold now.", "%(count)d cases are on hold now.", "count"),
    ),
    Bulk(
        "bulk_wait",
        _("Ask the enterprises of the chosen cases and wait"),
        WaitForm,
        lambda case, data, user: transitions.await_enterprise(case, data["question"], user),
        ngettext_lazy("%(count)d enterprise was asked.", "%(count)d enterprises were asked.", "count"),
    ),
    Bulk(
        "bulk_note",
        _("Add a note to the chosen cases"),
        NoteForm,
        lambda case, data, user: conversation.note(case, actor=user, body=data["body"], key=data["key"]),
        ngettext_lazy("%(count)d case has the note now.", "%(count)d cases have the note now.", "count"),
    ),
    Bulk(
        "bulk_end",
        _("End the chosen cases as lost, invalid or duplicate"),
        EndForm,
        _end,
        ngettext_lazy("%(count)d case was ended.", "%(count)d cases were ended.", "count"),
    ),
)
BULKS = {bulk.name: bulk for bulk in _TABLE}
