"""Reply templates, each park's own and those of the platform."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from inquiries.models import ReplyTemplate
from parks.admin.scoping import ParkScopedTranslationAdmin, ScopedForm, held_everywhere


class TemplateForm(ScopedForm):
    class Meta:
        model = ReplyTemplate
        fields = ("operator", "name", "body", "kind", "stage", "is_active", "order")


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(ParkScopedTranslationAdmin):
    """Those of the platform are the platform's: a park writes its own beside them."""

    form = TemplateForm
    export_personal = ()
    list_display = ("name", "operator", "kind", "stage", "is_active", "order")
    list_filter = ("is_active", "kind", "stage")
    list_select_related = ("operator",)
    search_fields = ("name_zh_hans", "name_en", "body_zh_hans", "body_en")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "operator",
                    ("name_zh_hans", "name_en"),
                    ("body_zh_hans", "body_en"),
                    ("kind", "stage"),
                    ("is_active", "order"),
                ]
            },
        )
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Only the platform may leave the operator empty."""
        form = super().get_form(request, obj, **kwargs)
        operator = form.base_fields.get("operator")
        if operator is not None and not held_everywhere(request.user, "inquiries.change_replytemplate"):  # type: ignore[arg-type]
            operator.required = True
            operator.help_text = _("Whose template it is.")
        return form
