"""What the enterprise asked, as it asked it."""

import secrets
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.addresses import is_address
from common.enums import Language
from enterprises.models import Enterprise, Member
from inquiries.enums import (
    BudgetPeriod,
    CallWindow,
    CallZone,
    ConsentPurpose,
    Direction,
    InquiryKind,
    InquirySource,
    Readiness,
    Screening,
    YesNoUnknown,
)
from parks.models import Operator, Opportunity, Policy, Region, Service, SettlementMode, Space, SpaceType
from parks.scoping import ScopedQuerySet

ERASED = Q(erased_at__isnull=False)
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


MINE = "mine"  # stands in addresses where the secret would, for the people whose inquiry it is


class InquiryQuerySet(ScopedQuerySet["Inquiry"]):
    SEAT_PATHS = ("cases__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "cases__consent_withdrawn_at"}

    def of_person(self, user: User) -> "InquiryQuerySet":
        """What somebody who proved an address may read: inquiries from that address, those added to the account with
        their secret, and those of the companies that the person belongs to."""
        added = AddedInquiry.objects.filter(user=user).values("inquiry")
        companies = Member.objects.filter(user=user).values("company")
        own = is_address("contact_email", user.email)
        return self.filter(own | Q(pk__in=added) | Q(enterprise__profile__in=companies))


class Inquiry(models.Model):
    """One settlement inquiry (入驻咨询), never edited after it was submitted.

    A call back or a brochure asks for less than a whole inquiry: no way to settle, hardly a need.
    One that names no park goes to the platform's desk (`routing`); without a wished place its direction may be open.
    `submission_key` makes it idempotent: one form token or Idempotency-Key, one row.
    `payload_hash` tells a repeat of the same request from another request under the same key.
    Once it is erased nothing of a person is left, and what a sent inquiry must have may be missing.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    submission_key = models.CharField(max_length=120, unique=True, editable=False)
    payload_hash = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=InquiryKind.choices, default=InquiryKind.FULL)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, blank=True)
    mode = models.ForeignKey(
        SettlementMode,
        verbose_name=_("settlement mode"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("investment project"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
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
    call_window = models.CharField(_("when to call"), max_length=10, choices=CallWindow.choices, blank=True)
    call_zone = models.CharField(_("time zone of the call"), max_length=40, choices=CallZone.choices, blank=True)
    source = models.CharField(
        _("how it came in"), max_length=20, choices=InquirySource.choices, default=InquirySource.WEB
    )
    utm = models.JSONField(_("campaign"), default=dict, blank=True)
    screening = models.CharField(_("screening"), max_length=20, choices=Screening.choices, default=Screening.CLEAR)
    screening_reasons = models.JSONField(_("screening reasons"), default=list, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    _door = ""

    objects: ClassVar[InquiryQuerySet] = InquiryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(Upper("contact_email"), name="inquiry_contact_email"),  # what `iexact` asks for
            models.Index(fields=["contact_phone"], condition=~Q(contact_phone=""), name="inquiry_phone"),
            models.Index(fields=["-submitted_at", "-id"], name="inquiry_newest"),
            models.Index(fields=["source", "-submitted_at"], name="inquiry_source"),
            models.Index(
                fields=["-submitted_at"], condition=Q(screening=Screening.QUARANTINED), name="inquiry_quarantined"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=ERASED | ~Q(contact_email="") | ~Q(contact_phone=""), name="inquiry_can_be_answered"
            ),
            models.CheckConstraint(
                condition=~Q(kind=InquiryKind.FULL) | Q(mode__isnull=False), name="inquiry_full_has_a_mode"
            ),
            models.CheckConstraint(
                condition=ERASED
                | ~Q(kind=InquiryKind.CALLBACK)
                | (~Q(contact_phone="") & ~Q(call_window="") & ~Q(call_zone="")),
                name="inquiry_callback_can_be_called",
            ),
            models.CheckConstraint(
                condition=ERASED | ~Q(kind=InquiryKind.BROCHURE) | ~Q(contact_email=""),
                name="inquiry_brochure_can_be_mailed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def mail_reference(self) -> str:
        """What mails about the inquiry as a whole carry in `OutgoingEmail.about`."""
        return f"inquiry:{self.pk}"

    @property
    def door(self) -> str:
        """What opens the page that is being shown: the secret, or `MINE` for somebody who is signed in.

        Pages build their addresses with it, so that a colleague who leaves takes no secret along. Mails, read by the
        contact alone, use `secret`.
        """
        return self._door or self.secret

    def enter_as_owner(self) -> None:
        """From now on this object is shown to somebody signed in."""
        self._door = MINE


class AddedInquiry(models.Model):
    """Somebody who had the secret added the inquiry to the account, or sent it while signed in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="added_inquiries")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="added")
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        verbose_name = _("inquiry in an account")
        verbose_name_plural = _("inquiries in accounts")
        constraints = [models.UniqueConstraint(fields=["user", "inquiry"], name="added_inquiry_once")]

    def __str__(self) -> str:
        return str(self.inquiry)


class Requirement(models.Model):
    """The structured need of an inquiry. Areas in m², land in ha, height in m, load in kN/m², power in kVA."""

    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, related_name="requirement")
    space_types = models.ManyToManyField(SpaceType, verbose_name=_("kinds of space"), blank=True, related_name="+")
    spaces = models.ManyToManyField(Space, verbose_name=_("spaces asked for"), blank=True, related_name="+")
    area_min = models.DecimalField(_("area from (m²)"), max_digits=12, decimal_places=2, **NUMBER)
    area_max = models.DecimalField(_("area to (m²)"), max_digits=12, decimal_places=2, **NUMBER)
    land_area = models.DecimalField(_("land (ha)"), max_digits=9, decimal_places=2, **NUMBER)
    seats = models.PositiveIntegerField(_("desks"), null=True, blank=True)
    power_kva = models.DecimalField(_("power (kVA)"), max_digits=9, decimal_places=2, **NUMBER)
    clear_height = models.DecimalField(_("clear height (m)"), max_digits=6, decimal_places=2, **NUMBER)
    floor_load = models.DecimalField(_("floor load (kN/m²)"), max_digits=7, decimal_places=2, **NUMBER)
    special_needs = models.CharField(_("special needs"), max_length=500, blank=True)
    wanted_country = models.CharField(_("wanted country or region"), max_length=2, blank=True)
    wanted_region = models.ForeignKey(
        Region, verbose_name=_("wanted place"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
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
    services = models.ManyToManyField(Service, verbose_name=_("services wanted"), blank=True, related_name="+")
    policies = models.ManyToManyField(Policy, verbose_name=_("policies wanted"), blank=True, related_name="+")

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

    `operator` is who was consented to; `recipient` is the name of its data controller as it was shown then. A withdrawn
    row stays as it is; consenting anew writes another one. Of a purpose and an operator at most one row lives.
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
            models.UniqueConstraint(
                fields=["inquiry", "purpose", "operator"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once_per_operator",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
