"""The one way to narrow down parks and spaces: the pages and the API use the same sets.

A value that is not understood is ignored and told (`filterset.errors`); it never breaks the page.
"""

from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters.fields import ModelChoiceField

from common.languages import current_language
from parks.enums import ParkKind, ParkLevel, PricePeriod, RegionKind, SpaceStatus
from parks.models import Fact, Industry, Park, Region, Service, SettlementMode, Space, SpaceType
from parks.models.parks import ParkQuerySet
from parks.models.spaces import SpaceQuerySet
from parks.models.taxonomies import Term
from parks.rendering import STEPS
from parks.search import search

# Everything else is “abroad” for an enterprise on the way out of China.
CHINA = ("CN", "HK", "MO", "TW")
ANY = _("Any")
DIRECTIONS = [("outbound", _("From China abroad")), ("inbound", _("From abroad to China"))]
STEP_CHOICES = [(str(number), name) for number, name in STEPS]
SORTS = [("name", _("Name")), ("newest", _("Newest")), ("size", _("Size"))]
REGION_DEPTH = 4  # country, province, city, district
AREA_LIMITS = {"min_value": 0, "max_value": 100_000_000, "max_digits": 11, "decimal_places": 2}
SITE_METRIC = "land_area"  # the catalogue keeps it in hectares


def region_or_within(value: Region, prefix: str = "region") -> Q:
    """The region itself or anything inside it."""
    found = Q()
    for depth in range(REGION_DEPTH):
        found |= Q(**{f"{prefix}{'__parent' * depth}": value})
    return found


def industry_or_branch(value: Industry, prefix: str = "park_industries__industry") -> Q:
    """The industry itself or one of its branches."""
    return Q(**{prefix: value}) | Q(**{f"{prefix}__parent": value})


def area_overlaps(low: Any, high: Any) -> Q:
    """Spaces whose known area meets the wanted range, in m². A space of unknown area never matches."""
    found = Q()
    if low is not None:
        found &= Q(area_max__gte=low) | Q(area_max__isnull=True, area_min__gte=low)
    if high is not None:
        found &= Q(area_min__lte=high) | Q(area_min__isnull=True, area_max__lte=high)
    return found


def country_choices() -> list[tuple[str, str]]:
    """Countries and regions that have a public park, by name in the reader's language."""
    codes = Park.objects.public().order_by().values_list("country", flat=True).distinct()
    return sorted(((code, countries.name(code) or code) for code in codes), key=lambda pair: pair[1])


