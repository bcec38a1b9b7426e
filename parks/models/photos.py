"""The pictures of a park and their sizes."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.enums import RenditionFormat
from parks.models.facts import ParkPartQuerySet
from parks.models.parks import Park

MIDDLE = Decimal("0.5")
_WITHIN: dict[str, Any] = {
    "max_digits": 4,
    "decimal_places": 3,
    "default": MIDDLE,
    "validators": [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
}


class Photo(models.Model):
    """A picture of a park, re-encoded when uploaded. Bilingual: alt, credit.

    The focus is what stays in sight where the picture is cropped: two fractions, from the left and from the top.
    """

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
    focus_x = models.DecimalField(_("focus, from the left"), help_text=_("0 is the left edge, 1 the right."), **_WITHIN)
    focus_y = models.DecimalField(_("focus, from the top"), help_text=_("0 is the upper edge, 1 the lower."), **_WITHIN)
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
        constraints = [
            models.CheckConstraint(
                condition=Q(focus_x__gte=0, focus_x__lte=1, focus_y__gte=0, focus_y__lte=1),
                name="photo_focus_within",
                violation_error_message=_("The focus lies between 0 and 1."),
            )
        ]

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
