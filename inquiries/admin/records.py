"""Forms of the case page that write a record of their own: qualification, proposal, settlement."""

import uuid
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models import Enterprise
from inquiries import duplicates
from inquiries.enums import DuplicateAnswer, Stage
from inquiries.forms.fields import DayField
from inquiries.models import Case, Inquiry, Qualification, Settlement
from inquiries.workflow import messages
from inquiries.workflow.gates import CANNOT_SAY_FIELDS
from parks.models import Industry, SettlementMode, Space

CONTRACT_FIELDS = (
    "contract_number",
    "signed_on",
    "spaces",
    "lease_from",
    "lease_to",
    "investment",
    "investment_currency",
    "jobs",
    "commitments_not_applicable",
)
# What cannot be changed any more at a stage: the answers that its gate and those before it rest on.
SEALED = {
    Stage.SIGNED: CONTRACT_FIELDS,
    Stage.SETTLED: (*CONTRACT_FIELDS, "settled_on", "company_registered", "registration_waiver"),
}
HIDDEN = frozenset({"seen", "key", "proposal", "plan", "without_plan"})
CHANGED_MEANWHILE = _(
    "Somebody changed this meanwhile, so nothing was saved. What you typed is still here: open the page again in "
    "another window, compare, and enter it there."
)


def stamp(row: Any) -> str:
    """Tells one state of a row from the next; empty for a row that is not stored yet."""
    return row.updated_at.isoformat() if row.pk else ""


