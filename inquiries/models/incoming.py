"""Mails that arrived at the reply address, whatever became of them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inquiries.enums import IncomingReason, IncomingState, MessageAuthor
from inquiries.models.case import Case
from inquiries.models.conversation import Message
from parks.scoping import ScopedQuerySet


def incoming_path(instance: models.Model, filename: str) -> str:
    """A random name: nothing about the mail can be guessed from its place on disk."""
    return f"incoming/{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


class IncomingEmailQuerySet(ScopedQuerySet["IncomingEmail"]):
    """A mail without a case is the platform's business alone."""

    SEAT_PATHS = ("case__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "case__consent_withdrawn_at"}

    def held(self) -> "IncomingEmailQuerySet":
        """Waiting for a person's decision, the oldest first."""
        return self.filter(state=IncomingState.QUARANTINED).order_by("received_at", "pk")


class IncomingEmail(models.Model):
    """One mail that somebody sent to a reply address. Nothing that arrives is dropped without a row.

    `case`, `author` and `user` are what its address says, if that was signed here: the person who was written to, not
    who wrote. `text` is what was taken for the answer, `original` all that was readable; secret links and reply
    addresses are blotted out in both. The mail as it came lies in `raw` until it is erased; it may hold secret links.
    """

    header_id = models.CharField(_("Message-ID"), max_length=250, unique=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=120, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    case = models.ForeignKey(
        Case, verbose_name=_("case"), null=True, blank=True, on_delete=models.CASCADE, related_name="incoming_mails"
    )
    author = models.CharField(_("addressed by"), max_length=20, choices=MessageAuthor.choices, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member of staff"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=20, choices=IncomingState.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=IncomingReason.choices, blank=True)
    text = models.TextField(_("text"), blank=True)
    original = models.TextField(_("whole text"), blank=True)
    files = models.JSONField(_("files"), default=list, blank=True)
    raw = models.FileField(
        _("whole mail"), upload_to=incoming_path, storage=default_storage, max_length=200, blank=True
    )
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message = models.OneToOneField(
        Message, verbose_name=_("message"), null=True, blank=True, on_delete=models.SET_NULL, related_name="incoming"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects: ClassVar[IncomingEmailQuerySet] = IncomingEmailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("incoming e-mail")
        verbose_name_plural = _("incoming e-mails")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=IncomingState.values), name="incoming_state_known"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=IncomingReason.values), name="incoming_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[IncomingState.ACCEPTED, IncomingState.REJECTED]) | ~Q(reason=""),
                name="incoming_held_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=IncomingState.ACCEPTED) | Q(case__isnull=False), name="incoming_accepted_has_case"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(state=IncomingState.QUARANTINED), name="incoming_held"),
            models.Index(fields=["attempts"], condition=Q(state=IncomingState.FAILED), name="incoming_failed"),
            models.Index(fields=["received_at"], condition=~Q(raw=""), name="incoming_with_raw"),
        ]

    def __str__(self) -> str:
        """Without sender and subject: titles stand in logs and histories."""
        return f"{self.received_at:%Y-%m-%d %H:%M} {self.get_state_display()}"
