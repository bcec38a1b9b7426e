"""The small forms of the case page. Each knows its case and its writer; none writes more than its own row."""

import datetime
import uuid
import zoneinfo
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inquiries import access
from inquiries.enums import ENDS, ContactOutcome, InteractionKind, LostReason, Stage
from inquiries.forms.conversation import MessageForm
from inquiries.forms.fields import DayField, LineField, LocalMomentField, TextField, in_zone
from inquiries.models import Case
from inquiries.workflow import stages
from inquiries.workflow.transitions import FORCE_REASON_LENGTH

SAY_WHY = _("Say why.")


class Refused(Exception):
    """A sentence for the reader that belongs to no field."""


class CaseForm(forms.Form):
    """`case` is as it was read for this request; `user` is who writes."""

    use_required_attribute = False
    required_css_class = "required"

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user


class OnceForm(CaseForm):
    """`key` makes a second click the same entry."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex


class EmptyForm(CaseForm):
    """A button."""


class RejectForm(CaseForm):
    reason = LineField(
        label=_("why it is no inquiry"),
        max_length=500,
        help_text=_("Kept in the log. A release takes the rejection back."),
        error_messages={"required": SAY_WHY},
    )


class MoveForm(CaseForm):
    """`seen` is the stage that the page showed: somebody else may have moved the case since."""

    seen = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)
    to = forms.ChoiceField(label=_("to stage"))
    note = TextField(
        label=_("note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the log; the enterprise does not see it."),
    )
    lost_reason = forms.ChoiceField(label=_("lost because"), choices=[("", "—"), *LostReason.choices], required=False)
    force = forms.BooleanField(
        label=_("force, although something is missing"),
        required=False,
        help_text=_("Needs a reason of at least ten characters in the note."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = stages.next_stages(self.case)
        if access.may_move(self.user, self.case, Stage.NEW, force=True):
            offered = offered or [stage for stage in Stage if stage != self.case.stage]
        else:
            del self.fields["force"]
        to = cast(forms.ChoiceField, self.fields["to"])
        to.choices = [(stage.value, stage.label) for stage in map(Stage, offered)]
        self.fields["seen"].initial = self.case.stage

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        to, note = data.get("to"), data.get("note") or ""
        if data.get("force") and len(note) < FORCE_REASON_LENGTH:
            self.add_error("note", _("Say in at least ten characters why you force it."))
        elif to and stages.kind_of(self.case.stage, to) in stages.NEEDS_NOTE and not note:
            self.add_error("note", SAY_WHY)
        if to == Stage.LOST and not data.get("lost_reason"):
            self.add_error("lost_reason", _("Choose why it was lost."))
        if to == Stage.LOST and data.get("lost_reason") == LostReason.OTHER and not note:
            self.add_error("note", SAY_WHY)
        return data

    @property
    def ends(self) -> tuple[str, ...]:
        return tuple(ENDS)


class AssignForm(CaseForm):
    owner = forms.ModelChoiceField(label=_("officer in charge"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = access.officers(self.case.operator).order_by("name", "email")  # type: ignore[attr-defined]
        self.fields["owner"].initial = self.case.owner_id


class PlanForm(CaseForm):
    next_action = LineField(label=_("next action"), max_length=200, required=False)
    next_action_on = DayField(label=_("on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_action"].initial = self.case.next_action
        self.fields["next_action_on"].initial = self.case.next_action_on


class WaitForm(CaseForm):
    question = TextField(
        label=_("question to the enterprise"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent as a message; the clock stands still until the answer."),
        error_messages={"required": _("Write the question to the enterprise.")},
    )


class HoldForm(CaseForm):
    until = DayField(label=_("on hold until"))
    reason = LineField(
        label=_("reason for the hold"),
        max_length=300,
        error_messages={"required": _("Say why the case is put on hold.")},
    )

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if until is None:
            raise ValidationError(_("Choose a day."), code="required")
        return until


class ReplyForm(MessageForm):
    """A message to the enterprise; `key` makes a second click the same message."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.fields["key"].initial = uuid.uuid4().hex
        self.fields["body"].label = _("Message to the enterprise")


class NoteForm(OnceForm):
    body = TextField(
        label=_("internal note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only staff of this operator see it."),
        error_messages={"required": _("Write the note.")},
    )


class InteractionForm(OnceForm):
    kind = forms.ChoiceField(label=_("kind"), choices=InteractionKind.choices)
    outcome = forms.ChoiceField(label=_("what it came to"), choices=ContactOutcome.choices, required=False)
    happened_at = LocalMomentField(label=_("when"))
    summary = TextField(
        label=_("what was said"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was said.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = zoneinfo.ZoneInfo(self.case.operator.time_zone)
        self.fields["happened_at"].initial = timezone.localtime(timezone=zone).replace(tzinfo=None, second=0)
        self.fields["happened_at"].help_text = _("Time in the zone %(zone)s.") % {"zone": zone.key}
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        if self.case.awaiting_enterprise_since is None:
            outcome.choices = [choice for choice in ContactOutcome.choices if choice[0] != ContactOutcome.ANSWERED]
        else:
            outcome.help_text = _("If the question is answered, the clock goes on from the moment of the contact.")

    def clean_outcome(self) -> str:
        return self.cleaned_data["outcome"] or ContactOutcome.SPOKE

    def clean_happened_at(self) -> datetime.datetime:
        at = in_zone(self.cleaned_data["happened_at"], self.case.operator.time_zone)
        if at > timezone.now():
            raise ValidationError(_("This is in the future."))
        return at


class ResendForm(CaseForm):
    mail = forms.IntegerField(widget=forms.HiddenInput)
