"""Sends due rows: a batch under a lease, over one connection, each result stored as soon as it is known."""

import logging
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import InterfaceError, OperationalError, transaction
from django.db import connection as database
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from notifications.enums import DUE_STATES, FailureKind, MailState
from notifications.failures import Failure, classify
from notifications.models import OutgoingEmail
from notifications.rendering import one_line, render

logger = logging.getLogger(__name__)
# A row just written by a machine whose clock is ahead of ours is due all the same.
CLOCK_SKEW = timedelta(seconds=30)
METHOD = re.compile(r"^METHOD:(\w+)\r?$", re.MULTILINE)


@dataclass
class Tally:
    """How a drain ended, counted in rows."""

    sent: int = 0
    retry: int = 0
    failed: int = 0
    returned: int = 0
    reachable: bool = True

    @property
    def tried(self) -> int:
        return self.sent + self.retry + self.failed

    def add(self, other: "Tally") -> None:
        self.sent += other.sent
        self.retry += other.retry
        self.failed += other.failed
        self.returned += other.returned
        self.reachable = other.reachable


@dataclass(frozen=True)
class Claim:
    """Rows that this process may send, the lease that proves it, and the state each row came from."""

    lease: uuid.UUID
    rows: list[OutgoingEmail]
    former: dict[int, str]
    until: datetime


def drain(first: Sequence[int] = (), *, limit: int | None = None) -> Tally:
    """Send what is due, `first` before the rest, batch after batch, until nothing is due or the server is away.

    Stops after OUTBOX_DRAIN_SECONDS, so that no task runs for ever; the next sweep goes on.
    """
    tally = Tally()
    stop = timezone.now() + timedelta(seconds=settings.OUTBOX_DRAIN_SECONDS)
    while tally.reachable and timezone.now() < stop:
        size = settings.OUTBOX_BATCH if limit is None else min(settings.OUTBOX_BATCH, limit - tally.tried)
        claimed = claim(size, first)
        if not claimed.rows:
            break
        send(claimed, tally)
        first = ()
    return tally


def claim(size: int, first: Sequence[int] = ()) -> Claim:
    """Take up to `size` due rows for this process alone.

    1. In a short transaction of its own, read due rows: those of `first`, then the longest due. PostgreSQL
       locks them and skips rows that another worker is claiming; SQLite lets one writer in at a time.
    2. In the same transaction UPDATE them to `sending` under a new lease *where they are still due*: even
       without any lock only one of two workers changes a row.
    3. Read back the rows that carry the lease. Only those are ours.

    The commit happens before anything is sent, so a dead worker leaves a lease that runs out, not a lost mail.
    """
    lease, now = uuid.uuid4(), timezone.now()
    with transaction.atomic(durable=True):
        former = dict(_candidates(size, first))
        OutgoingEmail.objects.filter(pk__in=former, next_attempt_at__lte=now + CLOCK_SKEW, state__in=DUE_STATES).update(
            state=MailState.SENDING,
            lease=lease,
            claimed_at=now,
            attempts=F("attempts") + 1,
            first_attempt_at=Coalesce("first_attempt_at", now),
        )
    rows = list(OutgoingEmail.objects.filter(pk__in=former, lease=lease).order_by("pk")) if former else []
    return Claim(lease, rows, former, until=now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS / 2))


def _candidates(size: int, first: Sequence[int]) -> Iterator[tuple[int, str]]:
    def read(rows: QuerySet[OutgoingEmail]) -> QuerySet:
        return rows.select_for_update(skip_locked=True).values_list("pk", "state")

    if first and size > 0:
        soon = timezone.now() + CLOCK_SKEW
        wanted = list(
            read(OutgoingEmail.objects.filter(pk__in=first, state=MailState.QUEUED, next_attempt_at__lte=soon))[:size]
        )
        size -= len(wanted)
        yield from wanted
    if size > 0:
        yield from read(OutgoingEmail.objects.due().exclude(pk__in=first).order_by("next_attempt_at", "pk"))[:size]


