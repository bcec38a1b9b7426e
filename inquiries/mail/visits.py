"""Mails about visits: one for each reader, in their language, with a calendar entry of their own.

An entry that was sent is changed and taken back under the same identifier, so everybody who holds one hears of it.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import translation

from accounts.enums import PlatformRole
from accounts.models import User
from inquiries import invitations, rendering
from inquiries.enums import CASE_ROLES, MessageAuthor, VisaLetter, VisitMode
from inquiries.invitations import Guest
from inquiries.mail.addressing import in_language, readers_of, to_enterprise, to_staff
from inquiries.models import Visit
from notifications.outbox import Mail
from parks.calendars import Clock

SECTION = "#section-visits"  # of the case page


def visit_guests(visit: Visit) -> list[User]:
    """The staff whose calendars hold the visit, or should: who reads mails about the case now, and who was invited
    before and still works there."""
    [(_case, readers)] = readers_of("visit_confirmed", [visit.case])
    still = visit.invited.filter(
        Q(memberships__operator=visit.case.operator_id, memberships__role__in=CASE_ROLES)
        | Q(platform_role=PlatformRole.ADMIN)
        | Q(is_superuser=True),
        is_active=True,
        is_staff=True,
    )
    return list({user.pk: user for user in [*readers, *still.order_by("pk")]}.values())


def visit_requested(visit: Visit) -> list[Mail]:
    """To the staff: the enterprise asks for a visit."""
    own_zone = [visit.case.operator.time_zone]
    return [
        mail
        for case, readers in readers_of("visit_requested", [visit.case])
        for reader in readers
        for mail in to_staff(
            "visit_requested",
            case,
            [reader],
            _subject(visit),
            **_facts(visit, invitations.colleague(reader)),
            wishes=[_times(clocks, reader.language) for clocks in rendering.wishes(visit, reader.language, own_zone)],
            is_slot=hasattr(visit, "slot"),
            note=visit.note,
            letter=visit.visa_letter == VisaLetter.ASKED,
            section_url=rendering.case_address(case, reader.language) + SECTION,
        )
    ]


def visit_confirmed(visit: Visit, staff: Sequence[User]) -> list[Mail]:
    """To both sides: the visit is agreed; with the invitation."""
    return _to_all("visit_confirmed", visit, staff)


def visit_changed(visit: Visit, staff: Sequence[User], before: Visit) -> list[Mail]:
    """To both sides: what was agreed is different now; `before` is the visit as it was."""
    moved = (before.starts_at, before.minutes) != (visit.starts_at, visit.minutes)
    return _to_all("visit_changed", visit, staff, before if moved else None)


def visit_cancelled(visit: Visit, staff: Sequence[User], *, was_agreed: bool) -> list[Mail]:
    """To both sides when it was agreed: their calendars forget it. Else only to the side that did not cancel."""
    if was_agreed:
        return _to_all("visit_cancelled", visit, staff)
    if visit.cancelled_by == MessageAuthor.STAFF:
        return _enterprise("visit_cancelled", visit, invited=False)
    return _staff("visit_cancelled", visit, staff, invited=False)


def visit_reminder(visit: Visit) -> list[Mail]:
    """To the enterprise: the visit is in 48 hours. Without an entry: its calendar has it."""
    return _enterprise("visit_reminder", visit, invited=False)


def _to_all(event: str, visit: Visit, staff: Sequence[User], before: Visit | None = None) -> list[Mail]:
    return [*_enterprise(event, visit, before=before), *_staff(event, visit, staff, before=before)]


def _enterprise(event: str, visit: Visit, *, invited: bool = True, before: Visit | None = None) -> list[Mail]:
    guest = invitations.contact_of(visit)
    return to_enterprise(
        event,
        visit.case.inquiry,
        _subject(visit),
        case=visit.case,
        envelope=_entry(visit, guest) if invited and guest.address else None,
        **_facts(visit, guest, before),
        invited=invited,
        visit_url=rendering.visit_address(visit, guest.language),
    )


def _staff(
    event: str, visit: Visit, staff: Sequence[User], *, invited: bool = True, before: Visit | None = None
) -> list[Mail]:
    return [
        mail
        for reader in staff
        for mail in to_staff(
            event,
            visit.case,
            [reader],
            _subject(visit),
            envelope=_entry(visit, invitations.colleague(reader)) if invited else None,
            **_facts(visit, invitations.colleague(reader), before),
            invited=invited,
            section_url=rendering.case_address(visit.case, reader.language) + SECTION,
        )
    ]


def _subject(visit: Visit) -> str:
    """Each revision is told once."""
    return f"visit:{visit.pk}:{visit.sequence}"


def _entry(visit: Visit, guest: Guest) -> dict[str, str]:
    return {"calendar": invitations.invitation(visit, guest)}


def _facts(visit: Visit, guest: Guest, before: Visit | None = None) -> dict[str, Any]:
    """What every mail says about its visit, in its reader's words."""
    clocks = rendering.occasion(visit, guest.language, for_staff=guest.is_staff)
    old = rendering.occasion(before, guest.language, for_staff=guest.is_staff) if before else []
    return {
        "times": _times(clocks, guest.language),
        "old_times": _times(old, guest.language),
        "visit_mode": in_language(guest.language, VisitMode(visit.mode).label),
        "place": visit.place,
        "online_url": visit.online_url,
        "visit_language": visit.language,
        "interpreter": bool(visit.interpreter),
        "by_enterprise": visit.cancelled_by == MessageAuthor.ENTERPRISE,
        "reason": visit.cancel_reason,
        "to_staff": guest.is_staff,
    }


def _times(clocks: Sequence[Clock], language: str) -> list[str]:
    with translation.override(language):
        return [rendering.spoken([clock]) for clock in clocks]
