"""Partnerships: begun and kept by the platform, because they belong to several operators; a side adds what happened."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parks.admin.articles import DatedForm, is_partial_date
from parks.admin.forms import EitherLanguageForm
from parks.admin.inlines import LongTextInline
from parks.admin.publication import PublicationDoors
from parks.admin.quality import QualityHints
from parks.admin.scoping import ParkScopedTranslationAdmin, ScopedTabularInline, held_everywhere, visible_rows
from parks.models import Activity, Park, Partnership, Party, Publishable


def keeps_partnerships(request: HttpRequest) -> bool:
    """Whether this person keeps the records themselves; a side reads them and adds to the log."""
    return held_everywhere(request.user, "parks.add_partnership")  # type: ignore[arg-type]


class PartnershipForm(DatedForm):
    dated = "signed"


class ActivityForm(EitherLanguageForm):
    either = ("text",)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("happened") and not is_partial_date(data["happened"]):
            self._refuse("happened", _("Write a year, a month or a day that exists: 2016, 2016-06 or 2016-06-20."))
        return data


class PartyInline(ScopedTabularInline):
    """The sides. A park of somebody else that is not public is named to nobody but the platform."""

    model = Party
    fields = ("order", "park", "organisation")
    autocomplete_fields = ("park", "organisation")
    classes = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if keeps_partnerships(request):
            return rows
        own = visible_rows(request.user, Park).values("pk")  # type: ignore[arg-type]
        return rows.filter(Q(park__isnull=True) | Q(park__in=own) | Q(park__in=Park.objects.public()))

    def _may(self, request: HttpRequest, action: str, parent: Model | None) -> bool:
        return super()._may(request, action, parent) and (action == "view" or keeps_partnerships(request))


class ActivityInline(LongTextInline):
    """The log. A side adds to it; what stands there, which may be the other side's, only the platform mends."""

    model = Activity
    form = ActivityForm
    fields = ("happened", "text_zh_hans", "text_en", "source")
    autocomplete_fields = ("source",)
    classes = ()

    def _may(self, request: HttpRequest, action: str, parent: Model | None) -> bool:
        allowed = action in ("view", "add") or keeps_partnerships(request)
        return super()._may(request, action, parent) and allowed


@admin.register(Partnership)
class PartnershipAdmin(QualityHints, PublicationDoors, ParkScopedTranslationAdmin):
    form = PartnershipForm
    list_display = ("title_zh_hans", "title_en", "kind", "signed", "ended_on", "versions")
    list_display_links = ("title_zh_hans", "title_en")
    list_filter = ("kind", "state_zh_hans", "state_en")
    search_fields = ("slug", "title_zh_hans", "title_en")
    search_help_text = _("Title, in either language.")
    autocomplete_fields = ("sources",)
    readonly_fields = ("state_zh_hans", "state_en", "updated_at")
    inlines = (PartyInline, ActivityInline)
    fieldsets = [
        (
            None,
            {
                "description": _("What was agreed. The platform keeps this page; each side adds what happened."),
                "fields": [
                    ("title_zh_hans", "title_en"),
                    ("summary_zh_hans", "summary_en"),
                    ("functions_zh_hans", "functions_en"),
                    ("slug", "kind"),
                ],
            },
        ),
        (
            _("Signing"),
            {
                "description": _("Only as exact as the source; without a date, say what is known about it."),
                "fields": [
                    ("signed", "ended_on"),
                    ("signed_note_zh_hans", "signed_note_en"),
                    ("place_zh_hans", "place_en"),
                ],
            },
        ),
        (
            _("Care"),
            {
                "description": _("Where the texts come from, and when somebody last checked them."),
                "fields": ["sources", ("last_reviewed_on", "updated_at")],
            },
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Content is withdrawn, never deleted."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        if not keeps_partnerships(request):
            own = [name for _title, options in self.fieldsets for line in options["fields"] for name in _names(line)]
            return tuple(dict.fromkeys((*fixed, *own)))
        return fixed

    def may_publish(self, request: HttpRequest, record: Publishable) -> bool:
        """A page about several operators is published, planned and withdrawn by none of them alone."""
        return keeps_partnerships(request) and super().may_publish(request, record)


def _names(line: str | Iterable[str]) -> tuple[str, ...]:
    return (line,) if isinstance(line, str) else tuple(line)
