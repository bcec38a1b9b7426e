"""Who sits where: giving a person a role at an operator and taking it away; `inviting` offers a role by mail.

`is_staff` says whether the back office is a person's place. It follows from seats and platform role, so nobody edits
it: `grant` sets it, `revoke` of the last seat of somebody without a platform role clears it, saving a platform role
does either (`accounts.admin.people`). To shut somebody out, an account is closed (`is_active`); no seat reopens it.
"""

from django.db import transaction

from accounts import audit, sessions
from accounts.enums import AuditAction
from accounts.models import User
from parks.enums import SeatRole
from parks.models import Job, Membership, Operator


class LastManager(Exception):
    """Without this seat nobody could give seats at this operator any more."""


def is_last_manager(seat: Membership) -> bool:
    """Whether nobody else with an open account manages this operator."""
    others = Membership.objects.filter(operator=seat.operator_id, role=SeatRole.MANAGER, user__is_active=True)
    return seat.role == SeatRole.MANAGER and not others.exclude(pk=seat.pk).exists()


def grant(operator: Operator, user: User, role: str, *, actor: User | None = None) -> Membership:
    """Give the seat and open the back office to its holder; a seat that exists is returned as it is.

    1. The user's row is locked, so that a revocation at the same moment sees this seat or is seen. 2. Seat, right to
    enter and their audit entries are written. Of two calls at once one creates the seat, the other finds it.
    """
    with transaction.atomic():
        stored = User.objects.select_for_update().get(pk=user.pk)
        seat, created = Membership.objects.get_or_create(operator=operator, user=user, role=role)
        if created:
            audit.record(AuditAction.CREATED, seat, actor=actor, operator=operator.slug, role=role)
            _open_or_close(stored, actor)
    user.is_staff = stored.is_staff
    _forget(user)
    return seat


def revoke(seat: Membership, *, actor: User | None = None) -> None:
    """Take the seat away; whoever has neither another seat nor a platform role loses the back office too, at once.

    Raises LastManager unless a platform administrator (or a command) does it. 1. The operator's row is locked, so that
    two managers who remove each other do not both go. 2. The user's row is locked, so that two revocations at once do
    not each see the other's seat. 3. The audit entry is written while the seat still has its number. 4. The seat goes,
    and with it what the person had exported or imported and could still fetch.
    """
    with transaction.atomic():
        Operator.objects.select_for_update().get(pk=seat.operator_id)
        if actor is not None and not actor.is_platform_admin and is_last_manager(seat):
            raise LastManager
        user = User.objects.select_for_update().get(pk=seat.user_id)
        audit.record(AuditAction.DELETED, seat, actor=actor, operator=seat.operator.slug, role=seat.role)
        seat.delete()
        # Files that were made while the seat was held; the files themselves go with the next clearing.
        Job.objects.filter(owner=user).exclude(file="").update(file="")
        _open_or_close(user, actor)
    seat.user.is_staff = user.is_staff
    _forget(seat.user)


def _open_or_close(user: User, actor: User | None) -> None:
    """Let `is_staff` of a locked user follow the seats; a change of it is audited."""
    before, after = user.is_staff, user.belongs_inside
    if before != after:
        user.is_staff = after
        user.save(update_fields=["is_staff"])
        audit.record(AuditAction.CHANGED, user, actor=actor, is_staff={"before": before, "after": after})
        if not after:
            sessions.end_others(user, None, actor=actor)


def _forget(user: User) -> None:
    """Drop what the object remembers of its roles."""
    user.__dict__.pop("seats", None)
    user.__dict__.pop("seat_roles", None)
