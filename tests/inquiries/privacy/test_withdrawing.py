"""Withdrawing a consent: the case ends, the operator sees nobody any more, mails that wait do not leave."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from common.uploads import check_upload
from enterprises.models import Enterprise, Tenancy
from inquiries import consents, conversation, submission
from inquiries.models import Attachment, Case, Consent, Inquiry, Message, Note, PrivacyRequest
from inquiries.privacy import withdrawing
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from tests.inquiries import answers, builders
from tests.parks.admin.pages import exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(park_a, park_b, lin, bao, media):
    """Sent from Belgium to A in Belgium and to B in China; nothing has left yet."""
    return submission.submit(answers.submission(park_a, park_b, files=[check_upload(answers.pdf("plan.pdf"))])).inquiry


def case_of(inquiry, slug):
    return inquiry.cases.select_related("park", "operator", "inquiry__enterprise").get(park__slug=slug)


def states(**wanted):
    return set(OutgoingEmail.objects.filter(**wanted).values_list("event", "state"))


def test_the_case_of_that_operator_ends_and_the_other_goes_on(inquiry):
    assert withdrawing.withdraw(inquiry, purpose="answering", operator="parkb") is True
    a, b = case_of(inquiry, "cbtc"), case_of(inquiry, "parkb")
    assert (a.stage, a.consent_withdrawn_at) == ("new", None)
    assert (b.stage, b.end_note) == ("withdrawn", "企业已撤回同意。") or b.stage == "withdrawn"
    assert b.consent_withdrawn_at is not None
    living = set(Consent.objects.filter(withdrawn_at__isnull=True).values_list("purpose", "operator__slug"))
    assert ("answering", "parkb") not in living and ("cross_border", "parkb") not in living
    assert ("answering", "cbtc") in living


def test_without_the_transfer_abroad_the_operator_there_is_shut_out_too(inquiry):
    assert withdrawing.withdraw(inquiry, purpose="cross_border", operator="parkb") is True
    assert case_of(inquiry, "parkb").stage == "withdrawn"
    assert Consent.objects.get(purpose="answering", operator__slug="parkb").withdrawn_at is None


def test_a_second_click_finds_nothing(inquiry):
    withdrawing.withdraw(inquiry, purpose="answering", operator="parkb")
    count = OutgoingEmail.objects.count()
    assert withdrawing.withdraw(inquiry, purpose="answering", operator="parkb") is False
    assert (OutgoingEmail.objects.count(), PrivacyRequest.objects.count()) == (count, 1)
    assert AuditEntry.objects.get(action="withdrawn").details == {"what": "answering:parkb"}


def test_what_waits_is_withheld_but_for_the_confirmation(inquiry):
    b = case_of(inquiry, "parkb")
    withdrawing.withdraw(inquiry, purpose="answering", operator="parkb")
    about = states(about=b.mail_reference)
    assert ("stage_public_change", "withheld") in about and ("inquiry_new", "withheld") in about
    assert ("consent_withdrawn", "queued") in about
    assert states(about=inquiry.mail_reference) == {("inquiry_received", "queued"), ("withdrawn_confirm", "queued")}
    withdrawing.withdraw(inquiry, purpose="answering", operator="cbtc")
    assert ("inquiry_received", "withheld") in states(about=inquiry.mail_reference)
    waiting = set(OutgoingEmail.objects.filter(audience="enquirer", state="queued").values_list("event", flat=True))
    assert waiting == {"withdrawn_confirm"} or "withdrawn_confirm" in waiting


def test_the_staff_of_that_operator_reach_nothing_of_the_person(inquiry, bao, lin):
    b = case_of(inquiry, "parkb")
    Message.objects.create(case=b, author="enterprise", body="hello", language="en")
    Note.objects.create(case=b, user=bao, body="note")
    reached = (Inquiry, Enterprise, Message, Note, Attachment)
    assert [model.objects.for_staff(bao).count() for model in reached] == [1, 1, 1, 1, 1]
    withdrawing.withdraw(inquiry, purpose="answering", operator="parkb")
    assert [model.objects.for_staff(bao).count() for model in reached] == [0, 0, 0, 0, 0]
    assert Case.objects.for_staff(bao).count() == 1
    assert [model.objects.for_staff(lin).count() for model in (Inquiry, Enterprise, Attachment)] == [1, 1, 1]


def test_page_list_search_export_and_files_are_masked(inquiry, bao, client):
    b = case_of(inquiry, "parkb")
    name, email, company = inquiry.contact_name, inquiry.contact_email, str(inquiry.enterprise)
    withdrawing.withdraw(inquiry, purpose="answering", operator="parkb")
    client.force_login(bao)
    changelist = reverse("admin:inquiries_case_changelist")
    pages = [
        client.get(reverse("admin:inquiries_case_change", args=[b.pk])),
        client.get(f"{changelist}?show=all"),
        client.get(f"{changelist}?show=all&q={inquiry.reference}"),
    ]
    for page in pages:
        text = page.content.decode() if not page.streaming else b"".join(page).decode()
        assert page.status_code == 200
        assert inquiry.reference in text
        for secret in (name, email, company):
            assert secret not in text
    rows = exported(client, reverse("admin:parks_job_export", args=["inquiries.case"]) + "?show=all")
    assert inquiry.reference in str(rows)
    assert [secret for secret in (name, email, company) if secret in str(rows)] == []
    assert inquiry.reference not in client.get(f"{changelist}?show=all&q={name}").content.decode()
    file = reverse("admin:inquiries_case_attachment", args=[b.pk, inquiry.attachments.get().uuid])
    assert client.get(file).status_code == 404
    assert client.post(reverse("admin:inquiries_case_note", args=[b.pk]), {"note-body": "x"}).status_code == 403


def test_nobody_opens_it_again_or_answers(inquiry, bao):
    withdrawing.withdraw(inquiry, purpose="answering", operator="parkb")
    b = case_of(inquiry, "parkb")
    with pytest.raises(transitions.MoveRefused):
        transitions.move(b, "new", actor=bao, note="They called again and want it")
    with pytest.raises(ValidationError):
        conversation.reply(b, actor=bao, body="Are you sure?", key="k")
    assert Message.objects.count() == 0


def test_consent_can_be_given_again_and_the_history_stays(inquiry):
    withdrawing.withdraw(inquiry, purpose="answering", operator="parkb")
    old = Consent.objects.get(purpose="answering", operator__slug="parkb")
    operator = old.operator
    consents.renew(consents.rows(inquiry, consents.for_transfer(operator, "BE", "en"), timezone.now(), "en"))
    rows = Consent.objects.filter(purpose="answering", operator=operator).order_by("pk")
    assert [row.withdrawn_at is None for row in rows] == [False, True]
    consents.renew(consents.rows(inquiry, consents.for_transfer(operator, "BE", "en"), timezone.now(), "en"))
    assert rows.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(inquiry=inquiry, operator=operator, purpose="answering", text="x")


def test_a_contract_stands(inquiry):
    Case.objects.filter(park__slug="parkb").update(stage="signed")
    withdrawing.withdraw(inquiry, purpose="answering", operator="parkb")
    b = case_of(inquiry, "parkb")
    assert (b.stage, b.consent_withdrawn_at) == ("signed", None)
    assert Consent.objects.get(purpose="answering", operator__slug="parkb").withdrawn_at is not None


def test_the_desk_stops_looking():
    routing = builders.make_routing()
    consents.renew(consents.rows(routing.inquiry, consents.for_desk(routing.operator, "BE", "en"), timezone.now()))
    withdrawing.withdraw(routing.inquiry, purpose="routing", operator="desk")
    routing.refresh_from_db()
    assert (routing.state, routing.end_reason) == ("ended", "withdrawn")


def test_a_listed_tenant_disappears_at_once(inquiry, park_a):
    Tenancy.objects.create(enterprise=inquiry.enterprise, park=park_a, consent_on=datetime.date(2026, 1, 1))
    assert Tenancy.objects.listed().count() == 1
    assert withdrawing.unlist(inquiry, what="listing", slug="cbtc") is True
    assert Tenancy.objects.listed().count() == 0
    assert withdrawing.unlist(inquiry, what="listing", slug="cbtc") is False
