"""What the platform's desk does with an inquiry that named no park."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from inquiries.enums import LIVE_OFFERS, MessageAuthor, OfferState, RoutingEnd, RoutingState, Screening
from inquiries.models.case import DEFAULT_PROMISE, Case
from inquiries.models.inquiry import Inquiry
from parks.models import Operator, Park
from parks.scoping import ScopedQuerySet


class RoutingQuerySet(ScopedQuerySet["Routing"]):
    """No seat reaches a row: nothing of it is any park's business. See `access.PERMISSIONS` for the platform's role."""

    def live(self) -> Self:
        """What the desk still works on."""
        return self.exclude(state=RoutingState.ENDED).exclude(inquiry__screening=Screening.QUARANTINED)

    def quarantined(self) -> Self:
        """What somebody still has to look at: rejected ones have ended."""
        return self.exclude(state=RoutingState.ENDED).filter(inquiry__screening=Screening.QUARANTINED)

    def running(self) -> Self:
        """Whose promise of a first answer is still open."""
        return self.live().filter(first_response_at__isnull=True, promise_kept__isnull=True)

    def locked(self, pk: int) -> "Routing":
        """One row as it is now, with what every verb reads; nobody else changes it until the transaction ends."""
        return (
            self.select_for_update(of=("self",))
            .select_related("inquiry__enterprise", "inquiry__mode", "operator")
            .get(pk=pk)
        )


class Routing(models.Model):
    """One inquiry at the desk: the promise to its enterprise, and how it ended.

    `answer_by`, `promised_hours`, `warn_at`, `first_response_at` and `promise_kept` mean what they mean on a case.
    """

    inquiry = models.OneToOneField(Inquiry, verbose_name=_("inquiry"), on_delete=models.PROTECT, related_name="routing")
    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), on_delete=models.PROTECT, related_name="routings"
    )
    state = models.CharField(_("state"), max_length=10, choices=RoutingState.choices, default=RoutingState.OPEN)
    promised_hours = models.PositiveSmallIntegerField(_("promised within (working hours)"), default=DEFAULT_PROMISE)
    answer_by = models.DateTimeField(_("answer promised by"))
    warn_at = models.DateTimeField(_("warn the staff at"), editable=False)
    warned_at = models.DateTimeField(_("warned at"), null=True, blank=True, editable=False)
    first_response_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    promise_kept = models.BooleanField(_("promise kept"), null=True, blank=True)
    end_reason = models.CharField(_("ended because"), max_length=20, choices=RoutingEnd.choices, blank=True)
    end_note = models.CharField(_("note on the end"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    created_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[RoutingQuerySet] = RoutingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("inquiry without a park")
        verbose_name_plural = _("inquiries without a park")
        ordering = ["answer_by", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoutingState.values), name="routing_state_known"),
            models.CheckConstraint(
                condition=Q(state=RoutingState.ENDED, ended_at__isnull=False, end_reason__in=RoutingEnd.values)
                | ~Q(state=RoutingState.ENDED) & Q(ended_at__isnull=True, end_reason=""),
                name="routing_end_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(end_reason=RoutingEnd.OTHER) | ~Q(end_note=""), name="routing_other_end_is_told"
            ),
            models.CheckConstraint(condition=Q(promised_hours__gte=1), name="routing_promise_real"),
        ]
        indexes = [
            models.Index(
                fields=["warn_at"],
                condition=Q(first_response_at__isnull=True, promise_kept__isnull=True),
                name="routing_promise_running",
            )
        ]

    def __str__(self) -> str:
        return self.inquiry.reference

    @property
    def mail_reference(self) -> str:
        """What mails to the desk carry in `OutgoingEmail.about`."""
        return f"routing:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state != RoutingState.ENDED


class RoutingPartQuerySet(ScopedQuerySet):
    """Rows that hang on one inquiry at the desk; no seat reaches them."""


class RoutingOffer(models.Model):
    """One park that the desk proposes to the enterprise; the park learns nothing of it before that agrees.

    `reason` and `answer` are what the two sides say to one another. At most one offer of a park lives.
    """

    routing = models.ForeignKey(Routing, on_delete=models.CASCADE, related_name="offers")
    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=OfferState.choices, default=OfferState.PROPOSED)
    answer = models.CharField(_("what the enterprise says"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    case = models.OneToOneField(
        Case, verbose_name=_("case"), null=True, blank=True, on_delete=models.RESTRICT, related_name="routed_from"
    )

    objects: ClassVar[RoutingPartQuerySet] = RoutingPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("proposed park")
        verbose_name_plural = _("proposed parks")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["routing", "park"], condition=Q(state__in=LIVE_OFFERS), name="routing_offer_lives_once"
            ),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="routing_offer_state_known"),
            models.CheckConstraint(
                condition=Q(state=OfferState.PROPOSED, answered_at__isnull=True)
                | ~Q(state=OfferState.PROPOSED) & Q(answered_at__isnull=False),
                name="routing_offer_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.ACCEPTED, case__isnull=False)
                | ~Q(state=OfferState.ACCEPTED) & Q(case__isnull=True),
                name="routing_offer_accepted_has_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.routing_id} → {self.park}"


class RoutingMessage(models.Model):
    """One message between the enterprise and the desk; no park ever reads it.

    `submission_key` makes it idempotent: one rendered form, one message.
    """

    routing = models.ForeignKey(Routing, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(_("from"), max_length=20, choices=MessageAuthor.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = models.TextField(_("message"), max_length=5000)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[RoutingPartQuerySet] = RoutingPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.body[:60]
