"""Words of the mail room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where one mail stands. `sent` means that the mail server accepted it, no more."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    AWAITING_RETRY = "awaiting_retry", _("Waiting to retry")
    SENT = "sent", _("Sent (accepted by the mail server)")
    FAILED = "failed", _("Failed")
    WITHHELD = "withheld", _("Withheld")
    ABORTED = "aborted", _("Cancelled")
    BOUNCED = "bounced", _("Bounced")


# A worker may claim these when they are due.
DUE_STATES = (MailState.QUEUED, MailState.AWAITING_RETRY)
# Nothing more happens to these by themselves.
FINAL_STATES = (MailState.SENT, MailState.FAILED, MailState.WITHHELD, MailState.ABORTED, MailState.BOUNCED)


class Audience(models.TextChoices):
    """Who reads a mail."""

    ENQUIRER = "enquirer", _("Enterprise")
    STAFF = "staff", _("Park staff")
    PLATFORM = "platform", _("Platform")
