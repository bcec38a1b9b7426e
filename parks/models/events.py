"""Dated events: what was and what will be, and who wants to come."""

import secrets
import zoneinfo
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from parks.enums import EventKind, RegistrationState
from parks.models.operators import Operator, validate_time_zone
from parks.models.organisations import Organisation
from parks.models.parks import Park
from parks.models.publication import Publishable, PublishableQuerySet
from parks.models.sources import Source
from parks.models.taxonomies import Industry
from parks.scoping import ScopedQuerySet

# A calendar entry that differs in one of these is a new edition of itself (RFC 5545, SEQUENCE).
CALENDAR_FIELDS = (
    "day",
    "starts_at",
    "ends_at",
    "time_zone",
    "place_zh_hans",
    "place_en",
    "online_url",
    "cancelled",
)
DAY_LENGTH = len("2016-06-20")


class EventQuerySet(PublishableQuerySet["Event"]):
    SEAT_PATHS = ("operator__memberships",)

    def upcoming(self) -> "EventQuerySet":
        """Events that may still take place, the next one first.

        The hour decides where it is known; else the day in UTC. An event of a month or a year lies ahead until that
        month or year is over; one without any date never does.
        """
        return self.filter(_ahead()).order_by("day", "starts_at", "slug")

    def past(self) -> "EventQuerySet":
        """All other events, the latest first, those without a date last."""
        return self.exclude(pk__in=self.model._base_manager.filter(_ahead()).values("pk")).order_by("-day", "slug")


def _ahead() -> Q:
    now = timezone.now()
    today = now.astimezone(UTC).date().isoformat()
    by_hour = Q(ends_at__gte=now) | Q(ends_at__isnull=True, starts_at__gte=now)
    by_day = Q(day__gte=today) | Q(day__in=[today[:4], today[:7]])
    return Q(starts_at__isnull=False) & by_hour | Q(starts_at__isnull=True) & by_day


class Event(Publishable):
    """One event. Bilingual: title, summary, place, date_note.

    `day` is as exact as the source (a year, month or day) and sorts; `starts_at` and `ends_at` are set where the hour
    is known, in UTC, and shown in `time_zone`. Registration is open while `registration_until` lies ahead.
    """

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    day = models.CharField(
        _("date"), max_length=10, blank=True, help_text=_("A year, a month or a day: 2016, 2016-06, 2016-06-20.")
    )
    date_note = models.CharField(_("about the date"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Shanghai", validators=[validate_time_zone]
    )
    languages = models.CharField(
        _("languages"), max_length=100, blank=True, help_text=_("Language codes separated by commas: zh,en,fr.")
    )
    online_url = models.URLField(_("address of the online event"), max_length=500, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    registration_until = models.DateTimeField(_("registration until"), null=True, blank=True)
    cancelled = models.BooleanField(_("cancelled"), default=False)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)
    parks = models.ManyToManyField(Park, verbose_name=_("parks"), blank=True, related_name="events")
    industries = models.ManyToManyField(Industry, verbose_name=_("industries"), blank=True, related_name="events")
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("organisations"), blank=True, related_name="events"
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demonstration = models.BooleanField(_("demonstration only"), default=False)

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-day", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="event_times_in_order",
                violation_error_message=_("The event ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `sequence` when a stored event gets another time, another place, or is cancelled.

        One SELECT before the UPDATE, and none when only other columns are written.
        """
        written = kwargs.get("update_fields")
        watched = [name for name in CALENDAR_FIELDS if written is None or name in written]
        if self.pk is not None and watched:
            stored = type(self)._base_manager.filter(pk=self.pk).values("sequence", *watched).first()
            if stored is not None and any(stored[name] != getattr(self, name) for name in watched):
                self.sequence = stored["sequence"] + 1
                if written is not None:
                    kwargs["update_fields"] = {*written, "sequence"}
        super().save(*args, **kwargs)

    @property
    def whole_day(self) -> date | None:
        """The day, when it is known to the day."""
        return date.fromisoformat(self.day) if len(self.day) == DAY_LENGTH else None

    @property
    def is_over(self) -> bool:
        """What `EventQuerySet.past` holds, for one event; an event without any date counts as over."""
        if self.starts_at is not None:
            return (self.ends_at or self.starts_at) < timezone.now()
        return self.day < timezone.now().astimezone(UTC).date().isoformat()[: len(self.day)] or not self.day

    @property
    def has_calendar_entry(self) -> bool:
        """A calendar can hold an hour or a day, no month and no year."""
        return self.starts_at is not None or self.whole_day is not None

    def local(self, moment: datetime) -> datetime:
        """A moment as the clocks at the event show it."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.time_zone))

    @property
    def takes_registrations(self) -> bool:
        """Until the last moment for it, never once the event is over, nor for an operator that is not active."""
        until = self.registration_until
        if until is None or (self.operator is not None and not self.operator.is_active):
            return False
        return not self.cancelled and until > timezone.now() and not self.is_over


class RegistrationQuerySet(ScopedQuerySet["Registration"]):
    SEAT_PATHS = ("event__operator__memberships",)


def _secret() -> str:
    return secrets.token_urlsafe(24)


def new_secret() -> str:
    """192 random bits for a mailed link."""
    return _secret()


class Registration(models.Model):
    """One person's place at an event. The secret in the mailed link cancels it; one row for each address."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="registrations")
    name = models.CharField(_("name"), max_length=120)
    company = models.CharField(_("company"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=RegistrationState.choices, default=RegistrationState.CONFIRMED
    )
    consent_text = models.TextField(_("agreed to"), editable=False)
    secret = models.CharField(max_length=64, unique=True, default=_secret, editable=False)
    created_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "email"], name="registration_once")]

    def __str__(self) -> str:
        return self.name
