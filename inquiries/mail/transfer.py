"""Mails about handing a case over to another operator."""

from typing import Any

from django.utils import translation
from django_countries import countries

from inquiries import consents, rendering
from inquiries.enums import TransferState
from inquiries.mail.addressing import name, readers_of, to_enterprise, to_staff
from inquiries.models import Case, Transfer
from notifications.outbox import Mail
from parks.models import Operator


def transfer_asked(transfer: Transfer) -> list[Mail]:
    """To the enterprise: who would get its inquiry, in which country, and the page on which it decides."""
    case, language = transfer.case, transfer.case.inquiry.contact_language
    operator = transfer.to_park.operator
    return to_enterprise(
        "transfer_asked",
        case.inquiry,
        f"transfer:{transfer.pk}",
        case=case,
        to_park=name(transfer.to_park, language),
        **_recipient(operator, language),
        reason=transfer.reason,
        decide_url=rendering.transfer_address(case, language),
    )


def transfer_answered(transfer: Transfer) -> list[Mail]:
    """To the staff that asked: what the enterprise decided."""
    return [
        mail
        for case, readers in readers_of("transfer_answered", [transfer.case])
        for reader in readers
        for mail in to_staff(
            "transfer_answered",
            case,
            [reader],
            f"transfer:{transfer.pk}",
            agreed=transfer.state == TransferState.AGREED,
            to_park=name(transfer.to_park, reader.language),
        )
    ]


def transferred_in(case: Case) -> list[Mail]:
    """To the staff of the operator that gets the inquiry; about the new case alone."""
    origin = case.handed_over.case.park
    return [
        mail
        for case, readers in readers_of("transferred_in", [case])
        for reader in readers
        for mail in to_staff(
            "transferred_in", case, [reader], case.mail_reference, from_park=name(origin, reader.language)
        )
    ]


def _recipient(operator: Operator, language: str) -> dict[str, Any]:
    """Who would get the data, and where."""
    with translation.override(language):
        return {"recipient": consents.controller_of(operator), "country": str(countries.name(str(operator.country)))}
