"""The pictures of a park and their sizes."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.enums import RenditionFormat
from parks.models.facts import ParkPartQuerySet
from parks.models.parks import Park


class Photo(models.Model):
    """A picture of a park, re-encoded when uploaded. Bilingual: alt, credit."""

    PUBLISHED_WITH = "park"

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
    placeholder = models.CharField(
        _("placeholder"), max_length=2000, blank=True, editable=False, help_text=_("A tiny picture as a data address.")
    )
    rendered_at = models.DateTimeField(_("sizes made at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects: ClassVar[ParkPartQuerySet] = ParkPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt


class Rendition(models.Model):
    """One size of a photo in one format, made in the background."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")
    format = models.CharField(_("format"), max_length=10, choices=RenditionFormat.choices)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("bytes"))
    file = models.FileField(_("file"), upload_to="renditions/%Y/%m/", max_length=200)

    class Meta:
        verbose_name = _("size of a photo")
        verbose_name_plural = _("sizes of photos")
        ordering = ["format", "width"]
        constraints = [models.UniqueConstraint(fields=["photo", "format", "width"], name="rendition_unique")]

    def __str__(self) -> str:
        return f"{self.width}×{self.height} {self.format}"
