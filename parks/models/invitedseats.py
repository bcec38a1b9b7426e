"""Seats that were offered by mail and are nobody's yet."""

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.enums import SeatRole
from parks.models.operators import Operator
from parks.scoping import ScopedQuerySet


class InvitedSeatQuerySet(ScopedQuerySet["InvitedSeat"]):
    SEAT_PATHS = ("operator__memberships",)

    def open(self) -> Self:
        """What can still be accepted."""
        return self.filter(expires_at__gt=timezone.now(), operator__is_active=True)


class InvitedSeat(models.Model):
    """A role at an operator, offered to whoever reads an address. Written by `parks.inviting` only.

    No seat: nothing is reached by it. The row goes when it is accepted or withdrawn; the mail alone holds the secret of
    its link, which is kept as a digest.
    """

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), on_delete=models.CASCADE, related_name="invited_seats"
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=20, choices=SeatRole.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("mailed at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("open until"), editable=False)

    objects: ClassVar[InvitedSeatQuerySet] = InvitedSeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invited seat")
        verbose_name_plural = _("invited seats")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=SeatRole.values), name="invited_seat_role_known"),
            models.UniqueConstraint(
                fields=["operator", "email", "role"],
                name="invited_seat_once",
                violation_error_message=_("This address is invited already. Mail the invitation again from the list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    def is_over(self, now: datetime.datetime) -> bool:
        return self.expires_at <= now
