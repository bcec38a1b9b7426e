"""Who runs parks, and who sits where."""

import datetime
import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from common.enums import Language
from parks.enums import DayKind, OperatorKind, SeatRole
from parks.scoping import ScopedQuerySet

MAX_RESPONSE_HOURS = 400  # fifty working days: a longer promise is a slip of the finger


def validate_time_zone(value: str) -> None:
    """Refuse a name that the time-zone database does not know."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is not a known time zone."), params={"value": value})


class OperatorQuerySet(ScopedQuerySet["Operator"]):
    SEAT_PATHS = ("memberships",)

    def desk(self) -> "Operator | None":
        """Who takes inquiries that name no park; None where the platform has no such desk."""
        return self.filter(is_desk=True, is_active=True).first()


class Operator(models.Model):
    """The organisation that runs parks here and answers inquiries. Bilingual: name, controller_name."""

    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OperatorKind.choices, default=OperatorKind.PARK_OPERATOR)
    country = CountryField(verbose_name=_("country/region"))
    time_zone = models.CharField(
        _("time zone"), max_length=64, validators=[validate_time_zone], help_text=_("For example Europe/Brussels.")
    )
    holiday_country = CountryField(
        verbose_name=_("holiday calendar"),
        blank=True,
        help_text=_("Whose public holidays count; empty means the country of the operator."),
    )
    default_language = models.CharField(
        _("default language"), max_length=10, choices=Language.choices, default=Language.ZH_HANS
    )
    response_hours = models.PositiveSmallIntegerField(
        _("first response promised within (working hours)"),
        default=16,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_RESPONSE_HOURS)],
        help_text=_("A working day has 8 hours: 16 means two working days."),
    )
    controller_name = models.CharField(
        _("data controller"), max_length=200, blank=True, help_text=_("Named as the recipient in consent texts.")
    )
    controller_email = models.EmailField(_("data protection contact"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_desk = models.BooleanField(
        _("takes inquiries that name no park"),
        default=False,
        help_text=_("The platform's own desk; one operator of the kind “platform” can be it."),
    )
    # The Monday of the week whose mails about old figures and missing texts were made; see `parks.reminding`.
    content_looked_on = models.DateField(_("content looked through on"), null=True, blank=True, editable=False)
    # Day → whether it is worked: what `HolidayOverride` says of this operator; kept by `parks.holidays`.
    day_exceptions = models.JSONField(_("days of its own"), default=dict, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="operators")

    objects: ClassVar[OperatorQuerySet] = OperatorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(response_hours__gte=1, response_hours__lte=MAX_RESPONSE_HOURS),
                name="operator_promise_real",
                violation_error_message=_("The promised time must lie between 1 and 400 working hours."),
            ),
            models.UniqueConstraint(
                fields=["is_desk"],
                condition=models.Q(is_desk=True),
                name="operator_one_desk",
                violation_error_message=_("Another operator takes the inquiries that name no park."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_desk=False) | models.Q(kind=OperatorKind.PLATFORM),
                name="operator_desk_is_platform",
                violation_error_message=_("Only an operator of the kind “platform” takes inquiries that name no park."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new operator begins with the days that its country has already."""
        if self._state.adding:
            self.day_exceptions = HolidayOverride.objects.days_of(self)
        super().save(*args, **kwargs)

    @property
    def calendar_country(self) -> str:
        """ISO code of the country whose holidays count."""
        return str(self.holiday_country or self.country)


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    SEAT_PATHS = ("operator__memberships",)


class Membership(models.Model):
    """One seat: a person's role at one operator."""

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=SeatRole.choices)
    muted_events = models.JSONField(
        _("mails switched off"), default=list, blank=True, help_text=_("Codes of the mails this person does not want.")
    )
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_to = models.DateField(
        _("away until"),
        null=True,
        blank=True,
        help_text=_("Until the end of this day no new case is given to this person by a rule."),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "user", "role"],
                name="seat_unique",
                violation_error_message=_("This person has this seat already."),
            ),
            models.CheckConstraint(
                condition=models.Q(away_from__isnull=True)
                | models.Q(away_to__isnull=False, away_to__gte=models.F("away_from")),
                name="seat_away_in_order",
                violation_error_message=_("An absence needs its last day, which is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def is_away(self, day: datetime.date) -> bool:
        """On this day, as the operator's calendar has it. An absence without a first day has begun."""
        return self.away_to is not None and day <= self.away_to and (self.away_from is None or self.away_from <= day)


class HolidayOverrideQuerySet(ScopedQuerySet["HolidayOverride"]):
    """Days of a country are the platform's; those of an operator are reached by its seats."""

    SEAT_PATHS = ("operator__memberships",)

    def days_of(self, operator: Operator) -> dict[str, bool]:
        """ISO date → whether it is worked; what an operator says of itself goes before what holds in its country."""
        own = models.Q(operator__isnull=False) & models.Q(operator=operator.pk)
        rows = self.filter(own | models.Q(country=operator.calendar_country)).order_by(
            models.F("operator").asc(nulls_first=True), "day"
        )
        return {f"{day}": kind == DayKind.WORKED for day, kind in rows.values_list("day", "kind")}


class HolidayOverride(models.Model):
    """A day that differs from the calendar of public holidays, for a country/region or for one operator.

    Bilingual: reason. Written by `inquiries.workflow.holidays`, which moves the promises that count this day.
    """

    operator = models.ForeignKey(
        Operator,
        verbose_name=_("operator"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="day_overrides",
    )
    country = CountryField(verbose_name=_("country/region"), blank=True)
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    reason = models.CharField(_("reason"), max_length=200)

    objects: ClassVar[HolidayOverrideQuerySet] = HolidayOverrideQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("holiday or make-up working day")
        verbose_name_plural = _("holidays and make-up working days")
        ordering = ["-day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operator__isnull=True) & ~models.Q(country="")
                | models.Q(operator__isnull=False, country=""),
                name="override_for_one_calendar",
                violation_error_message=_("Name either a country/region or an operator."),
            ),
            models.CheckConstraint(condition=models.Q(kind__in=DayKind.values), name="override_kind_known"),
            models.UniqueConstraint(
                fields=["operator", "day"],
                name="override_once_for_operator",
                violation_error_message=_("This day is in the list already."),
            ),
            models.UniqueConstraint(
                fields=["country", "day"],
                condition=models.Q(operator__isnull=True),
                name="override_once_for_country",
                violation_error_message=_("This day is in the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"
