"""To whom and in which language: what every mail about an inquiry or a case shares.

Mails to the enterprise say nothing that only the park should know. Mails about a quarantined inquiry are withheld.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.enums import PlatformRole
from accounts.models import User
from common.enums import Language
from common.languages import local_text
from common.measures import NO_DATA, area_range
from enterprises.models import Enterprise
from inquiries import rendering, reply_addresses
from inquiries.enums import CASE_ROLES, ENDS, InquiryKind, Screening, Stage
from inquiries.models import Case, Inquiry, Requirement, Routing
from notifications.enums import Audience
from notifications.outbox import Mail
from parks.enums import SeatRole
from parks.models import Membership

NO_COMPANY = gettext_lazy("no company named")


def to_enterprise(
    event: str,
    inquiry: Inquiry,
    subject: str,
    *,
    case: Case | None = None,
    envelope: Mapping[str, str] | None = None,
    **words: Any,
) -> list[Mail]:
    """At most one mail, in the contact's language; none without an address.

    `subject` tells repeats apart; `envelope` holds what else `Mail` takes: `reply_to`, `calendar`, or another `about`
    than the case, or without one the inquiry.
    """
    if not inquiry.contact_email:
        return []
    language = inquiry.contact_language
    reply_to = reply_addresses.for_enterprise(event, case) if case is not None else ""
    about = case.mail_reference if case is not None else inquiry.mail_reference
    posting = {"about": about, "reply_to": reply_to, **(envelope or {})}
    context = {
        "reference": inquiry.reference,
        "contact": inquiry.contact_name,
        "progress_url": rendering.progress_address(inquiry, language),
        "may_reply": bool(posting["reply_to"]),
        **words,
    }
    if case is not None:
        context |= {"park": name(case.park, language)}
    return [
        Mail(
            event=event,
            to=inquiry.contact_email,
            language=language,
            audience=Audience.ENQUIRER,
            context=context,
            dedupe=f"{event}:{subject}:enquirer:{language}",
            withheld=inquiry.screening == Screening.QUARANTINED,
            **posting,
        )
    ]


def to_staff(
    event: str,
    case: Case,
    readers: Iterable[User],
    subject: str,
    *,
    envelope: Mapping[str, str] | None = None,
    **words: Any,
) -> list[Mail]:
    """One mail for each reader, in that reader's language; `subject` and `envelope` as for the enterprise."""
    mails = []
    for reader in readers:
        posting = {"reply_to": reply_addresses.for_staff(event, case, reader.pk), **(envelope or {})}
        context = about_case(case, reader.language) | {"may_reply": bool(posting["reply_to"])} | words
        mails.append(
            Mail(
                event=event,
                to=reader.email,
                language=reader.language,
                audience=Audience.PLATFORM if reader.is_platform_staff else Audience.STAFF,
                context=context,
                about=case.mail_reference,
                dedupe=f"{event}:{subject}:user:{reader.pk}:{reader.language}",
                withheld=case.inquiry.screening == Screening.QUARANTINED,
                **posting,
            )
        )
    return mails


def about_case(case: Case, language: str) -> dict[str, Any]:
    """What every mail to staff says about its case."""
    return {
        **about_inquiry(case.inquiry, language),
        "park": name(case.park, language),
        "stage_label": in_language(language, Stage(case.stage).label),
        "ended": case.stage in ENDS,
        "answered": case.first_response_at is not None,
        "answer_by": rendering.moment(case.answer_by, case.operator.time_zone, language),
        "case_url": rendering.case_address(case, language),
    }


def to_desk(event: str, routing: Routing, subject: str, **words: Any) -> list[Mail]:
    """One mail for each of the platform's administrators, who alone work at its desk."""
    return [
        Mail(
            event=event,
            to=reader.email,
            language=reader.language,
            audience=Audience.PLATFORM,
            context={
                **about_inquiry(routing.inquiry, reader.language),
                "answer_by": rendering.moment(routing.answer_by, routing.operator.time_zone, reader.language),
                "desk_url": rendering.routing_address(routing, reader.language),
                **words,
            },
            about=routing.mail_reference,
            dedupe=f"{event}:{subject}:user:{reader.pk}:{reader.language}",
            withheld=routing.inquiry.screening == Screening.QUARANTINED,
        )
        for reader in administrators()
    ]


