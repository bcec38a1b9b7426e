"""The few numbers that a meeting begins with."""

from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from inquiries.enums import Stage, VisitState
from inquiries.models import Visit
from inquiries.reports.contracts import area, signatures
from inquiries.reports.path import lost_for
from inquiries.reports.periods import Period
from inquiries.reports.scope import Scope, received
from inquiries.reports.tables import Cell, Column, Kind, Row, Table, percent

LINES: tuple[tuple[str, Any, Kind], ...] = (
    ("received", _("Inquiries received"), Kind.COUNT),
    ("answered", _("First answers given"), Kind.COUNT),
    ("in_time", _("First answers in time"), Kind.PERCENT),
    ("visits", _("Visits that took place"), Kind.COUNT),
    ("signed", _("Contracts signed"), Kind.COUNT),
    ("area", _("Area let (m²)"), Kind.AREA),
    ("lost", _("Cases lost"), Kind.COUNT),
)


def tables(scope: Scope) -> list[Table]:
    now, before = (numbers(scope, period) for period in (scope.period, scope.period.before))
    columns = (Column(_("This period")),)
    found = [Row(str(label), [Cell(now[key], before[key], kind)]) for key, label, kind in LINES]
    return [
        Table(
            "numbers",
            _("The period in numbers"),
            _("what happened"),
            columns,
            found,
            _("What happened in this period."),
        )
    ]


def numbers(scope: Scope, period: Period) -> dict[str, Any]:
    """What happened in a period, whenever the inquiry came in. Six statements."""
    answers = scope.cases.filter(period.has("first_response_at")).exclude(stage=Stage.INVALID)
    given = answers.aggregate(all=Count("pk"), in_time=Count("pk", filter=Q(first_response_at__lte=F("answer_by"))))
    held = Visit.objects.filter(period.has("starts_at"), case__in=scope.cases, state=VisitState.HELD)
    return {
        "received": received(scope.cases, period).count(),
        "answered": given["all"],
        "in_time": percent(given["in_time"], given["all"]),
        "visits": held.count(),
        "signed": signatures(scope.moves, period).aggregate(n=Count("case", distinct=True))["n"],
        "area": sum((one or 0 for one in area(scope.moves, period).values()), 0),
        "lost": sum(lost_for(scope.moves, period).values()),
    }
