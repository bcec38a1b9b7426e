"""Publish and withdraw, one language at a time, from the page of any record that has language versions."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from common.enums import Language, PublicationState
from parks import publishing
from parks.admin.scoping import codename, held_everywhere
from parks.models import Publishable

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
    doors: dict[str, str]


def door_name(record: Publishable | type[Publishable], verb: str) -> str:
    return f"{record._meta.app_label}_{record._meta.model_name}_{verb}"


def versions(record: Publishable, user: Any) -> list[Version]:
    found = []
    for language in Language:
        state = PublicationState(record.publication_state(language))
        reasons = [denied.reason for denied in publishing.blockers(record, language, actor=user)]
        doors = {verb: reverse(f"admin:{door_name(record, verb)}", args=(record.pk, language.value)) for verb in DONE}
        public = record.is_public_in(language)
        found.append(Version(language.value, language.label, state.value, state.label, public, reasons, doors))
    return found


def flag_stale(record: Publishable, changed: list[str]) -> None:
    """A published version whose counterpart was rewritten alone is stale until somebody confirms or rewrites it."""
    fields = translator.get_options_for_model(type(record)).get_field_names()
    for language in Language:
        other = Language.EN if language is Language.ZH_HANS else Language.ZH_HANS
        ahead = any(
            f"{field}_{other.suffix}" in changed and f"{field}_{language.suffix}" not in changed for field in fields
        )
        if ahead and record.publication_state(language) == PublicationState.PUBLISHED:
            setattr(record, f"state_{language.suffix}", PublicationState.STALE)


class PublicationDoors:
    """Adds the panel, its two doors, what saving does to published texts, and who may give a record another address."""

    change_form_template = "admin/publication_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The short name of a saved record is changed by the platform alone; links to the former one lead on."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        everywhere = held_everywhere(request.user, codename(self.model, "change"))  # type: ignore[arg-type,attr-defined]
        return fixed if obj is None or everywhere else (*fixed, "slug")

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view(self.publication_view)  # type: ignore[attr-defined]
        model = self.model  # type: ignore[attr-defined]
        doors = [
            path(f"<path:object_id>/{verb}/<str:language>/", door, {"verb": verb}, name=door_name(model, verb))
            for verb in DONE
        ]
        return [*doors, *super().get_urls()]

    def publication_view(self, request: HttpRequest, object_id: str, verb: str, language: str) -> HttpResponseBase:
        record = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if record is None or language not in Language.values:
            raise Http404(_("There is nothing at this address."))
        if not self.has_change_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        page = redirect(f"admin:{door_name(record, 'change')}", record.pk)
        if request.method != "POST":
            return page  # back from the sign-in page, say
        try:
            getattr(publishing, verb)(record, language, actor=request.user)
        except publishing.PublicationRefused as refusal:
            for denied in refusal.reasons:
                messages.error(request, str(denied.reason))
        else:
            messages.success(request, DONE[verb] % {"language": Language(language).label})
        return page

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            context["versions"] = versions(record, request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Publishable, form: Any, change: bool) -> None:
        if change:
            flag_stale(obj, form.changed_data)
        super().save_model(request, obj, form, change)