def about_inquiry(inquiry: Inquiry, language: str) -> dict[str, Any]:
    """What mails to staff say of an inquiry; the contact's name and addresses stay in the back office."""
    need = _need(inquiry)
    return {
        "reference": inquiry.reference,
        "company": _company(inquiry, language),
        "country": _country(inquiry.enterprise, language),
        "kind": inquiry.kind,
        "kind_label": in_language(language, InquiryKind(inquiry.kind).label),
        "call": _call(inquiry, language),
        "mode": name(inquiry.mode, language) if inquiry.mode else "",
        "area": _area(need, language),
        "move_in": f"{need.move_in_from:%Y-%m-%d}" if need and need.move_in_from else "",
        "contact_language": in_language(language, Language(inquiry.contact_language).label),
        "request": inquiry.message,
    }


def readers_of(event: str, cases: Sequence[Case], *, also_managers: bool = False) -> list[tuple[Case, list[User]]]:
    """Who among the staff reads this mail about each case.

    The officer in charge alone, once there is one with a seat at the operator; before that everybody who works
    on cases there. With `also_managers` the operator's managers in any case. Who switched the mail off is left out.
    Where nobody is left the platform's administrators read it, so that no inquiry stays unseen.
    """
    seats = list(
        Membership.objects.filter(
            operator__in={case.operator_id for case in cases},
            operator__is_active=True,
            role__in=CASE_ROLES,
            user__is_active=True,
            user__is_staff=True,
        )
        .select_related("user")
        .order_by("pk")
    )
    found = []
    for case in cases:
        here = [seat for seat in seats if seat.operator_id == case.operator_id]
        candidates = [seat for seat in here if seat.user_id == case.owner_id] or here
        if also_managers:
            candidates = candidates + [seat for seat in here if seat.role == SeatRole.MANAGER]
        wanted = {seat.user_id: seat.user for seat in candidates if event not in seat.muted_events}
        found.append((case, list(wanted.values())))
    if all(readers for _case, readers in found):
        return found
    platform = administrators()
    return [(case, readers or platform) for case, readers in found]


def managers_of(event: str, case: Case, *, without: User) -> list[User]:
    """The other managers of the case's operator, except those who switched the mail off."""
    seats = (
        Membership.objects.filter(operator=case.operator_id, operator__is_active=True, role=SeatRole.MANAGER)
        .filter(user__is_active=True, user__is_staff=True)
        .exclude(user=without)
        .select_related("user")
        .order_by("pk")
    )
    return [seat.user for seat in seats if event not in seat.muted_events]


def administrators() -> list[User]:
    """Who looks after the platform."""
    return list(
        User.objects.filter(
            Q(platform_role=PlatformRole.ADMIN) | Q(is_superuser=True), is_active=True, is_staff=True
        ).order_by("pk")
    )


def _need(inquiry: Inquiry) -> Requirement | None:
    try:
        return inquiry.requirement
    except ObjectDoesNotExist:
        return None


def _call(inquiry: Inquiry, language: str) -> str:
    """When a call suits; empty where none was asked for."""
    with translation.override(language):
        return rendering.call(inquiry)


def _area(need: Requirement | None, language: str) -> str:
    with translation.override(language):
        words = area_range(need.area_min, need.area_max) if need else NO_DATA
    return "" if words == NO_DATA else words


def name(thing: Any, language: str) -> str:
    return local_text(thing, "name", language).text


def _company(inquiry: Inquiry, language: str) -> str:
    """The company's name; a person who asked for a call or a brochure without naming one is not named here either."""
    company = name(inquiry.enterprise, language)
    if inquiry.kind != InquiryKind.FULL and company == inquiry.contact_name:
        return in_language(language, NO_COMPANY)
    return company


def _country(enterprise: Enterprise, language: str) -> str:
    with translation.override(language):
        return str(countries.name(str(enterprise.country)))


def in_language(language: str, words: Any) -> str:
    with translation.override(language):
        return str(words)
