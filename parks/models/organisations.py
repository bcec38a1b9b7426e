"""Universities, firms, agencies and other bodies that parks work with."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from parks.enums import OrganisationKind
from parks.models.sources import Source


class Organisation(models.Model):
    """A body that parks work with; not an operator, which has staff here. Bilingual: name, summary, committees."""

    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    country = CountryField(verbose_name=_("country/region"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    committees = models.TextField(_("committees"), blank=True, help_text=_("One on each line."))
    retired = models.BooleanField(_("retired"), default=False, help_text=_("Hidden in new records, shown in old ones."))
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True, related_name="+")

    objects: ClassVar[models.Manager["Organisation"]] = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug
