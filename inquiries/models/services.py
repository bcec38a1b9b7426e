"""The service desk: what a tenant asks of the park after it has settled, and how it goes some months on."""

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.enums import Language
from inquiries.enums import LIVE_SERVICE, CheckInMonth, MessageAuthor, ServiceEntryKind, ServiceStatus
from inquiries.models.case import Case
from inquiries.models.conversation import CasePartQuerySet
from inquiries.models.dealings import Settlement
from parks.models import Park, Service
from parks.scoping import ScopedQuerySet

FIVE = [MinValueValidator(1), MaxValueValidator(5)]
DONE = (ServiceStatus.SOLVED, ServiceStatus.CLOSED)


class ServiceNumber(models.Model):
    """Hands out the numbers of requests; a row's id is the number, so nobody waits for a counter."""

    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("service request number")
        verbose_name_plural = _("service request numbers")

    def __str__(self) -> str:
        return f"SR-{self.year}-{self.pk:06d}"


class CheckInQuerySet(ScopedQuerySet["CheckIn"]):
    SEAT_PATHS = ("settlement__case__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "settlement__case__consent_withdrawn_at"}

    def locked(self, pk: int) -> "CheckIn":
        """The row as it is now. Lock its case first."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class CheckIn(models.Model):
    """Three short questions to a tenant, so many months after it moved in. Written by `inquiries.servicing` only.

    `logged_by` is the member of staff who took the answers down in a call; None when the tenant gave them itself.
    """

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="check_ins")
    month = models.PositiveSmallIntegerField(_("after"), choices=CheckInMonth.choices)
    due_on = models.DateField(_("due on"))
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True, validators=FIVE)
    jobs = models.PositiveIntegerField(_("jobs now"), null=True, blank=True)
    needs = models.TextField(_("what the tenant needs"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("logged by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)

    objects: ClassVar[CheckInQuerySet] = CheckInQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "month"], name="check_in_once_a_month"),
            models.CheckConstraint(condition=Q(month__in=CheckInMonth.values), name="check_in_month_known"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, satisfaction__isnull=True, jobs__isnull=True, needs="")
                | Q(answered_at__isnull=False, satisfaction__gte=1, satisfaction__lte=5),
                name="check_in_answer_complete",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_month_display())


class ServiceRequestQuerySet(CasePartQuerySet):
    def locked(self, pk: int) -> "ServiceRequest":
        """The row as it is now. Lock its case first."""
        return (
            self.select_for_update(of=("self",)).select_related("service", "park", "owner").get(pk=pk)  # type: ignore[return-value]
        )

    def live(self) -> Self:
        return self.filter(status__in=LIVE_SERVICE)

    def overdue(self, now: datetime.datetime) -> Self:
        """Past their due date while the park owed them; one that waits for the tenant stands still."""
        return self.live().exclude(status=ServiceStatus.WAITING).filter(due_at__lt=now)


class ServiceRequest(models.Model):
    """One request for one service of the catalogue (诉求). Written by `inquiries.servicing` only.

    `park` is the park of the case or one below it. `due_at` is counted in the operator's working days and moves on by
    the time that was spent waiting for the tenant since `waiting_since`. `told_overdue_at` says that the warning about
    the present due date went out.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="service_requests")
    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, verbose_name=_("service"), on_delete=models.PROTECT, related_name="+")
    check_in = models.ForeignKey(
        CheckIn,
        verbose_name=_("from the check-in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="requests",
    )
    description = models.TextField(_("what is needed"), max_length=5000)
    asked_by = models.CharField(_("asked by"), max_length=20, choices=MessageAuthor.choices)
    status = models.CharField(_("status"), max_length=20, choices=ServiceStatus.choices, default=ServiceStatus.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in charge"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_days = models.PositiveSmallIntegerField(_("lead time (working days)"))
    due_at = models.DateTimeField(_("due"))
    waiting_since = models.DateTimeField(_("waiting for the tenant since"), null=True, blank=True)
    told_overdue_at = models.DateTimeField(null=True, blank=True, editable=False)
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True, validators=FIVE)
    rating_comment = models.TextField(_("what the tenant says about it"), max_length=1000, blank=True)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[ServiceRequestQuerySet] = ServiceRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ServiceStatus.values), name="service_status_known"),
            models.CheckConstraint(condition=Q(lead_days__gte=1), name="service_lead_real"),
            models.CheckConstraint(
                condition=Q(status=ServiceStatus.WAITING, waiting_since__isnull=False)
                | (~Q(status=ServiceStatus.WAITING) & Q(waiting_since__isnull=True)),
                name="service_waiting_has_since",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=DONE) & Q(solved_at__isnull=False))
                | (~Q(status__in=DONE) & Q(solved_at__isnull=True)),
                name="service_solved_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True, rating_comment="")
                | Q(rating__gte=1, rating__lte=5, solved_at__isnull=False),
                name="service_rated_when_solved",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="service_status_due"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_SERVICE

    def move_due(self, moment: datetime.datetime) -> None:
        """Another due date is another warning. The caller saves."""
        if moment != self.due_at:
            self.due_at, self.told_overdue_at = moment, None

    def is_overdue(self, now: datetime.datetime) -> bool:
        return self.is_live and self.status != ServiceStatus.WAITING and self.due_at < now


class ServiceEntryQuerySet(ScopedQuerySet["ServiceEntry"]):
    SEAT_PATHS = ("request__case__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "request__case__consent_withdrawn_at"}

    def told(self) -> Self:
        """What the tenant sees."""
        return self.exclude(kind=ServiceEntryKind.NOTE)


class ServiceEntry(models.Model):
    """One line of a request's log, never changed: a change of status (with words or without), a message, a note.

    `author` is empty where time itself did it. Notes never leave the back office.
    """

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=ServiceEntryKind.choices)
    author = models.CharField(_("from"), max_length=20, choices=MessageAuthor.choices, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    from_status = models.CharField(
        pgettext_lazy("status", "from"), max_length=20, choices=ServiceStatus.choices, blank=True
    )
    to_status = models.CharField(
        pgettext_lazy("status", "to"), max_length=20, choices=ServiceStatus.choices, blank=True
    )
    body = models.TextField(_("words"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[ServiceEntryQuerySet] = ServiceEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("entry of a service request")
        verbose_name_plural = _("entries of a service request")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=ServiceEntryKind.STATUS) & ~Q(to_status=""))
                | (~Q(kind=ServiceEntryKind.STATUS) & Q(to_status="", from_status="")),
                name="service_entry_status_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ServiceEntryKind.NOTE) | Q(author=MessageAuthor.STAFF), name="service_note_by_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60] or self.to_status
