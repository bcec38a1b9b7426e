"""Mails about personal data. They say nothing of what an inquiry holds."""

import hashlib
from collections.abc import Sequence

from django.utils import translation
from django_countries import countries

from inquiries import rendering
from inquiries.mail.addressing import name, readers_of
from inquiries.models import Case, Consent, Inquiry, PrivacyRequest
from notifications.enums import Audience
from notifications.outbox import Mail


def erasure_confirm(request: PrivacyRequest, code: str, minutes: int) -> list[Mail]:
    """To the contact: the code that confirms the erasure."""
    return _code("erasure_confirm", request, code, minutes)


def export_confirm(request: PrivacyRequest, code: str, minutes: int) -> list[Mail]:
    """To the contact: the code that opens the copy of the data."""
    return _code("export_confirm", request, code, minutes)


def erasure_done(inquiry: Inquiry, *, keeps_contract: bool) -> list[Mail]:
    """The last mail to the contact. It is about nothing, so that it outlives the erasure; once it has left, it is
    erased itself."""
    return _to_contact("erasure_done", inquiry, inquiry.mail_reference, about="", keeps_contract=keeps_contract)


def withdrawn_confirm(inquiry: Inquiry, rows: Sequence[Consent]) -> list[Mail]:
    """To the contact: which consents are withdrawn, towards whom, and that nothing else comes."""
    language = inquiry.contact_language
    with translation.override(language):
        said = [
            {
                "purpose": str(row.get_purpose_display()),
                "recipient": row.recipient,
                "country": str(countries.name(row.recipient_country)),
            }
            for row in rows
        ]
    subject = f"consents:{':'.join(str(row.pk) for row in rows)}"
    data_url = rendering.data_address(inquiry, language)
    return _to_contact("withdrawn_confirm", inquiry, subject, consents=said, data_url=data_url)


def consent_withdrawn(cases: Sequence[Case]) -> list[Mail]:
    """To the staff of each case: it is closed, and whose it was is not shown to them any more."""
    return [
        Mail(
            event="consent_withdrawn",
            to=reader.email,
            language=reader.language,
            audience=Audience.PLATFORM if reader.is_platform_staff else Audience.STAFF,
            context={
                "reference": case.inquiry.reference,
                "park": name(case.park, reader.language),
                "case_url": rendering.case_address(case, reader.language),
            },
            about=case.mail_reference,
            dedupe=f"consent_withdrawn:{case.mail_reference}:{case.consent_withdrawn_at}:user:{reader.pk}",
        )
        for case, readers in readers_of("consent_withdrawn", cases)
        for reader in readers
    ]


def _code(event: str, request: PrivacyRequest, code: str, minutes: int) -> list[Mail]:
    turn = hashlib.sha256(request.handle.encode()).hexdigest()[:16]
    return _to_contact(event, request.inquiry, turn, code=code, minutes=minutes)


def _to_contact(event: str, inquiry: Inquiry, subject: str, *, about: str | None = None, **words: object) -> list[Mail]:
    """At most one mail, in the contact's language; none without an address. Quarantine holds none of them back: the
    person asked."""
    if not inquiry.contact_email:
        return []
    return [
        Mail(
            event=event,
            to=inquiry.contact_email,
            language=inquiry.contact_language,
            audience=Audience.ENQUIRER,
            context={"contact": inquiry.contact_name, "reference": inquiry.reference, **words},
            about=inquiry.mail_reference if about is None else about,
            dedupe=f"{event}:{subject}:enquirer:{inquiry.contact_language}",
        )
    ]
