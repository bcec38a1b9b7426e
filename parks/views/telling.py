"""What the pages of news, events and stories share."""

from typing import Any

from django.core.paginator import Page
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from common.enums import Language, PublicationState
from common.languages import current_language, other_language
from parks.models import Park, Publishable
from parks.views.narrowing import active_filters

BESIDE = 4


def linked(relation: str) -> Prefetch:
    """The public parks of a row; a park that is not published is named nowhere."""
    return Prefetch(relation, Park.objects.public().order_by("sort_key", "slug"))


def list_context(chosen: FilterSet, query: QueryDict, page: Page, fields: tuple[str, ...]) -> dict[str, Any]:
    """The form, the filters in use, what was not understood, and one page of rows."""
    return {
        "filter": chosen,
        "fields": [chosen.form[name] for name in fields],
        "active": active_filters(chosen, query),
        "problems": [(chosen.form[name].label, errors) for name, errors in chosen.form.errors.items()],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }


def shown_in(record: Publishable) -> dict[str, Any]:
    """Which language version a reader gets, and what the page says about that."""
    published = [code for code in Language.values if record.is_public_in(code)]
    wanted = current_language()
    shown = wanted if wanted in published else other_language(wanted)
    return {
        "shown": shown,
        "published_languages": published,
        "is_stale": record.publication_state(shown) == PublicationState.STALE,
    }


def beside(rows: QuerySet, record: Any) -> list[Any]:
    """A few other rows about the same parks, the latest first. One query, none without parks."""
    parks = [park.pk for park in record.parks.all()]
    if not parks:
        return []
    others = rows.exclude(pk=record.pk).filter(parks__in=parks).distinct()
    return list(others[:BESIDE])
