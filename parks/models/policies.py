"""Policies: what is given to whom, under which conditions, until when, and where it is written."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.enums import (
    ConditionAttribute,
    ConditionTest,
    PolicyDelivery,
    PolicyEffect,
    PolicyKind,
    PolicyLevel,
    Qualifier,
)
from parks.models.operators import Operator
from parks.models.organisations import Organisation
from parks.models.parks import Park
from parks.models.publication import Publishable, PublishableQuerySet
from parks.models.sources import Source
from parks.models.taxonomies import Industry, Region, SettlementMode
from parks.scoping import ScopedQuerySet


class PolicyQuerySet(PublishableQuerySet["Policy"]):
    SEAT_PATHS = ("operator__memberships",)

    def offered(self) -> "PolicyQuerySet":
        """Public incentives that are in force today. What has expired is reachable, but never offered."""
        today = timezone.localdate()
        return (
            self.public()
            .filter(effect=PolicyEffect.INCENTIVE)
            .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
            .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        )


class Policy(Publishable):
    """One policy; the platform keeps it when it has no operator.

    Bilingual: title, issuer, summary, materials, how_to_apply.
    """

    REQUIRED_TEXTS = ("title", "summary")

    operator = models.ForeignKey(
        Operator, verbose_name=_("operator"), null=True, blank=True, on_delete=models.PROTECT, related_name="policies"
    )
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PolicyKind.choices)
    level = models.CharField(_("level"), max_length=20, choices=PolicyLevel.choices, blank=True)
    effect = models.CharField(_("effect"), max_length=20, choices=PolicyEffect.choices, default=PolicyEffect.INCENTIVE)
    delivery = models.CharField(_("delivery"), max_length=20, choices=PolicyDelivery.choices, blank=True)
    title = models.CharField(_("title"), max_length=250)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    materials = models.TextField(_("documents needed"), blank=True, help_text=_("One on each line."))
    how_to_apply = models.TextField(_("how to apply"), blank=True)
    link = models.URLField(_("address of the text"), max_length=500, blank=True)
    country = models.CharField(_("country code"), max_length=2, help_text=_("ISO 3166-1 alpha-2."))
    region = models.ForeignKey(
        Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="policies"
    )
    published = models.CharField(
        _("published"), max_length=10, blank=True, help_text=_("A year, a month or a day: 2016, 2016-06, 2016-06-20.")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    parks = models.ManyToManyField(Park, verbose_name=_("parks"), blank=True, related_name="policies")
    industries = models.ManyToManyField(Industry, verbose_name=_("industries"), blank=True, related_name="policies")
    modes = models.ManyToManyField(
        SettlementMode, verbose_name=_("settlement modes"), blank=True, related_name="policies"
    )
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("organisations"), blank=True, related_name="policies"
    )
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True, related_name="+")

    objects: ClassVar[PolicyQuerySet] = PolicyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["-published", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="policy_validity_in_order",
                violation_error_message=_("The policy ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def has_expired(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()


class PolicyPartQuerySet(ScopedQuerySet):
    SEAT_PATHS = ("policy__operator__memberships",)


class PolicyFigure(models.Model):
    """A figure that a policy states: what it gives (`is_benefit`) or what it mentions. Bilingual: label, unit_label."""

    PUBLISHED_WITH = "policy"

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="figures")
    label = models.CharField(_("what it is"), max_length=150)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("unit code"), max_length=30, blank=True, help_text=_("percent, days, or a currency."))
    unit_label = models.CharField(_("unit"), max_length=60, blank=True)
    cap = models.DecimalField(_("at most"), max_digits=20, decimal_places=2, null=True, blank=True)
    qualifier = models.CharField(
        _("as the source says"), max_length=30, choices=Qualifier.choices, blank=True, default=Qualifier.EXACT
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    is_benefit = models.BooleanField(_("is the benefit"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[PolicyPartQuerySet] = PolicyPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("figure of the policy")
        verbose_name_plural = _("figures of the policy")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class PolicyCondition(models.Model):
    """One condition. Bilingual: text, which is what people read; attribute, test and values are what is checked.

    `values` holds codes for `one_of` and `none_of`, one number for `at_least` and `at_most`.
    """

    PUBLISHED_WITH = "policy"

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="conditions")
    text = models.CharField(_("condition"), max_length=300)
    attribute = models.CharField(_("asks for"), max_length=20, choices=ConditionAttribute.choices)
    test = models.CharField(_("test"), max_length=10, choices=ConditionTest.choices, blank=True)
    values = models.JSONField(_("values"), default=list, blank=True, help_text=_("Codes, or one number."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[PolicyPartQuerySet] = PolicyPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attribute=ConditionAttribute.STATEMENT) | ~Q(test=""),
                name="condition_has_a_test",
                violation_error_message=_("Choose how the values are compared."),
            )
        ]

    def __str__(self) -> str:
        return self.text
