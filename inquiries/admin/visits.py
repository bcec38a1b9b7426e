"""Visits on the case page: what was asked for, what is agreed, and the forms that go with each state."""

import datetime
import uuid
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inquiries import rendering, visiting
from inquiries.admin.forms import CaseForm
from inquiries.enums import VisaLetter, VisitMode, VisitState
from inquiries.forms.fields import LineField, LocalMomentField, in_zone
from inquiries.models import Case, Visit
from parks.calendars import Clock

OTHER = "other"  # of the times to choose from
FIRST_MINUTES = 60


class VisitForm(CaseForm):
    """About one visit of the case, named by the hidden field `visit`; a new one is named by nothing."""

    visit = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.fields["visit"].initial = instance.pk

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding


class TermsForm(VisitForm):
    """When, where and how. Times are typed and read on the operator's clocks."""

    mode = forms.ChoiceField(label=_("on site or online"), choices=VisitMode.choices)
    starts_at = LocalMomentField(label=_("starts at"))
    minutes = forms.IntegerField(label=_("length in minutes"), min_value=15, max_value=2880)
    place = LineField(
        label=_("place"),
        max_length=300,
        required=False,
        help_text=_("Where you meet: building, entrance, floor. For a meeting without a link: how to join it."),
    )
    online_url = LineField(
        label=_("address of the online meeting"), max_length=500, required=False, help_text=_("Begins with https://.")
    )
    language = LineField(label=_("language of the visit"), max_length=60, required=False)
    interpreter = forms.NullBooleanField(label=_("interpreter needed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = zoneinfo.ZoneInfo(self.case.operator.time_zone)
        self.fields["starts_at"].help_text = _("Time in the zone %(zone)s.") % {"zone": zone.key}
        row = self.instance
        self.initial.setdefault("mode", row.mode or VisitMode.ON_SITE)
        self.initial.setdefault("minutes", row.minutes or FIRST_MINUTES)
        for name in ("place", "online_url", "language", "interpreter"):
            self.initial.setdefault(name, getattr(row, name))
        if not self.is_new:
            self.initial.setdefault("starts_at", timezone.localtime(row.starts_at, zone).replace(tzinfo=None))

    def clean_starts_at(self) -> datetime.datetime | None:
        at = self.cleaned_data["starts_at"]
        return in_zone(at, self.case.operator.time_zone) if at else None

    @property
    def terms(self) -> visiting.Terms:
        data = self.cleaned_data
        return visiting.Terms(**{name: data[name] for name in visiting.Terms.__dataclass_fields__})


class ConfirmForm(TermsForm):
    """For a visit that was asked for: one of its times or another; else a visit agreed by phone, say.

    `key` makes a second click on a form for a new visit the same visit.
    """

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    wish = forms.ChoiceField(label=_("time"), widget=forms.RadioSelect, required=False)

    field_order = ("visit", "key", "wish", "starts_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex
        if self.is_new:
            del self.fields["wish"]
            return
        times = rendering.wishes(self.instance, str(get_language()), [self.case.operator.time_zone])
        pairs = zip(self.instance.wishes, times, strict=True)
        offered = [(at.isoformat(), rendering.spoken(clocks)) for at, clocks in pairs]
        self.fields["wish"].choices = [*offered, (OTHER, _("Another time"))]  # type: ignore[attr-defined]
        self.fields["wish"].initial = offered[0][0]
        self.fields["starts_at"].label = _("the other time")
        self.fields["starts_at"].required = False
        self.initial.pop("starts_at", None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wish = data.get("wish", OTHER)
        if wish != OTHER and wish:
            data["starts_at"] = datetime.datetime.fromisoformat(wish)
        elif "wish" not in self.errors and "starts_at" in data and data["starts_at"] is None:
            self.add_error("starts_at", _("Enter a date and a time, such as 2026-11-24 15:00."))
        return data


class ChangeForm(TermsForm):
    """`seen` is the revision that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.sequence


class CancelForm(VisitForm):
    reason = LineField(
        label=_("reason for cancelling"),
        max_length=500,
        help_text=_("The enterprise reads it."),
        error_messages={"required": _("Say why.")},
    )


class OutcomeForm(VisitForm):
    """`seen` is the stamp of the row that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    state = forms.ChoiceField(
        label=_("how it went"),
        choices=[(state.value, state.label) for state in (VisitState.HELD, VisitState.NO_SHOW)],
        widget=forms.RadioSelect,
    )
    outcome = LineField(
        label=_("outcome"), max_length=500, required=False, help_text=_("The enterprise does not see it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["seen"].initial = row.updated_at.isoformat() if not self.is_new else ""
        self.initial.setdefault("outcome", row.outcome)
        self.initial.setdefault("state", row.state if row.state == VisitState.NO_SHOW else VisitState.HELD)


class LetterForm(VisitForm):
    """A button."""


# --- What the forms do ------------------------------------------------------------------------


def _existing(form: VisitForm) -> Visit:
    if form.is_new:
        raise ValidationError(_("There is no such entry on this case."))
    return form.instance


def run_confirm(case: Case, form: ConfirmForm, user: User) -> None:
    if form.is_new:
        visiting.book(case, actor=user, terms=form.terms, key=form.cleaned_data["key"])
    else:
        visiting.confirm(form.instance, actor=user, terms=form.terms)


def run_change(case: Case, form: ChangeForm, user: User) -> None:
    visiting.change(_existing(form), actor=user, terms=form.terms, seen=form.cleaned_data["seen"] or 0)


def run_cancel(case: Case, form: CancelForm, user: User) -> None:
    visiting.cancel(_existing(form), actor=user, reason=form.cleaned_data["reason"])


def run_outcome(case: Case, form: OutcomeForm, user: User) -> None:
    data = form.cleaned_data
    visiting.record(_existing(form), actor=user, state=data["state"], outcome=data["outcome"], seen=data["seen"] or "-")


def run_letter(case: Case, form: LetterForm, user: User) -> None:
    visiting.letter_sent(_existing(form), actor=user)


# --- What the page shows ----------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One visit: its times on the clocks of both sides, and the forms that it is open to."""

    visit: Visit
    when: str
    times: Sequence[Sequence[Clock]]
    forms: dict[str, Any] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return any(form.is_bound for form in self.forms.values())


def forms_of(visit: Visit, now: datetime.datetime) -> list[str]:
    """The verbs that a visit is open to in its state."""
    verbs = {
        VisitState.PROPOSED: ["visit_confirm", "visit_cancel"],
        VisitState.CONFIRMED: ["visit_outcome"] if visit.has_begun(now) else ["visit_change", "visit_cancel"],
        VisitState.HELD: ["visit_outcome"],
        VisitState.NO_SHOW: ["visit_outcome"],
    }.get(VisitState(visit.state), [])
    asked = visit.visa_letter == VisaLetter.ASKED and visit.state in (VisitState.PROPOSED, VisitState.CONFIRMED)
    return [*verbs, "visit_letter"] if asked else verbs


def rows_of(case: Case, form_for: Callable[[str, Visit], Any], bound: dict[str, Any] | None) -> list[Row]:
    """Every visit of the case: one query. `form_for` makes the form of a verb for a visit, or says None."""
    visits = case.visits.select_related("slot").annotate(stops=Count("trip__visits"))
    now, language, zone = timezone.now(), str(get_language()), case.operator.time_zone
    rows = []
    for visit in visits.order_by("-starts_at", "-pk"):
        visit.case = case
        made = {name: form for name in forms_of(visit, now) if (form := form_for(name, visit)) is not None}
        for name, form in (bound or {}).items():
            if isinstance(form, VisitForm) and form.instance.pk == visit.pk:
                made[name] = form
        times = rendering.wishes(visit, language, [zone])
        rows.append(Row(visit, rendering.moment(visit.starts_at, zone, language), times, made))
    return rows
