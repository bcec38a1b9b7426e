"""Who may do what in the back office, as data; the door that Django's permission checks go through.

Each app's `access.py` holds `PERMISSIONS`: role → permission codenames of that app's models (`change_park`).
A role of a seat (`SeatRole`) counts for the rows of its own operator; which rows those are is the business
of `parks.scoping`. Django's own groups and permission rows are not used.
"""

from typing import TYPE_CHECKING

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.enums import PlatformRole
from parks.enums import SeatRole
from parks.scoping import permissions_of

if TYPE_CHECKING:
    from accounts.models import User


def grant(actions: str, *models: str) -> frozenset[str]:
    """Codenames: `grant("view change", "park", "space")` → view_park, change_park, view_space, …"""
    return frozenset(f"{action}_{model}" for action in actions.split() for model in models)


PARTS = (
    "building",
    "fact",
    "reach",
    "phase",
    "recognition",
    "statement",
    "photo",
    "space",
    "landparcel",
    "techplatform",
)
CONTENT = ("policy", "opportunity", "article", "event", "partnership")
CONTENT_PARTS = ("policyfigure", "policycondition", "party", "activity")
LINKS = ("parkindustry", "parkservice", "parkorganisation")
TERMS = ("industry", "spacetype", "service", "settlementmode", "metric", "region", "source", "organisation")

# Exports and other work in the background that a person ordered; nobody reaches that of others.
_JOBS = grant("view export", "job")
_READ = _JOBS | grant(
    "view", "operator", "park", "exchangerate", "processstep", *PARTS, *LINKS, *TERMS, *CONTENT, *CONTENT_PARTS
)
# Content is withdrawn, never deleted. What several operators share (a partnership) is begun by the platform.
_EDIT = (
    _READ
    | {"report_park"}
    | grant("change", "park", *CONTENT)
    | grant("add", "policy", "opportunity", "article", "event", "source")
    | grant("add change delete", *PARTS, *LINKS, *CONTENT_PARTS)
    | grant("view add change export", "importbatch")
)
_PLATFORM_EDIT = (
    _EDIT
    | grant("add", "park", "partnership")
    | grant("add change", *TERMS)
    | grant("add change delete", "exchangerate", "processstep")
    | grant("view", "membership", "invitedseat")
)
_GUESTS = grant("view", "registration")
PERMISSIONS: dict[str, frozenset[str]] = {
    SeatRole.EDITOR: _EDIT,
    SeatRole.OFFICER: _READ | {"report_park"} | _GUESTS | grant("view", "holidayoverride"),
    SeatRole.MANAGER: _EDIT
    | _GUESTS
    | grant("view change delete export", "membership")
    | grant("view add delete export", "invitedseat")
    | grant("change", "operator")
    | grant("add change delete", "exchangerate")
    | grant("view add change delete", "holidayoverride"),
    PlatformRole.EDITOR: _PLATFORM_EDIT,
    PlatformRole.ADMIN: _PLATFORM_EDIT
    | _GUESTS
    | grant("add change", "operator")
    | grant("change delete export", "membership")
    | grant("add delete export", "invitedseat")
    | grant("view add change delete", "holidayoverride"),
    PlatformRole.AUDITOR: _JOBS | frozenset({"report_park"}),
}


class SeatBackend(ModelBackend):
    """Signs in by e-mail and password; permissions come from roles, never from stored permission rows.

    `obj` narrows nothing here: which rows a person reaches is decided by `QuerySet.for_staff`.
    """

    def get_all_permissions(self, user_obj: "User | AnonymousUser", obj: Model | None = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or not user_obj.is_staff:
            return set()
        roles = {user_obj.platform_role, *user_obj.seat_roles} - {""}
        return set().union(*(permissions_of(role) for role in roles))

    def has_perm(self, user_obj: "User | AnonymousUser", perm: str, obj: Model | None = None) -> bool:
        return user_obj.is_active and perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj: "User | AnonymousUser", app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
