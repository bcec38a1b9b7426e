"""What is known about a park: figures with unit, date and source; never undated prose."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.enums import DatePrecision, PhaseState, Qualifier, ReachMode
from parks.models.organisations import Organisation
from parks.models.parks import Park, seat_paths
from parks.models.sources import Source
from parks.models.taxonomies import Industry, Metric
from parks.scoping import ScopedQuerySet

STALE_AFTER = datetime.timedelta(days=365)


class ParkPartQuerySet(ScopedQuerySet):
    """Rows that hang on one park through a `park` column."""

    SEAT_PATHS = seat_paths("park__")


class FactQuerySet(ParkPartQuerySet):
    def stale(self) -> Self:
        """Older than a year, or undated; as `Fact.is_stale` says of one."""
        return self.filter(Q(as_of__isnull=True) | Q(as_of__lt=timezone.localdate() - STALE_AFTER))


class Fact(models.Model):
    """One figure from one source. Several values of one metric may stand side by side, each with its source.

    `value` may be empty when the source only says “dozens”: then `qualifier` speaks. Bilingual: note.
    """

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(
        Park, verbose_name=_("park"), null=True, blank=True, on_delete=models.CASCADE, related_name="facts"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="facts",
    )
    metric = models.ForeignKey(Metric, verbose_name=_("metric"), on_delete=models.PROTECT, related_name="facts")
    industry = models.ForeignKey(
        Industry,
        verbose_name=_("industry"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("For a figure about one industry alone, such as its share."),
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(
        _("own unit"),
        max_length=30,
        blank=True,
        help_text=_("Only where the source uses another unit: km2, EUR/m2/yr."),
    )
    qualifier = models.CharField(
        _("as the source says"), max_length=30, choices=Qualifier.choices, blank=True, default=Qualifier.EXACT
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_precision = models.CharField(
        _("date known to the"), max_length=10, choices=DatePrecision.choices, default=DatePrecision.YEAR
    )
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="facts")
    note = models.CharField(_("note"), max_length=300, blank=True)
    headline = models.BooleanField(_("headline figure"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[FactQuerySet] = FactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(park__isnull=False, organisation__isnull=True)
                | Q(park__isnull=True, organisation__isnull=False),
                name="fact_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(qualifier=""),
                name="fact_says_something",
                violation_error_message=_("Enter a value, or say how the source put it (“dozens”)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value if self.value is not None else self.get_qualifier_display()}"

    @property
    def is_stale(self) -> bool:
        """Older than a year, or undated."""
        return self.as_of is None or timezone.localdate() - self.as_of > STALE_AFTER


class Reach(models.Model):
    """How far a place is. Bilingual: place. `within` means that the source gave an upper bound."""

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="reaches")
    place = models.CharField(_("place"), max_length=120)
    mode = models.CharField(_("means of transport"), max_length=20, choices=ReachMode.choices, blank=True)
    km = models.DecimalField(_("distance (km)"), max_digits=7, decimal_places=1, null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("travel time (minutes)"), null=True, blank=True)
    within = models.BooleanField(_("at most"), default=False)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reach")
        verbose_name_plural = _("reach")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.place


class Phase(models.Model):
    """A construction phase. Bilingual: name, scope. Dates are as exact as the source: a year, month or day."""

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="phases")
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    name = models.CharField(_("name"), max_length=120)
    scope = models.TextField(_("scope"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=PhaseState.choices)
    starts = models.CharField(_("starts"), max_length=10, blank=True)
    ends = models.CharField(_("ends"), max_length=10, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["park", "order"], name="phase_order_unique")]

    def __str__(self) -> str:
        return self.name


class Recognition(models.Model):
    """An honour or a listing. Bilingual: title."""

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="recognitions")
    title = models.CharField(_("title"), max_length=500)
    scheme = models.CharField(_("scheme"), max_length=120, blank=True)
    awarded = models.CharField(_("awarded"), max_length=10, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Statement(models.Model):
    """Something a source says that is no figure. Bilingual: text."""

    PUBLISHED_WITH = "park"

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="statements")
    text = models.TextField(_("text"))
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("sourced statement")
        verbose_name_plural = _("sourced statements")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
