"""On the way to signature: proposals, the settlement."""

import uuid
import zoneinfo
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import Tenancy
from inquiries.enums import ProposalAnswer
from inquiries.models.case import Case
from inquiries.models.conversation import CasePartQuerySet
from inquiries.models.inquiry import NUMBER
from parks.enums import PriceBasis, PricePeriod
from parks.models import Space


class Proposal(models.Model):
    """One version of an offer. It counts for the gate once it was sent and says how long it is valid.

    A sent version never changes; sending the next one supersedes it. `first_viewed_at` is when the enterprise first
    opened its page. The enterprise may change its answer while the offer stands, except that accepting is final.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    spaces = models.ManyToManyField(Space, verbose_name=_("spaces"), blank=True, related_name="+")
    rent = models.DecimalField(_("rent"), max_digits=14, decimal_places=2, **NUMBER)
    rent_currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO 4217, such as CNY."))
    rent_period = models.CharField(_("rent period"), max_length=10, choices=PricePeriod.choices, blank=True)
    rent_basis = models.CharField(_("rent basis"), max_length=10, choices=PriceBasis.choices, blank=True)
    incentives = models.TextField(_("incentives"), max_length=2000, blank=True)
    terms = models.TextField(
        _("terms"), max_length=5000, help_text=_("Conditions, as written to the enterprise, in its language.")
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day, as the operator's calendar has it.")
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    first_viewed_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=ProposalAnswer.choices, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
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
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(sent_at__isnull=False, superseded_at__isnull=True),
                name="proposal_current_once",
            ),
            models.CheckConstraint(
                condition=Q(rent__isnull=True) | (~Q(rent_currency="") & ~Q(rent_period="") & ~Q(rent_basis="")),
                name="proposal_rent_complete",
                violation_error_message=_("A rent needs its currency, period and basis."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False)
                | Q(first_viewed_at__isnull=True, superseded_at__isnull=True, answered_at__isnull=True),
                name="proposal_draft_is_unseen",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="proposal_answer_has_moment",
            ),
            models.CheckConstraint(condition=Q(answer__in=["", *ProposalAnswer.values]), name="proposal_answer_known"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed where the operator works."""
        if self.valid_until is None:
            return False
        return self.valid_until < timezone.localdate(timezone=zoneinfo.ZoneInfo(self.case.operator.time_zone))

    @property
    def can_be_answered(self) -> bool:
        return (
            self.sent_at is not None
            and self.superseded_at is None
            and not self.is_over
            and self.answer != ProposalAnswer.ACCEPTED
            and self.case.is_open
        )


class Settlement(models.Model):
    """The contract and the arrival. Drafted by staff; the gates of signed and settled read it.

    `spaces` is what the contract names; what is in force of it are its lettings. `tenancy` is the row that settling
    wrote, not one that stood before.
    """

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
    tenancy = models.OneToOneField(
        Tenancy, verbose_name=_("tenancy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
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
