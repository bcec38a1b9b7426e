"""How the list says what it is narrowed to, and how to widen it again."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from parks.filters import ParkFilter

NOT_NARROWING = ("sort", "page")


@dataclass(frozen=True)
class ActiveFilter:
    """One filter in use: its label, its value in words, and the query string without it."""

    label: str
    value: str
    query: str


@dataclass(frozen=True)
class Relaxation:
    """How many parks there are without one of the filters."""

    filter: ActiveFilter
    count: int


def without_blanks(query: QueryDict) -> str | None:
    """The query string without empty values, or None when there are none: a form sends every field."""
    if all(value.strip() for values in (query.getlist(name) for name in query) for value in values):
        return None
    kept = query.copy()
    for name in query:
        kept.setlist(name, [value for value in query.getlist(name) if value.strip()])
    return kept.urlencode()


def _query_without(query: QueryDict, *names: str) -> QueryDict:
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest


def _in_words(chosen: ParkFilter, name: str, value: Any) -> str:
    choices = dict(getattr(chosen.filters[name], "extra", {}).get("choices") or []) if name != "country" else {}
    if name == "country":
        choices = dict(chosen.form.fields[name].choices)
    return str(choices.get(value, value))


def active_filters(chosen: ParkFilter, query: QueryDict) -> list[ActiveFilter]:
    """The filters that were understood, in the order of the form."""
    return [
        ActiveFilter(
            label=str(chosen.form.fields[name].label),
            value=_in_words(chosen, name, value),
            query=_query_without(query, name, "page").urlencode(),
        )
        for name, value in chosen.form.cleaned_data.items()
        if name not in NOT_NARROWING and value not in (None, "")
    ]


def relaxations(chosen: ParkFilter, query: QueryDict) -> list[Relaxation]:
    """For an empty result: each filter whose removal alone would find parks, the most parks first."""
    found = []
    for active in active_filters(chosen, query):
        count = ParkFilter(QueryDict(active.query), chosen.queryset, request=chosen.request).qs.count()
        if count:
            found.append(Relaxation(active, count))
    return sorted(found, key=lambda relaxation: -relaxation.count)
