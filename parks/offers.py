"""What a space or a plot offers, in words: limits with their units, when it is free, who may take it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common import measures
from common.languages import local_text
from parks import conversion
from parks.enums import ASKABLE_SPACE_STATUSES, SpaceStatus
from parks.models import LandParcel, Space
from parks.models.spaces import SpaceQuerySet


@dataclass(frozen=True)
class Limit:
    """One technical limit; “—” when nobody stated it."""

    code: str
    label: str
    text: str

    @property
    def is_known(self) -> bool:
        return self.text != measures.NO_DATA


@dataclass(frozen=True)
class Offer:
    """One space as lists and its own page show it."""

    space: Space
    area: str
    price: conversion.Price
    availability: str
    limits: list[Limit]

    @property
    def known_limits(self) -> list[Limit]:
        return [limit for limit in self.limits if limit.is_known]

    @property
    def has_area(self) -> bool:
        return self.area != measures.NO_DATA

    @property
    def has_availability(self) -> bool:
        return self.availability != measures.NO_DATA

    @property
    def can_be_asked(self) -> bool:
        return self.space.is_askable and self.space.park.can_be_asked


@dataclass(frozen=True)
class Plot:
    """One parcel of land as the list shows it."""

    parcel: LandParcel
    area: str
    ratio: str
    price: conversion.Price
    investment: conversion.Price
    availability: str

    @property
    def has_availability(self) -> bool:
        return self.availability != measures.NO_DATA

    @property
    def can_be_asked(self) -> bool:
        return self.parcel.status in ASKABLE_SPACE_STATUSES and self.parcel.park.can_be_asked


def for_offers(spaces: SpaceQuerySet) -> SpaceQuerySet:
    """Spaces with all that an offer shows: one further query, however many spaces."""
    return spaces.select_related(
        "park__operator", "park__region__parent", "kind", "building", "source"
    ).prefetch_related("industries")


def offers(spaces: Iterable[Space], units: conversion.Units) -> list[Offer]:
    """One query more when prices must be turned into another currency."""
    rows = list(spaces)
    rates = conversion.rates_for(units, rows)
    return [
        Offer(
            space,
            units.area_of(space),
            conversion.price_of(space, units, rates),
            availability(space),
            limits(space),
        )
        for space in rows
    ]


def plots(parcels: Iterable[LandParcel], units: conversion.Units) -> list[Plot]:
    """One query more when prices must be turned into another currency."""
    rows = list(parcels)
    rates = conversion.rates_for(units, rows)
    return [
        Plot(
            parcel,
            measures.hectares(parcel.area_ha),
            measures.span(parcel.plot_ratio_min, parcel.plot_ratio_max),
            _turned(parcel, parcel.price, parcel.price_basis, units, rates),
            _turned(parcel, parcel.investment_min, "", units, rates),
            availability(parcel),
        )
        for parcel in rows
    ]


def _turned(
    parcel: LandParcel, value: Decimal | None, basis: str, units: conversion.Units, rates: conversion.Rates
) -> conversion.Price:
    if value is None:
        return conversion.Price()
    amount = conversion.Amount(value, parcel.currency, basis=basis)
    return conversion.turn(amount, units, rates, parcel.park.operator_id)


def availability(row: Space | LandParcel) -> str:
    """Whether it can be had and from when, or “—”; a day that has passed says nothing any more."""
    day = getattr(row, "available_from", None)
    coming = day.isoformat() if day is not None and day > timezone.localdate() else ""
    if not row.has_status:
        return _("from %(date)s") % {"date": coming} if coming else measures.NO_DATA
    words = str(row.get_status_display())
    if not coming:
        return words
    if row.status == SpaceStatus.AVAILABLE:
        return _("Available from %(date)s") % {"date": coming}
    return _("%(state)s, free from %(date)s") % {"state": words, "date": coming}


def limits(space: Space) -> list[Limit]:
    """Every technical limit in a fixed order, stated or not."""
    measured = (
        ("floor_load", _("Floor load"), space.floor_load, "kN/m²"),
        ("clear_height", _("Clear height"), space.clear_height, "m"),
        ("power_kva", _("Power"), space.power_kva, "kVA"),
        ("crane_tonnes", _("Crane"), space.crane_tonnes, "t"),
        ("lift_tonnes", _("Goods lift"), space.lift_tonnes, "t"),
    )
    named = (
        ("cleanroom", _("Clean room"), space.get_cleanroom_display() if space.cleanroom else ""),
        ("fire_class", _("Fire hazard class"), space.get_fire_class_display() if space.fire_class else ""),
        ("fitting", _("Fitting"), space.get_fitting_display() if space.fitting else ""),
    )
    return [
        *(Limit(code, label, measures.quantity(value, unit)) for code, label, value, unit in measured),
        *(Limit(code, label, str(text) or measures.NO_DATA) for code, label, text in named),
    ]


def industries(space: Space) -> str:
    """The only industries that may take it; empty without such a limit."""
    return pgettext("between the items of a list", ", ").join(str(term) for term in space.industries.all())


def name(space: Space) -> str:
    """Its own name, else its kind; one line in the reader's language, else in the other one."""
    return local_text(space, "name").text or local_text(space.kind, "name").text or str(space.pk)


def description(space: Space) -> str:
    """One line about it for search engines and shared links."""
    return _("%(name)s (%(kind)s) in %(park)s: area, technical limits, price and availability.") % {
        "name": name(space),
        "kind": local_text(space.kind, "name").text,
        "park": local_text(space.park, "name").text,
    }


def lease(space: Space) -> str:
    """`at least 12 months`, or “—”."""
    months = space.minimum_lease_months
    if months is None:
        return measures.NO_DATA
    return ngettext("at least %(count)s month", "at least %(count)s months", months) % {"count": months}
