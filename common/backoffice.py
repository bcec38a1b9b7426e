"""Lists of the back office that survive whatever stands in the address bar."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MAX_WORDS = 8
MAX_SEARCH = 200  # characters
MAX_DIGITS = 18  # more do not fit into a column of the database
YEARS = range(1900, 2200)  # databases and time zones both reach further than anything that happens here
RANGES = {"year": YEARS, "month": range(1, 13), "day": range(1, 32)}
# What may follow a field that a filter offers.
ENDINGS = frozenset(
    {(), ("exact",), ("id", "exact"), ("isnull",), ("in",), ("gte",), ("lt",), ("year",), ("month",), ("day",)}
)


def is_row_number(value: object) -> bool:
    """Whether this can be the number of a row at all."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS


def _is_day(value: str) -> bool:
    """A date or a moment in a year that every database can compute with."""
    try:
        moment = parse_datetime(value) or parse_date(value)
    except ValueError:
        return False
    return moment is not None and moment.year in YEARS


def _is_readable(key: str, value: str) -> bool:
    ending = key.rsplit("__", 1)[-1] if "__" in key else ""
    if "\x00" in key or "\x00" in value:
        return False
    if ending in RANGES:
        return is_row_number(value) and int(value) in RANGES[ending]
    if ending in {"gte", "lt"}:
        return _is_day(value)
    is_column = "__" in key or key == "p"
    return not is_column or not any(piece.isdecimal() and len(piece) > MAX_DIGITS for piece in value.split(","))


def _is_calendar(params: Any) -> bool:
    """Whether year, month and day together are a day that exists."""
    found = {key.rsplit("__", 1)[-1]: int(params[key]) for key in params if key.rsplit("__", 1)[-1] in RANGES}
    try:
        datetime.date(found.get("year", 2000), found.get("month", 1), found.get("day", 1))
    except ValueError:
        return False
    return True


# Said where an index of tokens names more candidates than are looked at.
TOO_MANY = _("More than a thousand match; only some of them are listed. Add a word to narrow it down.")
MOST_COUNTED = 10_000  # rows of a list; whoever sees more narrows it down
TODAY_COUNTED = 100  # rows behind a number on the first page


def counted(rows: QuerySet, most: int) -> int:
    """How many there are, up to one more than `most`: a table of millions is never counted to its end."""
    return rows.order_by()[: most + 1].count()


class BoundedPaginator(Paginator):
    """Counts to a bound. `is_more` says that there are rows behind the last page that is offered."""

    bound = MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return counted(rows, self.bound) if isinstance(rows, QuerySet) else len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.bound)

    @property
    def is_more(self) -> bool:
        return self._counted > self.bound


class ShortPaginator(BoundedPaginator):
    """Where each row that is counted costs a look into other tables."""

    bound = 1_000


@dataclass(frozen=True)
class Row:
    """One line of a block: where it leads, what it is, and what more there is to say. `state` is a mark with a tone."""

    title: str | Promise
    url: str
    meta: str | Promise = ""
    state: Any = ""


@dataclass(frozen=True)
class Block:
    """One kind of work on the first page: how much there is, the list of exactly that, and its first rows."""

    title: str | Promise
    url: str
    count: int
    rows: Sequence[Row]
    empty: str | Promise
    tone: str = "quiet"  # of the number, while it is not 0
    hint: str | Promise = ""

    @property
    def shown(self) -> str:
        return f"{TODAY_COUNTED}+" if self.count > TODAY_COUNTED else str(self.count)


def block(rows: QuerySet, shown: int, make: Callable[[Any], Row], **words: Any) -> Block:
    """A block of these rows: one query, and a bounded count where there are more than are shown."""
    first = list(rows[: shown + 1])
    count = len(first) if len(first) <= shown else counted(rows, TODAY_COUNTED)
    return Block(count=count, rows=[make(row) for row in first[:shown]], **words)


class QuickList(ChangeList):
    """Its rows lead to their pages with the filters in use, put together here: the admin resolves each address anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters_in_use, self.preserved_filters = self.preserved_filters, ""

    def url_for_result(self, result: Any) -> str:
        address = super().url_for_result(result)
        return f"{address}?{self.filters_in_use}" if self.filters_in_use else address


class CarefulList:
    """For every admin: unreadable filters are left out with a sentence, and a search reads eight words."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        kept = request.GET.copy()
        for key, values in request.GET.lists():
            if not all(_is_readable(key, value) for value in values):
                del kept[key]
        if not _is_calendar(kept):
            for key in [key for key in kept if key.rsplit("__", 1)[-1] in RANGES]:
                del kept[key]
        if len(kept) != len(request.GET):
            messages.warning(request, _("A filter in the address could not be read and was left out."))
            query = kept.urlencode()
            return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)
        return super().changelist_view(request, extra_context)  # type: ignore[misc]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return QuickList

    def action_checkbox(self, obj: Any) -> SafeString:
        """By hand: what the form library draws takes a third of the time of a row."""
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
        return format_html(box, ACTION_CHECKBOX_NAME, obj.pk, gettext("Choose %(row)s") % {"row": obj})

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the filters offer: any other lookup could guess a hidden value, or break the query."""
        offered = set()
        for item in self.get_list_filter(request):  # type: ignore[attr-defined]
            if isinstance(item, tuple | list):
                offered.add(item[0])
            elif isinstance(item, str):
                offered.add(item)
            else:
                offered.add(getattr(item, "parameter_name", ""))
        if self.date_hierarchy:  # type: ignore[attr-defined]
            offered.add(self.date_hierarchy)  # type: ignore[attr-defined]
        parts = lookup.split("__")
        known = any(
            "__".join(parts[:length]) in offered and tuple(parts[length:]) in ENDINGS
            for length in range(1, len(parts) + 1)
        )
        return known and super().lookup_allowed(lookup, value, request)  # type: ignore[misc]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        words = search_term.replace("\x00", "")[:MAX_SEARCH].split()
        return super().get_search_results(request, queryset, " ".join(words[:MAX_WORDS]))  # type: ignore[misc]
