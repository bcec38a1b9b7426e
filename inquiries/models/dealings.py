"""On the way to signature: visits, proposals, the settlement."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries.enums import VisitMode, VisitState
from inquiries.models.case import Case
from inquiries.models.conversation import CasePartQuerySet
from inquiries.models.inquiry import NUMBER
from parks.models import Space


class Visit(models.Model):
    """A visit on site or online; `starts_at` is shown in `time_zone`, which is named beside it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    mode = models.CharField(_("on site or online"), max_length=10, choices=VisitMode.choices)
    state = models.CharField(_("state"), max_length=10, choices=VisitState.choices, default=VisitState.PROPOSED)
    starts_at = models.DateTimeField(_("starts at"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    interpreter = models.BooleanField(_("interpreter needed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("added at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[CasePartQuerySet] = CasePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"


class Proposal(models.Model):
    """One version of an offer. It counts for the gate once it was sent and says how long it is valid."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    spaces = models.ManyToManyField(Space, verbose_name=_("spaces"), blank=True, related_name="+")
    terms = models.TextField(
        _("terms"), max_length=5000, help_text=_("Rent, incentives, conditions, as written to the enterprise.")
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("added at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[CasePartQuerySet] = CasePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="proposal_version_unique"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(valid_until__isnull=False), name="proposal_sent_has_validity"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Settlement(models.Model):
    """The contract and the arrival. Drafted by staff; the gates of signed and settled read it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="settlement")
    contract_number = models.CharField(_("contract number"), max_length=80, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    spaces = models.ManyToManyField(Space, verbose_name=_("spaces"), blank=True, related_name="settlements")
    lease_from = models.DateField(_("lease from"), null=True, blank=True)
    lease_to = models.DateField(_("lease to"), null=True, blank=True)
    investment = models.DecimalField(_("committed investment"), max_digits=16, decimal_places=2, **NUMBER)
    investment_currency = models.CharField(_("currency"), max_length=3, blank=True)
    jobs = models.PositiveIntegerField(_("committed jobs"), null=True, blank=True)
    commitments_not_applicable = models.BooleanField(_("no committed investment or jobs"), default=False)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    company_registered = models.BooleanField(_("company registered"), default=False)
    registration_waiver = models.CharField(_("why registration is waived"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[CasePartQuerySet] = CasePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_from__isnull=True) | Q(lease_to__isnull=True) | Q(lease_from__lte=F("lease_to")),
                name="settlement_lease_in_order",
            ),
            models.CheckConstraint(
                condition=Q(investment__isnull=True) | ~Q(investment_currency=""),
                name="settlement_investment_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.contract_number or str(self.case)
