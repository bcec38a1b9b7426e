"""Policies narrowed down, for the page and the API alike; and what the pre-check needs to know from the database."""

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters as filters
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from common.enums import PUBLIC_STATES, EnterpriseType, Language, Qualification
from common.languages import local_text
from parks.asking import also, asked_of, in_order, known_countries, offer
from parks.enums import ConditionAttribute, PolicyDelivery, PolicyEffect, PolicyKind, PolicyLevel, RegionKind
from parks.filters import (
    ANY,
    REGION_DEPTH,
    CodeField,
    RegionField,
    RegionFilter,
    TermFilter,
    industry_or_branch,
    region_or_within,
)
from parks.models import ExchangeRate, Industry, Park, Policy, PolicyCondition, Region, SettlementMode
from parks.models.policies import PolicyQuerySet
from parks.precheck import PARK, Known, Rate

MAX_WORDS = 8
VALIDITY = [
    ("in_force", _("In force today")),
    ("expired", _("Expired")),
    ("all", pgettext_lazy("validity of policies", "All")),
]
# What can be given to an enterprise stands before what only sets rules, and that before what only announces.
EFFECTS = Case(
    *(When(effect=effect, then=Value(place)) for place, effect in enumerate(PolicyEffect)),
    default=Value(len(PolicyEffect)),
    output_field=IntegerField(),
)


def regions_with_policies(request: HttpRequest | None = None) -> QuerySet:
    """Countries and places that a public policy is for, and what these lie within; and what is asked for."""
    public, found = Policy.objects.public().exclude(region=None).order_by(), Q()
    for depth in range(REGION_DEPTH - 1):
        found |= Q(pk__in=public.values(f"region{'__parent' * depth}"))
    return Region.objects.filter(found | Q(code__in=asked_of(request, "region"))).order_by("country", "order", "code")


class PlaceField(RegionField):
    """A country by its name alone, a place after its country."""

    def label_from_instance(self, obj: Region) -> str:
        return str(obj) if obj.kind == RegionKind.COUNTRY else super().label_from_instance(obj)


class PlaceFilter(RegionFilter):
    field_class = PlaceField


def country_choices() -> list[tuple[str, str]]:
    """The countries that a public policy is for, by name in the reader's language."""
    codes = Policy.objects.public().order_by().values_list("country", flat=True).distinct()
    return in_order(codes)


def _named(path: str) -> Any:
    """What public policies name, for `pk__in`."""
    return Policy.objects.public().exclude(**{path: None}).order_by().values(path)


def parks_with_policies(request: HttpRequest | None = None) -> QuerySet:
    """Public parks that a public policy names, and the one that is asked for."""
    wanted = Q(pk__in=_named("parks")) | Q(slug__in=asked_of(request, "park"))
    return Park.objects.public().filter(wanted).only("pk", "slug", "name_zh_hans", "name_en")


def industries_with_policies(request: HttpRequest | None = None) -> QuerySet:
    """Those that a policy names, and those that these are branches of; and the one that is asked for."""
    used = _named("industries")
    wanted = Q(pk__in=used) | Q(branches__in=used) | Q(code__in=asked_of(request, "industry"))
    return Industry.objects.filter(wanted).distinct()


def modes_with_policies(request: HttpRequest | None = None) -> QuerySet:
    return SettlementMode.objects.filter(Q(pk__in=_named("modes")) | Q(code__in=asked_of(request, "mode")))


def words_in(query: str) -> Q:
    """Every word somewhere in the title, the issuer, the text or the number, in a published version."""
    found = Q()
    for word in query.split()[:MAX_WORDS]:
        here = Q(document_number__icontains=word)
        for language in Language:
            texts = Q()
            for field in ("title", "issuer", "summary"):
                texts |= Q(**{f"{field}_{language.suffix}__icontains": word})
            here |= Q(**{f"state_{language.suffix}__in": PUBLIC_STATES}) & texts
        found &= here
    return found


def _term(label: Any, queryset: Any, **extra: Any) -> TermFilter:
    return TermFilter(label=label, queryset=queryset, to_field_name="code", empty_label=ANY, **extra)


def _choice(label: Any, choices: Any, **extra: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=choices, **{"empty_label": ANY, **extra})


class ParkPick(filters.ModelChoiceFilter):
    field_class = CodeField


