"""What narrows down news and events: by place, park, industry, kind, year and words.

The choices are read once for each list, so that a filter in use costs no query of its own.
"""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from common.languages import local_text
from parks.asking import (
    Choices,
    also,
    known_industries,
    known_parks,
    known_regions,
    known_years,
    labelled,
    name_of,
    offer,
)
from parks.enums import ArticleKind, EventKind
from parks.filters import ANY, REGION_DEPTH
from parks.models import Article, Event, Industry, Park, Region

TEXTS = {Article: ("title", "summary", "body"), Event: ("title", "summary", "place")}
YEAR_LENGTH = 4


def parks_of(relation: str, rows: QuerySet) -> Choices:
    """Public parks that one of these rows names, by the name that readers see. One query."""
    found = Park.objects.public().filter(pk__in=rows.order_by().values(relation))
    shown = found.only("slug", "name", "state_zh_hans", "state_en").order_by("sort_key", "slug")
    return [(park.slug, local_text(park, "name").text) for park in shown]


def industries_of(rows: QuerySet, relation: str = "industries") -> Choices:
    """Industries of these rows, and those that they belong to. One query."""
    used = rows.exclude(**{relation: None}).order_by().values(relation)
    found = Industry.objects.filter(Q(pk__in=used) | Q(branches__in=used)).distinct().order_by("order", "code")
    return list(found.values_list("code", name_of()))


def regions_of(relation: str, rows: QuerySet) -> Choices:
    """The regions that rows name, and everything around them, with the country in front. One query."""
    found = Q()
    for depth in range(REGION_DEPTH):
        found |= Q(pk__in=rows.exclude(**{relation: None}).order_by().values(f"{relation}{'__parent' * depth}"))
    return labelled(Region.objects.filter(found, retired=False).order_by("country", "order", "code"))


def years_of(field: str, rows: QuerySet) -> Choices:
    """The years of these rows, the latest first. One query."""
    years = rows.exclude(**{field: ""}).order_by().annotate(year=Substr(field, 1, YEAR_LENGTH)).values_list("year")
    return [(year, year) for (year,) in years.distinct().order_by("-year")]


def _choice(label: Any, choices: Any = (), **extra: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=choices, empty_label=ANY, **extra)


class TellingFilter(filters.FilterSet):
    """Shared by both lists. A subclass says where the park, the region and the date are."""

    park_path = "parks"
    region_path = "region"
    date_field = "published"

    q = filters.CharFilter(label=_("Words"), method="by_text", max_length=100)
    region = _choice(_("Country or region"), method="by_region")
    park = _choice(_("Park"), method="by_park")
    industry = _choice(_("Industry"), method="by_industry")
    year = _choice(_("Year"), method="by_year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.queryset
        offer(
            self,
            region=also(self, "region", regions_of(self.region_path, rows), known_regions),
            park=also(self, "park", parks_of(self.park_path, rows), known_parks),
            industry=also(self, "industry", industries_of(rows), known_industries),
            year=also(self, "year", years_of(self.date_field, rows), known_years),
        )

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word, in a public text of either language."""
        for word in value.split()[:10]:
            found = Q()
            for field in TEXTS[rows.model]:
                for suffix in ("zh_hans", "en"):
                    found |= Q(**{f"{field}_{suffix}__icontains": word, f"state_{suffix}__in": ("published", "stale")})
            rows = rows.filter(found)
        return rows

    def by_region(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        within = Q()
        for depth in range(REGION_DEPTH):
            within |= Q(**{f"{self.region_path}{'__parent' * depth}__code": value})
        return rows.filter(pk__in=rows.model.objects.filter(within).order_by().values("pk"))

    def by_park(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(parks__slug=value)

    def by_industry(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        within = Q(industries__code=value) | Q(industries__parent__code=value)
        return rows.filter(pk__in=rows.model.objects.filter(within).order_by().values("pk"))

    def by_year(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{f"{self.date_field}__startswith": value})


class ArticleFilter(TellingFilter):
    """Articles by words, region, park, industry, kind and year."""

    kind = _choice(_("Kind"), ArticleKind.choices)

    class Meta:
        model = Article
        fields: list[str] = []


class EventFilter(TellingFilter):
    """Events by words, the region of a park that takes part, park, industry, kind and year."""

    region_path = "parks__region"
    date_field = "day"
    kind = _choice(_("Kind"), EventKind.choices)

    class Meta:
        model = Event
        fields: list[str] = []
