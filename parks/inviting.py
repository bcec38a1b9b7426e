"""Seats offered by mail: invited, mailed again, withdrawn, accepted. Until somebody accepts, nobody has the seat.

Whoever reads the address accepts by the mailed link. Whoever has no password sets one there, also somebody who has
an account of an enterprise: that side goes on with mailed codes, which open nothing of the back office. The link opens
the password only; the second factor is asked for as ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit, links
from accounts.enums import AuditAction, LinkPurpose
from accounts.models import User
from notifications import outbox
from parks import mail, seats
from parks.models import InvitedSeat, Operator

LIFETIME = timedelta(days=7)
KEPT = timedelta(days=30)  # after the link is over


@dataclass(frozen=True)
class Accepted:
    """Whose seat it is now. `has_entered`: the password was set with this link, so the browser may go on."""

    user: User
    has_entered: bool


def invite(operator: Operator, email: str, role: str, *, actor: User | None = None) -> InvitedSeat:
    """Mail the offer. The same offer twice is one row, and only the newest link works."""
    with transaction.atomic():
        row, _created = InvitedSeat.objects.get_or_create(
            operator=operator,
            email=email.lower(),
            role=role,
            defaults={"digest": links.fresh()[1], "expires_at": timezone.now() + LIFETIME},
        )
        _send(row, actor)
    return row


def invite_again(seat: InvitedSeat, *, actor: User | None = None) -> bool:
    """Mail it once more, for another week; False when it was accepted or withdrawn meanwhile."""
    with transaction.atomic():
        row = InvitedSeat.objects.select_for_update(of=("self",)).filter(pk=seat.pk).first()
        if row is None:
            return False
        _send(row, actor)
    return True


def withdraw(seat: InvitedSeat, *, actor: User | None = None) -> None:
    """The link stops working. Once more changes nothing. The entry is written while the row has its number."""
    with transaction.atomic():
        row = InvitedSeat.objects.select_for_update(of=("self",)).filter(pk=seat.pk).first()
        if row is not None:
            audit.record(AuditAction.DELETED, row, actor=actor, operator=row.operator.slug, role=row.role)
            row.delete()


def find(secret: str) -> InvitedSeat | None:
    """The offer of this link, if it can be accepted: open, of an active operator, to nobody whose account is closed."""
    row = InvitedSeat.objects.open().select_related("operator").filter(digest=links.digest(secret)).first()
    if row is None:
        return None
    person = User.objects.of_address(row.email)
    return row if person is None or person.is_active else None


def wants_password(person: User | None) -> bool:
    """Whether whoever accepts sets a password: nobody's account is entered by the link if it has one."""
    return person is None or not person.has_usable_password()


def accept(secret: str, password: str = "", *, address: str = "") -> Accepted | None:
    """Give the seat; None when the link is over, or a password is wanted and none was given. Of two at once one does.

    1. The offer is locked. 2. The account is found or made, in the language of the operator, and locked. 3. Password,
    seat and their entries in the trail; the offer goes.
    """
    with transaction.atomic():
        row = InvitedSeat.objects.select_for_update(of=("self",)).filter(digest=links.digest(secret)).first()
        if row is None or find(secret) is None:
            return None
        known = User.objects.of_address(row.email)
        if wants_password(known) and not password:
            return None
        person = known or _new_person(row.email, row.operator.default_language)
        user = User.objects.select_for_update().get(pk=person.pk)
        if sets := wants_password(user):
            _keep_guest(known)
            links.set_password(user, password, by=LinkPurpose.INVITATION, address=address)
        seats.grant(row.operator, user, row.role, actor=user)
        row.delete()
    return Accepted(user, has_entered=sets)


def erase_due(now: datetime) -> int:
    """Erase offers that nobody accepted a month after their link was over; returns how many."""
    return InvitedSeat.objects.filter(expires_at__lte=now - KEPT).delete()[0]


def _send(row: InvitedSeat, actor: User | None) -> None:
    """In the caller's transaction: a new link, its mail and the trail. The address may be known or not: who asks
    cannot tell."""
    secret, row.digest = links.fresh()
    row.sent_at = timezone.now()
    row.expires_at, row.invited_by = row.sent_at + LIFETIME, actor
    row.save()
    audit.record(AuditAction.INVITED, row, actor=actor, operator=row.operator.slug, role=row.role)
    person = User.objects.of_address(row.email)
    outbox.queue(mail.staff_invitation(row, secret, person.language if person else row.operator.default_language))


def _keep_guest(known: User | None) -> None:
    """An account without a password that is no staff's is one of an enterprise, even if nobody ever entered it."""
    if known is not None and not known.is_staff:
        User.objects.filter(pk=known.pk).update(enters_by_code=True)


def _new_person(email: str, language: str) -> User:
    """Of two links at once one makes the account, the other finds it."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, language=language)
            audit.record(AuditAction.CREATED, user, actor=user)
    except IntegrityError:
        return User.objects.get_by_natural_key(email)
    return user
