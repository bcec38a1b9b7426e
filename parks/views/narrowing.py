"""How a list says what it is narrowed to, and links to its other states and pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_filters import FilterSet

from parks.filters import ParkFilter

NOT_NARROWING = ("sort", "page")
CURRENT = 'aria-current="true" '


@dataclass(frozen=True)
class ActiveFilter:
    """One filter in use: its label, its value in words, the query string without it, and its name in addresses."""

    label: str
    value: str
    query: str
    name: str


def without_blanks(query: QueryDict) -> str | None:
    """The query string without empty values, or None when there are none: a form sends every field."""
    if all(value.strip() for values in (query.getlist(name) for name in query) for value in values):
        return None
    kept = query.copy()
    for name in query:
        kept.setlist(name, [value for value in query.getlist(name) if value.strip()])
    return kept.urlencode()


def query_without(query: QueryDict, name: str, value: str | None = None) -> QueryDict:
    """The query without a filter, or without one of its values; back on the first page."""
    rest = query.copy()
    rest.pop("page", None)
    others = [other for other in rest.getlist(name) if value is not None and other != value]
    if others:
        rest.setlist(name, others)
    else:
        rest.pop(name, None)
    return rest


def replaced(query: QueryDict, name: str, *others: str) -> Callable[..., str]:
    """Makes addresses of the first page with another value of one field (or none), without the `others`."""
    dropped = (name, "page", *others)
    rest = [(field, value) for field, values in query.lists() if field not in dropped for value in values]
    start = f"?{urlencode(rest)}"

    def address(value: str | int | None = None) -> str:
        if value is None:
            return start
        return f"{start}{'&' if rest else ''}{urlencode({name: value})}"

    return address


def in_words(chosen: FilterSet, name: str, value: Any) -> str:
    if isinstance(chosen, ParkFilter):
        return chosen.words(name, value)
    choices = getattr(chosen.form.fields[name], "choices", ()) if isinstance(value, str) else ()
    return str(dict(choices).get(value, value))


def label_of(chosen: FilterSet, name: str) -> str:
    return str((chosen.base_filters if isinstance(chosen, ParkFilter) else chosen.form.fields)[name].label)


def _understood(chosen: FilterSet) -> dict[str, Any]:
    return chosen.asked if isinstance(chosen, ParkFilter) else chosen.form.cleaned_data


def active_filters(chosen: FilterSet, query: QueryDict) -> list[ActiveFilter]:
    """The filters that were understood, in the order of the form; each of several values by itself."""
    return [
        ActiveFilter(
            label=label_of(chosen, name),
            value=in_words(chosen, name, each),
            query=query_without(query, name, each if isinstance(value, list) else None).urlencode(),
            name=name,
        )
        for name, value in _understood(chosen).items()
        if name not in NOT_NARROWING and value not in (None, "", [])
        for each in (value if isinstance(value, list) else [value])
    ]


def link(words: Any, query: str, mark: str = "") -> str:
    return f'<a {mark}href="{escape(query)}">{escape(words)}</a>'


def page_links(query: QueryDict, page: Page) -> SafeString:
    """Links to the pages around this one, written by hand as there are many; nothing where there is one page."""
    if not page.has_other_pages():
        return SafeString("")
    address, found = replaced(query, "page"), []
    if page.has_previous():
        found.append(link(_("Previous"), address(page.previous_page_number()), 'rel="prev" '))
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if isinstance(number, int):
            found.append(link(number, address(number), 'aria-current="page" ' if number == page.number else ""))
        else:
            found.append(f'<span class="gap">{escape(number)}</span>')
    if page.has_next():
        found.append(link(_("Next"), address(page.next_page_number()), 'rel="next" '))
    return mark_safe("".join(f"<li>{one}</li>" for one in found))  # noqa: S308 - escaped by `link`