class CodeField(ModelChoiceField):
    """Looks a record up by its code; anything that cannot be a code is refused before the database sees it."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and not slug_re.match(value):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return super().to_python(value)


class RegionField(CodeField):
    """Names the country before the place."""

    def label_from_instance(self, obj: Region) -> str:
        return f"{countries.name(obj.country)} · {obj}"


class TermFilter(filters.ModelChoiceFilter):
    field_class = CodeField


class RegionFilter(filters.ModelChoiceFilter):
    field_class = RegionField


def _term(model: type[Term], label: Any, **extra: Any) -> TermFilter:
    """One value of a catalogue, by code. Values that only old records use can still be asked for, as links do."""
    return TermFilter(label=label, queryset=model.objects.all(), to_field_name="code", empty_label=ANY, **extra)


def _choice(label: Any, choices: Any, **extra: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=choices, empty_label=ANY, **extra)


def regions_with_parks(request: HttpRequest | None = None) -> QuerySet:
    """Provinces, cities and districts that have a public park in them."""
    public = Park.objects.public().exclude(region=None)
    found = Q()
    for depth in range(REGION_DEPTH - 1):
        found |= Q(pk__in=public.order_by().values(f"region{'__parent' * depth}"))
    return Region.objects.filter(found).exclude(kind=RegionKind.COUNTRY).order_by("country", "order", "code")


class ParkFilter(filters.FilterSet):
    """Parks by text, place, kind, industry, way to settle, space and service."""

    q = filters.CharFilter(label=_("Text"), method="by_text", max_length=100)
    direction = _choice(_("Direction"), DIRECTIONS, method="by_direction")
    country = _choice(_("Country/region"), country_choices)
    region = RegionFilter(
        label=_("Province or city"),
        queryset=regions_with_parks,
        to_field_name="code",
        method="by_region",
        empty_label=ANY,
    )
    kind = _choice(_("Kind of park"), ParkKind.choices)
    level = _choice(_("Level"), ParkLevel.choices)
    industry = _term(Industry, _("Industry"), method="by_industry")
    mode = _term(SettlementMode, _("Way to settle"), field_name="settlement_modes")
    space = _term(SpaceType, _("Kind of space"), method="by_space")
    step = _choice(_("Space by stage"), STEP_CHOICES, method="by_space")
    area_min = filters.NumberFilter(label=_("Area from (m²)"), method="by_space", **AREA_LIMITS)
    area_max = filters.NumberFilter(label=_("Area to (m²)"), method="by_space", **AREA_LIMITS)
    service = _term(Service, _("Service"), field_name="services")
    accepting = _choice(_("Inquiries"), [("true", _("Takes inquiries here"))], method="by_accepting")
    sort = _choice(_("Order"), SORTS, method="keep")

    class Meta:
        model = Park
        fields: list[str] = []

    def keep(self, parks: QuerySet, name: str, value: Any) -> QuerySet:
        """Ordering comes last, in `filter_queryset`."""
        return parks

    def by_text(self, parks: ParkQuerySet, name: str, value: str) -> QuerySet:
        return search(parks, value)

    def by_direction(self, parks: QuerySet, name: str, value: str) -> QuerySet:
        return parks.filter(country__in=CHINA) if value == "inbound" else parks.exclude(country__in=CHINA)

    def by_region(self, parks: QuerySet, name: str, value: Region) -> QuerySet:
        return parks.filter(region_or_within(value))

    def by_industry(self, parks: QuerySet, name: str, value: Industry) -> QuerySet:
        return parks.filter(pk__in=Park.objects.filter(industry_or_branch(value)).values("pk"))

    def by_accepting(self, parks: ParkQuerySet, name: str, value: str) -> QuerySet:
        return parks.accepting()

    def by_space(self, parks: QuerySet, name: str, value: Any) -> QuerySet:
        """Kind, step and area must hold for one and the same space: see `_with_space`."""
        return parks

    def _with_space(self, parks: QuerySet) -> QuerySet:
        wanted = self.form.cleaned_data
        spaces = Space.objects.filter(park=OuterRef("pk")).exclude(status=SpaceStatus.OFF_MARKET)
        conditions = area_overlaps(wanted.get("area_min"), wanted.get("area_max"))
        if wanted.get("space"):
            conditions &= Q(kind=wanted["space"])
        if wanted.get("step"):
            conditions &= Q(kind__ladder_step=wanted["step"])
        return parks.filter(Exists(spaces.filter(conditions))) if conditions else parks

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        parks = self._with_space(super().filter_queryset(queryset))
        first = ["name_rank"] if "name_rank" in parks.query.annotations else []
        return parks.order_by(*first, *order_of(self.form.cleaned_data.get("sort") or "name"), "slug")


def order_of(sort: str) -> list[Any]:
    """What to order parks by; sizes and dates that nobody knows come last."""
    name = F("sort_key") if current_language() == "zh-hans" else Lower(Coalesce(NullIf("name_en", Value("")), "slug"))
    if sort == "newest":
        return [F("created_at").desc(), name]
    if sort == "size":
        return [Subquery(_site_size()).desc(nulls_last=True), name]
    return [name]


def _site_size() -> QuerySet:
    """The largest stated land area of a park."""
    facts = Fact.objects.filter(park=OuterRef("pk"), metric__code=SITE_METRIC, value__isnull=False)
    return facts.order_by("-value").values("value")[:1]


class SpaceFilter(filters.FilterSet):
    """Spaces by park, kind, area, availability and price."""

    park = filters.CharFilter(label=_("Park"), field_name="park__slug", max_length=80)
    kind = _term(SpaceType, _("Kind of space"))
    step = _choice(_("Space by stage"), STEP_CHOICES, field_name="kind__ladder_step")
    country = _choice(_("Country/region"), country_choices, field_name="park__country")
    industry = _term(Industry, _("Industry"), method="by_industry")
    status = filters.ChoiceFilter(
        label=_("Availability"),
        choices=[choice for choice in SpaceStatus.choices if choice[0] != SpaceStatus.OFF_MARKET],
    )
    open = filters.BooleanFilter(label=_("Can be asked for now"), method="by_open")
    area_min = filters.NumberFilter(label=_("Area from (m²)"), method="by_area", **AREA_LIMITS)
    area_max = filters.NumberFilter(label=_("Area to (m²)"), method="by_area", **AREA_LIMITS)
    available_by = filters.DateFilter(label=_("Available by"), method="by_date")
    price_max = filters.NumberFilter(label=_("Price up to"), field_name="price", lookup_expr="lte", min_value=0)
    price_currency = filters.CharFilter(label=_("Currency"), lookup_expr="iexact", max_length=3)
    price_period = _choice(_("Price period"), PricePeriod.choices)

    class Meta:
        model = Space
        fields: list[str] = []

    def by_industry(self, spaces: QuerySet, name: str, value: Industry) -> QuerySet:
        """Spaces without a limit, or limited to this industry, one of its branches, or the one it belongs to."""
        allowed = Q(industries=value) | Q(industries__parent=value)
        if value.parent_id:
            allowed |= Q(industries=value.parent_id)
        limited = Space.industries.through.objects.filter(space=OuterRef("pk"))
        return spaces.filter(~Exists(limited) | Q(pk__in=Space.objects.filter(allowed).values("pk")))

    def by_open(self, spaces: SpaceQuerySet, name: str, value: bool) -> QuerySet:
        return spaces.open() if value else spaces.exclude(pk__in=Space.objects.open().values("pk"))

    def by_area(self, spaces: QuerySet, name: str, value: Any) -> QuerySet:
        low, high = (value, None) if name == "area_min" else (None, value)
        return spaces.filter(area_overlaps(low, high))

    def by_date(self, spaces: QuerySet, name: str, value: Any) -> QuerySet:
        """Free by that day; a space without a date is free now."""
        return spaces.filter(Q(available_from__isnull=True) | Q(available_from__lte=value))
