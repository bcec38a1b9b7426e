"""Days that are closed or worked against the calendar: adding or deleting one moves the promises that count it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.text import sentences
from inquiries.workflow import holidays
from inquiries.workflow.recounting import Moved
from parks.admin.filters import RelatedRowsFilter
from parks.admin.scoping import ParkScopedTranslationAdmin, ScopedForm, held_everywhere
from parks.models import HolidayOverride


class DayForm(ScopedForm):
    class Meta:
        model = HolidayOverride
        fields = ("operator", "country", "day", "kind", "reason")

    def clean_day(self) -> Any:
        """What is past was counted already."""
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            self.add_error("day", _("Choose today or a later day: what is past was counted already."))
        elif day.year > timezone.localdate().year + 2:
            self.add_error("day", _("Choose a day of the next two years."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "country" not in self.fields or "operator" not in self.fields or self.instance.pk:
            return data
        if bool(data.get("operator")) == bool(data.get("country")) and "operator" not in self.errors:
            self.add_error("operator", _("Name either a country/region or an operator."))
        return data


@admin.register(HolidayOverride)
class HolidayOverrideAdmin(ParkScopedTranslationAdmin):
    """A manager keeps the days of the own operator; those of a whole country/region are kept by the platform."""

    form = DayForm
    list_display = ("day", "kind", "whose", "reason_zh_hans", "reason_en")
    list_display_links = ("day",)
    list_filter = ("kind", ("operator", RelatedRowsFilter))
    list_select_related = ("operator",)
    search_fields = ("reason_zh_hans", "reason_en")
    search_help_text = _("Words of the reason.")
    export_personal = ()
    autocomplete_fields = ("operator",)
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "A day that differs from the calendar of public holidays. Promised answers and due dates that "
                    "count this day move with it. Of a day that was entered, only the reason can be changed; otherwise "
                    "delete it."
                ),
                "fields": [("operator", "country"), ("day", "kind"), ("reason_zh_hans", "reason_en")],
            },
        )
    ]

    @admin.display(description=_("holds for"))
    def whose(self, row: HolidayOverride) -> str:
        return str(row.operator) if row.operator_id else str(row.country.name)  # type: ignore[attr-defined]  # a django_countries.Country

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if "operator" in form.base_fields and not self._everywhere(request):
            form.base_fields["operator"].required = True
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Only the platform speaks for a country."""
        fieldsets = super().get_fieldsets(request, obj)
        if self._everywhere(request):
            return fieldsets
        (title, options), *others = fieldsets
        return [(title, {**options, "fields": ["operator", *options["fields"][1:]]}), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        return (*fixed, "operator", "country", "day", "kind") if obj is not None else fixed

    @staticmethod
    def _everywhere(request: HttpRequest) -> bool:
        return held_everywhere(request.user, "parks.add_holidayoverride")  # type: ignore[arg-type]

    def save_model(self, request: HttpRequest, obj: HolidayOverride, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        self._say(request, holidays.put(obj, actor=request.user))  # type: ignore[arg-type]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """`holidays.put` has written it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """`holidays.take_back` writes it."""

    def delete_model(self, request: HttpRequest, obj: HolidayOverride) -> None:
        self._say(request, holidays.take_back(obj, actor=request.user))  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._say(request, sum((holidays.take_back(row, actor=request.user) for row in queryset), Moved()))  # type: ignore[arg-type]

    @staticmethod
    def _say(request: HttpRequest, moved: Moved) -> None:
        messages.info(request, counted_again(moved))


def counted_again(moved: Moved) -> str:
    """What moved with a calendar, for whoever changed it."""
    promises = ngettext(
        "%(count)d promised answer was counted again.",
        "%(count)d promised answers were counted again.",
        moved.promises,
    )
    due_dates = ngettext(
        "%(count)d due date of a service request was counted again.",
        "%(count)d due dates of service requests were counted again.",
        moved.due_dates,
    )
    return sentences(promises % {"count": moved.promises}, due_dates % {"count": moved.due_dates})
