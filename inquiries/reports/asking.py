"""Which period and which park a report is asked for."""

import datetime
import zoneinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from inquiries.reports.periods import Period, Preset, of_preset
from inquiries.reports.scope import CONTENT, Scope, zone_of
from parks.models import Park

LONGEST = 1830  # days: five years
OFFERED = 200  # parks in the list of suggestions; any other in reach may be typed
YEARS = range(2000, 2200)


def _day() -> forms.DateInput:
    """A date field of the browser wants ISO, whatever the language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AskForm(forms.Form):
    """Bound to the address; without anything said it is the last 30 days of everything in reach."""

    period = forms.ChoiceField(label=pgettext_lazy("report", "Period"), choices=Preset.choices, required=False)
    first = forms.DateField(label=pgettext_lazy("report", "From"), required=False, widget=_day())
    last = forms.DateField(label=pgettext_lazy("report", "To"), required=False, widget=_day())
    park = forms.CharField(
        label=_("Park"), required=False, max_length=80, widget=forms.TextInput(attrs={"list": "report-parks"})
    )

    def __init__(self, data: Any, *, user: User) -> None:
        self.user = user
        said = {name: data.get(name, "") for name in self.base_fields}
        if said["period"] != Preset.CUSTOM and not said["period"]:
            said["period"] = Preset.CUSTOM if said["first"] or said["last"] else Preset.LAST_30
        super().__init__(said)

    def parks(self) -> list[Park]:
        rows = Park.objects.where_granted(self.user, CONTENT).order_by("sort_key", "slug")
        return list(rows[:OFFERED])

    def clean_park(self) -> Park | None:
        """A park of somebody else and one that never was are the same."""
        slug = self.cleaned_data["park"].strip()
        if not slug:
            return None
        rows = Park.objects.where_granted(self.user, CONTENT).select_related("operator")
        found = rows.filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError(_("There is no such park. Choose one of the list."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("period") != Preset.CUSTOM or {"first", "last"} & set(self.errors):
            return data
        first, last = data.get("first"), data.get("last")
        for name, value in (("first", first), ("last", last)):
            if value is None:
                self.add_error(name, _("Enter a day, such as 2026-11-23."))
            elif value.year not in YEARS:
                self.add_error(name, _("This year is out of reach."))
        if first and last and not self.errors:
            if last < first:
                self.add_error("last", _("The last day is before the first."))
            elif (last - first).days >= LONGEST:
                self.add_error("last", _("Choose five years at most."))
        return data

    def scope(self) -> Scope:
        """What the valid form asks for, on the clocks that the report goes by."""
        data, park = self.cleaned_data, self.cleaned_data["park"]
        zone = zone_of(self.user, park)
        if data["period"] == Preset.CUSTOM:
            return Scope(self.user, Period(data["first"], data["last"], zone), park)
        today: datetime.date = timezone.localdate(timezone=zoneinfo.ZoneInfo(zone))
        return Scope(self.user, of_preset(data["period"], today, zone), park)
