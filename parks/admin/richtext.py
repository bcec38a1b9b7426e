"""Editing texts with a form: a plain box, a line of help below it, and a preview of what readers will see."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from common import richtext
from common.enums import Language

LONGEST = 100_000  # characters of one preview
WRITERS = ("parks.change_park", "parks.change_article", "parks.change_opportunity", "enterprises.change_story")
HELP = _(
    "An empty line begins a paragraph. ## heading, ### small heading, - list, 1. numbered list, **bold**, *emphasis*, "
    "[words](https://address), | table | cells |"
)


class RichTextPages:
    """For the admin of records with `RICH_TEXTS`."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        model: Any = self.model  # type: ignore[attr-defined]
        names = {f"{name}_{language.suffix}" for name in model.RICH_TEXTS for language in Language}
        if field is not None and db_field.name in names:
            field.help_text = HELP
            field.widget.attrs["data-rich"] = reverse("admin:parks_park_rich_text")
        return field

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[forms.Script("js/richtext.js", defer=True)])  # type: ignore[list-item]


class RichTextDoor:
    """Mixed into the admin of parks: turns a text that is being written into what readers would see; stores nothing."""

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view(self.rich_text_view)  # type: ignore[attr-defined]
        return [path("rich-text/", door, name="parks_park_rich_text"), *super().get_urls()]

    def rich_text_view(self, request: HttpRequest) -> HttpResponseBase:
        if not any(request.user.has_perm(permission) for permission in WRITERS):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return HttpResponse(richtext.to_html(request.POST.get("text", "")[:LONGEST]))
