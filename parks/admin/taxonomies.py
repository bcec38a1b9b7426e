"""Catalogues that platform editors keep. A value is retired, never deleted: old records keep showing it."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries import countries
from modeltranslation.admin import TranslationStackedInline

from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import EitherLanguageForm
from parks.admin.inlines import OrganisationFactInline
from parks.admin.ordering import Ordered, OrderedFormSet
from parks.admin.quality import QualityHints
from parks.admin.scoping import ParkScopedTranslationAdmin, ScopedForm, ScopedInline, can_retire
from parks.indexing import reindex_naming
from parks.models import (
    Industry,
    Metric,
    Organisation,
    ProcessStep,
    Region,
    Service,
    SettlementMode,
    Source,
    SpaceType,
)

NAMES = ("name_zh_hans", "name_en")
SUMMARIES = ("summary_zh_hans", "summary_en")


class SearchedNames:
    """For values whose names park search reads: a new name or place in the tree reaches the parks at once."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and {*NAMES, "parent"} & set(form.changed_data):
            reindex_naming(form.instance)


class CatalogueAdmin(ParkScopedTranslationAdmin):
    """Seen by everybody with a seat, kept by the platform; nothing is deleted."""

    search_fields = ("code", *NAMES)
    search_help_text = _("Code or name, in either language.")
    form = EitherLanguageForm
    autocomplete_fields: tuple[str, ...] = ("sources",)
    fixed_once_saved = ("code",)
    actions = ("retire", "bring_back")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(description=_("Retire: hide in new records"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Old records and pages keep showing the values; each change is written to the trail."""
        self._turn(request, queryset, True)

    @admin.action(description=_("Bring back: offer again in new records"), permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._turn(request, queryset, False)

    def _turn(self, request: HttpRequest, queryset: QuerySet, retired: bool) -> None:
        with transaction.atomic():
            rows = list(queryset.filter(retired=not retired).select_for_update(of=("self",)).order_by("pk"))
            for row in rows:
                row.retired = retired
                row.save(update_fields=["retired"])
                self.log_change(request, row, {"fields": ["retired"]})
        said = ngettext("%(count)d value was changed.", "%(count)d values were changed.", len(rows))
        messages.success(request, said % {"count": len(rows)})

    def get_actions(self, request: HttpRequest) -> Any:
        """Only catalogues whose values can be retired have the two actions."""
        found = super().get_actions(request)
        if not can_retire(self.model):
            for name in ("retire", "bring_back"):
                found.pop(name, None)
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        fixed = self.fixed_once_saved if obj is not None else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


class TermAdmin(CatalogueAdmin):
    list_display = ("code", *NAMES, "order", "retired")
    list_filter: tuple[Any, ...] = ("retired",)
    extra_fields: tuple[Any, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.fieldsets = [
            (
                None,
                {
                    "description": _("Both names are shown side by side; a missing one is replaced by the other."),
                    "fields": ["code", NAMES, SUMMARIES, *self.extra_fields],
                },
            ),
            (
                _("Order and life"),
                {
                    "description": _("Retire a value instead of deleting it: old records keep showing it."),
                    "fields": ["order", "retired", "sources"],
                },
            ),
        ]
        super().__init__(*args, **kwargs)


@admin.register(Industry)
class IndustryAdmin(SearchedNames, TermAdmin):
    list_display = ("code", *NAMES, "group", "parent", "order", "retired")
    list_filter = ("retired", "group")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent", "sources")
    extra_fields = (("group", "parent"),)


@admin.register(SpaceType)
class SpaceTypeAdmin(SearchedNames, TermAdmin):
    list_display = ("code", *NAMES, "group", "ladder_step", "retired")
    list_filter = ("retired", "group")
    extra_fields = (("group", "ladder_step"),)


@admin.register(Service)
class ServiceAdmin(QualityHints, TermAdmin):
    list_display = ("code", *NAMES, "tier", "order", "retired")
    list_filter = ("retired", "tier", "fee_kind")
    autocomplete_fields = ("modes", "sources")
    extra_fields = (
        ("tier", "fee_kind"),
        ("scope_zh_hans", "scope_en"),
        ("documents_zh_hans", "documents_en"),
        "lead_days",
        "modes",
    )


class StepForm(EitherLanguageForm):
    """A step of a settlement; what the database would refuse is said beside the field."""

    either = ("title",)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        low, high = data.get("days_min"), data.get("days_max")
        if low is not None and high is not None and low > high:
            self._refuse("days_max", _("The longest time is shorter than the shortest one."))
        if "country" in data:
            data["country"] = (data["country"] or "").upper()
            if data["country"] not in dict(countries):
                self._refuse("country", _("Enter a country code of two letters, such as CN or BE."))
        if (low is not None or high is not None or data.get("fee_kind")) and not data.get("source"):
            self._refuse("source", _("A time or a fee needs the source that says so."))
        return data


class StepFormSet(OrderedFormSet):
    """Steps are numbered in each country by themselves."""

    groups = ("country",)


class StepInline(Ordered, ScopedInline, TranslationStackedInline):
    """One box a step, both languages side by side."""

    model = ProcessStep
    form = StepForm
    formset = StepFormSet
    fields = (
        ("country", "order"),
        ("title_zh_hans", "title_en"),
        ("who_zh_hans", "who_en"),
        ("documents_zh_hans", "documents_en"),
        ("note_zh_hans", "note_en"),
        ("days_min", "days_max"),
        ("fee_kind", "fee_note_zh_hans", "fee_note_en"),
        ("legal_basis_zh_hans", "legal_basis_en"),
        ("source", "as_of"),
    )
    autocomplete_fields = ("source",)


@admin.register(SettlementMode)
class SettlementModeAdmin(TermAdmin):
    list_display = ("code", *NAMES, "needs_space", "needs_environment", "retired")
    autocomplete_fields = ("space_types", "sources")
    extra_fields = (("needs_space", "needs_environment"), "space_types")
    inlines = (StepInline,)


@admin.register(Metric)
class MetricAdmin(TermAdmin):
    list_display = ("code", *NAMES, "group", "unit", "retired")
    list_filter = ("retired", "group")
    extra_fields = (("group", "unit"), ("unit_label_zh_hans", "unit_label_en"), ("items_zh_hans", "items_en"))


@admin.register(Region)
class RegionAdmin(SearchedNames, CatalogueAdmin):
    list_display = ("code", *NAMES, "kind", "country", "parent", "retired")
    list_filter = ("retired", "kind", "country")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    fieldsets = [
        (
            None,
            {
                "description": _("Country or region, then province, city and district; each within the one above."),
                "fields": ["code", NAMES, ("kind", "country"), ("parent", "order"), "retired"],
            },
        )
    ]


@admin.register(Source)
class SourceAdmin(CatalogueAdmin):
    list_display = ("code", "title_zh_hans", "title_en", "published_on", "retired")
    list_filter = ("retired",)
    search_fields = ("code", "title_zh_hans", "title_en", "url")
    search_help_text = _("Code, title or address.")
    form = ScopedForm
    autocomplete_fields = ()
    date_hierarchy = "published_on"
    fieldsets = [
        (
            None,
            {
                "description": _("Where figures come from; readers see the title as a link beside each figure."),
                "fields": ["code", ("title_zh_hans", "title_en"), ("url", "published_on"), "retired"],
            },
        )
    ]


@admin.register(Organisation)
class OrganisationAdmin(QualityHints, CatalogueAdmin):
    list_display = (*NAMES, "kind", "country", "retired")
    list_filter = ("retired", "kind", ("facts__metric", RelatedRowsFilter))
    search_fields = ("slug", *NAMES)
    fixed_once_saved = ("slug",)
    inlines = (OrganisationFactInline,)
    fieldsets = [
        (
            None,
            {
                "description": _("Universities, firms, banks and other bodies that parks work with."),
                "fields": ["slug", NAMES, ("kind", "country"), SUMMARIES, ("committees_zh_hans", "committees_en")],
            },
        ),
        (
            _("Sources"),
            {"description": _("Where this description comes from."), "fields": ["sources", "retired"]},
        ),
    ]
