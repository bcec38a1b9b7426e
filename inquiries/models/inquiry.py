"""What the enterprise asked, as it asked it."""

import secrets
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from enterprises.models import Enterprise
from inquiries.enums import (
    BudgetPeriod,
    ConsentPurpose,
    Direction,
    InquirySource,
    Readiness,
    Screening,
    YesNoUnknown,
)
from parks.models import Operator, SettlementMode, Space, SpaceType
from parks.scoping import ScopedQuerySet

NUMBER: dict[str, Any] = {"null": True, "blank": True, "validators": [MinValueValidator(0)]}


def new_secret() -> str:
    """192 random bits; with the reference it opens the progress page."""
    return secrets.token_urlsafe(24)


class ReferenceNumber(models.Model):
    """Hands out the numbers of references; a row's id is the number, so nobody waits for a counter."""

    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("reference number")
        verbose_name_plural = _("reference numbers")

    def __str__(self) -> str:
        return f"PB-{self.year}-{self.pk:06d}"


class InquiryQuerySet(ScopedQuerySet["Inquiry"]):
    SEAT_PATHS = ("cases__operator__memberships",)


class Inquiry(models.Model):
    """One settlement inquiry (入驻咨询), never edited after it was submitted.

    `submission_key` makes it idempotent: one form token or Idempotency-Key, one row.
    `payload_hash` tells a repeat of the same request from another request under the same key.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    submission_key = models.CharField(max_length=120, unique=True, editable=False)
    payload_hash = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    mode = models.ForeignKey(
        SettlementMode, verbose_name=_("settlement mode"), on_delete=models.PROTECT, related_name="+"
    )
    enterprise = models.ForeignKey(
        Enterprise, verbose_name=_("enterprise"), on_delete=models.PROTECT, related_name="inquiries"
    )
    contact_name = models.CharField(_("contact"), max_length=120)
    contact_latin_name = models.CharField(_("contact in Latin script"), max_length=120, blank=True)
    contact_role = models.CharField(_("position"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True, help_text=_("International form, +32…"))
    contact_wechat = models.CharField(_("WeChat ID"), max_length=64, blank=True)
    contact_language = models.CharField(_("contact's language"), max_length=10, choices=Language.choices)
    message = models.TextField(_("message"), max_length=5000, blank=True)
    readiness = models.CharField(_("readiness"), max_length=20, choices=Readiness.choices, blank=True)
    visit_wanted = models.BooleanField(_("wants to visit"), default=False)
    source = models.CharField(
        _("how it came in"), max_length=20, choices=InquirySource.choices, default=InquirySource.WEB
    )
    utm = models.JSONField(_("campaign"), default=dict, blank=True)
    screening = models.CharField(_("screening"), max_length=20, choices=Screening.choices, default=Screening.CLEAR)
    screening_reasons = models.JSONField(_("screening reasons"), default=list, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now)

    objects: ClassVar[InquiryQuerySet] = InquiryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(contact_email="") | ~Q(contact_phone=""), name="inquiry_can_be_answered"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def mail_reference(self) -> str:
        """What mails about the inquiry as a whole carry in `OutgoingEmail.about`."""
        return f"inquiry:{self.pk}"


class Requirement(models.Model):
    """The structured need of an inquiry. Areas in m², height in m, load in kN/m², power in kVA."""

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, related_name="requirement")
    space_types = models.ManyToManyField(SpaceType, verbose_name=_("kinds of space"), blank=True, related_name="+")
    spaces = models.ManyToManyField(Space, verbose_name=_("spaces asked for"), blank=True, related_name="+")
    area_min = models.DecimalField(_("area from (m²)"), max_digits=12, decimal_places=2, **NUMBER)
    area_max = models.DecimalField(_("area to (m²)"), max_digits=12, decimal_places=2, **NUMBER)
    power_kva = models.DecimalField(_("power (kVA)"), max_digits=9, decimal_places=2, **NUMBER)
    clear_height = models.DecimalField(_("clear height (m)"), max_digits=6, decimal_places=2, **NUMBER)
    floor_load = models.DecimalField(_("floor load (kN/m²)"), max_digits=7, decimal_places=2, **NUMBER)
    special_needs = models.CharField(_("special needs"), max_length=500, blank=True)
    staff_now = models.PositiveIntegerField(_("staff at the start"), null=True, blank=True)
    staff_12 = models.PositiveIntegerField(_("staff after 12 months"), null=True, blank=True)
    staff_36 = models.PositiveIntegerField(_("staff after 36 months"), null=True, blank=True)
    move_in_from = models.DateField(_("move in from"), null=True, blank=True)
    move_in_to = models.DateField(_("move in by"), null=True, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, **NUMBER)
    budget_currency = models.CharField(_("currency"), max_length=3, blank=True)
    budget_period = models.CharField(_("budget period"), max_length=10, choices=BudgetPeriod.choices, blank=True)
    investment = models.DecimalField(_("planned investment"), max_digits=16, decimal_places=2, **NUMBER)
    investment_currency = models.CharField(_("investment currency"), max_length=3, blank=True)
    emissions = models.CharField(_("air emissions"), max_length=10, choices=YesNoUnknown.choices, blank=True)
    waste_water = models.CharField(_("industrial waste water"), max_length=10, choices=YesNoUnknown.choices, blank=True)
    noise = models.CharField(_("noise at night"), max_length=10, choices=YesNoUnknown.choices, blank=True)
    hazardous = models.CharField(_("hazardous substances"), max_length=10, choices=YesNoUnknown.choices, blank=True)

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.CheckConstraint(
                condition=Q(area_min__isnull=True) | Q(area_max__isnull=True) | Q(area_min__lte=F("area_max")),
                name="requirement_area_in_order",
            ),
            models.CheckConstraint(
                condition=Q(move_in_from__isnull=True)
                | Q(move_in_to__isnull=True)
                | Q(move_in_from__lte=F("move_in_to")),
                name="requirement_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | (~Q(budget_currency="") & ~Q(budget_period="")),
                name="requirement_budget_complete",
            ),
            models.CheckConstraint(
                condition=Q(investment__isnull=True) | ~Q(investment_currency=""),
                name="requirement_investment_complete",
            ),
        ]

    def __str__(self) -> str:
        return str(self.inquiry)


class Consent(models.Model):
    """One tick: the purpose, the exact words shown, and for a transfer abroad the named recipient.

    `operator` is who was consented to; `recipient` is the name of its data controller as it was shown then.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="consents")
    operator = models.ForeignKey(Operator, verbose_name=_("operator"), on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose.choices)
    text_version = models.CharField(_("text version"), max_length=20)
    text = models.TextField(_("text shown"))
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    recipient = models.CharField(_("recipient"), max_length=200)
    recipient_country = models.CharField(_("recipient's country"), max_length=2)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "purpose", "operator"], name="consent_once_per_operator")
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
