"""What the pages of services and investment projects share: filters in use, and values that were not understood."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django.http import QueryDict


@dataclass(frozen=True)
class Chip:
    """One filter in use: its label, its value in words, and the query string without it."""

    label: str
    value: str
    query: str


def chips(chosen: django_filters.FilterSet, query: QueryDict) -> list[Chip]:
    """The filters that were understood, in the order of the form."""
    found = []
    for name, value in chosen.form.cleaned_data.items():
        if value in (None, ""):
            continue
        rest = query.copy()
        for left_out in (name, "page"):
            rest.pop(left_out, None)
        field = chosen.form.fields[name]
        found.append(Chip(str(field.label), _in_words(field, value), rest.urlencode()))
    return found


def _in_words(field: Any, value: Any) -> str:
    if hasattr(field, "queryset"):
        return str(value)
    return str(dict(getattr(field, "choices", ())).get(value, value))


def problems(chosen: django_filters.FilterSet) -> list[tuple[str, list[str]]]:
    """Label and complaints of each field that was left out."""
    return [(str(chosen.form[name].label), errors) for name, errors in chosen.form.errors.items()]
