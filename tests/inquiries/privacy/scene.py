"""Anna's inquiry at two parks with something in every table, every text of it marked."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import audit, codes
from accounts.enums import AuditAction
from accounts.models import User
from enterprises import companies, joining, subscribing
from enterprises.companies import Answers
from enterprises.models import Tenancy
from enterprises.subscribing import Wish
from inquiries import consents, mail
from inquiries.models import (
    Attachment,
    CheckIn,
    Draft,
    IncomingEmail,
    Proposal,
    ServiceEntry,
    Settlement,
    SpaceHold,
    Transfer,
)
from inquiries.workflow import transitions
from notifications import outbox
from parks.models import Registration
from tests.inquiries import builders
from tests.parks.telling import make_open_event, make_story

MARK = "Zqxmark"
EMAIL = "zqxmark@optics.example.org"


def everything(park_a, park_b, lin):
    """The inquiry; its case at A has all that a case can have."""
    enterprise = builders.make_enterprise(
        name_en=f"{MARK} Optics", website="https://zqxmark.example.org", registration_number=f"{MARK}1"
    )
    inquiry = builders.make_inquiry(
        enterprise=enterprise,
        need={"special_needs": f"{MARK} need", "area_min": 300},
        contact_name=f"{MARK} Anna",
        contact_latin_name=f"{MARK} Latin",
        contact_role=f"{MARK} role",
        contact_email=EMAIL,
        contact_phone="+32470999111",
        contact_wechat=f"{MARK}wx",
        message=f"{MARK} message",
        utm={"campaign": f"{MARK} utm"},
        screening_reasons=[f"{MARK} reason"],
        payload_hash=f"{MARK}hash",
    )
    consents.renew(
        consents.rows(inquiry, consents.needed([park_a.operator, park_b.operator], "BE", "en"), timezone.now())
    )
    case, _other = transitions.open_cases(inquiry, [park_a, park_b], now=timezone.now())
    outbox.queue(*mail.confirmation(inquiry, [case]), *mail.inquiry_new(case))
    _case(case, lin)
    _dealings(case, park_a, park_b, lin)
    _around(inquiry, case, park_a)
    return inquiry


def _file(**owner):
    row = Attachment(name=f"{MARK}.pdf", content_type="application/pdf", size=4, sha256=f"{MARK}", **owner)
    row.file.save("x", ContentFile(b"%PDF"), save=False)
    row.save()
    return row


def _case(case, lin):
    for column in ("next_action", "on_hold_reason", "awaiting_question"):
        setattr(case, column, f"{MARK} {column}")
    case.awaiting_enterprise_since, case.on_hold_until = timezone.now(), datetime.date(2099, 1, 1)
    case.save()
    for column in ("duplicate_note", "meeting_language", "budget_note", "admission_reason"):
        setattr(case.qualification, column, f"{MARK} {column}")
    case.qualification.registration_number = f"{MARK}1"
    case.qualification.duplicate_of = case.inquiry.enterprise
    case.qualification.save()
    case.stage_changes.update(note=f"{MARK} note")
    message = case.messages.create(author="enterprise", body=f"{MARK} hello", language="en")
    case.notes.create(user=lin, body=f"{MARK} note")
    case.interactions.create(kind="call", summary=f"{MARK} call", user=lin)
    _file(inquiry=case.inquiry)
    _file(message=message)
    incoming = IncomingEmail(
        header_id="<answer@test>",
        case=case,
        author="enterprise",
        sender=EMAIL,
        sender_name=f"{MARK} Anna",
        subject=f"{MARK} subject",
        text=f"{MARK} text",
        original=f"{MARK} original",
        files=[f"{MARK}.pdf"],
        state="accepted",
        message=message,
    )
    incoming.raw.save("mail", ContentFile(b"From: zqxmark"), save=False)
    incoming.save()


def _dealings(case, park_a, park_b, lin):
    words = {name: f"{MARK} {name}" for name in ("place", "language", "note", "outcome", "feedback", "cancel_reason")}
    builders.make_visit(
        case,
        state="confirmed",
        starts_at=timezone.now() + datetime.timedelta(days=1),
        online_url="https://zqxmark.example.org",
        **words,
    )
    builders.make_visit(
        case, state="confirmed", starts_at=timezone.now() - datetime.timedelta(days=9), online_url=builders.MEETING
    )
    offer = Proposal.objects.create(
        case=case,
        terms=f"{MARK} terms",
        incentives=f"{MARK} gift",
        valid_until=datetime.date(2099, 1, 1),
        sent_at=timezone.now(),
    )
    _file(proposal=offer)
    space = builders.make_space(park_a)
    SpaceHold.objects.create(case=case, space=space, state="asked", asked_by="enterprise", note=f"{MARK} wish")
    settlement = Settlement.objects.create(
        case=case, contract_number="C-77", registration_waiver=f"{MARK} waiver", signed_on=datetime.date(2026, 1, 1)
    )
    CheckIn.objects.create(
        settlement=settlement,
        month=3,
        due_on=datetime.date(2026, 1, 1),
        satisfaction=4,
        needs=f"{MARK} need",
        answered_at=timezone.now(),
    )
    request = builders.make_service_request(case, description=f"{MARK} description", owner=lin)
    _file(
        service_entry=ServiceEntry.objects.create(
            request=request, kind="message", author="enterprise", body=f"{MARK} words", language="en"
        )
    )
    Transfer.objects.create(
        case=case, to_park=park_b, reason=f"{MARK} why", state="declined", answered_at=timezone.now()
    )


def _around(inquiry, case, park):
    """Account, company, draft, trail, public pages, mails that are about no inquiry."""
    anna = User.objects.create_user(EMAIL, name=f"{MARK} Anna")
    company = companies.found(
        anna, Answers(country="BE", name_en=f"{MARK} Optics", website="https://zqxmark.example.org")
    )
    companies.bind(inquiry.enterprise, company)
    joining.invite(company, email="ben@optics.example.org", language="en", by=anna)
    codes.begin(EMAIL, "en")
    Draft.objects.create(language="en", step="need", inquiry=inquiry)
    Draft.objects.create(language="en", step="need", data={"message": [f"{MARK} draft"]}, email=EMAIL, owner=anna)
    audit.record(AuditAction.SIGNED_IN, anna, actor=anna, address="203.0.113.9")
    audit.record(AuditAction.CHANGED, inquiry.enterprise, what=f"{MARK}")
    Tenancy.objects.create(
        enterprise=inquiry.enterprise,
        park=park,
        until=datetime.date(2026, 1, 1),
        since=datetime.date(2025, 1, 1),
        consent_on=datetime.date(2025, 1, 1),
    )
    make_story(
        park, "told", enterprise=inquiry.enterprise, company_en=f"{MARK} Optics", consent_on=datetime.date(2025, 1, 1)
    )


def also_elsewhere(park):
    """What the same address asked for apart from inquiries."""
    subscribing.subscribe(EMAIL, Wish(subject="policies", pace="weekly", language="en"), is_proved=True)
    event = make_open_event("open-day", operator=park.operator)
    Registration.objects.create(event=event, name=f"{MARK} guest", email=EMAIL, language="en", company=f"{MARK}")
