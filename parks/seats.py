"""Who sits where: giving a person a role at an operator and taking it away."""

from django.db import transaction

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from parks.models import Membership, Operator


def grant(operator: Operator, user: User, role: str, *, actor: User | None = None) -> Membership:
    """Give the seat and open the back office to its holder; a seat that exists is returned as it is.

    Two calls at once meet at the unique seat: `get_or_create` gives both the same row, one audits it.
    """
    with transaction.atomic():
        seat, created = Membership.objects.get_or_create(operator=operator, user=user, role=role)
        if created:
            User.objects.filter(pk=user.pk, is_staff=False).update(is_staff=True)
            audit.record(AuditAction.CREATED, seat, actor=actor, operator=operator.slug, role=role)
    user.is_staff = True
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
        if not (user.memberships.exists() or user.platform_role or user.is_superuser):
            user.is_staff = False
            user.save(update_fields=["is_staff"])
    seat.user.is_staff = user.is_staff
    _forget(seat.user)


def _forget(user: User) -> None:
    """Drop what the object remembers of its roles."""
    user.__dict__.pop("seat_roles", None)
