"""How far cases got, how long they stayed on the way, and why they were lost: read from the log of stages."""

from typing import Any

from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models import Case as If
from django.utils.translation import gettext_lazy as _

from inquiries.enums import OPEN_STAGES, PATH, LostReason, Stage
from inquiries.models import Case, StageChange
from inquiries.reports.dimensions import LANGUAGE, MODE, PARK, SOURCE, Dimension
from inquiries.reports.periods import Period
from inquiries.reports.scope import Scope, received
from inquiries.reports.tables import SHOWN, Column, Kind, Number, Table, percent, rounded, rows

CONTRACT = PATH[PATH.index(Stage.SIGNED) :]
VISITED = PATH[PATH.index(Stage.VISITING) :]
SECONDS_PER_DAY = 86_400


# --- Funnel -------------------------------------------------------------------------------------
def funnel(scope: Scope) -> list[Table]:
    columns = (Column(_("Got here")), Column(_("Of those received"), Kind.PERCENT))
    now, before = (_shares(reached(scope.cases, period)) for period in (scope.period, scope.period.before))
    labels = [(stage, str(stage.label)) for stage in PATH]
    return [
        Table(
            "funnel",
            _("How far the inquiries of this period got"),
            _("stage"),
            columns,
            rows(labels, now, before, columns),
            _("A case counts for every stage up to the furthest it was in, until today."),
        ),
        _time_table(scope),
    ]


def reached(cases: QuerySet[Case], period: Period) -> dict[str, int]:
    """Of the cases received in a period: how many ever were in a stage or in a later one. One statement, which
    reads the log of these cases once."""
    place = If(*(When(to_stage=stage, then=number) for number, stage in enumerate(PATH)), default=0)
    log = _log_of(received(cases, period)).values("case").annotate(furthest=Max(place, output_field=IntegerField()))
    numbers = {stage.value: Count("case", filter=Q(furthest__gte=at)) for at, stage in enumerate(PATH)}
    return log.aggregate(**numbers)


def _log_of(cases: QuerySet[Case]) -> QuerySet[StageChange]:
    return StageChange.objects.order_by().filter(case__in=cases)


def _shares(counted: dict[str, int]) -> dict[str, list[Number]]:
    total = counted[Stage.NEW]
    return {stage: [number, percent(number, total)] for stage, number in counted.items()}


# --- Time ---------------------------------------------------------------------------------------
def _time_table(scope: Scope) -> Table:
    columns = (Column(_("Average days"), Kind.DAYS), Column(_("Stays that ended")))
    now, before = (stays(scope.moves, period) for period in (scope.period, scope.period.before))
    labels = [(stage, str(stage.label)) for stage in OPEN_STAGES]
    return Table(
        "time",
        _("Time in each stage"),
        _("stage"),
        columns,
        rows(labels, now, before, columns),
        _("Stays that ended in this period, in plain days with nights and weekends."),
    )


def stays(moves: QuerySet[StageChange], period: Period) -> dict[str, list[Number]]:
    """stage → (average days, number) of the stays that ended in a period; a stay begins with the move before."""
    earlier = StageChange.objects.order_by("-at", "-pk").filter(
        case=OuterRef("case"), at__lte=OuterRef("at"), pk__lt=OuterRef("pk")
    )
    began = Subquery(earlier.values("at")[:1])
    lasted = ExpressionWrapper(F("at") - began, output_field=DurationField())
    left = moves.filter(period.has("at"), from_stage__in=OPEN_STAGES)
    found = left.annotate(lasted=lasted).values("from_stage").annotate(mean=Avg("lasted"), number=Count("pk"))
    return {row["from_stage"]: [days(row["mean"]), row["number"]] for row in found}


def days(length: Any) -> Number:
    return None if length is None else rounded(length.total_seconds() / SECONDS_PER_DAY)


# --- Conversion ---------------------------------------------------------------------------------
CONVERSION = (
    Column(_("Signed, of those received"), Kind.PERCENT),
    Column(_("Received")),
    Column(_("Got to a visit")),
    Column(_("Got to a contract")),
)
CONVERSION_TITLES = {
    PARK: _("Conversion by park"),
    MODE: _("Conversion by settlement mode"),
    SOURCE: _("Conversion by the way inquiries came in"),
    LANGUAGE: _("Conversion by language"),
}


def conversion(scope: Scope) -> list[Table]:
    return [_conversion_table(scope, by) for by in CONVERSION_TITLES]


def _conversion_table(scope: Scope, by: Dimension) -> Table:
    now = converted(scope.cases, scope.period, by, SHOWN)
    before = converted(scope.cases, scope.period.before, by)
    note = _("Of the inquiries received in this period, as far as they have got until today.")
    return Table(
        f"by_{by.code}",
        CONVERSION_TITLES[by],
        by.label,
        CONVERSION,
        rows(by.labels(now), now, before, CONVERSION),
        note,
    )


def converted(
    cases: QuerySet[Case], period: Period, by: Dimension, limit: int | None = None
) -> dict[Any, list[Number]]:
    """key → (signed in percent, received, visited, signed), the keys with most cases first. Two statements: the
    cases, and of their log the moves that led far."""
    came = received(cases, period)
    far = _log_of(came).filter(to_stage__in=VISITED).values_list(f"case__{by.path}")
    counted = far.annotate(
        visited=Count("case", distinct=True),
        signed=Count("case", distinct=True, filter=Q(to_stage__in=CONTRACT)),
    )
    reached = {key: (visited, signed) for key, visited, signed in counted}
    found = {}
    for key, total in came.values_list(by.path).annotate(received=Count("pk")).order_by("-received", by.path)[:limit]:
        visited, signed = reached.get(key, (0, 0))
        found[key] = [percent(signed, total), total, visited, signed]
    return found


# --- Lost ---------------------------------------------------------------------------------------
def lost(scope: Scope) -> list[Table]:
    columns = (Column(_("Lost")), Column(_("Share"), Kind.PERCENT))
    now, before = (_reasons(scope.moves, period) for period in (scope.period, scope.period.before))
    order = sorted(LostReason, key=lambda reason: -now.get(reason, [0])[0])
    return [
        Table(
            "reasons",
            _("Why cases were lost"),
            _("reason"),
            columns,
            rows([(reason, str(reason.label)) for reason in order], now, before, columns),
            _("Cases that were lost in this period and have not been opened again."),
        )
    ]


def lost_for(moves: QuerySet[StageChange], period: Period) -> dict[str, int]:
    """reason → number of cases that were lost in a period and still are; one lost twice counts where it was last."""
    again = StageChange.objects.filter(case=OuterRef("case"), to_stage=Stage.LOST, at__gt=OuterRef("at"))
    ends = moves.filter(~Exists(again), period.has("at"), to_stage=Stage.LOST, case__stage=Stage.LOST)
    return dict(ends.values_list("case__lost_reason").annotate(Count("case", distinct=True)))


def _reasons(moves: QuerySet[StageChange], period: Period) -> dict[str, list[Any]]:
    counted = lost_for(moves, period)
    total = sum(counted.values())
    return {reason: [number, percent(number, total)] for reason, number in counted.items()}
