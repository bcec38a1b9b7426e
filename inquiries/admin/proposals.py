"""The form of one version of an offer, and what it does."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_code
from common.uploads import ACCEPT, ALLOWED, CheckedFile, check_upload
from inquiries import proposing
from inquiries.admin.records import RowForm, offer_spaces
from inquiries.forms.fields import DayField
from inquiries.models import Case, Proposal
from inquiries.workflow import deadlines, messages

RENT = ("rent_currency", "rent_period", "rent_basis")


class ProposalForm(RowForm):
    """A draft of one version; a sent version never changes. `plan` is its one file, which a form that comes back
    cannot keep."""

    valid_until = DayField(label=_("valid until"))
    plan = forms.FileField(
        label=_("file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=format_lazy(
            _("At most one, of at most 10 MB: {kinds}. A new file replaces the former."), kinds=ALLOWED
        ),
    )
    without_plan = forms.BooleanField(label=_("take the file off"), required=False)
    proposal = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Proposal
        fields = ("spaces", "rent", *RENT, "incentives", "terms", "valid_until")
        widgets = {
            "terms": forms.Textarea(attrs={"rows": 5}),
            "incentives": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_spaces(self)
        self.fields["proposal"].initial = self.instance.pk
        self.fields["terms"].error_messages["required"] = _("Write the terms.")
        if self.instance.pk is None or not hasattr(self.instance, "attachment"):
            del self.fields["without_plan"]

    def clean_rent_currency(self) -> str:
        return normalise_code(self.cleaned_data["rent_currency"]).upper()

    def clean_plan(self) -> CheckedFile | None:
        upload = self.cleaned_data["plan"]
        return check_upload(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("rent") is not None:
            for name in RENT:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A rent needs its currency, period and basis."))
        if "send" in self.data and "valid_until" in data:
            if data["valid_until"] is None:
                self.add_error("valid_until", _("Say until when the proposal is valid."))
            elif data["valid_until"] < deadlines.today(self.case.operator):
                self.add_error("valid_until", _("This date is over."))
        if self.errors and data.get("plan"):
            self.add_error("plan", _("Choose the file again, please: it could not be kept."))
        return data

    def known(self, locked: Case) -> Any:
        """A sent version is never written again, not even with the same words."""
        current = self._current()
        if current is None or current.sent_at is None:
            return super().known(locked)
        if self._is_stored_in(current):
            return current
        raise ValidationError(_("This version was sent already. Write a new one."))

    def save(self, commit: bool = True) -> Proposal:
        if self.instance.pk is None:
            latest = self.case.proposals.aggregate(latest=Max("version"))["latest"]
            self.instance.version = (latest or 0) + 1
        return super().save(commit)


def propose(case: Case, form: Any, user: User) -> None:
    """Keep the draft and its file; with the second button also send it. What cannot be sent is not kept either."""
    with messages.stored_files() as stored, transaction.atomic():
        locked = Case.objects.locked(case.pk)
        proposal = form.known(locked)
        if proposal is None:
            proposal = form.save()
            plan = form.cleaned_data.get("plan")
            if plan or form.cleaned_data.get("without_plan"):
                proposing.attach(proposal, plan, stored)
            audit.record(AuditAction.CHANGED, case, actor=user, what="proposal", version=proposal.version)
        if "send" in form.data:
            proposing.send(proposal, actor=user)