def recover() -> int:
    """Hand rows whose lease ran out back to the queue, or give up on those past the last attempt.

    One conditional UPDATE each; a worker that was only slow finds its lease gone and stores nothing.
    """
    now = timezone.now()
    expired = OutgoingEmail.objects.filter(
        state=MailState.SENDING, claimed_at__lt=now - timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    )
    lost = {"lease": None, "last_error": f"{FailureKind.WORKER_LOST}"}
    over = expired.filter(first_attempt_at__lt=now - timedelta(hours=settings.OUTBOX_GIVE_UP_HOURS))
    given_up = over.update(state=MailState.FAILED, failed_at=now, **lost)
    count = expired.update(state=MailState.AWAITING_RETRY, next_attempt_at=now, **lost)
    if count or given_up:
        logger.warning("%d mail(s) of a lost worker queued again, %d given up", count, given_up)
    return count


def send(claimed: Claim, tally: Tally) -> None:
    """Send the claimed rows over one connection.

    1. Render what was never rendered and store the words under the lease: retries repeat them.
    2. Send row by row; store each result at once *where the lease is still ours*.
    3. When the server hangs up, open a new connection for the next row.
    4. When it cannot be reached, hangs up twice running, or half the lease is used up, the rows not tried
       yet go back to the state they came from, with no attempt on their account. So an outage costs one
       row per wake-up one attempt, and the whole queue leaves within a sweep of the server's return.
    """
    prepare(claimed)
    waiting = list(claimed.rows)
    connection = get_connection()
    hang_ups = 0
    try:
        while waiting and tally.reachable and timezone.now() < claimed.until:
            row = waiting.pop(0)
            failure = attempt(connection, row)
            settle(row, claimed.lease, failure, tally)
            hang_ups = hang_ups + 1 if failure and failure.disconnected else 0
            tally.reachable = hang_ups < 2 and not (failure and failure.unreachable)
            if hang_ups:
                hang_up(connection)
    finally:
        hang_up(connection)
        tally.returned += give_back(claimed, waiting)


def prepare(claimed: Claim) -> None:
    """Give every claimed row its words; those rendered now are stored where the lease is still ours."""
    fresh = {row.pk: asdict(render(row)) for row in claimed.rows if not row.text}
    with transaction.atomic():  # one commit, opened only now: rendering must not hold SQLite's writer
        for pk, words in fresh.items():
            OutgoingEmail.objects.filter(pk=pk, lease=claimed.lease).update(**words)
    for row in claimed.rows:
        for name, value in fresh.get(row.pk, {}).items():
            setattr(row, name, value)


def attempt(connection: BaseEmailBackend, row: OutgoingEmail) -> Failure | None:
    """One try to hand one mail to the mail server; None means that it accepted it.

    A copy travels in an envelope of its own, so that a refused copy never hides what happened to the mail.
    """
    try:
        validate_email(row.to)
    except ValidationError:
        return Failure(FailureKind.BAD_ADDRESS, permanent=True)
    try:
        connection.open()
    except Exception as error:  # noqa: BLE001 - any backend's way to say that its server is away; stored on the row
        return replace(classify(error), permanent=False, unreachable=True)
    failure = _hand_over(connection, row, row.to)
    if failure is None and row.cc:
        refused = _hand_over(connection, row, row.cc)
        row.warning = one_line(f"copy not sent: {refused.stored}") if refused else row.warning
    return failure


def _hand_over(connection: BaseEmailBackend, row: OutgoingEmail, address: str) -> Failure | None:
    try:
        accepted = connection.send_messages([message(row, address)])
    except Exception as error:
        failure = classify(error)
        if failure.kind == FailureKind.OTHER:
            logger.exception("mail %s could not be handed over", row.pk)
        return failure
    return None if accepted else Failure(FailureKind.OTHER, "the mail backend took no message")


def settle(row: OutgoingEmail, lease: uuid.UUID, failure: Failure | None, tally: Tally) -> None:
    """Store the outcome of one attempt, unless the lease ran out and the row is somebody else's by now."""
    now = timezone.now()
    if failure is None:
        tally.sent += 1
        change = {"state": MailState.SENT, "sent_at": now, "last_error": "", "warning": row.warning}
    elif failure.permanent or (again := next_attempt(row.first_attempt_at or now, now)) is None:
        tally.failed += 1
        change = {"state": MailState.FAILED, "failed_at": now, "last_error": failure.stored}
    else:
        tally.retry += 1
        change = {"state": MailState.AWAITING_RETRY, "next_attempt_at": again, "last_error": failure.stored}
    ours = OutgoingEmail.objects.filter(pk=row.pk, lease=lease, state=MailState.SENDING)
    if not _store(ours, {"lease": None, **change}):
        logger.warning("mail %s: the lease ran out before its result (%s) was stored", row.pk, change["state"])
    elif failure:
        # What the server said may quote the address: it stays on the row.
        logger.warning("mail %s: %s, %s", row.pk, change["state"], failure.kind)


def _store(rows: QuerySet[OutgoingEmail], change: dict[str, Any]) -> int:
    """Write a result. A database that went away for a moment gets a second chance: the mail is out already,
    and a result that is not written means sending it again."""
    try:
        return rows.update(**change)
    except (OperationalError, InterfaceError):
        logger.warning("the database hung up; the result is written again", exc_info=True)
        database.close()
        time.sleep(1)
        return rows.update(**change)


def next_attempt(first: datetime, now: datetime) -> datetime | None:
    """When to try again, or None when the time is up.

    Counted from the first attempt (OUTBOX_BACKOFF_MINUTES apart, then every OUTBOX_BACKOFF_THEN_MINUTES),
    not from the number of attempts, so that lost workers do not push a mail into the long waits.
    """
    end = first + timedelta(hours=settings.OUTBOX_GIVE_UP_HOURS)
    then = timedelta(minutes=settings.OUTBOX_BACKOFF_THEN_MINUTES)
    at = first
    for minutes in settings.OUTBOX_BACKOFF_MINUTES:
        at += timedelta(minutes=minutes)
        if at > now:
            return at if at <= end else None
    at += then * (max(0, (now - at) // then) + 1)
    return at if at <= end else None


def give_back(claimed: Claim, rows: Sequence[OutgoingEmail]) -> int:
    """Undo the claim of rows that were not tried: former state, one attempt less, due as before."""
    count = 0
    for row in rows:
        untried = row.first_attempt_at == row.claimed_at
        count += OutgoingEmail.objects.filter(pk=row.pk, lease=claimed.lease, state=MailState.SENDING).update(
            state=claimed.former[row.pk],
            attempts=F("attempts") - 1,
            first_attempt_at=None if untried else row.first_attempt_at,
            lease=None,
        )
    return count


def hang_up(connection: BaseEmailBackend) -> None:
    """Close the connection; a server that is gone already is no news."""
    try:
        connection.close()
    except (OSError, SMTPException):
        logger.debug("the mail server did not say goodbye", exc_info=True)


def message(row: OutgoingEmail, address: str) -> EmailMultiAlternatives:
    """The mail as it goes out to one address; equal at every attempt, date and Message-ID included."""
    mail = Envelope(
        subject=row.subject,
        body=row.text,
        to=[row.to],
        cc=[row.cc] if row.cc else [],
        reply_to=[row.reply_to] if row.reply_to else [],
        headers={
            "Message-ID": row.message_id,
            "Date": format_datetime(row.first_attempt_at or timezone.now()),
            "Content-Language": row.language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if row.unsubscribe_url:
        mail.extra_headers["List-Unsubscribe"] = f"<{row.unsubscribe_url}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if row.html:
        mail.attach_alternative(row.html, "text/html")
    if row.calendar:
        mail.invite(row.calendar)
    mail.envelope = address
    return mail


class Envelope(EmailMultiAlternatives):
    """A mail whose envelope names one reader, whatever its headers say."""

    envelope = ""

    def invite(self, calendar: str) -> None:
        """Take a calendar entry along: as the last alternative, for programs that have a calendar, and as a file."""
        self.attach_alternative(calendar, "text/calendar")
        self.attach("invite.ics", calendar.encode(), "application/ics")

    def message(self, *args: Any, **kwargs: Any) -> Any:
        """What goes out; the type of an invitation repeats its METHOD, or programs show it as a mere file."""
        built = super().message(*args, **kwargs)
        for part in built.walk():
            if part.get_content_type() == "text/calendar":
                payload: Any = part.get_payload(decode=True)
                found = METHOD.search(payload.decode())
                part.set_param("method", found[1] if found else "PUBLISH")
        return built

    def recipients(self) -> list[str]:
        return [self.envelope]
