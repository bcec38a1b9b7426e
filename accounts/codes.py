"""Signing in by a mailed code: asking for one, entering it, ending every session.

The same happens for every address, known or not, so that nobody learns who has an account. An account of staff alone
gets no code: its mail says where staff sign in, and no code fits. Somebody who has both sides enters the enterprise's.
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit, mail
from accounts.access import may_enter_by_code
from accounts.enums import AuditAction
from accounts.models import SignInCode, User, new_handle
from common import mailedcodes
from notifications import outbox

PURPOSE = "accounts.codes"
LIFETIME = timedelta(minutes=15)
# Codes that one address can be sent. With five attempts each, guessing has one chance in ten thousand a day.
MOST_AN_HOUR = 5
MOST_A_DAY = 20
KEPT = timedelta(days=1)


class TooMany(Exception):
    """This address was sent many codes lately, whoever asked for them."""


class State(enum.Enum):
    ENTERED = "entered"
    WRONG = "wrong"
    OVER = "over"  # used, expired, replaced by a newer one, or tried too often


@dataclass(frozen=True)
class Entry:
    """What came of entering a code. `user` only when it fitted, and without rights of the back office."""

    state: State
    user: User | None = None


def begin(email: str, language: str) -> SignInCode:
    """Close the address's live code, make a new one and queue its mail. Raises TooMany.

    Race: whoever writes second meets the unique live code of the first, and closes it in a further turn. Each turn lost
    is a code that somebody else got, so within the address's limit somebody wins or there were too many.
    """
    lost: IntegrityError | None = None
    for _turn in range(MOST_AN_HOUR + 1):
        now = timezone.now()
        _refuse_many(email, now)
        try:
            return _begin(email, language, now)
        except IntegrityError as error:
            lost = error
    raise TooMany from lost


def enter(handle: str, typed: str, *, language: str, address: str = "") -> Entry:
    """Judge a code. The right one opens the account of its address, which is made at the first time.

    1. The row is locked, so that attempts at once count one after the other. 2. A closed, expired or exhausted row
    says so. 3. A wrong code is counted; the fifth closes the row. 4. The right one closes the row and finds or makes
    the account; `language` becomes the preference of a new one. Each outcome is in the audit trail.
    """
    now = timezone.now()
    with transaction.atomic():
        row = SignInCode.objects.select_for_update().filter(handle=handle, closed_at__isnull=True).first()
        if row is None or row.expires_at <= now:
            return Entry(State.OVER)
        known = User.objects.of_address(row.email)
        if not mailedcodes.fits(row.digest, PURPOSE, row.handle, typed) or not (
            known is None or may_enter_by_code(known)
        ):
            audit.record(AuditAction.SIGN_IN_FAILED, known, address=address or None, by="code")
            return _wrong(row, now)
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        user = known or User.objects.create_user(row.email, language=language)
        if not (user.enters_by_code and user.guest_mark):
            user.enters_by_code, user.guest_mark = True, user.guest_mark or new_handle()
            user.save(update_fields=["enters_by_code", "guest_mark"])
        audit.record(AuditAction.SIGNED_IN, user, actor=user, address=address or None, by="code")
    return Entry(State.ENTERED, user.as_guest())


def close_sessions(user: User, *, address: str = "") -> None:
    """End every session that a mailed code began: each carries a digest of the mark, which changes."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.guest_mark = new_handle()
        row.save(update_fields=["guest_mark"])
        audit.record(AuditAction.SIGNED_OUT, row, actor=row, address=address or None)


def erase_due(now: datetime) -> int:
    """Erase the codes of the day before; returns how many."""
    return SignInCode.objects.filter(created_at__lte=now - KEPT).delete()[0]


def _begin(email: str, language: str, now: datetime) -> SignInCode:
    code = mailedcodes.fresh()
    with transaction.atomic():
        SignInCode.objects.filter(email=email, closed_at__isnull=True).update(closed_at=now)
        row = SignInCode(email=email, created_at=now, expires_at=now + LIFETIME)
        row.digest = mailedcodes.digest(PURPOSE, row.handle, code)
        row.save(force_insert=True)
        known = User.objects.of_address(email)
        if known is None or may_enter_by_code(known):
            outbox.queue(mail.signin_code(row, code, known.language if known else language))
        elif known.is_active:
            outbox.queue(mail.signin_staff(row, known.language))
    return row


def _refuse_many(email: str, now: datetime) -> None:
    today = SignInCode.objects.filter(email=email, created_at__gt=now - KEPT)
    times = list(today.values_list("created_at", flat=True)[: MOST_A_DAY + 1])
    if len(times) >= MOST_A_DAY or sum(at > now - timedelta(hours=1) for at in times) >= MOST_AN_HOUR:
        raise TooMany


def _wrong(row: SignInCode, now: datetime) -> Entry:
    """In the caller's transaction, which holds the row."""
    row.attempts += 1
    is_last = row.attempts >= SignInCode.MOST_ATTEMPTS
    row.closed_at = now if is_last else None
    row.save(update_fields=["attempts", "closed_at"])
    return Entry(State.OVER if is_last else State.WRONG)
