"""Filters of the case list. Every one of them reads rows that are in scope already."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries.enums import OPEN_STAGES, Screening, Stage
from inquiries.models import Case, CheckIn
from notifications.enums import Audience, MailState
from notifications.models import OutgoingEmail

Parts = dict[str, Callable[[], QuerySet]]  # what is asked for → its rows
ID_DIGITS = 19  # a number with fewer digits fits the column of an id
FAILED_STATES = (MailState.FAILED, MailState.BOUNCED)


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
    """Cases about which a mail failed: their own mails, and those to the enterprise about the inquiry."""
    failed = OutgoingEmail.objects.filter(state__in=FAILED_STATES)
    own = failed.filter(about=Concat(Value("case:"), Cast(OuterRef("pk"), CharField())))
    shared = failed.filter(
        about=Concat(Value("inquiry:"), Cast(OuterRef("inquiry_id"), CharField())), audience=Audience.ENQUIRER
    )
    return cases.filter(Exists(own) | Exists(shared))


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


class ShowFilter(PartFilter):
    """Open cases unless something else is asked for."""

    always_open = True
    default = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("Open")),
            ("unanswered", _("Without an answer")),
            ("overdue", _("Overdue")),
            ("waiting", _("Waiting for the enterprise")),
            ("on_hold", _("On hold")),
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
            "ended": lambda: queryset.exclude(stage__in=OPEN_STAGES),
            "quarantined": lambda: in_quarantine(queryset),
            "rejected": lambda: queryset.filter(inquiry__screening=Screening.QUARANTINED, stage=Stage.INVALID),
            "check_in": lambda: queryset.filter(Exists(_unanswered_check_ins())),
            "all": lambda: queryset,
        }


class OwnerFilter(admin.SimpleListFilter):
    """Mine, nobody's, or one of the people who are in charge of a case in scope."""

    title = _("officer in charge")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = (
            model_admin.get_queryset(request)
            .filter(owner__isnull=False)
            .order_by("owner__name", "owner__email")
            .values_list("owner_id", "owner__name", "owner__email")
            .distinct()
        )
        others = [(str(pk), name or email) for pk, name, email in people if pk != request.user.pk]
        return [("me", _("Me")), ("nobody", _("Nobody yet")), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        value = self.value()
        if value == "me":
            return queryset.filter(owner=request.user)
        if value == "nobody":
            return queryset.filter(owner__isnull=True)
        if not value or not value.isdecimal():
            return queryset
        return queryset.filter(owner_id=int(value)) if len(value) < ID_DIGITS else queryset.none()


class MailFilter(admin.SimpleListFilter):
    title = _("mail")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("A mail failed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        return with_failed_mail(queryset) if self.value() == "failed" else queryset
