"""Times that a park offers for visits."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inquiries.forms.fields import LocalMomentField, in_zone
from inquiries.models import Slot
from inquiries.rendering import moment
from parks.admin.filters import RelatedRowsFilter
from parks.admin.scoping import ParkScopedAdmin, ScopedForm, held_everywhere
from parks.models import Operator


class SlotForm(ScopedForm):
    """Times are typed on the clocks of the park's operator."""

    starts_at = LocalMomentField(
        label=_("starts at"), help_text=_("On the clocks of the park's operator, not on your own.")
    )

    class Meta:
        model = Slot
        fields = ("park", "mode", "starts_at", "minutes", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            zone = zoneinfo.ZoneInfo(self.instance.park.operator.time_zone)
            self.initial["starts_at"] = timezone.localtime(self.instance.starts_at, zone).replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        park, typed = data.get("park"), data.get("starts_at")
        if park is None or typed is None:
            return data
        try:
            data["starts_at"] = in_zone(typed, park.operator.time_zone)
        except forms.ValidationError as error:
            self.add_error("starts_at", error)
            return data
        if data["starts_at"] <= timezone.now():
            self.add_error("starts_at", _("This time is over."))
        return data


class TakenFilter(admin.SimpleListFilter):
    """What lies ahead; the past only when it is asked for."""

    title = _("state")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("free", _("Free")), ("taken", _("Taken")), ("past", _("Past"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        return {
            "free": queryset.filter(starts_at__gt=now, visit__isnull=True),
            "taken": queryset.filter(starts_at__gt=now, visit__isnull=False),
            "past": queryset.filter(starts_at__lte=now),
        }.get(self.value() or "", queryset)


@admin.register(Slot)
class SlotAdmin(ParkScopedAdmin):
    form = SlotForm
    export_personal = ()
    list_display = ("when", "park", "mode", "minutes", "place", "taken")
    list_filter = (TakenFilter, "mode", ("park", RelatedRowsFilter))
    list_select_related = ("park__operator",)
    ordering = ("-starts_at", "-pk")
    fields = ("park", "mode", "starts_at", "minutes", "place")

    @admin.display(description=_("starts at"), ordering="starts_at")
    def when(self, slot: Slot) -> str:
        return moment(slot.starts_at, slot.park.operator.time_zone, str(get_language()))

    @admin.display(description=_("taken"), boolean=True)
    def taken(self, slot: Slot) -> bool:
        return slot.visit_id is not None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only parks of the operators where this person works on cases: those above a park see none of its visits."""
        found = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "park" and found is not None:
            found.queryset = found.queryset.select_related("operator")
            if not held_everywhere(request.user, "inquiries.add_slot"):  # type: ignore[arg-type]
                reached = Operator.objects.where_granted(request.user, "inquiries.add_slot")
                found.queryset = found.queryset.filter(operator__in=reached)
        return found

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A time that a visit has taken is changed with the visit."""
        return super().has_change_permission(request, obj) and getattr(obj, "visit_id", None) is None

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and getattr(obj, "visit_id", None) is None
