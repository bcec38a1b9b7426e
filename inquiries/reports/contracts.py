"""What was signed: how many contracts, for how much space, and how long after the first visit."""

from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from inquiries.enums import VisitState
from inquiries.models import Letting, StageChange, Visit
from inquiries.reports.dimensions import PARK
from inquiries.reports.path import CONTRACT, days
from inquiries.reports.periods import Period
from inquiries.reports.scope import Scope
from inquiries.reports.tables import SHOWN, Column, Kind, Number, Table, rounded, rows

COLUMNS = (
    Column(_("Contracts")),
    Column(_("Area"), Kind.AREA),
    Column(_("From the first visit to the contract"), Kind.DAYS),
)


def tables(scope: Scope) -> list[Table]:
    now, before = (_by_park(scope, period) for period in (scope.period, scope.period.before))
    largest_first = sorted(now, key=lambda park: (-(now[park][0] or 0), park))[:SHOWN]
    note = _(
        "Cases that were signed in this period, by the log. The area is that of the spaces let by these contracts. "
        "Days count from the first visit that took place; contracts without one are left out of the average."
    )
    found = rows(PARK.labels(largest_first), now, before, COLUMNS)
    return [Table("by_park", _("Contracts by park"), PARK.label, COLUMNS, found, note)]


def signatures(moves: QuerySet[StageChange], period: Period) -> QuerySet[StageChange]:
    """The moves that made a contract; moving in is none."""
    return moves.filter(~Q(from_stage__in=CONTRACT), period.has("at"), to_stage__in=CONTRACT)


def signed(moves: QuerySet[StageChange], period: Period) -> dict[int, tuple[int, Number]]:
    """park → (contracts, average days from the first visit). One statement."""
    visits = Visit.objects.order_by().filter(
        case=OuterRef("case"), state=VisitState.HELD, starts_at__lte=OuterRef("at")
    )
    first = Subquery(visits.values("case").annotate(first=Min("starts_at")).values("first"))
    took = ExpressionWrapper(F("at") - first, output_field=DurationField())
    counted = signatures(moves, period).annotate(took=took).values_list("case__park")
    found = counted.annotate(number=Count("case", distinct=True), mean=Avg("took"))
    return {park: (number, days(mean)) for park, number, mean in found}


def area(moves: QuerySet[StageChange], period: Period) -> dict[int, Number]:
    """park → m² of the spaces that were let when the contracts of a period were signed. One statement.

    A space that is let from a size on counts with its largest size where it has one.
    """
    cases = signatures(moves, period).values("case")
    lettings = Letting.objects.order_by().filter(period.has("let_at"), settlement__case__in=cases)
    size = Coalesce("space__area_max", "space__area_min")
    found = lettings.values_list("settlement__case__park").annotate(total=Sum(size))
    return {park: rounded(total) for park, total in found}


def _by_park(scope: Scope, period: Period) -> dict[int, list[Any]]:
    let = area(scope.moves, period)
    return {
        park: [number, let.get(park, rounded(0)), took] for park, (number, took) in signed(scope.moves, period).items()
    }
