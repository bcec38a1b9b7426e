"""Empties a mailbox into the database, and does so when it is time."""

import datetime
import imaplib
import logging
from dataclasses import dataclass, field

from django.conf import settings

from inquiries.enums import IncomingState
from inquiries.inbound import mailboxes, receiving
from inquiries.inbound.mailboxes import Delivery, Mailbox

logger = logging.getLogger(__name__)


@dataclass
class Tally:
    """How a run ended. `left` are the names of the mails that could not even be kept: they lie where they lay."""

    retried: int = 0
    states: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        return sum(self.states.values())

    @property
    def is_clean(self) -> bool:
        return not self.left and IncomingState.FAILED not in self.states


def empty(mailbox: Mailbox) -> Tally:
    """Take every mail in, each in a transaction of its own; first those that failed before."""
    tally = Tally(retried=receiving.retry())
    for delivery in mailbox.deliveries():
        state = _take(mailbox, delivery)
        if state:
            tally.states[state] = tally.states.get(state, 0) + 1
        else:
            tally.left.append(delivery.name)
    return tally


def _take(mailbox: Mailbox, delivery: Delivery) -> str:
    """The state of the mail's row; empty when it could not be kept. The mailbox is told after the commit."""
    try:
        row = receiving.receive(delivery.raw, delivery.size)
    except Exception:
        logger.exception("the mail %s could not be kept; it stays in the mailbox", delivery.name)
        return ""
    mailbox.done(delivery, failed=row.state == IncomingState.FAILED)
    return row.state


def read_configured(now: datetime.datetime) -> int:
    """Read the mailbox that the settings name, if any; how many mails were taken in. A server that is away is no
    error of ours: the next run tries again."""
    if not settings.INBOUND_IMAP:
        return 0
    try:
        with mailboxes.imap(settings.INBOUND_IMAP) as mailbox:
            return empty(mailbox).read
    except (OSError, imaplib.IMAP4.error) as error:
        logger.warning("the mailbox of answers cannot be read: %s", type(error).__name__)
        return 0
