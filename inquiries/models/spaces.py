"""What cases do to spaces: keep one for a while, and let it by contract. The database allows one of each at a time."""

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries.enums import OVER_HOLDS, HoldState, MessageAuthor
from inquiries.models.case import Case
from inquiries.models.conversation import CasePartQuerySet
from inquiries.models.dealings import Settlement
from parks.models import Space
from parks.scoping import ScopedQuerySet


class SpaceHoldQuerySet(CasePartQuerySet):
    def live(self) -> Self:
        """Holds that nobody has ended; their time may be over all the same."""
        return self.filter(state=HoldState.LIVE)

    def standing(self, now: datetime.datetime) -> Self:
        """Live holds whose time is not over."""
        return self.live().filter(expires_at__gt=now)

    def with_case(self) -> Self:
        """Together with all that mails about them say."""
        return self.select_related(
            "space__kind",
            "case__inquiry__enterprise",
            "case__inquiry__mode",
            "case__inquiry__requirement",
            "case__park",
            "case__operator",
            "case__owner",
        )


class SpaceHold(models.Model):
    """One space kept for one case, for `settings.HOLD_HOURS` plain hours from `starts_at`.

    Written by `inquiries.workflow.holding` only, which holds the lock of the space. While it is live the space's
    status is “on hold”; `former_status` is what the space goes back to. `note` stays among staff unless the
    enterprise wrote it.
    """

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="space_holds")
    space = models.ForeignKey(Space, verbose_name=_("space"), on_delete=models.PROTECT, related_name="holds")
    state = models.CharField(_("state"), max_length=10, choices=HoldState.choices)
    asked_by = models.CharField(_("asked for by"), max_length=20, choices=MessageAuthor.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    former_status = models.CharField(_("status before"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    warned_at = models.DateTimeField(_("warned at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[SpaceHoldQuerySet] = SpaceHoldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("hold on a space")
        verbose_name_plural = _("holds on spaces")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space"], condition=Q(state=HoldState.LIVE), name="spacehold_live_once"),
            models.UniqueConstraint(
                fields=["case", "space"], condition=Q(state=HoldState.ASKED), name="spacehold_asked_once"
            ),
            models.CheckConstraint(condition=Q(state__in=HoldState.values), name="spacehold_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(HoldState.LIVE, HoldState.EXPIRED, HoldState.SIGNED))
                | (Q(starts_at__isnull=False, expires_at__isnull=False) & ~Q(former_status="")),
                name="spacehold_live_has_end",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(expires_at__gt=F("starts_at")), name="spacehold_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER_HOLDS, ended_at__isnull=False)
                | Q(state__in=(HoldState.ASKED, HoldState.LIVE), ended_at__isnull=True),
                name="spacehold_over_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="spacehold_due")]

    def __str__(self) -> str:
        return f"{self.space} · {self.get_state_display()}"


class LettingQuerySet(ScopedQuerySet["Letting"]):
    SEAT_PATHS = ("settlement__case__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "settlement__case__consent_withdrawn_at"}

    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Letting(models.Model):
    """One space that a signed contract lets, until the company leaves or the signature is undone.

    The lease's dates do not matter here: a space has one living contract at a time, whatever days it names.
    """

    settlement = models.ForeignKey(
        Settlement, verbose_name=_("settlement"), on_delete=models.CASCADE, related_name="lettings"
    )
    space = models.ForeignKey(Space, verbose_name=_("space"), on_delete=models.PROTECT, related_name="lettings")
    former_status = models.CharField(_("status before"), max_length=20)
    let_at = models.DateTimeField(_("let at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[LettingQuerySet] = LettingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("letting")
        verbose_name_plural = _("lettings")
        ordering = ["let_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space"], condition=Q(ended_at__isnull=True), name="letting_live_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("let_at")), name="letting_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space} · {self.settlement}"
