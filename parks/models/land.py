"""Land, shared technical platforms, and the rates by which prices are turned into another currency."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parks.enums import LandUse, PriceBasis, SpaceStatus, SupplyMode
from parks.models.facts import ParkPartQuerySet
from parks.models.operators import Operator
from parks.models.organisations import Organisation
from parks.models.parks import Park
from parks.models.sources import Source
from parks.models.spaces import AREA, SpaceQuerySet
from parks.scoping import ScopedQuerySet


class LandParcel(models.Model):
    """A plot of land. Bilingual: name, note. Area in hectares; the plot ratio is floor area by land area.

    `is_demonstration` marks invented content plainly wherever it is shown.
    """

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="parcels")
    code = models.CharField(_("plot number"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    use = models.CharField(_("use"), max_length=20, choices=LandUse.choices)
    area_ha = models.DecimalField(_("area (ha)"), **{**AREA, "decimal_places": 4})
    plot_ratio_min = models.DecimalField(_("plot ratio from"), **{**AREA, "max_digits": 5})
    plot_ratio_max = models.DecimalField(_("plot ratio to"), **{**AREA, "max_digits": 5})
    tenure_years = models.PositiveSmallIntegerField(_("term of use (years)"), null=True, blank=True)
    supply_mode = models.CharField(_("given out by"), max_length=20, choices=SupplyMode.choices, blank=True)
    auction_on = models.DateField(_("date of auction or listing"), null=True, blank=True)
    notice_url = models.URLField(_("address of the notice"), max_length=500, blank=True)
    investment_min = models.DecimalField(_("minimum investment"), **{**AREA, "max_digits": 18})
    price = models.DecimalField(_("price"), **{**AREA, "max_digits": 16})
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO 4217, such as CNY."))
    price_basis = models.CharField(_("price basis"), max_length=10, choices=PriceBasis.choices, blank=True)
    status = models.CharField(
        _("availability"), max_length=20, choices=SpaceStatus.choices, default=SpaceStatus.NOT_STATED
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demonstration = models.BooleanField(_("demonstration only"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[SpaceQuerySet] = SpaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("land parcel")
        verbose_name_plural = _("land parcels")
        ordering = ["park_id", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plot_ratio_min__isnull=True)
                | Q(plot_ratio_max__isnull=True)
                | Q(plot_ratio_min__lte=F("plot_ratio_max")),
                name="parcel_ratio_in_order",
                violation_error_message=_("The largest plot ratio is smaller than the smallest one."),
            ),
            models.CheckConstraint(
                condition=(Q(price__isnull=True) & Q(investment_min__isnull=True)) | ~Q(currency=""),
                name="parcel_money_complete",
                violation_error_message=_("An amount needs its currency."),
            ),
            models.UniqueConstraint(
                fields=["park", "code"],
                condition=~Q(code=""),
                name="parcel_code_once",
                violation_error_message=_("Another plot of this park has this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code or f"#{self.pk}"

    @property
    def has_status(self) -> bool:
        return self.status != SpaceStatus.NOT_STATED


class TechPlatform(models.Model):
    """A shared technical platform (公共技术平台). Bilingual: name, summary, equipment, open_to, booking."""

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="platforms")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("run by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    equipment = models.TextField(_("equipment"), blank=True, help_text=_("One on each line."))
    open_to = models.CharField(_("who may use it"), max_length=300, blank=True)
    booking = models.CharField(_("how to book"), max_length=300, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("technical platform")
        verbose_name_plural = _("technical platforms")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class RateQuerySet(ScopedQuerySet["ExchangeRate"]):
    SEAT_PATHS = ("operator__memberships",)


class ExchangeRate(models.Model):
    """One unit of `base` costs `rate` units of `quote` on a day. Without an operator it holds for the whole site."""

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), null=True, blank=True, on_delete=models.CASCADE, related_name="rates"
    )
    base = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217, such as CNY."))
    quote = models.CharField(_("other currency"), max_length=3)
    rate = models.DecimalField(_("rate"), max_digits=16, decimal_places=6, validators=[MinValueValidator(0)])
    as_of = models.DateField(_("as of"))
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demonstration = models.BooleanField(_("demonstration only"), default=False)

    objects: ClassVar[RateQuerySet] = RateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["base", "quote", "-as_of"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="rate_between_two_currencies"),
            models.UniqueConstraint(fields=["operator", "base", "quote", "as_of"], name="rate_once_a_day"),
            models.UniqueConstraint(
                fields=["base", "quote", "as_of"], condition=Q(operator__isnull=True), name="rate_of_site_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.as_of}"
