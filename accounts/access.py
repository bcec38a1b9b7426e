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
    """A mailed code opens the enterprise side of an account, where there is one, and never the back office."""
    return user.is_active and (user.enters_by_code or not (user.is_staff or user.belongs_inside))


class MailedCodeBackend(BaseBackend):
    """Keeps sessions that began with a mailed code (`accounts.codes`); it takes no credentials and permits nothing.

    Each request asks again. Whoever it returns has no right of the back office, also somebody who has a seat there:
    that takes the password and the second factor, in a session of their own.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        if user is None or not user.is_active or (user.is_staff and not user.enters_by_code):
            return None
        return user.as_guest()