class RecordForm(forms.ModelForm):
    """A row that hangs on one case. `seen` is the row's stamp when the page showed it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    use_required_attribute = False
    required_css_class = "required"

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.instance.case = case
        self.fields["seen"].initial = stamp(self.instance)

    def known(self, locked: Case) -> Any:
        """The row as this very form has stored it already (a second click), or None: then it may be saved.

        Asked by a verb that holds the lock of the case. Raises ValidationError when somebody else changed
        the row since the page was shown.
        """
        current = self._current()
        if current is None or stamp(current) == self.cleaned_data["seen"]:
            return None
        if self._is_stored_in(current):
            return current
        raise ValidationError(CHANGED_MEANWHILE)

    def _current(self) -> Any:
        """The row as it is stored now."""
        return type(self.instance).objects.filter(case=self.case).first()

    def _is_stored_in(self, row: Any) -> bool:
        """Whether the row says already what was typed."""
        options, data = row._meta, self.cleaned_data
        own = [field.attname for field in options.concrete_fields if field.name in data]
        many = [field.name for field in options.many_to_many if field.name in data]
        return all(getattr(self.instance, name) == getattr(row, name) for name in own) and all(
            set(data[name]) == set(getattr(row, name).all()) for name in many
        )

    def _terms(self, name: str, rows: Any) -> None:
        """Current values of a catalogue, and the one the row has."""
        current = getattr(self.instance, f"{name}_id")
        self.fields[name].queryset = rows.filter(Q(retired=False) | Q(pk=current))  # type: ignore[attr-defined]


class RowForm(RecordForm):
    """One of several rows of a case; `key` makes a second click on a form for a new row the same row."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["key"].initial = uuid.uuid4().hex
        else:
            del self.fields["key"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            kind = str(self.instance._meta.model_name)
            self.instance.submission_key = messages.submission_key(self.case, kind, data.get("key", ""))
        return data

    def known(self, locked: Case) -> Any:
        if self.instance.pk is not None:
            return super().known(locked)
        row = self._current()
        if row is not None and not self._is_stored_in(row):
            raise ValidationError(_("This was saved already. Open the page again to change what was saved."))
        return row

    def _current(self) -> Any:
        rows = type(self.instance).objects.filter(case=self.case)
        if self.instance.pk is None:
            return rows.filter(submission_key=self.instance.submission_key).first()
        return rows.filter(pk=self.instance.pk).first()


class QualificationForm(RecordForm):
    """What staff found out. A figure that the enterprise cannot give is ticked, which is an answer too."""

    known_reference = forms.CharField(
        label=_("or the reference of its earlier inquiry"),
        required=False,
        max_length=20,
        help_text=_("Such as PB-2026-000123."),
    )
    move_in_from = DayField(label=_("move in from"))
    admission_decided_on = DayField(label=_("admission decided on"))
    cannot_say = forms.MultipleChoiceField(
        label=_("client cannot say"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A recorded answer: the figure is then no longer asked for."),
    )

    class Meta:
        model = Qualification
        fields = (
            "duplicate_answer",
            "duplicate_of",
            "known_reference",
            "duplicate_note",
            "industry",
            "mode",
            "readiness",
            "meeting_language",
            "area_min",
            "area_max",
            "move_in_from",
            "budget_note",
            "cannot_say",
            "industry_checked",
            "registration_number",
            "not_yet_registered",
            "emissions",
            "waste_water",
            "noise",
            "hazardous",
            "admission_decided_on",
            "admission_reason",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._terms("industry", Industry.objects.order_by("order", "code"))
        self._terms("mode", SettlementMode.objects.all())
        self.candidates = duplicates.hints(self.case, self.user)
        offered = [hint.company.pk for hint in self.candidates]
        self.fields["duplicate_of"].queryset = Enterprise.objects.filter(  # type: ignore[attr-defined]
            Q(pk__in=offered) | Q(pk=self.instance.duplicate_of_id)
        )
        self._hide_unseen()
        labels = {name: self.fields[name].label for name in CANNOT_SAY_FIELDS}
        self.fields["cannot_say"].choices = list(labels.items())  # type: ignore[attr-defined]

    def _hide_unseen(self) -> None:
        """Somebody who sees more may have linked another operator's company: the link stays, its name is not told."""
        linked = self.instance.duplicate_of_id
        if linked and not Enterprise.objects.for_staff(self.user).filter(pk=linked).exists():
            self.fields["duplicate_of"].label_from_instance = partial(_named_unless, linked)  # type: ignore[attr-defined]

    def clean_known_reference(self) -> Enterprise | None:
        reference = self.cleaned_data["known_reference"].strip().upper()
        if not reference:
            return None
        inquiry = Inquiry.objects.for_staff(self.user).filter(reference=reference).select_related("enterprise").first()
        if inquiry is None:
            raise ValidationError(_("None of your inquiries has this reference."))
        if inquiry.enterprise_id == self.case.inquiry.enterprise_id:
            raise ValidationError(_("This is the inquiry itself."))
        return inquiry.enterprise

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("known_reference"):
            data["duplicate_of"] = data["known_reference"]
        answer = data.get("duplicate_answer")
        if answer == DuplicateAnswer.LINKED and not data.get("duplicate_of") and "known_reference" not in self.errors:
            self.add_error("duplicate_of", _("Choose the known company, or enter its earlier reference."))
        if answer == DuplicateAnswer.NOT_DUPLICATE and not data.get("duplicate_note"):
            self.add_error("duplicate_note", _("Say why it is not a duplicate."))
        smallest, largest = data.get("area_min"), data.get("area_max")
        if smallest is not None and largest is not None and smallest > largest:
            self.add_error("area_max", _("The largest area is smaller than the smallest one."))
        return data


def _named_unless(unseen: int, company: Enterprise) -> str:
    return str(_("a company that you cannot see")) if company.pk == unseen else str(company)


def offer_spaces(form: RecordForm) -> None:
    """Only spaces of the case's park can be offered or let."""
    field = form.fields["spaces"]
    field.queryset = Space.objects.filter(park=form.case.park).select_related("kind")  # type: ignore[attr-defined]
    field.widget = forms.CheckboxSelectMultiple(choices=field.choices)  # type: ignore[attr-defined]


class SettlementForm(RecordForm):
    """Open until the signature, which lets the spaces; from then on what its gate asked for stands."""

    signed_on = DayField(label=_("signed on"))
    lease_from = DayField(label=_("lease from"))
    lease_to = DayField(label=_("lease to"))
    settled_on = DayField(label=_("settled on"))

    class Meta:
        model = Settlement
        fields = SEALED[Stage.SETTLED]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_spaces(self)

    def clean_investment_currency(self) -> str:
        return self.cleaned_data["investment_currency"].strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("lease_from") and data.get("lease_to") and data["lease_from"] > data["lease_to"]:
            self.add_error("lease_to", _("The lease ends before it starts."))
        if data.get("investment") is not None and not data.get("investment_currency"):
            self.add_error("investment_currency", _("An amount needs its currency, such as EUR."))
        for name in SEALED.get(Stage(self.case.stage), ()):
            if name in data and self._is_altered(name, data[name]):
                self.add_error(name, _("The contract is in force: move the case back first to change this."))
        return data

    def _is_altered(self, name: str, value: Any) -> bool:
        """What a forced step left out may be added later; spaces not, as the signature has let the others."""
        before = self.initial.get(name)
        if name == "spaces":
            return set(before or ()) != set(value)
        return before is not None and before is not False and before != "" and before != value

    def known(self, locked: Case) -> Any:
        if locked.stage != self.case.stage:  # signed meanwhile, perhaps
            raise ValidationError(CHANGED_MEANWHILE)
        return super().known(locked)
