"""The catalogues that platform editors keep: a code, two labels, and retiring instead of deleting."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parks.enums import FeeKind, IndustryGroup, MetricGroup, RegionKind, ServiceTier, SpaceGroup


def refuse_circle(node: models.Model) -> None:
    """Complain at `parent` when walking up from a row comes back to it, or to anything met on the way."""
    seen, above = {node.pk} - {None}, getattr(node, "parent", None)
    while above is not None:
        if above is node or above.pk in seen:
            raise ValidationError({"parent": _("This would make a circle.")})
        seen.add(above.pk)
        above = above.parent


class TermQuerySet(models.QuerySet):
    def current(self) -> "TermQuerySet":
        """Values that new records may use; old records keep showing retired ones."""
        return self.filter(retired=False)


class Term(models.Model):
    """One value of a catalogue. Bilingual: name, summary."""

    code = models.SlugField(_("code"), max_length=60, unique=True, help_text=_("Never changes once in use."))
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired = models.BooleanField(_("retired"), default=False, help_text=_("Hidden in new records, shown in old ones."))
    sources = models.ManyToManyField("parks.Source", verbose_name=_("sources"), blank=True, related_name="+")

    objects: ClassVar[TermQuerySet] = TermQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name or self.code


class Industry(Term):
    """Two levels: a top-level industry and its branches."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent industry"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="branches",
    )

    group = models.CharField(_("group"), max_length=20, choices=IndustryGroup.choices, default=IndustryGroup.STRATEGIC)

    class Meta(Term.Meta):
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="industry_not_own_parent",
                violation_error_message=_("This would make a circle."),
            )
        ]

    def clean(self) -> None:
        """Refuse a circle, and a third level."""
        refuse_circle(self)
        if self.parent is None:
            return
        if self.parent.parent_id is not None:
            raise ValidationError({"parent": _("This industry is a branch itself; choose a top-level one.")})
        if self.pk is not None and self.branches.exists():
            raise ValidationError({"parent": _("This industry has branches, so it must stay at the top level.")})


class SpaceType(Term):
    """A kind of space; `ladder_step` 1 to 5 places it on the ladder, 0 beside it."""

    group = models.CharField(_("group"), max_length=20, choices=SpaceGroup.choices, default=SpaceGroup.PREMISES)
    ladder_step = models.PositiveSmallIntegerField(
        _("step on the ladder"), default=0, validators=[MaxValueValidator(6)]
    )

    class Meta(Term.Meta):
        verbose_name = _("kind of space")
        verbose_name_plural = _("kinds of space")
        constraints = [
            models.CheckConstraint(
                condition=Q(ladder_step__lte=6),
                name="space_type_step_known",
                violation_error_message=_("The ladder has six steps at most."),
            )
        ]


class Service(Term):
    """One service of the platform's catalogue. Bilingual beside name and summary: scope, documents."""

    tier = models.CharField(_("tier"), max_length=20, choices=ServiceTier.choices)
    scope = models.TextField(_("what it covers"), blank=True)
    documents = models.TextField(_("documents needed"), blank=True, help_text=_("One on each line."))
    lead_days = models.PositiveSmallIntegerField(_("lead time (working days)"), null=True, blank=True)
    fee_kind = models.CharField(_("fee"), max_length=10, choices=FeeKind.choices, blank=True)
    modes = models.ManyToManyField(
        "parks.SettlementMode", verbose_name=_("ways to settle"), blank=True, related_name="services"
    )

    class Meta(Term.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")


class SettlementMode(Term):
    """A way for an enterprise to settle."""

    space_types = models.ManyToManyField(
        SpaceType, verbose_name=_("kinds of space"), blank=True, related_name="settlement_modes"
    )
    needs_space = models.BooleanField(
        _("needs a space"), default=True, help_text=_("The inquiry form asks for area and kind of space.")
    )
    needs_environment = models.BooleanField(
        _("needs environmental answers"), default=False, help_text=_("Emissions, waste water and noise are asked.")
    )

    class Meta(Term.Meta):
        verbose_name = _("settlement mode")
        verbose_name_plural = _("settlement modes")


class Metric(Term):
    """What a figure measures. Bilingual beside name and summary: unit_label, items.

    `unit` is a stable code such as `m2`, `companies`, `CNY`.
    """

    group = models.CharField(_("group"), max_length=20, choices=MetricGroup.choices, default=MetricGroup.COMMUNITY)
    unit = models.CharField(_("unit code"), max_length=30)
    unit_label = models.CharField(_("unit"), max_length=60, blank=True)
    items = models.TextField(_("items"), blank=True, help_text=_("What the metric consists of, one on each line."))

    class Meta(Term.Meta):
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")


class Region(models.Model):
    """Country or region → province → city → district. Bilingual: name."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=RegionKind.choices)
    country = models.CharField(_("country code"), max_length=2, help_text=_("ISO 3166-1 alpha-2."))
    parent = models.ForeignKey(
        "self", verbose_name=_("within"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired = models.BooleanField(_("retired"), default=False, help_text=_("Hidden in new records, shown in old ones."))

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="region_not_own_parent",
                violation_error_message=_("This would make a circle."),
            ),
            models.CheckConstraint(
                condition=Q(kind=RegionKind.COUNTRY, parent__isnull=True)
                | (~Q(kind=RegionKind.COUNTRY) & Q(parent__isnull=False)),
                name="region_country_is_root",
                violation_error_message=_("A country lies within nothing; every other region lies within another."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    def clean(self) -> None:
        refuse_circle(self)
