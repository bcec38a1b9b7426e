"""Mails to the enterprise, each in its contact's language. They say nothing that only the park should know."""

from collections.abc import Sequence
from typing import Any

from inquiries import rendering, reply_addresses
from inquiries.enums import ENDS, ENTERPRISE_LABELS, InquiryKind, Stage
from inquiries.mail.addressing import in_language, name, to_enterprise
from inquiries.models import Case, Inquiry, Message, StageChange
from notifications.outbox import Mail


def confirmation(inquiry: Inquiry, cases: Sequence[Case]) -> list[Mail]:
    """To the enterprise, at once: the dossiers if it asked for no more than those, else that its inquiry is here."""
    if inquiry.kind == InquiryKind.BROCHURE:
        return brochure(inquiry, cases)
    return inquiry_received(inquiry, cases)


def inquiry_received(inquiry: Inquiry, cases: Sequence[Case]) -> list[Mail]:
    """To the enterprise: the reference, who answers by when, and the link to its progress page."""
    parks = [promise_of(case, inquiry.contact_language) for case in cases]
    is_callback = inquiry.kind == InquiryKind.CALLBACK
    envelope: dict[str, Any] = {}
    if len(cases) == 1:
        envelope["reply_to"] = reply_addresses.for_enterprise("inquiry_received", cases[0])
    words: dict[str, Any] = {"parks": parks, "is_callback": is_callback}
    return to_enterprise("inquiry_received", inquiry, inquiry.mail_reference, envelope=envelope, **words)


def brochure(inquiry: Inquiry, cases: Sequence[Case]) -> list[Mail]:
    """To the enterprise: where each park's dossier is, and who answers further questions by when."""
    language = inquiry.contact_language
    parks = [
        promise_of(case, language) | {"dossier_url": rendering.dossier_address(case.park, language)} for case in cases
    ]
    return to_enterprise("brochure", inquiry, inquiry.mail_reference, parks=parks)


def promise_of(case: Case, language: str) -> dict[str, str]:
    """Who answers, and by when."""
    return {
        "park": name(case.park, language),
        "operator": name(case.operator, language),
        "answer_by": rendering.moment(case.answer_by, case.operator.time_zone, language),
    }


def message(message: Message) -> list[Mail]:
    """To the enterprise: what the park wrote."""
    return _written("message", message)


def more_info_requested(message: Message) -> list[Mail]:
    """To the enterprise: a question whose answer the park waits for; the clock of its promise stands still."""
    return _written("more_info_requested", message)


def _written(event: str, message: Message) -> list[Mail]:
    case = message.case
    return to_enterprise(
        event,
        case.inquiry,
        f"message:{message.pk}",
        case=case,
        body=message.body,
        files=[attachment.name for attachment in message.attachments.all()],
        author=message.user.name if message.user else "",
    )


def stage_public_change(change: StageChange) -> list[Mail]:
    """To the enterprise: where its inquiry stands now. The caller decides which changes it is told of."""
    case, language = change.case, change.case.inquiry.contact_language
    promise = case.answer_by if case.is_open and case.first_response_at is None else None
    return to_enterprise(
        "stage_public_change",
        case.inquiry,
        f"stage:{change.pk}",
        case=case,
        stage=change.to_stage,
        stage_label=in_language(language, ENTERPRISE_LABELS[Stage(change.to_stage)]),
        reopened=change.from_stage in ENDS,
        ended=change.to_stage in ENDS,
        author=case.owner.name if case.owner else "",
        answer_by=rendering.moment(promise, case.operator.time_zone, language) if promise else "",
        **_handed_on(case, language),
    )


def _handed_on(case: Case, language: str) -> dict[str, Any]:
    """Who answers from now on, and by when, once the enterprise has agreed to a transfer."""
    if case.stage != Stage.TRANSFERRED:
        return {}
    agreed = case.transfers.filter(new_case__isnull=False).select_related("new_case__operator", "new_case__park").last()
    new = agreed.new_case if agreed else None
    if new is None:
        return {}
    return {
        "to_park": name(new.park, language),
        "to_answer_by": rendering.moment(new.answer_by, new.operator.time_zone, language),
    }
