"""What was said and handed over: messages both sides see, notes only staff see, files."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from inquiries.enums import InteractionKind, MessageAuthor
from inquiries.models.case import Case
from inquiries.models.inquiry import Inquiry
from parks.scoping import ScopedQuerySet


class CasePartQuerySet(ScopedQuerySet):
    """Rows that hang on one case."""

    SEAT_PATHS = ("case__operator__memberships",)
    SHUT_BY = {SEAT_PATHS[0]: "case__consent_withdrawn_at"}


class Message(models.Model):
    """One message between the enterprise and the park; both sides see it.

    `submission_key` makes a message idempotent like an inquiry: one rendered form, one message.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(_("from"), max_length=20, choices=MessageAuthor.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = models.TextField(_("message"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[CasePartQuerySet] = CasePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.body[:60]


class Note(models.Model):
    """An internal note; never shown outside the back office."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.TextField(_("note"), max_length=5000)
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[CasePartQuerySet] = CasePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.body[:60]


class Interaction(models.Model):
    """A contact outside the system: a call, a WeChat exchange, a meeting; an attempt of one where not `reached`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interactions")
    kind = models.CharField(_("kind"), max_length=20, choices=InteractionKind.choices)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    summary = models.TextField(_("what was said"), max_length=2000)
    reached = models.BooleanField(_("the enterprise was reached"), default=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("logged by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submission_key = models.CharField(max_length=120, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("logged at"), default=timezone.now)

    objects: ClassVar[CasePartQuerySet] = CasePartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("contact outside the system")
        verbose_name_plural = _("contacts outside the system")
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_at:%Y-%m-%d}"


def attachment_path(instance: models.Model, filename: str) -> str:
    """A random name, so that nothing about the file can be guessed from its address on disk."""
    return f"attachments/{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


def _one_of(*columns: str) -> Q:
    """Exactly one of these columns points at something."""
    found = Q()
    for named in columns:
        found |= Q(**{f"{column}__isnull": column != named for column in columns})
    return found


class AttachmentQuerySet(ScopedQuerySet["Attachment"]):
    SEAT_PATHS = (
        "inquiry__cases__operator__memberships",
        "message__case__operator__memberships",
        "proposal__case__operator__memberships",
        "service_entry__request__case__operator__memberships",
    )
    SHUT_BY = {path: path.replace("operator__memberships", "consent_withdrawn_at") for path in SEAT_PATHS}


class Attachment(models.Model):
    """A file handed in with an inquiry (every park asked sees it), with one message or with one proposal (only that
    case; the enterprise once the proposal was sent), with one entry of a service request (only that request)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inquiry = models.ForeignKey(Inquiry, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    proposal = models.OneToOneField(
        "inquiries.Proposal", null=True, blank=True, on_delete=models.CASCADE, related_name="attachment"
    )
    service_entry = models.ForeignKey(
        "inquiries.ServiceEntry", null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.FileField(_("file"), upload_to=attachment_path, storage=default_storage, max_length=200)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    created_at = models.DateTimeField(_("added at"), default=timezone.now)

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_one_of("inquiry", "message", "proposal", "service_entry"),
                name="attachment_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.name
