"""Events, and who wants to come."""

import zoneinfo
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks import registering
from parks.admin.articles import DatedForm, TellingAdmin
from parks.admin.filters import RelatedRowsFilter
from parks.admin.scoping import ScopedTabularInline
from parks.models import Event, Registration
from parks.models.operators import validate_time_zone

MOMENTS = ("starts_at", "ends_at", "registration_until")


def _zone(name: Any) -> zoneinfo.ZoneInfo | None:
    """None for what is no time zone; the field itself says so."""
    try:
        validate_time_zone(name)
    except ValidationError:
        return None
    return zoneinfo.ZoneInfo(name)


class EventForm(DatedForm):
    """Hours are typed and shown as the clocks at the event have them."""

    dated = "day"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MOMENTS:
            moment = getattr(self.instance, name)
            if moment is not None:
                self.initial[name] = self.instance.local(moment).replace(tzinfo=None)

    def full_clean(self) -> None:
        zone = _zone(self.data.get(self.add_prefix("time_zone"))) if self.is_bound else None
        with timezone.override(zone or timezone.get_current_timezone()):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Where the hour is known, the day is the one on the clocks at the event."""
        data = super().clean()
        starts_at, ends_at, zone = data.get("starts_at"), data.get("ends_at"), _zone(data.get("time_zone"))
        if ends_at is not None and starts_at is None:
            self._refuse("starts_at", _("An end needs its beginning."))
        if starts_at is not None and ends_at is not None and ends_at <= starts_at:
            self._refuse("ends_at", _("The event ends before it starts."))
        if starts_at is not None and zone is not None and "day" in self.fields:
            data["day"] = starts_at.astimezone(zone).date().isoformat()
        return data


class RegistrationInline(ScopedTabularInline):
    """Read only: a guest is who the guest says; cancelling is done by the link in the mail."""

    model = Registration
    fields = ("name", "company", "email", "language", "state", "created_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(TellingAdmin):
    form = EventForm
    inlines = (RegistrationInline,)
    list_display = ("label", "kind", "day", "cancelled", "operator", "versions", "updated_at")
    list_filter = ("kind", "cancelled", "state_zh_hans", "state_en", ("operator", RelatedRowsFilter))
    search_fields = ("slug", "title_zh_hans", "title_en")
    search_help_text = _("Title, in either language.")
    autocomplete_fields = ("operator", "parks", "industries", "organisations", "source")
    readonly_fields = ("state_zh_hans", "state_en", "updated_at", "sequence")
    fieldsets = [
        (
            None,
            {
                "description": _("What happens, and who asks people to come."),
                "fields": [
                    ("title_zh_hans", "title_en"),
                    ("summary_zh_hans", "summary_en"),
                    ("slug", "kind"),
                    "operator",
                ],
            },
        ),
        (
            _("When and where"),
            {
                "description": _(
                    "Hours are those on the clocks at the event, in its time zone; visitors also read those of the "
                    "other side. A change of time or place, or “cancelled”, renews calendar entries."
                ),
                "fields": [
                    ("day", "time_zone"),
                    ("starts_at", "ends_at"),
                    ("date_note_zh_hans", "date_note_en"),
                    ("place_zh_hans", "place_en"),
                    ("languages", "online_url"),
                    ("cancelled", "sequence"),
                ],
            },
        ),
        (
            _("Registration"),
            {
                "description": _("Without a last moment nobody can register; without a number of places all can."),
                "fields": [("registration_until", "capacity"), "is_demonstration"],
            },
        ),
        (
            _("What it is about"),
            {"description": _("Leave empty what does not apply."), "fields": ["parks", "industries", "organisations"]},
        ),
        (
            _("Care"),
            {
                "description": _("Where the texts come from, and when somebody last checked them."),
                "fields": ["source", ("last_reviewed_on", "updated_at")],
            },
        ),
    ]

    @admin.display(description=_("title"), ordering="title")
    def label(self, event: Event) -> str:
        return str(event)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """More places than before go to who waits for one."""
        super().save_related(request, form, formsets, change)
        if change and "capacity" in form.changed_data:
            registering.fill(form.instance)
