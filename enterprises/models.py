"""The companies that ask for a place."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from enterprises.enums import EnterpriseType, SizeBand
from parks.models import Industry
from parks.scoping import ScopedQuerySet


class EnterpriseQuerySet(ScopedQuerySet["Enterprise"]):
    """Reached through the cases that its inquiries opened; `inquiries` sits above and owns that relation's name."""

    SEAT_PATHS = ("inquiries__cases__operator__memberships",)


class Enterprise(models.Model):
    """A company as it described itself in one inquiry; never merged silently with another row.

    At least one of the two names is filled: `name_zh_hans` or `name_en`. They are plain columns, not
    translations of each other: a company may have only one.
    """

    name_zh_hans = models.CharField(_("Chinese name"), max_length=200, blank=True)
    name_en = models.CharField(_("name in Latin script"), max_length=200, blank=True)
    country = CountryField(verbose_name=_("country/region"))
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    kind = models.CharField(_("type"), max_length=30, choices=EnterpriseType.choices, blank=True)
    industry = models.ForeignKey(
        Industry, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    size_band = models.CharField(_("staff"), max_length=10, choices=SizeBand.choices, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects: ClassVar[EnterpriseQuerySet] = EnterpriseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name_zh_hans="", name_en=""), name="enterprise_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name_zh_hans or self.name_en
