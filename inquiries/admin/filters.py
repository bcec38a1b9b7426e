"""Filters of the case list. Every one of them reads rows that are in scope already."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.backoffice import is_row_number
from common.languages import CODES, column
from inquiries.enums import CASE_ROLES, ENDS, OPEN_STAGES, Screening, Stage, VisitState
from inquiries.models import Case, CheckIn, Proposal, SpaceHold, Visit
from inquiries.models.case import WRITTEN
from notifications.enums import Audience, MailState
from notifications.models import OutgoingEmail
from parks.admin.scoping import held_everywhere
from parks.models import Membership, Park, SettlementMode
from parks.scoping import operators_of

Parts = dict[str, Callable[[], QuerySet]]  # what is asked for → its rows
ID_DIGITS = 19  # a number with fewer digits fits the column of an id
FAILED_STATES = (MailState.FAILED, MailState.BOUNCED)
MOST_FAILED = 1000  # failed mails that are looked at
MOST_CHOICES = 50  # of a filter; where there are more, it offers what the newest cases have
NEWEST = 500  # cases that are looked at for that
WEEK = datetime.timedelta(days=7)


def overdue(cases: QuerySet) -> QuerySet:
    """Without a first answer past the promise, while the park owed it."""
    stopped = Q(awaiting_enterprise_since__isnull=False, awaiting_enterprise_since__lte=F("answer_by"))
    return cases.live().filter(first_response_at__isnull=True, answer_by__lt=timezone.now()).exclude(stopped)  # type: ignore[attr-defined]


def in_quarantine(cases: QuerySet) -> QuerySet:
    """Held back, and nobody has decided yet."""
    return cases.filter(inquiry__screening=Screening.QUARANTINED, stage__in=OPEN_STAGES)


def _unanswered_check_ins() -> QuerySet:
    """Of the outer case, while its company is there."""
    return CheckIn.objects.filter(
        settlement__case=OuterRef("pk"), answered_at__isnull=True, settlement__tenancy__until__isnull=True
    )


def with_failed_mail(cases: QuerySet) -> QuerySet:
    """Cases about which a mail failed: their own mails, and those to the enterprise about the inquiry.

    One query for the failed mails, of which there are few; the latest `MOST_FAILED` count.
    """
    failed = OutgoingEmail.objects.filter(state__in=FAILED_STATES).exclude(about="").order_by("-created_at")
    named: dict[str, set[int]] = {"case": set(), "inquiry": set()}
    for about, audience in failed.values_list("about", "audience")[:MOST_FAILED]:
        kind, _colon, number = about.partition(":")
        if kind in named and number.isdecimal() and (kind == "case" or audience == Audience.ENQUIRER):
            named[kind].add(int(number))
    return cases.filter(Q(pk__in=named["case"]) | Q(inquiry__in=named["inquiry"]))


def holds_ending(cases: QuerySet) -> QuerySet:
    """With a space on hold whose time is over within a day."""
    now = timezone.now()
    ending = SpaceHold.objects.standing(now).filter(expires_at__lte=now + datetime.timedelta(days=1))
    return cases.filter(pk__in=ending.values("case"))


def proposals_ending(cases: QuerySet) -> QuerySet:
    """Open, with a current proposal that was not answered and is valid for a week more at most."""
    today = timezone.localdate()
    current = Proposal.objects.filter(sent_at__isnull=False, superseded_at__isnull=True, answer="")
    soon = current.filter(valid_until__range=(today, today + WEEK))
    return cases.live().filter(pk__in=soon.values("case"))  # type: ignore[attr-defined]


def visits_asked(cases: QuerySet) -> QuerySet:
    """With a visit that the enterprise asked for and nobody has confirmed."""
    return cases.filter(pk__in=Visit.objects.filter(state=VisitState.PROPOSED).values("case"))


def visits_soon(cases: QuerySet) -> QuerySet:
    """With a visit agreed for the next seven days."""
    now = timezone.now()
    agreed = Visit.objects.filter(state=VisitState.CONFIRMED, starts_at__range=(now, now + WEEK))
    return cases.filter(pk__in=agreed.values("case"))


def written(cases: QuerySet) -> QuerySet:
    """The enterprise had the last word, on an ended case too, and nobody has answered."""
    return cases.let_in().filter(WRITTEN)  # type: ignore[attr-defined]


def actions_due(cases: QuerySet) -> QuerySet:
    """Open, with a next action that was planned for today or earlier."""
    return cases.live().filter(next_action_on__lte=timezone.localdate())  # type: ignore[attr-defined]


class PartFilter(admin.SimpleListFilter):
    """Which part of the work; `default` unless something else is asked for. `parts` makes the rows of each."""

    title = _("part of the work")
    parameter_name = "show"
    default: str

    def parts(self, queryset: Any) -> Parts:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        parts = self.parts(queryset)
        return parts.get(self.value() or self.default, parts[self.default])()

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        chosen = self.value() or self.default
        for value, title in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }


def shown_part(request: HttpRequest) -> str:
    """Which part the list of cases shows: an ended stage is looked for among all cases."""
    asked = request.GET.get("show", "")
    if not asked and request.GET.get("stage__exact", "") in (*ENDS, Stage.SETTLED):
        return "all"
    return asked


class ShowFilter(PartFilter):
    """Open cases unless something else is asked for."""

    always_open = True
    default = "open"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        if part := shown_part(request):
            self.used_parameters[self.parameter_name] = part

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", pgettext_lazy("case", "Open")),
            ("unanswered", _("Without an answer")),
            ("overdue", _("Overdue")),
            ("written", _("The enterprise wrote last")),
            ("waiting", _("Waiting for the enterprise")),
            ("on_hold", pgettext_lazy("case", "On hold")),
            ("action_due", _("Next action due")),
            ("visit_asked", _("Visit asked for")),
            ("visit_soon", _("Visit in the next seven days")),
            ("hold_ending", _("Hold on a space ends within a day")),
            ("proposal_ending", _("Proposal runs out within a week")),
            ("ended", _("Settled or ended")),
            ("quarantined", _("In quarantine")),
            ("rejected", _("Rejected from quarantine")),
            ("check_in", _("Check-in not answered")),
            ("all", _("All")),
        ]

    def parts(self, queryset: Any) -> Parts:
        live = queryset.live()
        return {
            "open": lambda: live,
            "unanswered": lambda: live.filter(first_response_at__isnull=True),
            "overdue": lambda: overdue(queryset),
            "waiting": lambda: live.filter(awaiting_enterprise_since__isnull=False),
            "on_hold": lambda: live.filter(on_hold_until__isnull=False),
            "written": lambda: written(queryset),
            "action_due": lambda: actions_due(queryset),
            "visit_asked": lambda: visits_asked(queryset),
            "visit_soon": lambda: visits_soon(queryset),
            "hold_ending": lambda: holds_ending(queryset),
            "proposal_ending": lambda: proposals_ending(queryset),
            "ended": lambda: queryset.exclude(stage__in=OPEN_STAGES),
            "quarantined": lambda: in_quarantine(queryset),
            "rejected": lambda: queryset.filter(inquiry__screening=Screening.QUARANTINED, stage=Stage.INVALID),
            "check_in": lambda: queryset.filter(Exists(_unanswered_check_ins())),
            "all": lambda: queryset,
        }


class OwnerFilter(admin.SimpleListFilter):
    """Mine, nobody's, or one of the people who work at the operators in scope."""

    title = _("officer in charge")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = colleagues(request.user).exclude(pk=request.user.pk)
        rows = people.order_by("name", "email").values_list("pk", "name", "email")[:MOST_CHOICES]
        return [("me", _("Me")), ("nobody", _("Nobody yet")), *((str(pk), name or email) for pk, name, email in rows)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        value = self.value()
        if value == "me":
            return queryset.filter(owner=request.user)
        if value == "nobody":
            return queryset.filter(owner__isnull=True)
        if not value or not value.isdecimal():
            return queryset
        return queryset.filter(owner_id=int(value)) if len(value) < ID_DIGITS else queryset.none()


def colleagues(user: Any, action: str = "view") -> QuerySet[User]:
    """Who works on cases at the operators whose cases this person may see (or change)."""
    seats = Membership.objects.where_granted(user, f"inquiries.{action}_case").filter(
        role__in=CASE_ROLES, operator__is_active=True
    )
    return User.objects.filter(pk__in=seats.values("user"), is_active=True, is_staff=True)


def parks_of(user: Any) -> list[tuple[int, str]]:
    """The parks whose cases this person sees, as a filter offers them: two queries at most, however many there are."""
    mine = Park.objects.only("slug", *(column("name", code) for code in CODES))
    if not held_everywhere(user, "inquiries.view_case"):
        mine = mine.filter(operator__in=operators_of(user, "inquiries.view_case"))
    rows = list(mine.order_by("sort_key", "slug")[: MOST_CHOICES + 1])
    if len(rows) > MOST_CHOICES:
        newest = Case.objects.for_staff(user).order_by("-created_at", "-pk").values_list("park", flat=True)[:NEWEST]
        used = list(dict.fromkeys(newest))[:MOST_CHOICES]
        rows = list(mine.filter(pk__in=used).order_by("sort_key", "slug"))
    return [(park.pk, str(park)) for park in rows]


class ParkFilter(admin.SimpleListFilter):
    """One of the parks in scope; where there are many, of those with the newest cases."""

    title = _("park")
    parameter_name = "park__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(pk), name) for pk, name in parks_of(request.user)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(park_id=int(value)) if is_row_number(value) else queryset.none()


def mode_called(code: str) -> Subquery:
    """Its number: told the code, PostgreSQL joins the modes to all open cases instead of reading the index by mode."""
    return Subquery(SettlementMode.objects.order_by().filter(code=code).values("pk")[:1])


class ModeFilter(admin.SimpleListFilter):
    """How the enterprise wants to settle."""

    title = _("settlement mode")
    parameter_name = "mode"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(mode.code, str(mode)) for mode in SettlementMode.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        value = self.value()
        return queryset.filter(mode=mode_called(value)) if value else queryset


class MailFilter(admin.SimpleListFilter):
    title = _("mail")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("A mail failed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        return with_failed_mail(queryset) if self.value() == "failed" else queryset
