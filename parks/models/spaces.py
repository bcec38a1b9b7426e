"""What an enterprise can take: buildings and the spaces in them; and the park's pictures."""

from typing import Any, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parks.enums import (
    ASKABLE_SPACE_STATUSES,
    OPEN_SPACE_STATUSES,
    CleanroomClass,
    FireClass,
    Fitting,
    PriceBasis,
    PricePeriod,
    SpaceStatus,
)
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

    PUBLISHED_WITH = "park"

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
        """Spaces that the park said can be had, now or soon."""
        return self.filter(status__in=OPEN_SPACE_STATUSES)

    def askable(self) -> Self:
        """Spaces that can be asked for now."""
        return self.filter(status__in=ASKABLE_SPACE_STATUSES)

    def stated(self) -> Self:
        """On the market and not invented: what may be said of a real park, whether or not the park is public."""
        return self.filter(is_demonstration=False).exclude(status=SpaceStatus.OFF_MARKET)


class Space(models.Model):
    """One space, or one kind of space that a park offers without listing each unit. Bilingual: name, note, limits.

    Areas in m², load in kN/m², height in m, power in kVA. Without a price it is “on request”.
    `is_demonstration` marks invented content plainly wherever it is shown. Whether it is free is not stated until
    somebody says so.
    """

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.CASCADE, related_name="spaces")
    building = models.ForeignKey(
        Building, verbose_name=_("building"), null=True, blank=True, on_delete=models.SET_NULL, related_name="spaces"
    )
    kind = models.ForeignKey(SpaceType, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="spaces")
    code = models.CharField(
        _("number of the space"),
        max_length=60,
        blank=True,
        help_text=_("The park's own number, once in a park; an import finds the space by it."),
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    area_min = models.DecimalField(_("area from (m²)"), **AREA)
    area_max = models.DecimalField(_("area to (m²)"), **AREA)
    seats = models.PositiveIntegerField(pgettext_lazy("space", "seats"), null=True, blank=True)
    status = models.CharField(
        _("availability"), max_length=20, choices=SpaceStatus.choices, default=SpaceStatus.NOT_STATED
    )
    available_from = models.DateField(_("available from"), null=True, blank=True)
    fitting = models.CharField(_("fitting"), max_length=10, choices=Fitting.choices, blank=True)
    floor_load = models.DecimalField(_("floor load (kN/m²)"), **{**AREA, "max_digits": 7})
    clear_height = models.DecimalField(_("clear height (m)"), **{**AREA, "max_digits": 6})
    power_kva = models.DecimalField(_("power (kVA)"), **{**AREA, "max_digits": 9})
    cleanroom = models.CharField(_("clean room"), max_length=10, choices=CleanroomClass.choices, blank=True)
    crane_tonnes = models.DecimalField(_("crane (t)"), **{**AREA, "max_digits": 6})
    lift_tonnes = models.DecimalField(_("goods lift (t)"), **{**AREA, "max_digits": 6})
    fire_class = models.CharField(_("fire hazard class"), max_length=10, choices=FireClass.choices, blank=True)
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
    is_demonstration = models.BooleanField(_("demonstration only"), default=False)
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
            models.UniqueConstraint(
                fields=["park", "code"],
                condition=~Q(code=""),
                name="space_code_once",
                violation_error_message=_("Another space of this park has this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.kind)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_SPACE_STATUSES

    @property
    def is_askable(self) -> bool:
        return self.status in ASKABLE_SPACE_STATUSES

    @property
    def has_status(self) -> bool:
        return self.status != SpaceStatus.NOT_STATED
