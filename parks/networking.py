"""Partnerships as the public sees them: which there are, when something last happened, who the sides are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django.db.models import Case, Count, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.languages import current_language
from parks.asking import also, known_countries, known_organisations, known_parks, offer
from parks.asking import in_order as by_name
from parks.enums import OrganisationKind, OrganisationRole, PartnershipKind
from parks.filters import CHINA
from parks.models import Organisation, Park, ParkOrganisation, Partnership, Party
from parks.models.partnerships import PartnershipQuerySet, has_ended, idle_limits, is_idle
from parks.offering import contains

PAIRS = (PartnershipKind.HAND_IN_HAND, PartnershipKind.PARK_IN_PARK, PartnershipKind.MUTUAL_DEMO)
ACTIVE, IDLE, ENDED, UNDATED = "active", "idle", "ended", "undated"
STATES = [
    (ACTIVE, pgettext_lazy("partnership", "Active")),
    (IDLE, _("Idle for more than 180 days")),
    (ENDED, pgettext_lazy("partnership", "Ended")),
    (UNDATED, _("No dated activity")),
]
ANY = _("Any")
MAPPED = 300  # partnerships on one map


# --- Reading --------------------------------------------------------------------------------


def shown_parties() -> Prefetch:
    """The sides of a partnership with their names; a park that is not public is named nowhere."""
    public = Q(park__isnull=True) | Q(park__in=Park.objects.public())
    return Prefetch("parties", Party.objects.filter(public).select_related("park", "organisation"))


def with_last(partnerships: PartnershipQuerySet) -> Any:
    """With `last`: the partial date of the latest activity, the signing among them; empty when nothing is dated."""
    return partnerships.with_last()


def in_order(partnerships: PartnershipQuerySet) -> QuerySet:
    """Pairs first, then the rest; within each the latest activity first."""
    group = Case(When(kind__in=PAIRS, then=Value(0)), default=Value(1))
    return with_last(partnerships).annotate(group=group).order_by("group", "-last", "slug")


def for_list(partnerships: PartnershipQuerySet) -> QuerySet:
    return in_order(partnerships).prefetch_related(shown_parties())


@dataclass(frozen=True)
class Standing:
    """How a partnership stands: its state, and the last dated activity as exactly as it is known."""

    state: str
    last: str

    @property
    def is_idle(self) -> bool:
        return self.state == IDLE


def standing(partnership: Any) -> Standing:
    """Of a row from `with_last`."""
    last: str = partnership.last
    if partnership.ended_on is not None and partnership.ended_on <= timezone.localdate():
        return Standing(ENDED, last)
    if not last:
        return Standing(UNDATED, "")
    return Standing(IDLE if last < idle_limits().get(len(last), "") else ACTIVE, last)


@dataclass(frozen=True)
class Office:
    """A welcome office and the public parks that it serves. In China it receives those who come from abroad."""

    organisation: Organisation
    parks: list[Park]

    @property
    def is_inbound(self) -> bool:
        return str(self.organisation.country) in CHINA


def offices_and_alliances() -> tuple[list[Office], list[Organisation]]:
    """Welcome offices with their parks, and bodies with committees. Two queries."""
    public = ParkOrganisation.objects.filter(park__in=Park.objects.public(), role=OrganisationRole.PARTNER)
    rows = (
        Organisation.objects.filter(
            Q(kind=OrganisationKind.WELCOME_OFFICE) | Q(committees_zh_hans__gt="") | Q(committees_en__gt="")
        )
        .order_by("slug")
        .prefetch_related(Prefetch("park_organisations", public.select_related("park")))
    )
    offices, alliances = [], []
    for row in rows:
        if row.kind == OrganisationKind.WELCOME_OFFICE:
            offices.append(Office(row, [link.park for link in row.park_organisations.all()]))
        else:
            alliances.append(row)
    return offices, alliances


# --- Narrowing ------------------------------------------------------------------------------


def _name(zh_hans: str | None, en: str | None, slug: str) -> str:
    first, second = (zh_hans, en) if current_language() == "zh-hans" else (en, zh_hans)
    return first or second or slug


@dataclass(frozen=True)
class Sides:
    """The parks, organisations and countries of public partnerships, by name, and their kinds. One query."""

    parks: list[tuple[str, str]]
    organisations: list[tuple[str, str]]
    countries: list[tuple[str, str]]
    kinds: frozenset[str]

    @classmethod
    def read(cls) -> "Sides":
        public = Party.objects.filter(partnership__in=Partnership.objects.public())
        rows = public.filter(Q(park__isnull=True) | Q(park__in=Park.objects.public())).order_by().distinct()
        parks: dict[str, str] = {}
        organisations: dict[str, str] = {}
        codes, kinds = set(), set()
        texts = ("slug", "name_zh_hans", "name_en", "country")
        columns = [f"{side}__{text}" for side in ("park", "organisation") for text in texts]
        for kind, *row in rows.values_list("partnership__kind", *columns):
            kinds.add(kind)
            for found, (slug, zh_hans, en, country) in ((parks, row[:4]), (organisations, row[4:])):
                if slug:
                    found[slug] = _name(zh_hans, en, slug)
                    codes.add(country)
        named = by_name(filter(None, codes))
        return cls(_sorted(parks.items()), _sorted(organisations.items()), named, frozenset(kinds))


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1])


class PartnershipFilter(filters.FilterSet):
    """Partnerships by kind, country and name of a side, and by how they stand."""

    kind = filters.ChoiceFilter(label=_("Kind"), choices=PartnershipKind.choices, empty_label=ANY)
    country = filters.ChoiceFilter(label=_("Country/region"), method="by_country", empty_label=ANY)
    park = filters.ChoiceFilter(label=_("Park"), method="by_park", empty_label=ANY)
    organisation = filters.ChoiceFilter(label=_("Organisation"), method="by_organisation", empty_label=ANY)
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state", empty_label=ANY)

    class Meta:
        model = Partnership
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = Sides.read()
        offer(
            self,
            country=also(self, "country", self.sides.countries, known_countries),
            park=also(self, "park", self.sides.parks, known_parks),
            organisation=also(self, "organisation", self.sides.organisations, known_organisations),
        )

    def _of(self, **lookups: Any) -> QuerySet:
        return Party.objects.filter(**lookups).values("partnership")

    def by_country(self, partnerships: QuerySet, name: str, value: str) -> QuerySet:
        public = self._of(park__country=value, park__in=Park.objects.public())
        return partnerships.filter(Q(pk__in=public) | Q(pk__in=self._of(organisation__country=value)))

    def by_park(self, partnerships: QuerySet, name: str, value: str) -> QuerySet:
        return partnerships.filter(pk__in=self._of(park__slug=value, park__in=Park.objects.public()))

    def by_organisation(self, partnerships: QuerySet, name: str, value: str) -> QuerySet:
        return partnerships.filter(pk__in=self._of(organisation__slug=value))

    def by_state(self, partnerships: PartnershipQuerySet, name: str, value: str) -> QuerySet:
        ended = has_ended()
        rows: Any = with_last(partnerships).annotate(length=Length("last"))
        return {
            ENDED: lambda: rows.filter(ended),
            UNDATED: lambda: rows.exclude(ended).filter(last=""),
            IDLE: lambda: partnerships.idle(),
            ACTIVE: lambda: rows.exclude(ended).exclude(last="").exclude(is_idle()),
        }[value]()


def _homes() -> list[tuple[str, str]]:
    """Countries and regions of organisations, by name in the reader's language."""
    codes = Organisation.objects.exclude(country="").order_by().values_list("country", flat=True).distinct()
    return by_name(map(str, codes))


class OrganisationFilter(filters.FilterSet):
    """Organisations by words, kind and country."""

    q = filters.CharFilter(label=_("Text"), method="by_text", max_length=100)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=OrganisationKind.choices, empty_label=ANY)
    country = filters.ChoiceFilter(label=_("Country/region"), empty_label=ANY)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, country=lambda: also(self, "country", _homes(), known_countries))

    def by_text(self, organisations: QuerySet, name: str, value: str) -> QuerySet:
        return organisations.filter(contains(value, "name", "summary", "committees"))


def with_ties(organisations: QuerySet) -> QuerySet:
    """By short name, with `park_count` and `tie_count`: its public parks and partnerships."""
    parks = Q(park_organisations__park__in=Park.objects.listed())
    ties = Q(parties__partnership__in=Partnership.objects.public())
    return organisations.annotate(
        park_count=Count("park_organisations__park", filter=parks, distinct=True),
        tie_count=Count("parties__partnership", filter=ties, distinct=True),
    ).order_by("slug")
