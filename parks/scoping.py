"""Which rows a member of staff may reach. Closed by default: no seat with a granting role, no rows."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


@cache
def permissions_of(role: str) -> frozenset[str]:
    """Every permission of a role, as `app.codename`, collected from `PERMISSIONS` in each app's `access.py`."""
    found: set[str] = set()
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.access") is None:
            continue
        table = getattr(import_module(f"{config.name}.access"), "PERMISSIONS", {})
        found |= {f"{config.label}.{codename}" for codename in table.get(role, ())}
    return frozenset(found)


def operators_of(user: "User", permission: str) -> list[int]:
    """The numbers of the active operators where this person holds a role with `permission`."""
    return sorted({operator for operator, role in user.seats if permission in permissions_of(role)})


def operator_path(path: str) -> str:
    """The operator at the end of a path to seats: `case__operator__memberships` → `case__operator`."""
    return path.removesuffix("memberships").removesuffix("__") or "pk"


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that knows how its rows hang on operators.

    `SEAT_PATHS` lists the lookups from a row to the seats (`Membership`) that reach it. A subclass that
    forgets to set it shows nothing to anybody but platform staff. `SHUT_BY` names for a path the moment, on the way,
    that shuts it: once that is set, no seat reaches a row by it.
    """

    SEAT_PATHS: ClassVar[tuple[str, ...]] = ()
    SHUT_BY: ClassVar[dict[str, str]] = {}

    def for_staff(self, user: "User | AnonymousUser", action: str = "view") -> Self:
        """The rows on which this person may do `action` (view, add, change, delete, or an own codename's verb).

        The role that grants the action must be held at the operator that the row hangs on: an editor of
        one park who is an officer of another reads no cases of the first.
        """
        return self.where_granted(user, f"{self.model._meta.app_label}.{action}_{self.model._meta.model_name}")

    def where_granted(self, user: "User | AnonymousUser", permission: str) -> Self:
        """The rows at whose operator this person holds a role with `permission`, which may be another model's."""
        if not getattr(user, "is_active", False) or not user.is_staff:
            return self.none()
        if user.is_superuser:
            return self.all()
        if permission in permissions_of(user.platform_role):
            return self.all()
        operators = operators_of(user, permission)
        if not operators or not self.SEAT_PATHS:
            return self.none()
        ways = [self._way(path, operators) for path in self.SEAT_PATHS]
        if self.SEAT_PATHS == ("operator__memberships",) and not self.SHUT_BY:
            return self.filter(ways[0])  # a column of the row itself: indexes that begin with it serve the list
        rows: Any = self.model._base_manager.order_by()
        if len(ways) == 1:
            return self.filter(Exists(rows.filter(ways[0], pk=OuterRef("pk"))))
        # Each way by itself: indexes lead along one, and along none of several at once.
        first, *others = (rows.filter(way).values("pk") for way in ways)
        return self.filter(pk__in=first.union(*others))

    def _way(self, path: str, operators: list[int]) -> Q:
        """The rows that one path leads to. Few parks have a parent; that it is asked for lets an index find them."""
        open_way = {f"{self.SHUT_BY[path]}__isnull": True} if path in self.SHUT_BY else {}
        above = path.partition("operator__")[0].removesuffix("__")
        if above.endswith("parent"):
            open_way[f"{above}__isnull"] = False
        return Q(**{f"{operator_path(path)}__in": operators}, **open_way)
