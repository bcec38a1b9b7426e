"""The one door through which every room posts mail: rows first, the worker is woken after the commit."""

import hashlib
import ipaddress
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from common.months import months_before
from common.wakeup import ring
from notifications.enums import ABORTABLE_STATES, DUE_STATES, FINAL_STATES, RESENDABLE_STATES, Audience, MailState
from notifications.models import OutgoingEmail

logger = logging.getLogger(__name__)
DELIVER = "notifications.tasks.deliver"
NOBODY = "erased@parkbridge.invalid"  # stands where the address of an erased mail stood
EMPTY: dict[str, Any] = {
    "cc": "",
    "reply_to": "",
    "context": {},
    "subject": "",
    "text": "",
    "html": "",
    "calendar": "",
    "unsubscribe_url": "",
    "last_error": "",
    "warning": "",
    "lease": None,
}
BATCH = 500


@dataclass(frozen=True)
class Mail:
    """What a room wants to say to one reader.

    `context` is plain JSON with absolute links (`settings.SITE_URL`); `about` is a generic reference like
    `case:12`; two mails with the same non-empty `dedupe` are one mail; `withheld` waits for `release`.
    `calendar` is a whole iCalendar text that says its own METHOD (RFC 5546); it goes along as an invitation.
    `unsubscribe_url` takes a POST without sign-in and ends the subscription (RFC 8058).
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
    calendar: str = ""
    unsubscribe_url: str = ""


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
    withheld = OutgoingEmail.objects.filter(pk__in=keys, state=MailState.WITHHELD, erased_at__isnull=True)
    count = withheld.update(state=MailState.QUEUED, next_attempt_at=timezone.now())
    if count:
        transaction.on_commit(partial(wake, keys))
    return count


def withhold(rows: QuerySet[OutgoingEmail]) -> int:
    """Let none of these mails leave that has not left yet, in the caller's transaction; returns how many.

    One that a worker is sending at this moment is on its way.
    """
    return rows.filter(state__in=DUE_STATES).update(state=MailState.WITHHELD)


def erase(rows: QuerySet[OutgoingEmail], now: datetime) -> int:
    """Leave of these mails only event, reader's kind, language, state and times; what has not left will not leave.

    A worker that is sending one loses its lease and stores nothing. Whoever works here keeps the address of staff.
    """
    keys = list(rows.filter(erased_at__isnull=True).values_list("pk", flat=True))  # once: addresses change below
    rows = OutgoingEmail.objects.filter(pk__in=keys)
    rows.filter(audience=Audience.ENQUIRER).update(to=NOBODY)
    rows.exclude(state__in=FINAL_STATES).update(state=MailState.ABORTED)
    return rows.update(**EMPTY, erased_at=now)


def erase_due(now: datetime) -> int:
    """Erase the words of mails that were dealt with MAIL_RETENTION_MONTHS ago; at most some hundred in one run."""
    limit = months_before(now, settings.MAIL_RETENTION_MONTHS)
    due = OutgoingEmail.objects.filter(erased_at__isnull=True, state__in=FINAL_STATES, created_at__lte=limit)
    oldest = list(due.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    return erase(OutgoingEmail.objects.filter(pk__in=oldest), now)


def resend(row: OutgoingEmail, actor: Any) -> bool:
    """Order a new attempt of the same row, under the same Message-ID, with a fresh 48 hours.

    False when the row is being sent right now, still waits its first turn, is withheld or erased. Words that were
    only the emergency wording are rendered anew. The caller audits.
    """
    again = OutgoingEmail.objects.filter(pk=row.pk, state__in=RESENDABLE_STATES, erased_at__isnull=True)
    changed = again.update(
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
        calendar=mail.calendar,
        unsubscribe_url=mail.unsubscribe_url,
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


def wake(ids: Sequence[int]) -> bool:
    """Tell a worker that these rows are due. Never raises, never holds the caller longer than OUTBOX_WAKE_SECONDS.

    False means that nobody was woken; the sweep finds the rows within a minute.
    """
    return ring(DELIVER, list(ids), about=f"{len(ids)} mail(s); the sweep will send them")
