"""Browsers of the back office: begun by the password, opened by the second factor, ended from anywhere.

A session holds the handle of its row (`StaffSession`). Where the row is gone the session is over; where it has not
passed the second factor nothing but the pages of that factor opens (`portal.staffgate`, `BackOffice.has_permission`).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit
from accounts.access import CODE_BACKEND
from accounts.enums import AuditAction
from accounts.models import Authenticator, Passkey, StaffSession, User
from common.network import client_address

HANDLE = "staff_session"  # in the session
SEEN_EVERY = timedelta(minutes=5)
RECENT = timedelta(minutes=15)  # how long a confirmation holds


def factor_of(person: str) -> Q:
    """Whether the person to whom this lookup leads has a second factor, for queries."""
    return Q(
        Exists(Authenticator.objects.filter(user=OuterRef(person)))
        | Exists(Passkey.objects.filter(user=OuterRef(person)))
    )


def has_factor(user: User) -> bool:
    return User.objects.filter(factor_of("pk"), pk=user.pk).exists()


def begin(request: HttpRequest, user: User) -> StaffSession:
    """After the password was right and Django's own session was renewed for it."""
    now = timezone.now()
    is_free = not settings.STAFF_SECOND_FACTOR and not has_factor(user)
    row = StaffSession.objects.create(
        user=user,
        started_at=now,
        seen_at=now,
        confirmed_at=now,
        passed_at=now if is_free else None,
        address=client_address(request) or None,
        agent=request.headers.get("User-Agent", "").replace("\x00", "")[:200],
    )
    request.session[HANDLE] = row.handle
    request.__dict__["_staff_session"] = row
    return row


def current(request: HttpRequest) -> StaffSession | None:
    """The row of this browser, asked for once a request. None when there is none, or it is somebody else's."""
    if "_staff_session" not in request.__dict__:
        handle = request.session.get(HANDLE)
        found = (
            StaffSession.objects.select_related("user").filter(handle=handle, user_id=request.user.pk or 0).first()
            if handle
            else None
        )
        request.__dict__["_staff_session"] = found
        _see(found)
    return request.__dict__["_staff_session"]


def is_over(request: HttpRequest) -> bool:
    """Whether this session began as one of the back office and was ended since."""
    return HANDLE in request.session and current(request) is None


def has_passed(request: HttpRequest) -> bool:
    """Whether the back office may open: the second factor was shown, or the installation wants none.

    A session without a row is none that began on the sign-in page; only an installation without second factor takes it.
    """
    if request.session.get(BACKEND_SESSION_KEY) == CODE_BACKEND:
        return False
    row = current(request)
    if row is None:
        return not settings.STAFF_SECOND_FACTOR and HANDLE not in request.session
    return row.passed_at is not None


def waits(request: HttpRequest) -> bool:
    """Whether the password was shown in this browser and the second factor was not."""
    return current(request) is not None and not has_passed(request)


def pass_factor(request: HttpRequest, by: str) -> None:
    """The second factor was shown in this browser; the session gets another key."""
    row = current(request)
    if row is None:
        return
    with transaction.atomic():
        row.passed_at = row.confirmed_at = timezone.now()
        row.save(update_fields=["passed_at", "confirmed_at"])
        audit.record(AuditAction.SIGNED_IN, row.user, actor=row.user, address=client_address(request) or None, by=by)
    request.session.cycle_key()


def confirm(request: HttpRequest) -> None:
    row = current(request)
    if row is not None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])


def is_recent(request: HttpRequest) -> bool:
    """Whether the person proved within `RECENT` to be there. Nobody is asked where no second factor is wanted."""
    if not settings.STAFF_SECOND_FACTOR:
        return has_passed(request)
    row = current(request)
    return row is not None and row.passed_at is not None and row.confirmed_at > timezone.now() - RECENT


def leave(request: HttpRequest) -> None:
    """Forget the row of this browser; Django ends the session itself."""
    forget(request.session.get(HANDLE, ""))


def forget(handle: str) -> None:
    """The row of a browser in which somebody signs in anew, or out."""
    if handle:
        StaffSession.objects.filter(handle=handle).delete()


def end(user: User, pk: int, *, actor: User, address: str = "") -> bool:
    """End one session of this person; False when there is none with this number."""
    with transaction.atomic():
        ended = user.staff_sessions.filter(pk=pk).delete()[0]
        if ended:
            audit.record(AuditAction.SESSION_ENDED, user, actor=actor, address=address or None, sessions=ended)
    return bool(ended)


def end_others(user: User, kept: StaffSession | None, *, actor: User | None, address: str = "") -> int:
    """End every session of this person but one (or every one); returns how many."""
    with transaction.atomic():
        rows: QuerySet[StaffSession] = user.staff_sessions.all()
        ended = rows.exclude(pk=kept.pk if kept else 0).delete()[0]
        if ended:
            audit.record(AuditAction.SESSION_ENDED, user, actor=actor, address=address or None, sessions=ended)
    return ended


def erase_due(now: datetime) -> int:
    """Erase rows of browsers that were not seen for as long as a session lives; returns how many."""
    limit = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return StaffSession.objects.filter(seen_at__lte=limit).delete()[0]


def _see(row: StaffSession | None) -> None:
    """Written at most every few minutes: a page that is read should not write."""
    now = timezone.now()
    if row is not None and row.seen_at <= now - SEEN_EVERY:
        StaffSession.objects.filter(pk=row.pk).update(seen_at=now)
