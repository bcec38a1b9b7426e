"""What figures mean: every metric by group with its definition, how pages show it, and how many state it."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from common.languages import local_text
from parks import charts
from parks.enums import MetricGroup
from parks.figures import AREAS_IN_M2, SourceList
from parks.models import Fact, Metric, Park

CURRENCY_CODE = 3  # letters of an ISO 4217 code, which begins the unit of an amount of money


@dataclass(frozen=True)
class Definition:
    """One metric as the page tells it. `parks` and `organisations` count who states it; `sources` are numbers."""

    metric: Metric
    how: str
    items: list[tuple[str, str]]
    sources: list[int]
    parks: int = 0
    organisations: int = 0


@dataclass(frozen=True)
class Group:
    """The metrics of one group. The model of a world-leading park is told as lists, the others as figures."""

    code: str
    label: str
    definitions: list[Definition]

    @property
    def is_model(self) -> bool:
        return self.code == MetricGroup.MODEL


def how_shown(metric: Metric) -> str:
    """How pages write a value of this metric, in one sentence."""
    first = metric.unit.partition("/")[0]
    if metric.group == MetricGroup.MODEL:
        return _("A list; its parts are named here.")
    if metric.code == charts.SHARE:
        return _("A bar for each industry, by source and date.")
    if metric.unit in AREAS_IN_M2:
        return _("An area; where a source uses another unit, both values stand there.")
    if len(first) == CURRENCY_CODE and first.isupper():
        return _("An amount of money, in the currency of its source, never converted.")
    if metric.unit == "percent":
        return _("A share in percent; words such as “two thirds” stay words.")
    if metric.unit == "year":
        return _("A year.")
    return _("A number; words such as “dozens” stay words.")


def stated() -> QuerySet:
    """Figures of organisations and of listed parks."""
    return Fact.objects.filter(Q(organisation__isnull=False) | Q(park__in=Park.objects.listed()))


def stated_of(metric: Metric) -> QuerySet:
    """The figures of one metric: parks by name, then organisations, of each the newest first."""
    rows = stated().filter(metric=metric).select_related("metric", "park", "organisation", "source", "industry")
    park, newest = F("park__sort_key").asc(nulls_last=True), F("as_of").desc(nulls_last=True)
    return rows.order_by(park, "park__slug", "organisation__slug", newest, "pk")


def items(metric: Metric) -> list[tuple[str, str]]:
    """What the metric consists of, each with its language."""
    text = local_text(metric, "items")
    return [(line.strip(), text.html_language) for line in text.text.splitlines() if line.strip()]


def groups(sources: SourceList) -> list[Group]:
    """Every current metric, in the order of the groups; sources are numbered as they are met. Three queries."""
    counts = stated().order_by().values_list("metric").annotate(Count("park", distinct=True))
    used = {pk: numbers for pk, *numbers in counts.annotate(Count("organisation", distinct=True))}
    place = {code: number for number, code in enumerate(MetricGroup.values)}
    rows = sorted(
        Metric.objects.current().prefetch_related("sources"),
        key=lambda metric: (place.get(metric.group, len(place)), metric.order, metric.code),
    )
    return [
        Group(code, str(MetricGroup(code).label), [_definition(metric, sources, used) for metric in members])
        for code, members in groupby(rows, key=lambda metric: metric.group)
    ]


def _definition(metric: Metric, sources: SourceList, used: dict[int, list[int]]) -> Definition:
    numbers = [sources.number(source) or 0 for source in metric.sources.all()]
    return Definition(metric, how_shown(metric), items(metric), numbers, *used.get(metric.pk, (0, 0)))
