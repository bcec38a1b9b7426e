"""Filters of the case list. Every one of them reads rows that are in scope already."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries.enums import OPEN_STAGES, Screening
from inquiries.models import Case
from notifications.enums import Audience, MailState
from notifications.models import OutgoingEmail

ID_DIGITS = 19  # a number with fewer digits fits the column of an id
FAILED_STATES = (MailState.FAILED, MailState.BOUNCED)


def overdue(cases: QuerySet) -> QuerySet:
    """Without a first answer past the promise, while the park owed it."""
    stopped = Q(awaiting_enterprise_since__isnull=False, awaiting_enterprise_since__lte=F("answer_by"))
    return cases.live().filter(first_response_at__isnull=True, answer_by__lt=timezone.now()).exclude(stopped)  # type: ignore[attr-defined]


def with_failed_mail(cases: QuerySet) -> QuerySet:
    """Cases about which a mail failed: their own mails, and those to the enterprise about the inquiry."""
    failed = OutgoingEmail.objects.filter(state__in=FAILED_STATES)
    own = failed.filter(about=Concat(Value("case:"), Cast(OuterRef("pk"), CharField())))
    shared = failed.filter(
        about=Concat(Value("inquiry:"), Cast(OuterRef("inquiry_id"), CharField())), audience=Audience.ENQUIRER
    )
    return cases.filter(Exists(own) | Exists(shared))


class ShowFilter(admin.SimpleListFilter):
    """Which part of the work; open cases unless something else is asked for."""

    title = _("part of the work")
    parameter_name = "show"
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
            ("all", _("All")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        live = queryset.live()  # type: ignore[attr-defined]
        narrowed = {
            "unanswered": lambda: live.filter(first_response_at__isnull=True),
            "overdue": lambda: overdue(queryset),
            "waiting": lambda: live.filter(awaiting_enterprise_since__isnull=False),
            "on_hold": lambda: live.filter(on_hold_until__isnull=False),
            "ended": lambda: queryset.exclude(stage__in=OPEN_STAGES),
            "quarantined": lambda: queryset.filter(inquiry__screening=Screening.QUARANTINED),
            "all": lambda: queryset,
        }
        return narrowed.get(self.value() or self.default, lambda: live)()

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        chosen = self.value() or self.default
        for value, title in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
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
