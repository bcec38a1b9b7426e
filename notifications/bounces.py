"""What mail servers report about mails that they had accepted."""

import logging
from collections.abc import Sequence

from django.utils import timezone

from notifications.enums import FailureKind, MailState
from notifications.failures import clean
from notifications.models import OutgoingEmail

logger = logging.getLogger(__name__)


def is_ours(message_id: str) -> bool:
    """Whether this is the Message-ID of a mail that was written here."""
    return OutgoingEmail.objects.filter(message_id=message_id).exists()


def bounced(message_ids: Sequence[str], said: str) -> int:
    """Mark the mails that went out under these Message-IDs as returned; how many were. A repeat changes nothing.

    One conditional UPDATE: a mail that is being sent again at this moment is left alone.
    """
    sent = OutgoingEmail.objects.filter(message_id__in=message_ids, state=MailState.SENT)
    detail = clean(said)
    stored = f"{FailureKind.RECIPIENT_REFUSED}: {detail}" if detail else str(FailureKind.RECIPIENT_REFUSED)
    count = sent.update(state=MailState.BOUNCED, failed_at=timezone.now(), last_error=stored)
    if count:
        logger.warning("%d mail(s) came back", count)
    return count
