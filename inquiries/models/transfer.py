"""Handing a case over to another operator: asked for by staff, decided by the enterprise."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries.enums import TransferState
from inquiries.models.case import Case
from inquiries.models.conversation import CasePartQuerySet
from parks.models import Park


class Transfer(models.Model):
    """One question to the enterprise whether another park may have its inquiry.

    Private to the operator that asks; the other one sees its new case once the enterprise has agreed, never this row.
    `reason` is written for the enterprise. At most one question of a case is open.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    to_park = models.ForeignKey(Park, verbose_name=_("hand over to"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=TransferState.choices, default=TransferState.ASKED)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    new_case = models.OneToOneField(
        Case, verbose_name=_("new case"), null=True, blank=True, on_delete=models.RESTRICT, related_name="handed_over"
    )

    objects: ClassVar[CasePartQuerySet] = CasePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=TransferState.ASKED), name="transfer_asked_once"
            ),
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="transfer_state_known"),
            models.CheckConstraint(
                condition=Q(state=TransferState.ASKED, answered_at__isnull=True)
                | ~Q(state=TransferState.ASKED) & Q(answered_at__isnull=False),
                name="transfer_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.AGREED, new_case__isnull=False)
                | ~Q(state=TransferState.AGREED) & Q(new_case__isnull=True),
                name="transfer_agreed_has_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_park}"
