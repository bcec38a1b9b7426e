"""Spaces kept for a case, and the end of a tenancy: the forms of the case page and what they do."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inquiries.admin.forms import CaseForm, Refused
from inquiries.enums import HoldState
from inquiries.forms.fields import DayField, LineField
from inquiries.models import Case, SpaceHold
from inquiries.workflow import holding, leaving
from parks.enums import ASKABLE_SPACE_STATUSES
from parks.models import Space


class KeepForm(CaseForm):
    """A space of the case's park that can be asked for, or one that the enterprise asked to keep."""

    space = forms.ModelChoiceField(label=_("space"), queryset=Space.objects.none())
    note = LineField(
        label=_("note"),
        max_length=holding.NOTE_LENGTH,
        required=False,
        help_text=_("Only staff of this operator see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["space"])
        # A space whose hold is over may still say “on hold” for some minutes; granting ends that hold.
        over = SpaceHold.objects.live().exclude(expires_at__gt=timezone.now())
        can = Q(status__in=ASKABLE_SPACE_STATUSES) | Q(pk__in=over.values("space"))
        asked = SpaceHold.objects.filter(case=self.case, state=HoldState.ASKED)
        # A union: of two conditions beside each other the database would try every space of all parks.
        here = Space.objects.filter(can, park=self.case.park).order_by().values("pk")
        either = here.union(asked.order_by().values("space"))
        field.queryset = Space.objects.filter(pk__in=either).select_related("kind")


class ReleaseForm(CaseForm):
    hold = forms.IntegerField(widget=forms.HiddenInput)
    words = LineField(
        label=_("words to the enterprise"),
        max_length=holding.NOTE_LENGTH,
        required=False,
        help_text=_("Added to the message that tells it."),
    )


class DeclineForm(CaseForm):
    hold = forms.IntegerField(widget=forms.HiddenInput)
    words = LineField(
        label=_("why, for the enterprise"),
        max_length=holding.NOTE_LENGTH,
        error_messages={"required": _("Say why, so that the enterprise knows.")},
    )


class LeaveForm(CaseForm):
    left_on = DayField(label=_("left on"))

    def clean_left_on(self) -> Any:
        day = self.cleaned_data["left_on"]
        if day is None:
            raise ValidationError(_("Choose a day."), code="required")
        return day


def keep(case: Case, form: Any, user: User) -> None:
    holding.grant(case, form.cleaned_data["space"], actor=user, note=form.cleaned_data["note"])


def release(case: Case, form: Any, user: User) -> None:
    if not holding.release(_own(case, form), actor=user, words=form.cleaned_data["words"]):
        raise Refused(_("This hold has ended already."))


def decline(case: Case, form: Any, user: User) -> None:
    if not holding.decline(_own(case, form), actor=user, words=form.cleaned_data["words"]):
        raise Refused(_("This was answered already."))


def leave(case: Case, form: Any, user: User) -> None:
    leaving.leave(case, on=form.cleaned_data["left_on"], actor=user)


def _own(case: Case, form: Any) -> SpaceHold:
    """The hold of this case that the form names; another case's number finds nothing."""
    hold = SpaceHold.objects.filter(case=case, pk=form.cleaned_data["hold"]).select_related("case").first()
    if hold is None:
        raise Refused(_("There is no such entry on this case."))
    return hold


def rows(case: Case) -> list[tuple[SpaceHold, str, bool]]:
    """The case's holds, newest first: each with its end on the operator's clocks and whether its time is over."""
    language, now = str(get_language()), timezone.now()
    found = SpaceHold.objects.filter(case=case).select_related("space__kind", "user").order_by("-created_at", "-pk")
    listed = []
    for hold in found:
        hold.case = case
        listed.append((hold, holding.until(hold, language), hold.expires_at is not None and hold.expires_at <= now))
    return listed
