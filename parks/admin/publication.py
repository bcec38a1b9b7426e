"""Publish, plan, confirm and withdraw, one language at a time, from the page of any record that has language versions.

The buttons belong to the record's form: what was typed is saved first, and checked as when it is only saved.
"""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.access import Denied
from common.enums import Language, PublicationState
from parks import publishing, reviewing, scheduling
from parks.admin.previewing import UnsavedPreview
from parks.admin.scoping import codename, held_everywhere
from parks.models import PlannedPublication, PlanState, Publishable

DONE = {
    "publish": _("Saved. The %(language)s version is published."),
    "confirm": _("Saved. The %(language)s texts count as reviewed."),
    "withdraw": _("Saved. The %(language)s version is no longer public."),
    "plan": _("Saved. The publication is planned."),
    "unplan": _("Saved. The planned publication is called off."),
}
LABELS = {
    "publish": _("Publish"),
    "confirm": _("Confirm this text"),
    "withdraw": _("Withdraw"),
    "plan": _("Plan the publication"),
    "unplan": _("Call it off"),
}
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


class Momentless:
    """Mixed into the form of a page whose plan has no moment that can be read."""

    def clean(self) -> Any:
        data = super().clean()
        self.add_error(None, _("Nothing is saved yet: correct the moment of the planned publication first."))  # type: ignore[attr-defined]
        return data


@dataclass(frozen=True)
class Order:
    """A button of the panel: its form is saved, then this is done with one language version."""

    verb: str
    language: Language

    @property
    def label(self) -> str | Promise:
        return LABELS[self.verb]

    @property
    def is_main(self) -> bool:
        return self.verb in ("publish", "confirm")


@dataclass(frozen=True)
class Version:
    """One language version, as the panel of the form shows it."""

    language: Language
    state: PublicationState
    blockers: list[Denied]
    orders: list[Order]
    planned: str
    form: PlanForm

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "quiet")

    @property
    def is_stale(self) -> bool:
        return any(order.verb == "confirm" for order in self.orders) or self.state == PublicationState.STALE

    @property
    def plans(self) -> list[Order]:
        return [order for order in self.orders if order.verb == "plan"]

    @property
    def buttons(self) -> list[Order]:
        return [order for order in self.orders if order.verb != "plan"]


def ordered(request: HttpRequest) -> Order | None:
    """What one of the panel's buttons asked for; None where the form was only saved."""
    for verb in DONE if request.method == "POST" else ():
        if (language := request.POST.get(f"_{verb}")) in Language.values:
            return Order(verb, Language(language))
    return None


def orders(record: Publishable, language: Language, *, is_behind: bool, is_planned: bool) -> list[Order]:
    """What can be done with a version as it is stored. Whether it may go out is asked once what was typed is saved."""
    state, public = record.publication_state(language), record.is_public_in(language)
    offered = {
        "publish": not public,
        "confirm": is_behind or state == PublicationState.STALE,
        "withdraw": public,
        "unplan": is_planned and not public,
        "plan": not (is_planned or public),
    }
    return [Order(verb, language) for verb, is_offered in offered.items() if is_offered]


def plan_form(record: Publishable, language: Language, data: Any = None) -> PlanForm:
    zone = scheduling.zone_of(record)
    return PlanForm(data, zone=zone, prefix=f"plan_{language.suffix}", use_required_attribute=False)


def versions(request: HttpRequest, record: Publishable, *, may_publish: bool) -> list[Version]:
    """Two queries: what is planned, and what the texts are in step with; more where a version lacks something."""
    plans = PlannedPublication.objects.filter(kind=record._meta.label_lower, record=record.pk, state=PlanState.WAITING)
    planned = {row.language: f"{scheduling.local_due(row):%Y-%m-%d %H:%M}" for row in plans}
    known = reviewing.sources(type(record), [record.pk])
    behind = reviewing.behind(record, known)
    typed = request.POST if request.method == "POST" else None
    order, found = ordered(request), []
    for language in Language:
        is_asked = order == Order("plan", language)
        offered = orders(record, language, is_behind=bool(behind[language]), is_planned=language.value in planned)
        found.append(
            Version(
                language=language,
                state=PublicationState(record.publication_state(language)),
                blockers=publishing.blockers(record, language, actor=request.user, known=known),  # type: ignore[arg-type]
                orders=offered if may_publish else [],
                planned=planned.get(language.value, ""),
                form=plan_form(record, language, typed if is_asked else None),
            )
        )
    return found


class PublicationDoors(UnsavedPreview):
    """Adds the panel with its buttons, the chips of a list, and who may give a record another address."""

    change_form_template = "admin/publication_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The short name of a saved record is changed by the platform alone; links to the former one lead on."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        everywhere = held_everywhere(request.user, codename(self.model, "change"))  # type: ignore[arg-type,attr-defined]
        return fixed if obj is None or everywhere else (*fixed, "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.with_plans(super().get_queryset(request))

    def with_plans(self, rows: QuerySet) -> QuerySet:
        """Each row knows the moments for which its versions are planned; no query of its own."""
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

    def may_publish(self, request: HttpRequest, record: Publishable) -> bool:
        """Whether the panel's buttons are for this person; what a version lacks is another question."""
        return self.has_change_permission(request, record)  # type: ignore[attr-defined]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form that plans a publication is not saved without a moment for it."""
        form = super().get_form(request, obj, change=change, **kwargs)
        order = ordered(request) if change and obj is not None else None
        if order is None or order.verb != "plan" or plan_form(obj, order.language, request.POST).is_valid():
            return form
        return type(form.__name__, (Momentless, form), {})

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponseBase:
        """The form is saved; in the same transaction what its button asked for is done, or refused with the reasons."""
        order = ordered(request)
        if order is None:
            return super().response_change(request, obj)
        if not self.may_publish(request, obj):
            raise PermissionDenied
        try:
            said = self._carry_out(request, obj, order)
        except publishing.PublicationRefused as refusal:
            messages.warning(request, _("What you typed is saved. The version stays as it was, because:"))
            for denied in refusal.reasons:
                messages.error(request, str(denied.reason))
        else:
            messages.success(request, said % {"language": order.language.label})
        return HttpResponseRedirect(request.path)

    @staticmethod
    def _carry_out(request: HttpRequest, record: Publishable, order: Order) -> str | Promise:
        """Returns what is said of it."""
        user: Any = request.user
        if order.verb == "plan":
            form = plan_form(record, order.language, request.POST)
            form.full_clean()
            scheduling.plan(record, order.language, form.cleaned_data["due_at"], actor=user)
        elif order.verb == "unplan":
            if not scheduling.cancel(record, order.language, actor=user):
                return _("Saved. Nothing was planned any more.")
        else:
            getattr(publishing, order.verb)(record, order.language, actor=user)
        return DONE[order.verb]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            # A posted page has put what was typed into the object; the panel tells of what is stored.
            stored = type(record)._base_manager.get(pk=record.pk) if request.method == "POST" else record
            shown = versions(request, stored, may_publish=self.may_publish(request, stored))
            context |= {"versions": shown, "zone": scheduling.zone_of(stored)}
        return super().render_change_form(request, context, *args, **kwargs)
