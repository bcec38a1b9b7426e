"""How things of an inquiry are said to one reader: names, moments and addresses, in that reader's language."""

import datetime
import zoneinfo
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from common.languages import local_text
from inquiries.enums import VisitMode
from inquiries.models import Case, CheckIn, Draft, Inquiry, Routing, ServiceRequest, Visit
from parks import calendars
from parks.calendars import ZONE_NAMES, Clock
from parks.models import Park, Space


def moment(at: datetime.datetime, zone: str, language: str) -> str:
    """A point in time as the clocks in `zone` show it, with the zone named: `2026-11-24 17:00 (Brussels time)`.

    A zone that has no name of its own is shown by its code in the time-zone database.
    """
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


def proposal_address(inquiry: Inquiry, park: str, version: int, language: str) -> str:
    """The absolute secret link to one version of a park's proposal."""
    named = {"reference": inquiry.reference, "secret": inquiry.secret, "slug": park, "version": version}
    with translation.override(language):
        path = reverse("inquiries:proposal", kwargs=named)
    return f"{settings.SITE_URL}{path}"


def data_address(inquiry: Inquiry, language: str) -> str:
    """The absolute secret link to what is kept about the enterprise."""
    with translation.override(language):
        path = reverse("inquiries:my_data", kwargs={"reference": inquiry.reference, "secret": inquiry.secret})
    return f"{settings.SITE_URL}{path}"


def space_name(space: Space, language: str) -> str:
    """Its own name, else its kind, in this language where there is one."""
    return local_text(space, "name", language).text or local_text(space.kind, "name", language).text


def transfer_address(case: Case, language: str) -> str:
    """The absolute secret link to the page on which the enterprise decides about a transfer."""
    inquiry = case.inquiry
    parts = {"reference": inquiry.reference, "secret": inquiry.secret, "park": case.park.slug}
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse('inquiries:transfer', kwargs=parts)}"


def draft_address(draft: Draft) -> str:
    """The absolute secret link to an unfinished inquiry, in its own language."""
    with translation.override(draft.language):
        path = reverse("inquiries:draft", kwargs={"code": draft.code})
    return f"{settings.SITE_URL}{path}"


def dossier_address(park: Park, language: str) -> str:
    """The absolute link to a park's dossier: a PDF, or the page to print where the web server makes none."""
    with translation.override(language):
        path = reverse("parks:dossier_pdf", kwargs={"slug": park.slug})
    return f"{settings.SITE_URL}{path}"


def call(inquiry: Inquiry) -> str:
    """When the enterprise wants to be called, in the active language; empty where it asked for no call."""
    if not inquiry.call_window:
        return ""
    return gettext("%(window)s (%(zone)s)") % {
        "window": inquiry.get_call_window_display(),
        "zone": inquiry.get_call_zone_display(),
    }


def zones_of(visit: Visit, *, for_staff: bool = False) -> list[str]:
    """Whose clocks tell when it is, the first ones first: those at the place, or the reader's own when it is online."""
    here, there = visit.case.operator.time_zone, visit.time_zone
    return [here, there] if for_staff or visit.mode == VisitMode.ON_SITE else [there, here]


def occasion(visit: Visit, language: str, *, for_staff: bool = False) -> list[Clock]:
    """When a visit is, on the clocks of both sides."""
    with translation.override(language):
        return calendars.on_each_side(zones_of(visit, for_staff=for_staff), visit.starts_at, visit.ends_at)


def wishes(visit: Visit, language: str, zones: Iterable[str]) -> list[list[Clock]]:
    """Each time that was asked for, in the same manner."""
    length = datetime.timedelta(minutes=visit.minutes)
    with translation.override(language):
        return [calendars.on_each_side(zones, at, at + length) for at in visit.wishes]


def spoken(clocks: Iterable[Clock]) -> str:
    """`2026-11-24 15:00–16:00 (Brussels time) / 2026-11-24 22:00–23:00 (Beijing time)`, in the active language."""
    return " / ".join(gettext("%(moment)s (%(zone)s)") % {"moment": clock.text, "zone": clock.zone} for clock in clocks)


def labelled(label: str, value: str) -> str:
    """`Place: Building 1`, in the active language."""
    return f"{label}{pgettext('between a label and its value', ': ')}{value}" if label else value


def visit_address(visit: Visit, language: str) -> str:
    """The absolute secret link to the enterprise's page of one visit."""
    inquiry = visit.case.inquiry
    words = {"reference": inquiry.reference, "secret": inquiry.secret, "uid": visit.uid}
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse('inquiries:visit', kwargs=words)}"


def case_address(case: Case, language: str) -> str:
    """The absolute link to the case in the back office."""
    with translation.override(language):
        path = reverse("admin:inquiries_case_change", args=[case.pk])
    return f"{settings.SITE_URL}{path}"


def desk_address(inquiry: Inquiry, language: str) -> str:
    """The absolute secret link to the enterprise's page of the platform's desk."""
    with translation.override(language):
        path = reverse("inquiries:desk", kwargs={"reference": inquiry.reference, "secret": inquiry.secret})
    return f"{settings.SITE_URL}{path}"


def routing_address(routing: Routing, language: str) -> str:
    """The absolute link to an inquiry without a park in the back office."""
    with translation.override(language):
        path = reverse("admin:inquiries_routing_change", args=[routing.pk])
    return f"{settings.SITE_URL}{path}"


def service_address(request: ServiceRequest, language: str) -> str:
    """The absolute secret link to the tenant's page of one request."""
    inquiry = request.case.inquiry
    words = {"reference": inquiry.reference, "secret": inquiry.secret, "number": request.number}
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse('inquiries:service_request', kwargs=words)}"


def check_in_address(row: CheckIn, language: str) -> str:
    """The absolute secret link to the three questions."""
    case = row.settlement.case
    words = {"reference": case.inquiry.reference, "secret": case.inquiry.secret, "slug": case.park.slug}
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse('inquiries:check_in', kwargs={**words, 'month': row.month})}"


def service_desk_address(request: ServiceRequest, language: str) -> str:
    """The absolute link to the request in the back office."""
    with translation.override(language):
        path = reverse("admin:inquiries_servicerequest_change", args=[request.pk])
    return f"{settings.SITE_URL}{path}"