class PolicyFilter(filters.FilterSet):
    """Policies by text, place, park, kind, industry, way to settle and validity; the expired ones only when asked for.

    A value that is not understood is ignored and told (`errors`).
    """

    q = filters.CharFilter(label=_("Text"), method="by_text", max_length=100)
    kind = _choice(_("Kind"), PolicyKind.choices)
    region = PlaceFilter(
        label=_("Country or place"),
        queryset=regions_with_policies,
        to_field_name="code",
        method="by_region",
        empty_label=ANY,
    )
    country = _choice(_("Country/region"), ())
    level = _choice(_("Level"), PolicyLevel.choices)
    park = ParkPick(
        label=_("Park"), field_name="parks", queryset=parks_with_policies, to_field_name="slug", empty_label=ANY
    )
    industry = _term(_("Industry"), industries_with_policies, method="by_industry")
    mode = _term(_("Way to settle"), modes_with_policies, field_name="modes")
    delivery = _choice(_("How it is granted"), PolicyDelivery.choices)
    validity = _choice(_("Validity"), VALIDITY, method="by_validity", empty_label=_("In force or still to come"))
    incentive = _choice(_("What it does"), [("true", _("Incentives only"))], method="by_incentive")

    class Meta:
        model = Policy
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, country=lambda: also(self, "country", country_choices(), known_countries))

    def by_text(self, policies: QuerySet, name: str, value: str) -> QuerySet:
        return policies.filter(words_in(value))

    def by_region(self, policies: QuerySet, name: str, value: Region) -> QuerySet:
        """A country also finds the policies that name it but no place in it."""
        whole = Q(country=value.country) if value.kind == RegionKind.COUNTRY else Q()
        return policies.filter(region_or_within(value) | whole)

    def by_industry(self, policies: QuerySet, name: str, value: Industry) -> QuerySet:
        return policies.filter(pk__in=Policy.objects.filter(industry_or_branch(value, "industries")).values("pk"))

    def by_validity(self, policies: PolicyQuerySet, name: str, value: str) -> QuerySet:
        """Applied last, see `filter_queryset`: it also holds when nothing was chosen."""
        return policies

    def by_incentive(self, policies: QuerySet, name: str, value: str) -> QuerySet:
        return policies.filter(effect=PolicyEffect.INCENTIVE)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        policies = super().filter_queryset(queryset)
        today, chosen = timezone.localdate(), self.form.cleaned_data.get("validity")
        if chosen == "expired":
            policies = policies.filter(valid_to__lt=today)
        elif chosen != "all":
            policies = policies.exclude(valid_to__lt=today)
        if chosen == "in_force":
            policies = policies.exclude(valid_from__gt=today)
        return policies.order_by(EFFECTS, "-published", "slug")


def offers() -> list[tuple[Policy, Sequence[PolicyCondition]]]:
    """Everything that is offered today, with its conditions, figures and place: three queries."""
    rows = Policy.objects.offered().select_related("region").prefetch_related("conditions", "figures")
    return [(policy, list(policy.conditions.all())) for policy in rows.order_by("country", "slug")]


def known(conditions: Iterable[PolicyCondition]) -> Known:
    """Names, nesting and rates for these conditions: five queries, one less when none asks for a park."""
    regions: list[Region] = list(Region.objects.all())
    industries: list[Any] = list(Industry.objects.all())
    codes: dict[int, str] = {row.pk: row.code for row in regions}
    branches: dict[int, str] = {row.pk: row.code for row in industries}
    places = {row.code: _place(row) for row in regions}
    within = {row.code: codes[row.parent_id] for row in regions if row.parent_id}
    whole = {row.country: row.code for row in regions if row.kind == RegionKind.COUNTRY}
    for park in _zones(conditions):
        places[f"{PARK}{park.slug}"] = local_text(park, "name").text
        within[f"{PARK}{park.slug}"] = codes.get(park.region_id or 0) or whole.get(park.country, "")
    names = {
        ConditionAttribute.COUNTRY: dict(countries),
        ConditionAttribute.ENTERPRISE_TYPE: _labels(EnterpriseType),
        ConditionAttribute.QUALIFICATION: _labels(Qualification),
        ConditionAttribute.INDUSTRY: {row.code: str(row) for row in industries},
        ConditionAttribute.REGISTERED_IN: places,
        ConditionAttribute.MODE: {row.code: str(row) for row in SettlementMode.objects.all()},
    }
    nested = {row.code: branches[row.parent_id] for row in industries if row.parent_id}
    parents = {ConditionAttribute.INDUSTRY: nested, ConditionAttribute.REGISTERED_IN: within}
    return Known(
        names={str(attribute): found for attribute, found in names.items()},
        parents={str(attribute): found for attribute, found in parents.items()},
        rates=_rates(),
    )


def _labels(words: Any) -> dict[str, str]:
    return {str(code): str(label) for code, label in words.choices}


def _place(region: Region) -> str:
    return str(region) if region.kind == RegionKind.COUNTRY else f"{countries.name(region.country)} · {region}"


def _zones(conditions: Iterable[PolicyCondition]) -> list[Park]:
    """The public parks that a condition names as the place of registration."""
    named = {
        value.removeprefix(PARK)
        for condition in conditions
        if condition.attribute == ConditionAttribute.REGISTERED_IN and isinstance(condition.values, list)
        for value in condition.values
        if isinstance(value, str) and value.startswith(PARK)
    }
    return list(Park.objects.public().filter(slug__in=named).order_by("slug")) if named else []


def _rates() -> dict[tuple[str, str], Rate]:
    """The newest rate of the whole site for each pair of currencies; invented ones judge nobody."""
    today = timezone.localdate()
    rows = ExchangeRate.objects.filter(operator=None, is_demonstration=False, as_of__lte=today).order_by("as_of")
    return {(row.base.upper(), row.quote.upper()): Rate(row.rate, row.as_of) for row in rows}
