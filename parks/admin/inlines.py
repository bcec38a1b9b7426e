"""The parts of a park on the park's own page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from parks.admin.forms import EitherLanguageForm, FactForm, PhotoForm, PlaceForm, StatementForm, TitleForm
from parks.admin.ordering import Ordered, OrderedFormSet
from parks.admin.scoping import ScopedTabularInline, ScopedTranslationInline
from parks.models import (
    Building,
    Fact,
    ParkIndustry,
    ParkOrganisation,
    ParkService,
    Phase,
    Photo,
    Reach,
    Recognition,
    Space,
    Statement,
    TechPlatform,
)


class LongTextInline(ScopedTranslationInline):
    """Text columns as small boxes, so that both languages fit side by side."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs.update({"rows": 3, "cols": 36})
        return field


class RankedFormSet(OrderedFormSet):
    column = "rank"


class IndustryInline(Ordered, ScopedTabularInline):
    model = ParkIndustry
    formset = RankedFormSet
    fields = ("rank", "industry")
    autocomplete_fields = ("industry",)


class ServiceInline(ScopedTranslationInline):
    model = ParkService
    fields = ("service", "note_zh_hans", "note_en")
    autocomplete_fields = ("service",)


class OrganisationInline(ScopedTabularInline):
    model = ParkOrganisation
    fields = ("role", "organisation")
    autocomplete_fields = ("organisation",)


class FactInline(Ordered, ScopedTranslationInline):
    model = Fact
    form = FactForm
    fields = (
        "order",
        "metric",
        "industry",
        "value",
        "unit",
        "qualifier",
        "as_of",
        "as_of_precision",
        "source",
        "headline",
        "note_zh_hans",
        "note_en",
    )
    autocomplete_fields = ("metric", "industry", "source")


class OrganisationFactInline(FactInline):
    """Figures about an organisation; catalogues have no operator, so only the platform writes them."""

    fk_name = "organisation"


class ReachInline(Ordered, ScopedTranslationInline):
    model = Reach
    form = PlaceForm
    fields = ("order", "place_zh_hans", "place_en", "mode", "km", "minutes", "within", "as_of", "source")
    autocomplete_fields = ("source",)


class PhaseInline(Ordered, LongTextInline):
    model = Phase
    form = EitherLanguageForm
    fields = ("order", "name_zh_hans", "name_en", "scope_zh_hans", "scope_en", "state", "starts", "ends", "source")
    autocomplete_fields = ("source",)


class RecognitionInline(Ordered, LongTextInline):
    model = Recognition
    form = TitleForm
    fields = ("order", "title_zh_hans", "title_en", "scheme", "awarded", "valid_to", "source")
    autocomplete_fields = ("source",)


class StatementInline(Ordered, LongTextInline):
    model = Statement
    form = StatementForm
    fields = ("order", "text_zh_hans", "text_en", "source")
    autocomplete_fields = ("source",)


class BuildingInline(ScopedTranslationInline):
    model = Building
    form = EitherLanguageForm
    fields = ("name_zh_hans", "name_en")


class SpaceInline(Ordered, ScopedTranslationInline):
    """The short columns; everything else about a space is on its own page, one click away."""

    model = Space
    fields = ("order", "kind", "name_zh_hans", "name_en", "area_min", "area_max", "status", "available_from")
    autocomplete_fields = ("kind",)
    show_change_link = True

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A space is taken off the market here and deleted on its own page, which checks who asked for it."""
        return False


class PlatformInline(Ordered, LongTextInline):
    model = TechPlatform
    form = EitherLanguageForm
    fields = (
        "order",
        "name_zh_hans",
        "name_en",
        "organisation",
        "summary_zh_hans",
        "summary_en",
        "equipment_zh_hans",
        "equipment_en",
        "open_to_zh_hans",
        "open_to_en",
        "booking_zh_hans",
        "booking_en",
        "source",
    )
    autocomplete_fields = ("organisation", "source")


class PhotoInline(Ordered, ScopedTranslationInline):
    model = Photo
    form = PhotoForm
    fields = (
        "preview",
        "order",
        "image",
        "alt_zh_hans",
        "alt_en",
        "focus_x",
        "focus_y",
        "credit_zh_hans",
        "credit_en",
    )
    readonly_fields = ("preview",)

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[forms.Script("js/focus.js", defer=True)])  # type: ignore[list-item]

    @admin.display(description=_("picture"))
    def preview(self, photo: Photo) -> SafeString | str:
        if not photo.image:
            return "—"
        address = reverse("admin:parks_park_photo", args=[photo.park_id, photo.pk])
        return format_html(
            '<span class="focus-picture"><img class="thumb" src="{}" alt="{}" width="160"></span>', address, photo.alt
        )


PARK_INLINES = (
    IndustryInline,
    FactInline,
    ReachInline,
    PhaseInline,
    SpaceInline,
    BuildingInline,
    ServiceInline,
    OrganisationInline,
    RecognitionInline,
    StatementInline,
    PlatformInline,
    PhotoInline,
)
