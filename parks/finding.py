"""The one way to narrow down spaces and land: the pages and the API use the same sets.

A value that is not understood is ignored and told (`filterset.errors`); it never breaks the page. A space whose limit
nobody stated never matches a filter by that limit.
"""

import datetime
from collections.abc import Collection
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.languages import current_language
from parks.asking import every_country, offer
from parks.enums import (
    OPEN_SPACE_STATUSES,
    CleanroomClass,
    FireClass,
    Fitting,
    LandUse,
    PricePeriod,
    SpaceStatus,
    SupplyMode,
)
from parks.filters import (
    ANY,
    AREA_LIMITS,
    STEP_CHOICES,
    AreaForm,
    RegionFilter,
    TermFilter,
    area_overlaps,
    region_or_within,
    regions_of,
    regions_with_parks,
)
from parks.models import Industry, LandParcel, Region, Space, SpaceType
from parks.models.spaces import SpaceQuerySet
from parks.models.taxonomies import Term

SPACE_SORTS = [
    ("park", _("Park")),
    ("smallest", _("Smallest first")),
    ("largest", _("Largest first")),
    ("soonest", _("Soonest free")),
    ("newest", _("Newest")),
]
LAND_SORTS = [("park", _("Park")), ("largest", _("Largest first")), ("auction", _("Date of auction"))]
MARKET = [choice for choice in SpaceStatus.choices if choice[0] != SpaceStatus.OFF_MARKET]
LIMIT = {"min_value": 0, "max_value": 1_000_000, "max_digits": 9, "decimal_places": 2}
YES_NO = [("", ANY), ("true", _("Yes")), ("false", _("No"))]
# Each class and those that are at least as clean, on its own scale.
SCALES = (
    (CleanroomClass.ISO_5, CleanroomClass.ISO_6, CleanroomClass.ISO_7, CleanroomClass.ISO_8),
    (CleanroomClass.GMP_A, CleanroomClass.GMP_B, CleanroomClass.GMP_C, CleanroomClass.GMP_D),
)


def as_clean_as(wanted: str) -> list[str]:
    """The class itself and the cleaner ones of the same scale; ISO and GMP are never set against each other."""
    scale = next(scale for scale in SCALES if wanted in scale)
    return [str(value) for value in scale[: scale.index(CleanroomClass(wanted)) + 1]]


def admits_hazard(wanted: str) -> list[str]:
    """The classes of building in which production of this class may run: the same or a more dangerous one."""
    classes = list(FireClass)
    return [str(value) for value in classes[: classes.index(FireClass(wanted)) + 1]]


def park_name(prefix: str = "park__") -> Any:
    """What to order rows of parks by, in the reader's language."""
    if current_language() == "zh-hans":
        return F(f"{prefix}sort_key")
    return Lower(Coalesce(NullIf(f"{prefix}name_en", Value("")), f"{prefix}slug"))


def _term(model: type[Term], label: Any, **extra: Any) -> TermFilter:
    """One value of a catalogue, by code."""
    return TermFilter(label=label, queryset=model.objects.all(), to_field_name="code", empty_label=ANY, **extra)


def _choice(label: Any, choices: Any, **extra: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=choices, empty_label=ANY, **extra)


def _least(label: Any, field: str) -> filters.NumberFilter:
    """At least so much."""
    return filters.NumberFilter(label=label, field_name=field, lookup_expr="gte", **LIMIT)


def _yes_no(label: Any, method: str) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, method=method, widget=forms.Select(choices=YES_NO))


def _region() -> RegionFilter:
    return RegionFilter(
        label=_("Province or city"),
        queryset=regions_with_parks,
        to_field_name="code",
        method="by_region",
        empty_label=ANY,
    )


