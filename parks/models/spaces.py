"""What an enterprise can take: buildings and the spaces in them; and the park's pictures."""

from typing import Any, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parks.enums import OPEN_SPACE_STATUSES, Fitting, PriceBasis, PricePeriod, SpaceStatus
from parks.models.facts import ParkPartQuerySet
from parks.models.parks import Park
from parks.models.sources import Source
from parks.models.taxonomies import Industry, SpaceType

AREA: dict[str, Any] = {
    "max_digits": 12,
    "decimal_places": 2,
    "null": True,
    "blank": True,
    "validators": [MinValueValidator(0)],
}


class Building(models.Model):
    """A building of a park. Bilingual: name."""

    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="buildings")
    name = models.CharField(_("name"), max_length=120)

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["park_id", "pk"]

    def __str__(self) -> str:
        return self.name


class SpaceQuerySet(ParkPartQuerySet):
    def public(self) -> Self:
        """Spaces on the market of parks that are public."""
        return self.exclude(status=SpaceStatus.OFF_MARKET).filter(park__in=Park.objects.public())

    def open(self) -> Self:
        """Spaces that can be asked for now."""
        return self.filter(status__in=OPEN_SPACE_STATUSES)


class Space(models.Model):
    """One space, or one kind of space that a park offers without listing each unit. Bilingual: name, note, limits.

    Areas in m², load in kN/m², height in m, power in kVA. Without a price it is “on request”.
    """

    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="spaces")
    building = models.ForeignKey(
        Building, verbose_name=_("building"), null=True, blank=True, on_delete=models.SET_NULL, related_name="spaces"
    )
    kind = models.ForeignKey(SpaceType, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="spaces")
    name = models.CharField(_("name"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    area_min = models.DecimalField(_("area from (m²)"), **AREA)
    area_max = models.DecimalField(_("area to (m²)"), **AREA)
    seats = models.PositiveIntegerField(pgettext_lazy("space", "seats"), null=True, blank=True)
    status = models.CharField(
        _("availability"), max_length=20, choices=SpaceStatus.choices, default=SpaceStatus.AVAILABLE
    )
    available_from = models.DateField(_("available from"), null=True, blank=True)
    fitting = models.CharField(_("fitting"), max_length=10, choices=Fitting.choices, blank=True)
    floor_load = models.DecimalField(_("floor load (kN/m²)"), **{**AREA, "max_digits": 7})
    clear_height = models.DecimalField(_("clear height (m)"), **{**AREA, "max_digits": 6})
    power_kva = models.DecimalField(_("power (kVA)"), **{**AREA, "max_digits": 9})
    limits = models.CharField(_("other technical limits"), max_length=300, blank=True)
    industries = models.ManyToManyField(
        Industry, verbose_name=_("only for these industries"), blank=True, related_name="+"
    )
    price = models.DecimalField(_("price"), **{**AREA, "max_digits": 12})
    price_currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO 4217, such as CNY."))
    price_period = models.CharField(_("price period"), max_length=10, choices=PricePeriod.choices, blank=True)
    price_basis = models.CharField(_("price basis"), max_length=10, choices=PriceBasis.choices, blank=True)
    minimum_lease_months = models.PositiveSmallIntegerField(_("minimum lease (months)"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[SpaceQuerySet] = SpaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["park_id", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_min__isnull=True) | Q(area_max__isnull=True) | Q(area_min__lte=F("area_max")),
                name="space_area_in_order",
                violation_error_message=_("The largest area is smaller than the smallest one."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | (~Q(price_currency="") & ~Q(price_period="") & ~Q(price_basis="")),
                name="space_price_complete",
                violation_error_message=_("A price needs its currency, period and basis."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.kind)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_SPACE_STATUSES


class Photo(models.Model):
    """A picture of a park, re-encoded when uploaded. Bilingual: alt, credit."""

    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="photos")
    image = models.ImageField(
        _("picture"), upload_to="photos/%Y/%m/", width_field="width", height_field="height", max_length=200
    )
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)
    alt = models.CharField(_("what the picture shows"), max_length=250)
    credit = models.CharField(_("credit"), max_length=150, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    created_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt
