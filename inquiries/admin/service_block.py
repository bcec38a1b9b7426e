"""The service desk on the case page: requests, what is entered for a tenant, and the answers to check-ins."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inquiries import servicing
from inquiries.admin.forms import CaseForm, OnceForm
from inquiries.enums import Stage
from inquiries.forms.fields import TextField
from inquiries.forms.services import CheckInForm, offer_choices
from inquiries.models import Case, CheckIn, ServiceRequest

NO_SUCH = _("There is no such entry on this case.")


class EnterForm(OnceForm):
    """A request that the tenant made by phone, or that follows from its answer to a check-in (`check_in`)."""

    check_in = forms.IntegerField(required=False, widget=forms.HiddenInput)
    offer = forms.ChoiceField(label=_("which service"))
    description = TextField(
        label=_("what is needed"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The tenant reads it."),
        error_messages={"required": _("Say what is needed.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = offer_choices(servicing.offers(self.case), self.case) if self.case.stage == Stage.SETTLED else []
        self.fields["offer"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class LogForm(CheckInForm):
    """What the tenant answered in a call."""

    check_in = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("check_in", "satisfaction", "jobs", "needs")

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.fields["satisfaction"].label = _("How satisfied is the tenant with the park?")
        self.fields["jobs"].label = _("How many people work there now?")
        self.fields["needs"].label = _("What does the tenant need?")
        self.fields["needs"].help_text = ""


def _check_in_of(case: Case, pk: int | None) -> CheckIn:
    """A check-in of this very case; another case's number finds nothing."""
    rows = CheckIn.objects.select_related("settlement")
    row = rows.filter(settlement__case=case, pk=pk).first() if pk and 0 < pk < 10**18 else None
    if row is None:
        raise ValidationError(NO_SUCH)
    return row


def enter(case: Case, form: EnterForm, user: User) -> None:
    data = form.cleaned_data
    check_in = _check_in_of(case, data["check_in"]) if data["check_in"] else None
    wish = servicing.Wish(data["offer"], data["description"], check_in=check_in)
    servicing.enter(case, wish, actor=user, key=data["key"])


def log(case: Case, form: LogForm, user: User) -> None:
    data = form.cleaned_data
    row = _check_in_of(case, data.pop("check_in"))
    servicing.log_answer(row, servicing.Answers(**data), actor=user)


# --- What the page shows ----------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One check-in with the form that it is open to: for its answers, or for a request that follows from them."""

    row: CheckIn
    log: LogForm | None
    enter: EnterForm | None


@dataclass(frozen=True)
class Block:
    """`enter` is the blank form for a request by phone; `failed` says that a form came back."""

    requests: list[tuple[ServiceRequest, bool]]
    check_ins: list[Asked]
    enter: EnterForm | None
    failed: bool


def block(case: Case, user: User, can: dict[str, bool], bound: dict[str, Any]) -> Block | None:
    """None before the company has settled: then nothing is asked of the database. Afterwards four queries."""
    if case.stage != Stage.SETTLED:
        return None
    now = timezone.now()
    requests = (
        ServiceRequest.objects.filter(case=case).select_related("service", "owner").order_by("-created_at", "-pk")
    )
    back: dict[str, Any] = {name: bound[name] for name in ("service_enter", "check_in_log") if name in bound}
    may_enter = can["service_enter"] and servicing.is_open_for(case)

    def form_for(kind: type[CaseForm] | type[LogForm], name: str, row: CheckIn | None, **initial: Any) -> Any:
        number = str(row.pk) if row else ""
        came = back.get(name)
        if came is not None and came.data.get(f"{name}-check_in", "") == number:
            return came
        auto_id = f"id_{name}{number}_%s" if row else f"id_{name}-%s"
        return kind(case=case, user=user, prefix=name, auto_id=auto_id, initial={"check_in": number, **initial})

    asked = []
    for row in CheckIn.objects.filter(settlement__case=case).select_related("logged_by").order_by("-month"):
        to_log = form_for(LogForm, "check_in_log", row) if can["check_in_log"] and row.answered_at is None else None
        needed = row.needs and may_enter
        to_enter = form_for(EnterForm, "service_enter", row, description=row.needs) if needed else None
        asked.append(Asked(row, to_log, to_enter))
    return Block(
        requests=[(request, request.is_overdue(now)) for request in requests],
        check_ins=asked,
        enter=form_for(EnterForm, "service_enter", None) if may_enter else None,
        failed=bool(back),
    )
