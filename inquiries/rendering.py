"""How things of an inquiry are said to one reader: names, moments and addresses, in that reader's language."""

import datetime
import zoneinfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from inquiries.models import Case, Inquiry

# Zones that people know by a name; the others are shown by their code in the time-zone database.
ZONE_NAMES = {
    "Asia/Shanghai": gettext_lazy("Beijing time"),
    "Europe/Brussels": gettext_lazy("Brussels time"),
}


def moment(at: datetime.datetime, zone: str, language: str) -> str:
    """A point in time as the clocks in `zone` show it, with the zone named: `2026-11-24 17:00 (Brussels time)`."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    with translation.override(language):
        return gettext("%(moment)s (%(zone)s)") % {
            "moment": f"{local:%Y-%m-%d %H:%M}",
            "zone": ZONE_NAMES.get(zone, zone),
        }


def progress_address(inquiry: Inquiry, language: str) -> str:
    """The absolute secret link to the enterprise's progress page."""
    with translation.override(language):
        path = reverse("inquiries:progress", kwargs={"reference": inquiry.reference, "secret": inquiry.secret})
    return f"{settings.SITE_URL}{path}"


def case_address(case: Case, language: str) -> str:
    """The absolute link to the case in the back office."""
    with translation.override(language):
        path = reverse("admin:inquiries_case_change", args=[case.pk])
    return f"{settings.SITE_URL}{path}"
