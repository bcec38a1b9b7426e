"""Who is told what about an inquiry: one function for each message, each in its reader's own language.

Every function returns the mails; the caller hands them to `notifications.outbox.queue` in its transaction.
Mails to the enterprise say nothing that only the park should know. Mails about a quarantined inquiry are withheld.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils import translation
from django_countries import countries

from accounts.enums import PlatformRole
from accounts.models import AuditEntry, User
from common.enums import Language
from common.languages import local_text
from common.measures import NO_DATA, area_range
from enterprises.models import Enterprise
from inquiries import rendering
from inquiries.enums import CASE_ROLES, ENDS, ENTERPRISE_LABELS, Screening, Stage
from inquiries.models import Case, Inquiry, Message, Requirement, StageChange
from notifications.enums import Audience
from notifications.outbox import Mail
from parks.models import Membership


def inquiry_received(inquiry: Inquiry, cases: Sequence[Case]) -> list[Mail]:
    """To the enterprise: the reference, who answers by when, and the link to its progress page."""
    language = inquiry.contact_language
    parks = [
        {
            "park": _name(case.park, language),
            "operator": _name(case.operator, language),
            "answer_by": rendering.moment(case.answer_by, case.operator.time_zone, language),
        }
        for case in cases
    ]
    return _to_enterprise("inquiry_received", inquiry, inquiry.mail_reference, parks=parks)


def inquiry_new(*cases: Case) -> list[Mail]:
    """To the staff of each case's operator. One query for the recipients of all cases."""
    return [
        mail
        for case, readers in _readers("inquiry_new", cases)
        for mail in _to_staff("inquiry_new", case, readers, case.mail_reference)
    ]


def inquiry_assigned(case: Case, entry: AuditEntry) -> list[Mail]:
    """To the new officer in charge, unless they took the case themselves; `entry` is the audit of the assignment."""
    owner = case.owner
    if owner is None or owner == entry.actor:
        return []
    by = str(entry.actor) if entry.actor else ""
    return _to_staff("inquiry_assigned", case, [owner], f"audit:{entry.pk}", assigned_by=by)


def message(message: Message, *, is_question: bool = False) -> list[Mail]:
    """To the enterprise: what the park wrote. `is_question` says that the park waits for the answer."""
    case = message.case
    return _to_enterprise(
        "message",
        case.inquiry,
        f"message:{message.pk}",
        case=case,
        body=message.body,
        files=[attachment.name for attachment in message.attachments.all()],
        author=message.user.name if message.user else "",
        is_question=is_question,
    )


def enquirer_replied(message: Message) -> list[Mail]:
    """To the staff: what the enterprise wrote on its progress page."""
    files = [attachment.name for attachment in message.attachments.all()]
    return [
        mail
        for case, readers in _readers("enquirer_replied", [message.case])
        for mail in _to_staff(
            "enquirer_replied", case, readers, f"message:{message.pk}", body=message.body, files=files
        )
    ]


def stage_public_change(change: StageChange) -> list[Mail]:
    """To the enterprise: where its inquiry stands now. The caller decides which changes it is told of."""
    case, language = change.case, change.case.inquiry.contact_language
    promise = case.answer_by if case.is_open and case.first_response_at is None else None
    return _to_enterprise(
        "stage_public_change",
        case.inquiry,
        f"stage:{change.pk}",
        case=case,
        stage=change.to_stage,
        stage_label=_in(language, ENTERPRISE_LABELS[Stage(change.to_stage)]),
        reopened=change.from_stage in ENDS,
        ended=change.to_stage in ENDS,
        author=case.owner.name if case.owner else "",
        answer_by=rendering.moment(promise, case.operator.time_zone, language) if promise else "",
    )


def _to_enterprise(event: str, inquiry: Inquiry, subject: str, *, case: Case | None = None, **words: Any) -> list[Mail]:
    """At most one mail, in the contact's language; none without an address. `subject` tells repeats apart."""
    if not inquiry.contact_email:
        return []
    language = inquiry.contact_language
    context = {
        "reference": inquiry.reference,
        "contact": inquiry.contact_name,
        "progress_url": rendering.progress_address(inquiry, language),
        **words,
    }
    if case is not None:
        context |= {"park": _name(case.park, language)}
    return [
        Mail(
            event=event,
            to=inquiry.contact_email,
            language=language,
            audience=Audience.ENQUIRER,
            context=context,
            about=case.mail_reference if case is not None else inquiry.mail_reference,
            dedupe=f"{event}:{subject}:enquirer:{language}",
            withheld=inquiry.screening == Screening.QUARANTINED,
        )
    ]


def _to_staff(event: str, case: Case, readers: Iterable[User], subject: str, **words: Any) -> list[Mail]:
    """One mail for each reader, in that reader's language. `subject` tells repeats apart."""
    return [
        Mail(
            event=event,
            to=reader.email,
            language=reader.language,
            audience=Audience.PLATFORM if reader.is_platform_staff else Audience.STAFF,
            context=_about_case(case, reader.language) | words,
            about=case.mail_reference,
            dedupe=f"{event}:{subject}:user:{reader.pk}:{reader.language}",
            withheld=case.inquiry.screening == Screening.QUARANTINED,
        )
        for reader in readers
    ]


def _about_case(case: Case, language: str) -> dict[str, Any]:
    """What every mail to staff says about its case; the contact's name and addresses stay in the back office."""
    inquiry = case.inquiry
    need = _need(inquiry)
    return {
        "reference": inquiry.reference,
        "park": _name(case.park, language),
        "company": _name(inquiry.enterprise, language),
        "country": _country(inquiry.enterprise, language),
        "mode": _name(inquiry.mode, language),
        "area": _area(need, language),
        "move_in": f"{need.move_in_from:%Y-%m-%d}" if need and need.move_in_from else "",
        "contact_language": _in(language, Language(inquiry.contact_language).label),
        "request": inquiry.message,
        "stage_label": _in(language, Stage(case.stage).label),
        "ended": case.stage in ENDS,
        "answered": case.first_response_at is not None,
        "answer_by": rendering.moment(case.answer_by, case.operator.time_zone, language),
        "case_url": rendering.case_address(case, language),
    }


def _readers(event: str, cases: Sequence[Case]) -> list[tuple[Case, list[User]]]:
    """Who among the staff reads this mail about each case.

    The officer in charge alone, once there is one with a seat at the operator; before that everybody who works
    on cases there. Who switched the mail off is left out. Where nobody is left the platform's administrators
    read it, so that no inquiry stays unseen.
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
        wanted = {seat.user_id: seat.user for seat in candidates if event not in seat.muted_events}
        found.append((case, list(wanted.values())))
    if all(readers for _case, readers in found):
        return found
    administrators = list(
        User.objects.filter(
            Q(platform_role=PlatformRole.ADMIN) | Q(is_superuser=True), is_active=True, is_staff=True
        ).order_by("pk")
    )
    return [(case, readers or administrators) for case, readers in found]


def _need(inquiry: Inquiry) -> Requirement | None:
    try:
        return inquiry.requirement
    except ObjectDoesNotExist:
        return None


def _area(need: Requirement | None, language: str) -> str:
    with translation.override(language):
        words = area_range(need.area_min, need.area_max) if need else NO_DATA
    return "" if words == NO_DATA else words


def _name(thing: Any, language: str) -> str:
    return local_text(thing, "name", language).text


def _country(enterprise: Enterprise, language: str) -> str:
    with translation.override(language):
        return str(countries.name(str(enterprise.country)))


def _in(language: str, words: Any) -> str:
    with translation.override(language):
        return str(words)
