"""What one reader's report counts: the cases, parks and mails in reach, in a period and in the one before."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import BigIntegerField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Substr

from accounts.models import User
from inquiries import models
from inquiries.enums import Stage
from inquiries.reports.periods import Period
from notifications.models import OutgoingEmail
from parks.models import Operator, Park
from parks.scoping import permissions_of

COUNT = "inquiries.report_case"
NAME = "inquiries.name_case"  # may read numbers by officer
CONTENT = "parks.report_park"
MAILS = "notifications.report_outgoingemail"  # of all mails
ABOUT_CASE = "case:"


@dataclass(frozen=True)
class Scope:
    """`park` narrows everything to one park."""

    user: User
    period: Period
    park: Park | None = None

    @property
    def cases(self) -> QuerySet[models.Case]:
        """Out of quarantine; those of people who withdrew their consent or are erased still count.

        As `where_granted` says, with the operators named by number: a million cases would each be asked.
        """
        rows = models.Case.objects.order_by().let_in()
        if self._operators is not None:
            rows = rows.filter(operator__in=self._operators)
        return rows.filter(park=self.park) if self.park else rows

    @cached_property
    def _operators(self) -> list[int] | None:
        """At whose operators this person counts cases; None: at all of them."""
        if self.user.is_active and self.user.is_staff and _holds_everywhere(self.user):
            return None
        return list(Operator.objects.order_by().where_granted(self.user, COUNT).values_list("pk", flat=True))

    @property
    def moves(self) -> QuerySet[models.StageChange]:
        return models.StageChange.objects.order_by().filter(case__in=self.cases)

    @property
    def parks(self) -> QuerySet[Park]:
        rows = Park.objects.order_by().where_granted(self.user, CONTENT)
        return rows.filter(pk=self.park.pk) if self.park else rows

    @property
    def mails(self) -> QuerySet[OutgoingEmail]:
        """Every mail for the platform; for a park those about its own cases."""
        if self.park is None and self.user.has_perm(MAILS):
            return OutgoingEmail.objects.order_by()
        number = Case(
            When(about__startswith=ABOUT_CASE, then=Cast(Substr("about", len(ABOUT_CASE) + 1), BigIntegerField())),
            default=Value(None),
        )
        return (
            OutgoingEmail.objects.order_by()
            .annotate(case_number=number)
            .filter(case_number__in=self.cases.values("pk"))
        )

    @property
    def names_people(self) -> bool:
        """Whether the right to look at people holds at every operator whose cases are counted."""
        if _holds_everywhere(self.user):
            return self.user.has_perm(NAME)
        named = Operator.objects.where_granted(self.user, NAME).values("pk")
        return self.user.has_perm(NAME) and not self.cases.exclude(operator__in=named).exists()


def _holds_everywhere(user: User) -> bool:
    return user.is_superuser or COUNT in permissions_of(user.platform_role)


def zone_of(user: User, park: Park | None) -> str:
    """Whose clocks a report goes by: the park's operator's, else the reader's only operator's, else the platform's."""
    if park is not None:
        return park.operator.time_zone
    seats = Q(memberships__user=user, is_active=True)
    zones = set(Operator.objects.filter(seats).values_list("time_zone", flat=True))
    return zones.pop() if len(zones) == 1 and not user.is_platform_staff else settings.TIME_ZONE


def received(rows: QuerySet[models.Case], period: Period) -> QuerySet[models.Case]:
    """The cases that came in during a period, without what turned out to be no inquiry."""
    return rows.filter(period.has("created_at")).exclude(stage=Stage.INVALID)
