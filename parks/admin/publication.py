"""Publish and withdraw, one language at a time, from the park's page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.backoffice import is_row_number
from common.enums import Language, PublicationState
from parks import publishing
from parks.models import Park, Photo
from parks.search import reindex
from parks.translation import ParkOptions

DONE = {
    "publish": _("The %(language)s version is published."),
    "withdraw": _("The %(language)s version is no longer public."),
}


@dataclass(frozen=True)
class Version:
    """One language version, as the panel above the form shows it."""

    language: str
    label: str | Promise
    state: str
    state_label: str | Promise
    is_public: bool
    blockers: list[str | Promise]


def versions(park: Park, user: Any) -> list[Version]:
    found = []
    for language in Language:
        state = PublicationState(park.publication_state(language))
        reasons = [denied.reason for denied in publishing.blockers(park, language, actor=user)]
        found.append(
            Version(language.value, language.label, state.value, state.label, park.is_public_in(language), reasons)
        )
    return found


def flag_stale(park: Park, changed: list[str]) -> None:
    """A published version whose counterpart was rewritten alone is stale until somebody confirms or rewrites it."""
    for language in Language:
        other = Language.EN if language is Language.ZH_HANS else Language.ZH_HANS
        ahead = any(
            f"{field}_{other.suffix}" in changed and f"{field}_{language.suffix}" not in changed
            for field in ParkOptions.fields
        )
        if ahead and park.publication_state(language) == PublicationState.PUBLISHED:
            setattr(park, f"state_{language.suffix}", PublicationState.STALE)


class PublicationDoors:
    """Adds the panel, its two doors and what saving does to published texts."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site  # type: ignore[attr-defined]
        door = site.admin_view(self.publication_view)
        photo = path("<int:pk>/photos/<int:photo>/", site.admin_view(self.photo_view), name="parks_park_photo")
        doors = [
            path(f"<path:object_id>/{verb}/<str:language>/", door, {"verb": verb}, name=f"parks_park_{verb}")
            for verb in DONE
        ]
        return [photo, *doors, *super().get_urls()]

    def publication_view(self, request: HttpRequest, object_id: str, verb: str, language: str) -> HttpResponseBase:
        park = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if park is None or language not in Language.values:
            raise Http404(_("There is nothing at this address."))
        if not self.has_change_permission(request, park):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:parks_park_change", park.pk)  # back from the sign-in page, say
        try:
            getattr(publishing, verb)(park, language, actor=request.user)
        except publishing.PublicationRefused as refusal:
            for denied in refusal.reasons:
                messages.error(request, str(denied.reason))
        else:
            reindex(park)
            messages.success(request, DONE[verb] % {"language": Language(language).label})
        return redirect("admin:parks_park_change", park.pk)

    def photo_view(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        """A picture of a park in scope, published or not."""
        real = is_row_number(pk) and is_row_number(photo)
        found = Photo.objects.for_staff(request.user).filter(park=pk, pk=photo).first() if real else None
        if found is None or not found.image.storage.exists(found.image.name):
            raise Http404(_("There is nothing at this address."))
        return FileResponse(found.image.open("rb"))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        park = kwargs.get("obj")
        if park is not None:
            context["versions"] = versions(park, request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Park, form: Any, change: bool) -> None:
        if change:
            flag_stale(obj, form.changed_data)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Spaces and industries are saved by now: search reads them too."""
        super().save_related(request, form, formsets, change)
        reindex(form.instance)
