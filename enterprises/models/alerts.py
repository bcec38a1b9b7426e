"""Who wants to hear of new policies or spaces, and what was told."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from enterprises.enums import AlertPace, AlertSubject
from parks.models import Industry, Region


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def live(self) -> "SubscriptionQuerySet":
        """Agreed to by whoever reads the address, and not ended."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)


class Subscription(models.Model):
    """An address that wants to hear of what is new and fits. Nothing goes there before the address has agreed.

    An empty choice narrows nothing. `kinds` are codes of `PolicyKind` or of kinds of space; area in m².
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    subject = models.CharField(_("about"), max_length=10, choices=AlertSubject.choices)
    pace = models.CharField(_("how often"), max_length=10, choices=AlertPace.choices)
    industry = models.ForeignKey(
        Industry, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.ForeignKey(
        Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    area_min = models.DecimalField(
        _("area from (m²)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("agreed to at"), null=True, blank=True)
    told_at = models.DateTimeField(_("last looked at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[SubscriptionQuerySet] = SubscriptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["email"], name="subscription_email")]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_min__isnull=True) | Q(subject=AlertSubject.SPACES, area_min__gte=0),
                name="subscription_area_of_spaces",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(confirmed_at__isnull=False), name="subscription_told_once_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} #{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None


class Told(models.Model):
    """One thing that a subscription knows of: it was there when it began, or a mail told it. Never told again.

    `thing` is the number of a policy or a space, whichever `subject` says. No key leads there, so that deleting a
    space does not first count who has heard of it; numbers are not given twice.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="told")
    subject = models.CharField(_("about"), max_length=10, choices=AlertSubject.choices)
    thing = models.PositiveBigIntegerField(_("record number"))
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("told")
        verbose_name_plural = _("told")
        constraints = [models.UniqueConstraint(fields=["subscription", "subject", "thing"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.thing}"
