"""Spaces: what an enterprise can ask for, with everything that a lease depends on."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import ForeignObjectRel, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import EitherLanguageForm, SpaceForm
from parks.admin.previewing import UnsavedPreview
from parks.admin.quality import QualityHints
from parks.admin.scoping import ParkScopedTranslationAdmin
from parks.models import Building, Park, Space
from parks.search import reindex


def asked_for(space: Space) -> bool:
    """Whether rows of the rooms above (inquiries, proposals, contracts) name this space."""
    for relation in cast(list[ForeignObjectRel], Space._meta.get_fields(include_hidden=True)):
        if not relation.auto_created or relation.concrete or relation.related_model is None:
            continue
        if relation.related_model._meta.app_label == Space._meta.app_label:
            continue
        if not relation.one_to_many and not relation.many_to_many:
            continue
        if relation.many_to_many:
            continue  # its table of pairs is met as a one-to-many relation of its own
        if relation.related_model._base_manager.filter(**{relation.field.name: space}).exists():
            return True
    return False


@admin.register(Space)
class SpaceAdmin(QualityHints, UnsavedPreview, ParkScopedTranslationAdmin):
    form = SpaceForm
    list_display = ("label", "park", "kind", "area_min", "area_max", "status", "available_from", "verified_on")
    list_filter = ("status", ("park", RelatedRowsFilter), ("kind", RelatedRowsFilter), "fitting", "is_demonstration")
    list_select_related = ("park", "kind")
    search_fields = ("code", "name_zh_hans", "name_en", "kind__name_zh_hans", "kind__name_en")
    search_help_text = _("Number, name or kind of the space, in either language.")
    autocomplete_fields = ("park", "building", "kind", "industries", "source")
    fieldsets = [
        (
            None,
            {
                "description": _("What the space is. One row may stand for several units of the same kind."),
                "fields": [
                    ("park", "building"),
                    ("kind", "floor"),
                    "code",
                    ("name_zh_hans", "name_en"),
                    ("note_zh_hans", "note_en"),
                    "is_demonstration",
                ],
            },
        ),
        (
            _("Size and availability"),
            {
                "description": _("Only spaces that are free, soon free or being fitted out can be asked for."),
                "fields": [("area_min", "area_max"), "seats", ("status", "available_from"), ("verified_on", "order")],
            },
        ),
        (
            _("Technical limits"),
            {
                "description": _("Leave empty what is not known: readers then see “no data”, never zero."),
                "fields": [
                    ("fitting", "floor_load"),
                    ("clear_height", "power_kva"),
                    ("crane_tonnes", "lift_tonnes"),
                    ("cleanroom", "fire_class"),
                    ("limits_zh_hans", "limits_en"),
                    "industries",
                ],
            },
        ),
        (
            _("Price"),
            {
                "description": _("Without a price the space is “on request”."),
                "fields": [
                    ("price", "price_currency"),
                    ("price_period", "price_basis"),
                    ("minimum_lease_months", "source"),
                ],
            },
        ),
    ]

    @admin.display(description=_("space"), ordering="order")
    def label(self, space: Space) -> str:
        return str(space)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reindex(form.instance.park)
        former = form.initial.get("park") if change else None
        if former is not None and former != form.instance.park_id:
            reindex(Park.objects.get(pk=former))

    def delete_model(self, request: HttpRequest, obj: Space) -> None:
        super().delete_model(request, obj)
        reindex(obj.park)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        parks = list(Park.objects.filter(pk__in=queryset.values("park")))
        super().delete_queryset(request, queryset)
        for park in parks:
            reindex(park)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A space that an enterprise asked for stays: its case would lose what it is about."""
        listing, counts, missing, protected = super().get_deleted_objects(objs, request)
        named = [space for space in objs if asked_for(space)]
        reason = _("inquiries or contracts name it; set it to “off market” instead")
        return listing, counts, missing, [*protected, *(format_lazy("{}: {}", str(space), reason) for space in named)]


@admin.register(Building)
class BuildingAdmin(ParkScopedTranslationAdmin):
    """Kept on the park's page; this list exists so that a space can search for its building."""

    form = EitherLanguageForm
    list_display = ("name_zh_hans", "name_en", "park")
    list_filter = (("park", RelatedRowsFilter),)
    list_select_related = ("park",)
    search_fields = ("name_zh_hans", "name_en")
    search_help_text = _("Name, in either language.")
    autocomplete_fields = ("park",)
    fieldsets = [
        (
            None,
            {
                "description": _("A building of a park; spaces can name it."),
                "fields": ["park", ("name_zh_hans", "name_en")],
            },
        )
    ]
