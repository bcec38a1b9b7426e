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


# A person may ask for another attempt of these.
RESENDABLE_STATES = (
    MailState.AWAITING_RETRY,
    MailState.SENT,
    MailState.FAILED,
    MailState.ABORTED,
    MailState.BOUNCED,
)
# A person may cancel these: nothing is on the wire.
ABORTABLE_STATES = (MailState.QUEUED, MailState.AWAITING_RETRY, MailState.WITHHELD)


class FailureKind(models.TextChoices):
    """Why an attempt failed; `last_error` starts with the code, so that the reason reads in both languages."""

    BAD_ADDRESS = "bad_address", _("The address cannot be used")
    RECIPIENT_REFUSED = "recipient_refused", _("The mail server refused the recipient")
    SENDER_REFUSED = "sender_refused", _("The mail server refused the sender")
    CONTENT_REFUSED = "content_refused", _("The mail server refused the content")
    TEMPORARY = "temporary", _("The mail server asked to try later")
    TIME_OUT = "time_out", _("The mail server did not answer in time")
    CONNECTION = "connection", _("The mail server could not be reached or hung up")
    WORKER_LOST = "worker_lost", _("The worker stopped while sending; the mail may have gone out already")
    OTHER = "other", _("Unexpected error")


class Audience(models.TextChoices):
    """Who reads a mail."""

    ENQUIRER = "enquirer", _("Enterprise")
    STAFF = "staff", _("Park staff")
    PLATFORM = "platform", _("Platform")
