"""Which links a member of staff is told of: those in records that this person may change."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from parks.enums import LinkState
from parks.links.collecting import WATCHED
from parks.models import LinkUse
from parks.scoping import permissions_of

COUNTED = 100  # further ones are “more than”


def _changeable(user: User, model: type[Model]) -> QuerySet:
    rows: Any = model._default_manager.all()
    if hasattr(rows, "where_granted"):
        return rows.for_staff(user, "change")
    permission = f"{model._meta.app_label}.change_{model._meta.model_name}"
    everywhere = user.is_superuser or permission in permissions_of(user.platform_role)
    return rows if everywhere else rows.none()


def uses_for(user: User, state: str = LinkState.BROKEN) -> QuerySet[LinkUse]:
    """The places in this person's records whose link is in that state. Closed by default."""
    reached = Q(pk__in=[])
    for model in WATCHED:
        mine = _changeable(user, model)
        if not mine.query.is_empty():
            reached |= Q(kind=model._meta.label_lower, record__in=mine.order_by().values("pk"))
    return LinkUse.objects.filter(reached, link__state=state)


def broken_count(user: User) -> int:
    """How many broken places there are, counted up to `COUNTED` + 1."""
    return uses_for(user)[: COUNTED + 1].count()


def broken(model: type[Model], records: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Of these records those with broken links: column and address of each. One query."""
    found: dict[int, list[tuple[str, str]]] = {}
    if model not in WATCHED:
        return found
    rows = LinkUse.objects.filter(
        kind=model._meta.label_lower, record__in=list(records), link__state=LinkState.BROKEN
    ).order_by("pk")
    for record, column, url in rows.values_list("record", "field", "link__url"):
        found.setdefault(record, []).append((column, url))
    return found
