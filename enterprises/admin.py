"""Companies as they described themselves; seen by the operators that they asked."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from parks.admin.scoping import ParkScopedAdmin, RelatedRowsFilter


@admin.register(Enterprise)
class EnterpriseAdmin(ParkScopedAdmin):
    """Read only: what a company wrote stays what it wrote; corrections belong in the case."""

    list_display = ("name_zh_hans", "name_en", "country", "kind", "industry", "registration_number", "created_at")
    list_display_links = ("name_zh_hans", "name_en")
    list_filter = ("kind", "size_band", ("industry", RelatedRowsFilter))
    list_select_related = ("industry",)
    search_fields = ("name_zh_hans", "name_en", "registration_number")
    search_help_text = _("Name in either script, or registration number.")
    date_hierarchy = "created_at"
    readonly_fields = ("created_at",)
    fieldsets = [
        (
            None,
            {
                "description": _("As the company described itself in its inquiry."),
                "fields": [("name_zh_hans", "name_en"), ("country", "registration_number"), ("kind", "industry")],
            },
        ),
        (
            _("Size and web"),
            {
                "description": _("Left empty where the company did not say."),
                "fields": [("size_band", "founded_year"), "website", "created_at"],
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
