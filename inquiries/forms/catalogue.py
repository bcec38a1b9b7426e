"""What the inquiry form offers: loaded once for each form, labelled in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.core.validators import slug_re
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_countries import countries
from pypinyin import lazy_pinyin

from common.languages import current_language, local_text
from parks import facets
from parks.enums import ServiceTier, SpaceGroup
from parks.models import Industry, Opportunity, Park, Policy, Region, Service, SettlementMode, Space, SpaceType

Choice = tuple[Any, Any]
# Kinds of space that a company takes for itself; shared halls, hotels and squares are not asked for.
LET_GROUPS = (SpaceGroup.LADDER, SpaceGroup.PREMISES)
MOST_SPACES = 100  # ids looked up for one form; further ones are not offered
LONGEST_SLUG = 100
MOST_POLICIES = 30  # of the chosen parks, offered to tick
# Services that a company wants on its way in; the others are asked for once it is there.
ASKED_TIERS = (ServiceTier.GENERAL, ServiceTier.PROFESSIONAL)
CURRENCIES = ("CNY", "EUR", "USD", "GBP", "CHF", "HKD", "JPY", "KRW", "SGD", "RUB")


def label(thing: Any, field: str = "name") -> str:
    return local_text(thing, field).text or str(thing)


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


def askable_spaces(ids: Iterable[str]) -> dict[str, Space]:
    """The spaces among the first of these posted ids that can be asked for, by id as posted. No query for no ids."""
    wanted = {value for value in islice(ids, MOST_SPACES) if value.isascii() and value.isdigit() and len(value) < 19}
    if not wanted:
        return {}
    spaces = Space.objects.public().askable().filter(pk__in=wanted).select_related("park__operator", "kind")
    return {str(space.pk): space for space in spaces}


def open_opportunity(slug: str) -> dict[str, Opportunity]:
    """The project of this short name, if it still seeks somebody, by its short name. No query for none."""
    if not slug_re.match(slug) or len(slug) > LONGEST_SLUG:
        return {}
    found = Opportunity.objects.public().offered(timezone.localdate()).filter(slug=slug)
    return {project.slug: project for project in found.select_related("park")}


def asked_services(mode: SettlementMode | None) -> dict[str, Service]:
    """The services to ask about: early ones, of this way to settle where the catalogue says so. One or two queries."""
    early = Service.objects.current().filter(tier__in=ASKED_TIERS)
    fitting = early.filter(Q(modes__isnull=True) | Q(modes=mode)).distinct() if mode else early
    return {service.code: service for service in fitting}


def services_named(codes: Iterable[str]) -> dict[str, Service]:
    """Current services among these codes. No query for none."""
    wanted = _slugs(codes)
    return {service.code: service for service in Service.objects.current().filter(code__in=wanted)} if wanted else {}


def policies_of(parks: Iterable[Park]) -> dict[str, Policy]:
    """The incentives in force in these parks, the first so many by name. No query without parks."""
    ids = [park.pk for park in parks]
    if not ids:
        return {}
    found = Policy.objects.offered().filter(parks__in=ids).distinct().order_by("slug")[:MOST_POLICIES]
    return {policy.slug: policy for policy in found}


def policies_named(slugs: Iterable[str]) -> dict[str, Policy]:
    """Incentives in force among these. No query for none."""
    wanted = _slugs(slugs)
    return {policy.slug: policy for policy in Policy.objects.offered().filter(slug__in=wanted)} if wanted else {}


def _slugs(values: Iterable[str]) -> set[str]:
    return {value for value in islice(values, MOST_SPACES) if slug_re.match(value) and len(value) <= LONGEST_SLUG}


@dataclass(frozen=True)
class Place:
    """Where somebody wants to be: a country or region, or a place within it."""

    country: str
    region: Region | None = None

    def __str__(self) -> str:
        return label(self.region) if self.region else str(countries.name(self.country))


def place_choices() -> list[Choice]:
    """Countries with parks that take inquiries, and what lies within them. No query beside the index's own."""
    index, language = facets.snapshot(), current_language()
    key = ("places to settle", language)
    if key not in index.memo:
        index.remember(key, _places(index, language))
    return [("", _("Undecided")), *index.memo[key]]


def _places(index: facets.Snapshot, language: str) -> list[Choice]:
    asked = index.bits.get("accepting", {}).get("true", 0)
    names, terms = _countries(language), index.terms["region"]
    groups: dict[str, list[Choice]] = {
        code: [(code, names[code])]
        for code, bits in index.bits.get("country", {}).items()
        if bits & asked and code in names
    }
    for code, bits in index.bits.get("region", {}).items():
        term = terms.get(code)
        if bits & asked and term and term.parent and term.group in groups:
            groups[term.group].append((code, term.label(language)))
    ordered = [code for code in names if code in groups]
    return [(names[code], groups[code]) for code in ordered]


def place_named(code: str) -> Place | None:
    """The place of a choice; None for what is none. One query for a place within a country."""
    if code.isascii() and code.isupper() and len(code) == 2 and countries.name(code):
        return Place(code)
    if not slug_re.match(code) or len(code) > LONGEST_SLUG:
        return None
    region = Region.objects.filter(code=code).first()
    return Place(region.country, region) if region else None
