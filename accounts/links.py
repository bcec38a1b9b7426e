"""Links with which people of the back office set a password that they forgot.

The mail alone holds the secret. Asking looks the same for every address. A link opens the password only: the second
factor is asked for as ever.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit, mail
from accounts.enums import AuditAction, LinkPurpose
from accounts.models import StaffLink, User
from notifications import outbox

LIFETIMES = {LinkPurpose.RESET: timedelta(hours=1)}
MOST_AN_HOUR = 3  # mails with a link to one person, whoever asked
KEPT = timedelta(days=30)


def offer_reset(email: str) -> None:
    """Mail a link to whoever of the back office has this address; nothing happens for any other."""
    user = User.objects.of_address(email)
    if user is None or not (user.is_active and user.is_staff):
        return
    with transaction.atomic():
        if _are_many(user):
            return
        row, secret = _new(user, LinkPurpose.RESET)
        outbox.queue(mail.staff_reset(row, secret))


def find(secret: str) -> StaffLink | None:
    """The live link with this secret, of somebody whom the back office lets in."""
    row = (
        StaffLink.objects.select_related("user")
        .filter(digest=digest(secret), closed_at__isnull=True, expires_at__gt=timezone.now())
        .first()
    )
    return row if row is not None and row.user.is_active and row.user.is_staff else None


def use(secret: str, password: str, *, address: str = "") -> User | None:
    """Set the password; None when the link is over. Of two at once one sets it.

    1. The person is locked. 2. The link is looked at again under that lock. 3. Password, the end of every link and of
    every session, trail and mail.
    """
    row = find(secret)
    if row is None:
        return None
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=row.user_id)
        if find(secret) is None:
            return None
        set_password(user, password, by=row.purpose, address=address)
    return user


def set_password(user: User, password: str, *, by: str, address: str = "") -> None:
    """Of a locked user, in the caller's transaction: password, the end of every link and of every session, trail."""
    user.set_password(password)
    user.save(update_fields=["password"])
    user.staff_links.filter(closed_at__isnull=True).update(closed_at=timezone.now())
    password_changed(user, actor=user, address=address, by=by)


def fresh() -> tuple[str, str]:
    """The secret of a new link, and its digest."""
    secret = secrets.token_urlsafe(24)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def password_changed(user: User, *, actor: User | None, by: str, address: str = "", kept: int | None = None) -> None:
    """In the caller's transaction: end the other sessions, write the trail and tell the owner."""
    user.staff_sessions.exclude(pk=kept or 0).delete()
    audit.record(AuditAction.PASSWORD_CHANGED, user, actor=actor, address=address or None, by=by)
    if by != LinkPurpose.INVITATION:
        outbox.queue(mail.staff_security(user, "password_changed"))


def erase_due(now: datetime) -> int:
    """Erase links that are long over; returns how many."""
    return StaffLink.objects.filter(expires_at__lte=now - KEPT).delete()[0]


def _new(user: User, purpose: LinkPurpose) -> tuple[StaffLink, str]:
    """In the caller's transaction. The person's row is locked, so that one link of a purpose is live."""
    now = timezone.now()
    User.objects.select_for_update().get(pk=user.pk)
    user.staff_links.filter(purpose=purpose, closed_at__isnull=True).update(closed_at=now)
    secret, kept = fresh()
    row = StaffLink.objects.create(
        user=user, purpose=purpose, digest=kept, created_at=now, expires_at=now + LIFETIMES[purpose]
    )
    return row, secret


def _are_many(user: User) -> bool:
    hour = timezone.now() - timedelta(hours=1)
    return user.staff_links.filter(purpose=LinkPurpose.RESET, created_at__gt=hour).count() >= MOST_AN_HOUR
