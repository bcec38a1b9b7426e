"""The one door through which every room posts mail: rows first, the worker is woken after the commit."""

import hashlib
import ipaddress
import logging
import time
import uuid
from collections.abc import Iterable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import cache, partial
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import KombuError

from notifications.enums import ABORTABLE_STATES, RESENDABLE_STATES, MailState
from notifications.models import OutgoingEmail

logger = logging.getLogger(__name__)
DELIVER = "notifications.tasks.deliver"


@dataclass(frozen=True)
class Mail:
    """What a room wants to say to one reader.

    `context` is plain JSON with absolute links (`settings.SITE_URL`); `about` is a generic reference like
    `case:12`; two mails with the same non-empty `dedupe` are one mail; `withheld` waits for `release`.
    """

    event: str
    to: str
    language: str
    audience: str
    context: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    dedupe: str = ""
    reply_to: str = ""
    cc: str = ""
    withheld: bool = False


def queue(*mails: Mail) -> list[OutgoingEmail]:
    """Write the mails in the caller's transaction and wake the worker once after its commit.

    Returns one row per mail, in order. A mail whose `dedupe` is already known yields the existing row
    unchanged. Rendering and sending happen elsewhere; neither the broker nor the mail server is needed here.

    Race: of two transactions with the same key the second INSERT waits for the first to end, then either
    keeps the first's row (conflict ignored) or writes its own (the first rolled back).
    """
    if not mails:
        return []
    rows = [_row(mail) for mail in mails]
    if not any(mail.dedupe for mail in mails):
        OutgoingEmail.objects.bulk_create(rows)
        _wake_on_commit(rows)
        return rows
    OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)
    stored = {row.dedupe_key: row for row in OutgoingEmail.objects.filter(dedupe_key__in=[r.dedupe_key for r in rows])}
    lost = [row for row in rows if row.dedupe_key not in stored]
    if lost:  # ignore_conflicts also hides rows that break another rule of the table
        raise IntegrityError(f"{len(lost)} mail(s) of event {lost[0].event!r} were not accepted by the database.")
    new = {row.message_id for row in rows}
    _wake_on_commit([row for row in stored.values() if row.message_id in new])
    return [stored[row.dedupe_key] for row in rows]


def release(rows: Iterable[OutgoingEmail]) -> int:
    """Let withheld mails go; returns how many were still withheld. The caller audits."""
    keys = [row.pk for row in rows]
    withheld = OutgoingEmail.objects.filter(pk__in=keys, state=MailState.WITHHELD)
    count = withheld.update(state=MailState.QUEUED, next_attempt_at=timezone.now())
    if count:
        transaction.on_commit(partial(wake, keys))
    return count


def resend(row: OutgoingEmail, actor: Any) -> bool:
    """Order a new attempt of the same row, under the same Message-ID, with a fresh 48 hours.

    False when the row is being sent right now, still waits its first turn, or is withheld. Words that were
    only the emergency wording are rendered anew. The caller audits.
    """
    changed = OutgoingEmail.objects.filter(pk=row.pk, state__in=RESENDABLE_STATES).update(
        state=MailState.QUEUED, next_attempt_at=timezone.now(), first_attempt_at=None, failed_at=None, lease=None
    )
    if not changed:
        return False
    OutgoingEmail.objects.filter(pk=row.pk).exclude(warning="").update(subject="", text="", html="", warning="")
    logger.info("mail %s: new attempt ordered by user %s", row.pk, getattr(actor, "pk", None))
    transaction.on_commit(partial(wake, [row.pk]))
    return True


def abort(row: OutgoingEmail, actor: Any) -> bool:
    """Cancel a mail that nobody is sending at this moment; False when it is too late. The caller audits."""
    changed = OutgoingEmail.objects.filter(pk=row.pk, state__in=ABORTABLE_STATES).update(state=MailState.ABORTED)
    if changed:
        logger.info("mail %s: cancelled by user %s", row.pk, getattr(actor, "pk", None))
    return bool(changed)


def _row(mail: Mail) -> OutgoingEmail:
    return OutgoingEmail(
        event=mail.event,
        audience=mail.audience,
        to=mail.to,
        cc=mail.cc,
        reply_to=mail.reply_to,
        language=mail.language,
        context=mail.context,
        about=mail.about,
        state=MailState.WITHHELD if mail.withheld else MailState.QUEUED,
        message_id=f"<{uuid.uuid4().hex}@{message_domain()}>",
        dedupe_key=_key(mail.dedupe) if mail.dedupe else str(uuid.uuid4()),
    )


def _key(dedupe: str) -> str:
    """The key itself, or a digest of a key that the column cannot hold."""
    if len(dedupe) <= (OutgoingEmail._meta.get_field("dedupe_key").max_length or 0):
        return dedupe
    return f"sha256:{hashlib.sha256(dedupe.encode()).hexdigest()}"


def message_domain() -> str:
    """The right side of every Message-ID: the site's host, or the sender's domain while the host is a bare address."""
    return _domain(settings.SITE_URL, settings.DEFAULT_FROM_EMAIL)


@cache
def _domain(site_url: str, sender: str) -> str:
    host = urlsplit(site_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if "." in host:
            return host
    return parseaddr(sender)[1].rpartition("@")[2] or "parkbridge.invalid"


# --- Waking the worker ------------------------------------------------------------------------


def _wake_on_commit(rows: Sequence[OutgoingEmail]) -> None:
    due = [row.pk for row in rows if row.state == MailState.QUEUED]
    if due:
        transaction.on_commit(partial(wake, due))


class _Patience:
    """After a failed wake-up this process rings no more for a while, so that one dead broker costs one wait."""

    until = 0.0


def wake(ids: Sequence[int]) -> bool:
    """Tell a worker that these rows are due. Never raises, never holds the caller longer than OUTBOX_WAKE_SECONDS.

    The message is published on a thread of its own, because no time-out of a broker library covers every
    way to hang (a name server that does not answer, a port that accepts and says nothing). False means that
    nobody was woken; the sweep finds the rows within a minute.
    """
    if time.monotonic() < _Patience.until:
        return False
    outcome: list[Exception | None] = []
    bell = Thread(target=copy_context().run, args=(_ring, list(ids), outcome), daemon=True, name="outbox-wake")
    bell.start()
    bell.join(settings.OUTBOX_WAKE_SECONDS)
    if outcome == [None]:
        return True
    _Patience.until = time.monotonic() + settings.OUTBOX_WAKE_PAUSE_SECONDS
    reason = outcome[0] if outcome else f"no answer within {settings.OUTBOX_WAKE_SECONDS} s"
    logger.warning("the broker could not be told about %d mail(s); the sweep will send them: %s", len(ids), reason)
    return False


def _ring(ids: list[int], outcome: list[Exception | None]) -> None:
    try:
        current_app.send_task(DELIVER, args=[ids], retry=False, ignore_result=True)
    except Exception as error:
        if not isinstance(error, (KombuError, OSError, *_broker_errors())):
            raise
        outcome.append(error)
    else:
        outcome.append(None)


def _broker_errors() -> tuple[type[Exception], ...]:
    """What the configured transport raises when its server is away (redis and amqp bring their own classes)."""
    connection = current_app.connection_for_write()
    return (*connection.connection_errors, *connection.channel_errors)
