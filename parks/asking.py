"""What an address may ask a list for: more than the list offers.

A list offers the parks, places and countries that its rows name. One that exists but has no row is understood all the
same and finds nothing; only what does not exist is told as not understood. Looking it up costs one query, and only
where somebody asks for what is not offered.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.core.validators import slug_re
from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django_countries import countries
from django_filters import FilterSet

from common.languages import column, current_language, local_text, other_language
from parks.enums import RegionKind
from parks.models import Industry, Organisation, Park, Region

Choices = list[tuple[str, str]]
Known = Callable[[list[str]], Choices]
MOST_ASKED = 50  # values of one address that are looked at
YEAR = re.compile(r"[12]\d{3}", re.ASCII)


def asked(data: Any, name: str) -> list[str]:
    """The values of one filter that can be codes, in a query, a plain mapping or nothing at all."""
    getlist = getattr(data, "getlist", None)
    values = getlist(name) if getlist else [(data or {}).get(name)]
    return [value for value in values[:MOST_ASKED] if isinstance(value, str) and slug_re.match(value)]


def asked_of(request: HttpRequest | None, name: str) -> list[str]:
    return asked(request.GET, name) if request is not None else []


def also(filterset: FilterSet, name: str, offered: Choices, known: Known) -> Choices:
    """What is offered, and what is asked for beside that and exists."""
    codes = {code for code, _label in offered}
    missing = [value for value in asked(filterset.data, name) if value not in codes]
    return [*offered, *known(missing)] if missing else offered


def offer(filterset: FilterSet, **choices: Choices | Callable[[], Choices]) -> None:
    """Give filters of one filter set their choices; what is called for them is called once, if at all.

    A field that was made before is thrown away: the API's schema makes them on the class, where every copy inherits
    them, and a list without choices would refuse every value.
    """
    for name, values in choices.items():
        chosen = filterset.filters[name]
        chosen.extra["choices"] = cache(values) if callable(values) else values
        chosen.__dict__.pop("_field", None)


def name_of() -> Coalesce:
    """The name of a row of a catalogue in the reader's language, else in the other one."""
    mine, other = column("name", current_language()), column("name", other_language(current_language()))
    return Coalesce(NullIf(mine, Value("")), other, output_field=CharField())


def in_order(codes: Iterable[str]) -> Choices:
    """Countries by name in the reader's language."""
    return sorted(((code, str(countries.name(code) or code)) for code in codes), key=lambda pair: pair[1])


def every_country() -> Choices:
    """All there are, for lists that show those in use and understand the others."""
    return list(_every_country(current_language()))


@cache
def _every_country(language: str) -> Choices:
    return in_order(code for code, _name in countries)


def known_countries(codes: list[str]) -> Choices:
    return in_order(code for code in codes if countries.alpha2(code) == code)


def known_parks(slugs: list[str]) -> Choices:
    """Of public parks alone: whether another one exists is nobody's business."""
    rows = Park.objects.public().filter(slug__in=slugs).only("slug", "name", "state_zh_hans", "state_en")
    return [(park.slug, local_text(park, "name").text) for park in rows]


def known_regions(codes: list[str]) -> Choices:
    return labelled(Region.objects.filter(code__in=codes))


def labelled(regions: Any) -> Choices:
    """Regions with their country in front, countries by their name alone."""
    return [
        (code, name if kind == RegionKind.COUNTRY else f"{countries.name(country)} · {name}")
        for code, country, kind, name in regions.values_list("code", "country", "kind", name_of())
    ]


def known_industries(codes: list[str]) -> Choices:
    return list(Industry.objects.filter(code__in=codes).values_list("code", name_of()))


def known_organisations(slugs: list[str]) -> Choices:
    return list(Organisation.objects.filter(slug__in=slugs).values_list("slug", name_of()))


def known_years(years: list[str]) -> Choices:
    return [(year, year) for year in years if YEAR.fullmatch(year)]