class OfParks(filters.FilterSet):
    """What spaces and land have in common: the park and the place."""

    park = filters.CharFilter(label=_("Park"), field_name="park__slug", max_length=80)
    region = _region()
    # Lists to choose from, and the column whose values they ask for.
    columns: ClassVar[dict[str, str]] = {"status": "status", "country": "park__country"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, country=every_country)

    def keep(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """Ordering comes last, in `filter_queryset`."""
        return rows

    def by_region(self, rows: QuerySet, name: str, value: Region) -> QuerySet:
        return rows.filter(region_or_within(value, "park__region"))

    def ordering(self, sort: str) -> list[Any]:
        """Columns to order by before the park's name."""
        return []

    def finds(self, name: str, code: str) -> Collection[str]:
        """The values of a list's column that a choice finds."""
        return (code,)

    def rows_in_use(self) -> dict[str, QuerySet]:
        """For lists of records: those that some row is about."""
        return {"region": regions_of(self.queryset, "park__region")}

    def offer_in_use(self) -> None:
        """Show in lists what finds something, and what was asked for; one query more for all columns.

        What is understood stays the same: old links go on working.
        """
        self.form.is_valid()
        asked = getattr(self.form, "cleaned_data", {})
        used: dict[str, set[str]] = {name: set() for name in self.columns}
        for row in self.queryset.order_by().values_list(*self.columns.values()).distinct():
            for name, value in zip(used, row, strict=True):
                used[name].add(str(value))
        for name, values in used.items():
            field = self.form.fields[name]
            field.widget.choices = [
                (code, label)
                for code, label in field.choices
                if not code or code == asked.get(name) or not values.isdisjoint(self.finds(name, code))
            ]
        for name, rows in self.rows_in_use().items():
            field, chosen = self.form.fields[name], getattr(asked.get(name), "pk", None)
            kept = field.queryset.filter(Q(pk__in=rows.order_by().values("pk")) | Q(pk=chosen))
            named = [(field.prepare_value(row), field.label_from_instance(row)) for row in kept]
            field.widget.choices = [("", field.empty_label), *named]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        first = self.ordering(self.form.cleaned_data.get("sort") or "park")
        return super().filter_queryset(queryset).order_by(*first, park_name(), "park__slug", "order", "pk")


def _soonest(today: datetime.date) -> list[Any]:
    """What is open now, then what has a day to come, by that day, then what nobody said when it is free."""
    day = Case(When(available_from__gt=today, then=F("available_from")), output_field=DateField())
    is_open = Q(status__in=OPEN_SPACE_STATUSES)
    rank = Case(When(available_from__gt=today, then=Value(1)), When(is_open, then=Value(0)), default=Value(2))
    return [rank, day]


class SpaceFilter(OfParks):
    """Spaces by park, place, kind, area, technical limits, availability and price."""

    kind = _term(SpaceType, _("Kind of space"))
    country = _choice(_("Country/region"), (), field_name="park__country")
    step = _choice(_("Space by stage"), STEP_CHOICES, field_name="kind__ladder_step")
    industry = _term(Industry, _("Industry"), method="by_industry")
    status = _choice(_("Availability"), MARKET)
    open = _yes_no(_("Open now or soon"), "by_open")
    area_min = filters.NumberFilter(label=_("Area from (m²)"), method="by_area", **AREA_LIMITS)
    area_max = filters.NumberFilter(label=_("Area to (m²)"), method="by_area", **AREA_LIMITS)
    available_by = filters.DateFilter(
        label=_("Available by"), method="by_date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    floor_load_min = _least(_("Floor load from (kN/m²)"), "floor_load")
    clear_height_min = _least(_("Clear height from (m)"), "clear_height")
    power_min = _least(_("Power from (kVA)"), "power_kva")
    crane_min = _least(_("Crane from (t)"), "crane_tonnes")
    lift_min = _least(_("Goods lift from (t)"), "lift_tonnes")
    cleanroom = _choice(_("Clean room, at least"), CleanroomClass.choices, method="by_cleanroom")
    fire_class = _choice(_("Fire hazard class of your production"), FireClass.choices, method="by_fire_class")
    fitting = _choice(_("Fitting"), Fitting.choices)
    priced = _yes_no(_("Price stated"), "by_priced")
    price_max = filters.NumberFilter(
        label=_("Price up to"), field_name="price", lookup_expr="lte", min_value=0, max_value=10**10, max_digits=12
    )
    price_currency = filters.CharFilter(label=_("Currency"), lookup_expr="iexact", max_length=3)
    price_period = _choice(_("Price period"), PricePeriod.choices)
    sort = _choice(pgettext_lazy("of a list", "Order"), SPACE_SORTS, method="keep")

    columns: ClassVar[dict[str, str]] = {
        **OfParks.columns,
        "fitting": "fitting",
        "cleanroom": "cleanroom",
        "fire_class": "fire_class",
        "step": "kind__ladder_step",
    }

    class Meta:
        model = Space
        fields: list[str] = []
        form = AreaForm

    def finds(self, name: str, code: str) -> Collection[str]:
        if name == "cleanroom":
            return as_clean_as(code)
        return admits_hazard(code) if name == "fire_class" else (code,)

    def rows_in_use(self) -> dict[str, QuerySet]:
        return {
            **super().rows_in_use(),
            "kind": SpaceType.objects.filter(pk__in=self.queryset.order_by().values("kind")),
        }

    def by_industry(self, spaces: QuerySet, name: str, value: Industry) -> QuerySet:
        """Spaces without a limit, or limited to this industry, one of its branches, or the one it belongs to."""
        allowed = Q(industries=value) | Q(industries__parent=value)
        if value.parent_id:
            allowed |= Q(industries=value.parent_id)
        limited = Space.industries.through.objects.filter(space=OuterRef("pk"))
        return spaces.filter(~Exists(limited) | Q(pk__in=Space.objects.filter(allowed).values("pk")))

    def by_open(self, spaces: SpaceQuerySet, name: str, value: bool) -> QuerySet:
        """What is open, or what is said not to be; a space about which nobody said either is neither."""
        return spaces.open() if value else spaces.exclude(status__in=(*OPEN_SPACE_STATUSES, SpaceStatus.NOT_STATED))

    def by_area(self, spaces: QuerySet, name: str, value: Any) -> QuerySet:
        low, high = (value, None) if name == "area_min" else (None, value)
        return spaces.filter(area_overlaps(low, high))

    def by_date(self, spaces: SpaceQuerySet, name: str, value: Any) -> QuerySet:
        """Open by that day, as the directory of parks takes it; an open space without a date is free now."""
        return spaces.open().filter(Q(available_from__isnull=True) | Q(available_from__lte=value))

    def by_cleanroom(self, spaces: QuerySet, name: str, value: str) -> QuerySet:
        return spaces.filter(cleanroom__in=as_clean_as(value))

    def by_fire_class(self, spaces: QuerySet, name: str, value: str) -> QuerySet:
        return spaces.filter(fire_class__in=admits_hazard(value))

    def by_priced(self, spaces: QuerySet, name: str, value: bool) -> QuerySet:
        return spaces.filter(price__isnull=not value)

    def ordering(self, sort: str) -> list[Any]:
        """Areas that nobody stated come last; how soon a space is free: see `_soonest`."""
        if sort == "smallest":
            return [Coalesce("area_min", "area_max").asc(nulls_last=True)]
        if sort == "largest":
            return [Coalesce("area_max", "area_min").desc(nulls_last=True)]
        if sort == "soonest":
            return _soonest(timezone.localdate())
        return [F("updated_at").desc()] if sort == "newest" else []


class LandFilter(OfParks):
    """Plots of land by park, place, use, area, the way they are given out, and whether the auction is still to come."""

    country = _choice(_("Country/region"), (), field_name="park__country")
    use = _choice(_("Use"), LandUse.choices)
    supply_mode = _choice(_("Given out by"), SupplyMode.choices)
    status = _choice(_("Availability"), MARKET)
    area_min = filters.NumberFilter(label=_("Area from (ha)"), field_name="area_ha", lookup_expr="gte", **LIMIT)
    area_max = filters.NumberFilter(label=_("Area to (ha)"), field_name="area_ha", lookup_expr="lte", **LIMIT)
    upcoming = _yes_no(_("Auction still to come"), "by_upcoming")
    sort = _choice(pgettext_lazy("of a list", "Order"), LAND_SORTS, method="keep")

    columns: ClassVar[dict[str, str]] = {**OfParks.columns, "use": "use", "supply_mode": "supply_mode"}

    class Meta:
        model = LandParcel
        fields: list[str] = []
        form = AreaForm

    def by_upcoming(self, parcels: QuerySet, name: str, value: bool) -> QuerySet:
        today = timezone.localdate()
        return parcels.filter(auction_on__gte=today) if value else parcels.filter(auction_on__lt=today)

    def ordering(self, sort: str) -> list[Any]:
        """What nobody stated comes last."""
        if sort == "largest":
            return [F("area_ha").desc(nulls_last=True)]
        return [F("auction_on").asc(nulls_last=True)] if sort == "auction" else []
