"""What narrows down the stories: where the company came from, its industry, the park."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.models import Story
from parks.asking import also, in_order, known_countries, known_industries, known_parks, offer
from parks.filters import ANY
from parks.telling import industries_of, parks_of


class StoryFilter(filters.FilterSet):
    """The choices are read once for each list, as those of news and events."""

    country = filters.ChoiceFilter(label=_("Came from"), field_name="from_country", empty_label=ANY)
    industry = filters.ChoiceFilter(label=_("Industry"), method="by_industry", empty_label=ANY)
    park = filters.ChoiceFilter(label=_("Park"), field_name="park__slug", empty_label=ANY)

    class Meta:
        model = Story
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.queryset
        offer(
            self,
            country=also(self, "country", countries_of(rows), known_countries),
            industry=also(self, "industry", industries_of(rows, "industry"), known_industries),
            park=also(self, "park", parks_of("park", rows), known_parks),
        )

    def by_industry(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(industry__code=value) | Q(industry__parent__code=value))


def countries_of(rows: QuerySet) -> list[tuple[str, str]]:
    """Where the companies of these stories came from, by name. One query."""
    codes = rows.exclude(from_country="").order_by().values_list("from_country", flat=True).distinct()
    return in_order(map(str, codes))
