"""What the pages that find spaces and land say about their filters: in use, not understood, to be given up."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from common import measures
from common.languages import local_text
from parks.conversion import AREAS, MONEY_LABELS, Units
from parks.finding import OfParks
from parks.models import Park
from parks.views.narrowing import ActiveFilter
from parks.views.widening import Names, Relaxation, ways_out, without

KEPT = ("sort", "area", "money", "park")  # what the form carries along unseen


def _in_words(chosen: OfParks, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return measures.number(value)
    if isinstance(value, Model):
        return str(value)
    if name == "park":
        park = Park.objects.public().filter(slug=value).first()
        return local_text(park, "name").text if park is not None else str(value)
    choices = getattr(chosen.form.fields[name], "choices", ())
    return str(dict(choices).get(value, value))


def _without(query: QueryDict, *names: str) -> str:
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


def active_filters(chosen: OfParks, query: QueryDict) -> list[ActiveFilter]:
    """The filters that were understood, in the order of the form."""
    return [
        ActiveFilter(
            str(chosen.form.fields[name].label), _in_words(chosen, name, value), _without(query, name, "page"), name
        )
        for name, value in chosen.form.cleaned_data.items()
        if name != "sort" and value not in (None, "")
    ]


def relaxations(chosen: OfParks, query: QueryDict, active: list[ActiveFilter]) -> list[Relaxation]:
    """For an empty result: which filters to give up, single ones where one is enough, and what is found then."""

    def count(lost: Names) -> int:
        wider = QueryDict(_without(query, *lost))
        return type(chosen)(wider, chosen.queryset, request=chosen.request).qs.count()

    ways = ways_out([item.name for item in active], count)
    return [without(query, lost, active, number) for lost, number in ways]


def units_offered(units: Units) -> dict[str, list[tuple[str, str, bool]]]:
    """The switches: code, label, whether it is the one in use. An empty code leaves the address."""
    return {
        "areas": [(code if code != "m2" else "", label, code == units.area) for code, label in AREAS.items()],
        "moneys": [(code, str(label), code == units.money) for code, label in MONEY_LABELS.items()],
    }


def finder(chosen: OfParks, query: QueryDict, page: Page, units: Units) -> dict[str, Any]:
    """The part of the context that both pages share."""
    active = active_filters(chosen, query)
    chosen.offer_in_use()
    return {
        "filter": chosen,
        "active": active,
        "relaxations": [] if page.paginator.count else relaxations(chosen, query, active),
        "problems": [(chosen.form[name].label, errors) for name, errors in chosen.form.errors.items()],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "sort": chosen.form.cleaned_data.get("sort") or "park",
        "kept": [(name, query[name]) for name in KEPT if query.get(name)],
        "units": units,
        **units_offered(units),
    }
