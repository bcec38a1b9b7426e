"""The days on which operators' calendars differ: the copy of `HolidayOverride` that each operator carries."""

import copy
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from parks.models import HolidayOverride, Operator


def concerned(override: HolidayOverride) -> QuerySet[Operator]:
    """The operators whose calendar has this day."""
    if override.operator_id is not None:
        return Operator.objects.filter(pk=override.operator_id)
    here = str(override.country)
    return Operator.objects.filter(Q(holiday_country=here) | Q(holiday_country="", country=here))


def refresh(operators: QuerySet[Operator]) -> list[tuple[Operator, Operator]]:
    """Write the days that now hold, in the caller's transaction; returns (as it was, as it is) where they changed.

    The operators are locked in order of id. `update`: no public page shows these days.
    """
    changed = []
    for row in operators.select_for_update(of=("self",)).order_by("pk"):
        days = HolidayOverride.objects.days_of(row)
        if days != row.day_exceptions:
            before = copy.copy(row)
            Operator.objects.filter(pk=row.pk).update(day_exceptions=days)
            row.day_exceptions = days
            changed.append((before, row))
    return changed


def slugs(operators: Iterable[Operator]) -> list[str]:
    return sorted(operator.slug for operator in operators)
