"""What came in: cases received, by what is known of them when they arrive."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inquiries.reports.dimensions import COUNTRY, INDUSTRY, LANGUAGE, PARK, SOURCE, Dimension
from inquiries.reports.scope import Scope, received
from inquiries.reports.tables import SHOWN, Column, Kind, Row, Table, percent, rows

COLUMNS = (Column(gettext_lazy("Received")), Column(gettext_lazy("Share"), Kind.PERCENT))
TITLES = {
    PARK: gettext_lazy("Inquiries by park"),
    INDUSTRY: gettext_lazy("Inquiries by industry"),
    COUNTRY: gettext_lazy("Inquiries by country/region"),
    SOURCE: gettext_lazy("Inquiries by the way they came in"),
    LANGUAGE: gettext_lazy("Inquiries by language"),
}


def tables(scope: Scope) -> list[Table]:
    totals = totals_of(scope)
    return [table(scope, by, totals) for by in TITLES]


def totals_of(scope: Scope) -> tuple[int, int]:
    """Cases received in the period, and in the one before."""
    return received(scope.cases, scope.period).count(), received(scope.cases, scope.period.before).count()


def table(scope: Scope, by: Dimension, totals: tuple[int, int]) -> Table:
    """The keys with the most cases, then what is left of all."""
    now, before = (received(scope.cases, period) for period in (scope.period, scope.period.before))
    counted = _counted(now.values_list(by.path), by.path, totals[0])
    former = _counted(before.filter(_is_one_of(by, counted)).values_list(by.path), by.path, totals[1], limit=None)
    found = rows(by.labels(counted), counted, former, COLUMNS)
    rest = [
        total - sum(numbers[0] for numbers in part.values())
        for total, part in zip(totals, (counted, former), strict=True)
    ]
    if any(rest):
        found += _rest(rest, totals)
    return Table(f"by_{by.code}", TITLES[by], by.label, COLUMNS, found)


def _counted(groups: Any, path: str, total: int, limit: int | None = SHOWN) -> dict[Any, list[Any]]:
    largest_first = groups.annotate(number=Count("pk")).order_by("-number", path)
    return {key: [number, percent(number, total)] for key, number in largest_first[:limit]}


def _is_one_of(by: Dimension, keys: Any) -> Q:
    named = Q(**{f"{by.path}__in": [key for key in keys if key is not None]})
    return named | Q(**{f"{by.path}__isnull": True}) if None in keys else named


def _rest(rest: list[int], totals: tuple[int, int]) -> list[Row]:
    now, before = ([number, percent(number, total)] for number, total in zip(rest, totals, strict=True))
    return rows([("rest", _("all others"))], {"rest": now}, {"rest": before}, COLUMNS)
