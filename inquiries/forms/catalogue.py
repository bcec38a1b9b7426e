"""What the inquiry form offers: loaded once for each form, labelled in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries
from pypinyin import lazy_pinyin

from common.languages import current_language, local_text
from parks.enums import SpaceGroup
from parks.models import Industry, Park, SettlementMode, Space, SpaceType

Choice = tuple[Any, Any]
# Kinds of space that a company takes for itself; shared halls, hotels and squares are not asked for.
LET_GROUPS = (SpaceGroup.LADDER, SpaceGroup.PREMISES)
MOST_SPACES = 100  # ids looked up for one form; further ones are not offered
CURRENCIES = ("CNY", "EUR", "USD", "GBP", "CHF", "HKD", "JPY", "KRW", "SGD", "RUB")


def label(thing: Any) -> str:
    return local_text(thing, "name").text or str(thing)


@dataclass(frozen=True)
class Catalogue:
    parks: dict[str, Park]
    modes: dict[str, SettlementMode]
    industries: dict[str, Industry]
    space_types: dict[str, SpaceType]

    @classmethod
    def load(cls) -> "Catalogue":
        """Four queries."""
        return cls(
            parks={park.slug: park for park in Park.objects.accepting().select_related("operator")},
            modes={mode.code: mode for mode in SettlementMode.objects.current()},
            industries={industry.code: industry for industry in Industry.objects.current()},
            space_types={kind.code: kind for kind in SpaceType.objects.current().filter(group__in=LET_GROUPS)},
        )

    def park_choices(self, without: Iterable[str]) -> list[Choice]:
        """Parks by country, except those chosen already."""
        groups: dict[str, list[Choice]] = {}
        for slug, park in self.parks.items():
            if slug not in without:
                groups.setdefault(countries.name(park.country) or park.country, []).append((slug, label(park)))
        return [("", _("Choose a park")), *groups.items()]

    def industry_choices(self) -> list[Choice]:
        """The tree of industries: a top-level industry, then its branches."""
        found: list[Choice] = [("", _("Not chosen"))]
        branches: dict[int, list[Industry]] = {}
        for industry in self.industries.values():
            branches.setdefault(industry.parent_id or 0, []).append(industry)
        for top in branches.get(0, []):
            found.append((top.code, label(top)))
            found += [(branch.code, f"— {label(branch)}") for branch in branches.get(top.pk, [])]
        return found

    def country_choices(self) -> list[Choice]:
        """The countries of the parks first, then all in the order of the reader's alphabet."""
        names = _countries(current_language())
        first = sorted({park.country for park in self.parks.values()} & names.keys())
        return [
            ("", _("Choose a country or region")),
            *((code, names[code]) for code in first),
            *((code, name) for code, name in names.items() if code not in first),
        ]


@cache
def _countries(language: str) -> dict[str, str]:
    with translation.override(language):
        return dict(sorted(((code, str(name)) for code, name in countries), key=lambda row: lazy_pinyin(row[1])))


def open_spaces(ids: Iterable[str]) -> dict[str, Space]:
    """The spaces among the first of these posted ids that can be asked for, by id as posted. No query for no ids."""
    wanted = {value for value in islice(ids, MOST_SPACES) if value.isascii() and value.isdigit() and len(value) < 19}
    if not wanted:
        return {}
    spaces = Space.objects.public().open().filter(pk__in=wanted).select_related("park__operator", "kind")
    return {str(space.pk): space for space in spaces}
