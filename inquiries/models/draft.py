"""An inquiry that is not sent yet: what was typed so far, kept on the server for whoever holds its link."""

import uuid

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.enums import Language
from inquiries.models.conversation import attachment_path
from inquiries.models.inquiry import Inquiry, new_secret


class Draft(models.Model):
    """The answers of an unfinished inquiry, as they were posted: strings and codes, valid or not.

    `data` maps the name of a question to what was posted for it. It holds no consent: nothing is agreed to before
    the inquiry is sent. `code` opens it; `key` becomes the inquiry's submission key, so that one draft is one inquiry.
    `revision` counts the changes and `tab` is the browser tab that made the last one: a page that shows older
    answers is told so. Once the inquiry is sent only the way to its receipt is left.
    """

    code = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    data = models.JSONField(default=dict, blank=True)
    step = models.CharField(_("step"), max_length=20)
    revision = models.PositiveIntegerField(default=0)
    tab = models.CharField(max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    remind_agreed_at = models.DateTimeField(_("agreed to one reminder at"), null=True, blank=True)
    remind_text_version = models.CharField(_("text version"), max_length=20, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    owner = models.ForeignKey(
        User, verbose_name=_("begun by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts"
    )
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now, db_index=True)
    inquiry = models.OneToOneField(Inquiry, null=True, blank=True, on_delete=models.CASCADE, related_name="draft")

    class Meta:
        verbose_name = _("unfinished inquiry")
        verbose_name_plural = _("unfinished inquiries")
        constraints = [
            models.CheckConstraint(
                condition=Q(inquiry__isnull=True) | Q(data={}, email="", remind_agreed_at__isnull=True),
                name="draft_empty_once_sent",
            ),
            models.CheckConstraint(
                condition=Q(remind_agreed_at__isnull=True) | ~Q(email=""), name="draft_reminder_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def mail_reference(self) -> str:
        """What its mails carry in `OutgoingEmail.about`."""
        return f"draft:{self.pk}"


class DraftFile(models.Model):
    """A file that was added to a draft. Sending makes it an attachment without moving it, so it lies where they do."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=attachment_path, storage=default_storage, max_length=200)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    created_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        verbose_name = _("file of an unfinished inquiry")
        verbose_name_plural = _("files of unfinished inquiries")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "sha256"], name="draftfile_once")]

    def __str__(self) -> str:
        return self.name
