"""The mails the product promised to send, and the sign of life of whoever sends them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from notifications.enums import DUE_STATES, Audience, FailureKind, MailState


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def due(self) -> "OutgoingEmailQuerySet":
        """Rows that a worker may claim now."""
        return self.filter(state__in=DUE_STATES, next_attempt_at__lte=timezone.now())

    def about(self, *references: str) -> "OutgoingEmailQuerySet":
        """Rows about these things, oldest first."""
        return self.filter(about__in=references).order_by("created_at", "pk")


class OutgoingEmail(models.Model):
    """One mail to one reader, written in the transaction that caused it.

    `context` is plain JSON; the text is rendered from `templates/emails/<event>/` by the first attempt
    and kept from then on, so that every retry sends the same words under the same Message-ID.
    `about` is a generic reference like `case:12`, chosen by the app that queued it.
    Once it is erased, event, language, state and times are left: no address and no word.
    """

    event = models.CharField(_("event"), max_length=40)
    audience = models.CharField(_("reader"), max_length=20, choices=Audience.choices)
    to = models.EmailField(_("to"), max_length=254)
    cc = models.EmailField(_("copy to"), max_length=254, blank=True)
    reply_to = models.EmailField(_("reply to"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    context = models.JSONField(_("content"), default=dict, blank=True)
    template_version = models.CharField(_("template version"), max_length=64, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    about = models.CharField(_("about"), max_length=64, blank=True)
    calendar = models.TextField(_("calendar entry"), blank=True)
    unsubscribe_url = models.URLField(_("address to unsubscribe"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    first_attempt_at = models.DateTimeField(_("first attempt at"), null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    lease = models.UUIDField(_("lease"), null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    warning = models.CharField(_("warning"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    dedupe_key = models.CharField(_("duplicate key"), max_length=200, unique=True, default=uuid.uuid4)

    objects: ClassVar[OutgoingEmailQuerySet] = OutgoingEmailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=DUE_STATES), name="mail_due"),
            models.Index(fields=["claimed_at"], condition=Q(state=MailState.SENDING), name="mail_leased"),
            models.Index(fields=["about", "created_at"], name="mail_about"),
            models.Index(fields=["state", "created_at"], name="mail_state"),
            models.Index(fields=["failed_at"], condition=Q(state=MailState.FAILED), name="mail_failed"),
            models.Index(fields=["created_at"], condition=Q(erased_at__isnull=True), name="mail_not_erased"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False), name="mail_sent_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"

    @property
    def is_due_later(self) -> bool:
        """Still has an attempt ahead of it."""
        return self.state in DUE_STATES

    @property
    def error_text(self) -> str:
        """The last error in the reader's language, followed by what the mail server said."""
        kind, _separator, detail = self.last_error.partition(": ")
        if kind not in FailureKind.values:
            return self.last_error
        label = str(FailureKind(kind).label)
        return f"{label} ({detail})" if detail else label


class WorkerBeat(models.Model):
    """When something that drains the outbox was last seen alive: the worker's sweep, or the command."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("last seen at"), default=timezone.now)

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")

    def __str__(self) -> str:
        return self.name


class TaskRun(models.Model):
    """When a chore or a scheduled task last came to its end, and when it last failed. One row for each name."""

    name = models.CharField(_("name"), max_length=100, primary_key=True)
    done_at = models.DateTimeField(_("last done at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("last failed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("run of a task")
        verbose_name_plural = _("runs of tasks")

    def __str__(self) -> str:
        return self.name


class TaskFailure(models.Model):
    """One failure of a chore or a task. What it said stays in the log: it may name people."""

    task = models.CharField(_("task"), max_length=100)
    kind = models.CharField(_("kind of error"), max_length=100)
    place = models.CharField(_("place in the source"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("failure of a task")
        verbose_name_plural = _("failures of tasks")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.task}: {self.kind}"
