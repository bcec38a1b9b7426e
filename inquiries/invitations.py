"""Visits as calendar entries (RFC 5545, sent after RFC 5546): one entry a reader, in that reader's language.

Times are written in UTC, which every program shows in its owner's zone; the zones are named in the description.
Nothing in an entry depends on when it is written: the same revision is the same bytes.
"""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext, override
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from accounts.models import User
from common.languages import html_code, local_text
from inquiries import rendering
from inquiries.enums import VisitMode, VisitState
from inquiries.models import Visit

# What a mailed entry asks its program to do.
REQUEST, CANCEL = "REQUEST", "CANCEL"
PUBLISH = "PUBLISH"  # a file to be taken over by hand, which names no guest


@dataclass(frozen=True)
class Guest:
    """Whose calendar it is for."""

    address: str
    name: str
    language: str
    is_staff: bool = False


def contact_of(visit: Visit) -> Guest:
    """The enterprise's contact; may have no address."""
    inquiry = visit.case.inquiry
    return Guest(inquiry.contact_email, inquiry.contact_name, inquiry.contact_language)


def colleague(user: User) -> Guest:
    return Guest(user.email, user.name, user.language, is_staff=True)


def invitation(visit: Visit, guest: Guest) -> str:
    """The whole text of a mailed entry for one guest alone: an invitation or its newer revision, or the taking back."""
    calendar = _calendar(CANCEL if visit.state == VisitState.CANCELLED else REQUEST, guest.language)
    entry = _entry(visit, guest)
    attendee = vCalAddress(f"mailto:{guest.address}")
    if guest.name:
        attendee.params["CN"] = guest.name
    attendee.params["RSVP"] = "FALSE"
    entry.add("attendee", attendee)
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def file(visit: Visit, language: str) -> bytes:
    """The enterprise's entry to download, under the same identifier: it replaces what a mail has brought, or is
    replaced by it."""
    calendar = _calendar(PUBLISH, language)
    calendar.add_component(_entry(visit, Guest("", "", language)))
    return calendar.to_ical()


def _calendar(method: str, language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Parkbridge//Visits//{html_code(language)}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _entry(visit: Visit, guest: Guest) -> Entry:
    entry = Entry()
    entry.add("uid", str(visit.uid))
    entry.add("dtstamp", visit.stamp)
    entry.add("sequence", visit.sequence)
    entry.add("status", "CANCELLED" if visit.state == VisitState.CANCELLED else "CONFIRMED")
    entry.add("dtstart", visit.starts_at)
    entry.add("dtend", visit.ends_at)
    park = local_text(visit.case.park, "name", guest.language).text
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = park
    entry.add("organizer", organizer)
    with override(guest.language):
        entry.add("summary", _summary(visit, park))
        entry.add("description", "\n".join(_description(visit, guest)))
    entry.add("location", visit.place or visit.online_url)
    return entry


def _summary(visit: Visit, park: str) -> str:
    if visit.mode == VisitMode.ONLINE:
        return gettext("Online meeting with %(park)s") % {"park": park}
    return gettext("Visit to %(park)s") % {"park": park}


def _description(visit: Visit, guest: Guest) -> list[str]:
    """The facts, a line each. No secret link: entries are often seen by a whole company."""
    inquiry = visit.case.inquiry
    lines = [rendering.spoken(rendering.occasion(visit, guest.language, for_staff=guest.is_staff))]
    facts = [
        (gettext("Meeting place"), visit.place),
        (gettext("Online"), visit.online_url),
        (gettext("Language of the visit"), visit.language),
        (gettext("Interpreter"), gettext("asked for") if visit.interpreter else ""),
        (gettext("Inquiry"), inquiry.reference),
    ]
    if guest.is_staff:
        company = local_text(inquiry.enterprise, "name", guest.language).text
        facts += [(gettext("Enterprise"), company), ("", rendering.case_address(visit.case, guest.language))]
    for label, value in facts:
        if value:
            lines.append(rendering.labelled(label, value))
    return lines
