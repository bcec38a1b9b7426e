"""Nobody's work is overwritten unseen: a page that was opened before somebody else saved is not stored at once."""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class FreshForm(forms.ModelForm):
    """Carries when the record was last saved; a page older than the record comes back with what was typed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or "seen" not in self.fields:
            self.fields.pop("seen", None)
        else:
            self.initial["seen"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        """Locks the record until the page is saved, so that of two people saving at once the second is told.

        The page that comes back counts as fresh: whoever saves it again has read the sentence.
        """
        data = super().clean() or self.cleaned_data
        if "seen" not in self.fields or not data.get("seen"):
            return data
        stored: Any = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        saved_at = stored.updated_at.isoformat()
        if data["seen"] != saved_at:
            posted: Any = self.data.copy()  # type: ignore[attr-defined]
            posted[self.add_prefix("seen")] = saved_at
            self.data = posted
            self.add_error(
                None,
                _(
                    "Somebody else saved this record after you opened it. Nothing was stored; what you typed is still "
                    "here. Compare it with the record in another window, then save again to replace it."
                ),
            )
        return data


class FreshPages:
    """For the admin of such a form: puts the hidden field on the pages that can be saved."""

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fieldsets
        (title, options), *others = fieldsets
        return [(title, {**options, "fields": [*options["fields"], "seen"]}), *others]
