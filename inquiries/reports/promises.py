"""Whether first answers came when they were promised."""

from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from inquiries.models import Case
from inquiries.reports.dimensions import OFFICER, PARK, Dimension
from inquiries.reports.periods import Period
from inquiries.reports.scope import Scope, received
from inquiries.reports.tables import SHOWN, Column, Kind, Number, Table, percent, rounded, rows

SECONDS_PER_HOUR = 3600
COLUMNS = (
    Column(_("Kept"), Kind.PERCENT),
    Column(_("Promises decided")),
    Column(_("Promises kept")),
    Column(_("Promises broken")),
    Column(_("Average time to the first answer"), Kind.HOURS),
)
TITLES = {PARK: _("Promises by park"), OFFICER: _("Promises by officer in charge")}
NOTE = _(
    "Inquiries received in this period whose promise is kept or broken by now; what was no inquiry does not count. "
    "The time is in plain hours, with nights and weekends."
)


def tables(scope: Scope) -> list[Table]:
    """By officer only for those who may read people's names."""
    wanted = [PARK, OFFICER] if scope.names_people else [PARK]
    return [_table(scope, by) for by in wanted]


def _table(scope: Scope, by: Dimension) -> Table:
    now, before = promises(scope.cases, scope.period, by, SHOWN), promises(scope.cases, scope.period.before, by)
    found = rows(by.labels(now), now, before, COLUMNS)
    return Table(f"by_{by.code}", TITLES[by], by.label, COLUMNS, found, NOTE)


def promises(cases: QuerySet[Case], period: Period, by: Dimension, limit: int | None = None) -> dict[Any, list[Number]]:
    """key → (kept in percent, decided, kept, broken, average hours to the first answer). One statement."""
    waited = ExpressionWrapper(F("first_response_at") - F("created_at"), output_field=DurationField())
    counted = received(cases, period).values_list(by.path)
    counted = counted.annotate(
        decided=Count("pk", filter=Q(promise_kept__isnull=False)),
        kept=Count("pk", filter=Q(promise_kept=True)),
        waited=Avg(waited),
    ).order_by("-decided", by.path)
    return {
        key: [percent(kept, decided), decided, kept, decided - kept, _hours(mean)]
        for key, decided, kept, mean in counted[:limit]
    }


def _hours(length: Any) -> Number:
    return None if length is None else rounded(length.total_seconds() / SECONDS_PER_HOUR)
