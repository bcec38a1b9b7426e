"""Who sits where: giving a person a role at an operator and taking it away.

`is_staff` says whether the back office is a person's place. It follows from seats and platform role, so nobody edits
it: `grant` sets it, `revoke` of the last seat of somebody without a platform role clears it, saving a platform role
does either (`accounts.admin.people`). To shut somebody out, an account is closed (`is_active`); no seat reopens it.
"""

from django.db import transaction

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from parks.models import Membership, Operator


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
    """Take the seat away; whoever has neither another seat nor a platform role loses the back office too.

    1. The user's row is locked, so that two revocations at once do not each see the other's seat.
    2. The audit entry is written while the seat still has its number. 3. The seat goes.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=seat.user_id)
        audit.record(AuditAction.DELETED, seat, actor=actor, operator=seat.operator.slug, role=seat.role)
        seat.delete()
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


def _forget(user: User) -> None:
    """Drop what the object remembers of its roles."""
    user.__dict__.pop("seat_roles", None)
