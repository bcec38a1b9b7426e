"""What each role may do with people and with the audit trail; a manager reads what concerns the own operator.

Also the door for people of enterprises, who sign in by a mailed code and never reach the back office.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.enums import PlatformRole
from accounts.models import User

MANAGER = "park_manager"  # `parks.enums.SeatRole` says it: this room knows no seats
PERMISSIONS: dict[str, frozenset[str]] = {
    PlatformRole.ADMIN: frozenset(
        {"view_user", "add_user", "change_user", "export_user", "view_auditentry", "export_auditentry"}
    ),
    PlatformRole.AUDITOR: frozenset({"view_auditentry"}),
    MANAGER: frozenset({"view_auditentry"}),
}

CODE_BACKEND = "accounts.access.MailedCodeBackend"


def may_enter_by_code(user: User) -> bool:
    """A mailed code alone never opens an account of the back office, nor a closed one."""
    return user.is_active and not user.is_staff and not user.belongs_inside


class MailedCodeBackend(BaseBackend):
    """Keeps sessions that began with a mailed code (`accounts.codes`); it takes no credentials and permits nothing.

    Each request asks again: somebody who has become staff since is signed out here and comes in by the password.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and user.is_active and not user.is_staff else None
