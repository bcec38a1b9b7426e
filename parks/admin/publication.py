"""Publish, plan and withdraw, one language at a time, from the page of any record that has language versions."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.access import Denied
from common.enums import Language, PublicationState
from parks import publishing, scheduling
from parks.admin.scoping import codename, held_everywhere
from parks.models import PlannedPublication, PlanState, Publishable

DONE = {
    "publish": _("The %(language)s version is published."),
    "withdraw": _("The %(language)s version is no longer public."),
}
PLANS = ("plan", "unplan")
TONES = {
    PublicationState.PUBLISHED: "ok",
    PublicationState.STALE: "warn",
    PublicationState.IN_REVIEW: "warn",
}
LATEST = timedelta(days=730)  # a publication planned for later is a slip of the finger


class PlanForm(forms.Form):
    """A moment on the clocks of the record's operator."""

    due_at = forms.DateTimeField(
        label=_("Publish at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zoneinfo.ZoneInfo(zone)

    def full_clean(self) -> None:
        """An hour that the clocks skip or have twice is refused by the field itself."""
        with timezone.override(self.zone):
            super().full_clean()

    def clean_due_at(self) -> datetime:
        due: datetime = self.cleaned_data["due_at"]
        if due <= timezone.now():
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        if due > timezone.now() + LATEST:
            raise forms.ValidationError(_("Choose a moment within the next two years."))
        return due


@dataclass(frozen=True)
class Version:
    """One language version, as the panel above the form shows it."""

    language: str
    label: str | Promise
    state: str
    state_label: str | Promise
    tone: str
    is_public: bool
    blockers: list[Denied]
    doors: dict[str, str]
    preview: str
    planned: str
    form: PlanForm


def door_name(record: Publishable | type[Publishable], verb: str) -> str:
    return f"{record._meta.app_label}_{record._meta.model_name}_{verb}"


def versions(record: Publishable, user: Any) -> list[Version]:
    found, zone = [], scheduling.zone_of(record)
    plans = PlannedPublication.objects.filter(kind=record._meta.label_lower, record=record.pk, state=PlanState.WAITING)
    planned = {row.language: f"{scheduling.local_due(row):%Y-%m-%d %H:%M}" for row in plans}
    for language in Language:
        state = PublicationState(record.publication_state(language))
        verbs = (*DONE, *PLANS)
        doors = {verb: reverse(f"admin:{door_name(record, verb)}", args=(record.pk, language.value)) for verb in verbs}
        found.append(
            Version(
                language=language.value,
                label=language.label,
                state=state.value,
                state_label=state.label,
                tone=TONES.get(state, "quiet"),
                is_public=record.is_public_in(language),
                blockers=publishing.blockers(record, language, actor=user),
                doors=doors,
                preview=preview_address(record, language),
                planned=planned.get(language.value, ""),
                form=PlanForm(zone=zone, auto_id=f"plan_{language.suffix}_%s"),
            )
        )
    return found


def preview_address(record: Publishable, language: Language) -> str:
    with override(language):
        return reverse("preview", args=[record._meta.label_lower, record.pk])


class PublicationDoors:
    """Adds the panel, its doors, the chips of a list, and who may give a record another address."""

    change_form_template = "admin/publication_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The short name of a saved record is changed by the platform alone; links to the former one lead on."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        everywhere = held_everywhere(request.user, codename(self.model, "change"))  # type: ignore[arg-type,attr-defined]
        return fixed if obj is None or everywhere else (*fixed, "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each row knows the moments for which its versions are planned; no query of its own."""
        rows = super().get_queryset(request)
        model = self.model  # type: ignore[attr-defined]
        mine = PlannedPublication.objects.filter(
            kind=model._meta.label_lower, record=OuterRef("pk"), state=PlanState.WAITING
        )
        return rows.annotate(
            **{
                f"planned_{one.suffix}": Subquery(mine.filter(language=one.value).values("due_at")[:1])
                for one in Language
            }
        )

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view  # type: ignore[attr-defined]
        model = self.model  # type: ignore[attr-defined]
        doors = dict.fromkeys(DONE, self.publication_view) | dict.fromkeys(PLANS, self.plan_view)
        urls = [
            path(f"<path:object_id>/{verb}/<str:language>/", guard(view), {"verb": verb}, name=door_name(model, verb))
            for verb, view in doors.items()
        ]
        return [*urls, *super().get_urls()]

    @admin.display(description=_("language versions"))
    def versions(self, record: Publishable) -> SafeString:
        """Words and colour for each language version; the moment for which it is planned, where the operator is."""
        chips: list[tuple[str, str | Promise, str | Promise]] = []
        for language in Language:
            state = PublicationState(record.publication_state(language))
            chips.append((TONES.get(state, "quiet"), language.label, state.label))
            due = getattr(record, f"planned_{language.suffix}", None)
            if due is not None:
                local = due.astimezone(zoneinfo.ZoneInfo(scheduling.zone_of(record)))
                chips.append(("stage", _("planned"), f"{local:%Y-%m-%d %H:%M}"))
        return format_html_join(" ", '<span class="chip chip--{}">{}: {}</span>', chips)

    def publishable(self, request: HttpRequest, object_id: str, language: str) -> Publishable:
        """The record of a door, for a person who may go through it."""
        record = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if record is None or language not in Language.values:
            raise Http404(_("There is nothing at this address."))
        if not self.has_change_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        return record

    def publication_view(self, request: HttpRequest, object_id: str, verb: str, language: str) -> HttpResponseBase:
        record = self.publishable(request, object_id, language)
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

    def plan_view(self, request: HttpRequest, object_id: str, verb: str, language: str) -> HttpResponseBase:
        """Plan a publication, or call it off. A moment that cannot be read is asked for again on a page of its own."""
        record = self.publishable(request, object_id, language)
        page = redirect(f"admin:{door_name(record, 'change')}", record.pk)
        if request.method != "POST":
            return page
        try:
            if verb == "unplan":
                if scheduling.cancel(record, language, actor=request.user):  # type: ignore[arg-type]
                    messages.success(request, _("The planned publication is called off."))
                return page
            form = PlanForm(request.POST, zone=scheduling.zone_of(record))
            if not form.is_valid():
                return self._ask_again(request, record, language, form)
            scheduling.plan(record, language, form.cleaned_data["due_at"], actor=request.user)  # type: ignore[arg-type]
        except publishing.PublicationRefused as refusal:
            for denied in refusal.reasons:
                messages.error(request, str(denied.reason))
        else:
            messages.success(request, _("The publication is planned."))
        return page

    def _ask_again(self, request: HttpRequest, record: Publishable, language: str, form: PlanForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Plan a publication"),
            "opts": record._meta,
            "original": record,
            "language": Language(language).label,
            "form": form,
            "zone": scheduling.zone_of(record),
        }
        return TemplateResponse(request, "admin/parks/plan.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            # A posted page has put what was typed into the object; the panel tells of what is stored.
            stored = type(record)._base_manager.get(pk=record.pk) if request.method == "POST" else record
            context |= {"versions": versions(stored, request.user), "zone": scheduling.zone_of(stored)}
        return super().render_change_form(request, context, *args, **kwargs)
