"""Visits: what was asked for, what was agreed, how it went; and the times that a park offers."""

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries.enums import MessageAuthor, VisaLetter, VisitMode, VisitState
from inquiries.models.case import Case
from inquiries.models.conversation import CasePartQuerySet
from inquiries.models.inquiry import Inquiry
from parks.models import Park
from parks.scoping import ScopedQuerySet

SHORTEST, LONGEST = 15, 2880  # minutes; two days
LENGTH = [MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
REMINDER = datetime.timedelta(hours=48)


class TripQuerySet(ScopedQuerySet["Trip"]):
    SEAT_PATHS = ("visits__case__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "visits__case__consent_withdrawn_at"}


class Trip(models.Model):
    """What one form of the enterprise asked for: a visit, or several parks in order. One form, one trip."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="trips")
    submission_key = models.CharField(max_length=120, unique=True, editable=False)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)

    objects: ClassVar[TripQuerySet] = TripQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.inquiry)


class VisitQuerySet(CasePartQuerySet):
    def locked(self, pk: int) -> "Visit":
        """The row as it is now. Lock its case first, then its slot."""
        return self.select_for_update(of=("self",)).get(pk=pk)  # type: ignore[return-value]

    def to_remind(self, now: datetime.datetime) -> Self:
        """Agreed visits of the next 48 hours that nobody was reminded of.

        Who was told of the time when less than 48 hours were left needs no second mail.
        """
        return self.filter(
            state=VisitState.CONFIRMED,
            starts_at__gt=now,
            starts_at__lte=now + REMINDER,
            stamp__lte=F("starts_at") - REMINDER,
            reminded_at__isnull=True,
        )


class Visit(models.Model):
    """A visit on site or online. Written by `inquiries.visiting` only.

    While it is asked for, `starts_at` is the first wish. `time_zone` is the one that the enterprise reads times in.
    `uid`, `sequence` and `stamp` are the UID, SEQUENCE and DTSTAMP of its calendar entry (RFC 5545): each change that
    was sent is one revision. `invited` are the staff who hold that entry.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    trip = models.ForeignKey(Trip, null=True, blank=True, on_delete=models.CASCADE, related_name="visits")
    order = models.PositiveSmallIntegerField(_("place in the trip"), default=1)
    asked_by = models.CharField(
        _("asked for by"), max_length=20, choices=MessageAuthor.choices, default=MessageAuthor.ENTERPRISE
    )
    mode = models.CharField(_("on site or online"), max_length=10, choices=VisitMode.choices)
    state = models.CharField(_("state"), max_length=10, choices=VisitState.choices, default=VisitState.PROPOSED)
    starts_at = models.DateTimeField(_("starts at"))
    second_wish = models.DateTimeField(_("second choice"), null=True, blank=True)
    third_wish = models.DateTimeField(_("third choice"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60, validators=LENGTH)
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("place"), max_length=300, blank=True)
    online_url = models.URLField(_("address of the online meeting"), max_length=500, blank=True)
    language = models.CharField(_("language of the visit"), max_length=60, blank=True)
    interpreter = models.BooleanField(_("interpreter needed"), null=True, blank=True)
    visa_letter = models.CharField(
        _("invitation letter for the visa"), max_length=10, choices=VisaLetter.choices, default=VisaLetter.NONE
    )
    note = models.TextField(_("what the enterprise wrote"), max_length=1000, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    stamp = models.DateTimeField(default=timezone.now, editable=False)
    invited = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.CharField(_("cancelled by"), max_length=20, choices=MessageAuthor.choices, blank=True)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=500, blank=True)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)
    held_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    feedback = models.TextField(_("feedback"), max_length=1000, blank=True)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("added at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[VisitQuerySet] = VisitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "order"], name="visit_place_once"),
            models.UniqueConstraint(fields=["trip", "case"], name="visit_case_once_per_trip"),
            models.CheckConstraint(condition=Q(order__gte=1), name="visit_order_from_one"),
            models.CheckConstraint(condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST), name="visit_length_real"),
            models.CheckConstraint(
                condition=Q(third_wish__isnull=True) | Q(second_wish__isnull=False), name="visit_wishes_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state=VisitState.CONFIRMED) | ~Q(place="") | ~Q(online_url=""),
                name="visit_confirmed_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5, state=VisitState.HELD),
                name="visit_rated_when_held",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="visit_state_start")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def ends_at(self) -> datetime.datetime:
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def wishes(self) -> list[datetime.datetime]:
        """The times asked for, the best first."""
        return [at for at in (self.starts_at, self.second_wish, self.third_wish) if at is not None]

    def has_begun(self, now: datetime.datetime) -> bool:
        return self.starts_at <= now


class SlotQuerySet(ScopedQuerySet["Slot"]):
    """Of the park's own operator: the visits in them are its cases' business."""

    SEAT_PATHS = ("park__operator__memberships",)

    def free(self, now: datetime.datetime) -> Self:
        return self.filter(visit__isnull=True, starts_at__gt=now)


class Slot(models.Model):
    """A time that a park offers for one visit. Its column `visit` holds one visit, and a visit at most one slot."""

    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="visit_slots")
    mode = models.CharField(_("on site or online"), max_length=10, choices=VisitMode.choices)
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60, validators=LENGTH)
    place = models.CharField(
        _("place"), max_length=300, blank=True, help_text=_("Where visitors are met; may be filled in later.")
    )
    visit = models.OneToOneField(
        Visit,
        verbose_name=_("taken by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="slot",
    )
    created_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[SlotQuerySet] = SlotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("time offered for visits")
        verbose_name_plural = _("times offered for visits")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "mode", "starts_at"],
                name="slot_once",
                violation_error_message=_("This time is offered already."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="slot_length_real",
                violation_error_message=_("A visit takes from 15 minutes to two days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def ends_at(self) -> datetime.datetime:
        return self.starts_at + datetime.timedelta(minutes=self.minutes)
