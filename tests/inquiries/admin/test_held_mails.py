"""Mails that were held back: seen by the staff of the case, taken over or rejected there, and by nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import AuditEntry
from inquiries import reply_addresses
from inquiries.inbound import receiving
from inquiries.models import Case, IncomingEmail, Message
from tests.inquiries import builders
from tests.inquiries.inbound import letters

pytestmark = pytest.mark.django_db
COLLEAGUE = "colleague@optics.example.org"


@pytest.fixture(autouse=True)
def answers_are_read(settings, tmp_path):
    settings.INBOUND_REPLY_ADDRESS = "reply@parks.example.org"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def held(case, lin):
    address = reply_addresses.address(reply_addresses.Writer(case.pk))
    return receiving.receive(letters.gmail_en(address, sender=COLLEAGUE))


def test_the_case_page_shows_it_with_its_reason(signed_in, held, page):
    text = page().content.decode()
    assert "A mail from somebody else" in text
    assert COLLEAGUE in text
    assert "It comes from another address than the one that was written to" in text
    assert escape(letters.ANSWER_EN.split("\n")[0]) in text


def test_the_enterprise_sees_nothing_of_it(client, case, held):
    address = reverse("inquiries:progress", kwargs={"reference": case.inquiry.reference, "secret": case.inquiry.secret})
    text = client.get(address).content.decode()
    assert COLLEAGUE not in text
    assert "12 people now" not in text


def test_it_is_taken_over(signed_in, do, held, case, page, lin):
    assert do("mail_take", mail=held.pk).status_code == 302
    message = Message.objects.get()
    assert (message.author, COLLEAGUE in message.body) == ("enterprise", True)
    text = page().content.decode()
    assert "Mails that were held back" not in text
    assert "Came by mail." in text
    assert "The whole mail with what it quotes" in text
    assert AuditEntry.objects.filter(action="released", actor=lin).count() == 1
    assert do("mail_take", mail=held.pk).status_code == 200, "decided already"


def test_it_is_rejected(signed_in, do, held, page):
    assert do("mail_reject", mail=held.pk).status_code == 302
    assert not Message.objects.exists()
    assert COLLEAGUE not in page().content.decode()


def test_another_cases_mail_is_refused_like_none(signed_in, do, case, park_a):
    other = builders.make_case(park_a)
    row = receiving.receive(
        letters.gmail_en(reply_addresses.address(reply_addresses.Writer(other.pk)), sender=COLLEAGUE)
    )
    response = do("mail_take", mail=row.pk)
    assert "此项目下没有这封邮件" in response.content.decode()
    assert IncomingEmail.objects.get().state == "quarantined"


def test_another_operators_staff_find_nothing(client, bao, do, held):
    client.force_login(bao)
    assert do("mail_take", mail=held.pk).status_code == 404
    assert client.get(reverse("admin:inquiries_incomingemail_change", args=[held.pk])).status_code == 404
    listed = client.get(reverse("admin:inquiries_incomingemail_changelist"))
    assert COLLEAGUE not in listed.content.decode()


def test_the_first_page_counts_what_waits(signed_in, held):
    assert "Mails held back" in signed_in.get("/en/admin/").content.decode()


def test_a_mail_without_a_case_is_the_platforms(client, case, lin, wei):
    row = receiving.receive(letters.gmail_en("reply@parks.example.org", sender=COLLEAGUE))
    change = reverse("admin:inquiries_incomingemail_change", args=[row.pk])
    attach = reverse("admin:inquiries_incomingemail_attach", args=[row.pk])
    client.force_login(lin)
    assert client.get(change).status_code == 404
    assert client.post(attach, {"reference": case.inquiry.reference, "park": "cbtc"}).status_code == 403
    client.force_login(wei)
    assert client.get(change).status_code == 200
    client.post(attach, {"reference": "PB-2000-1", "park": "cbtc"})
    assert IncomingEmail.objects.get().case is None
    response = client.post(attach, {"reference": case.inquiry.reference, "park": "cbtc"})
    assert response["Location"] == reverse("admin:inquiries_case_change", args=[case.pk])
    assert IncomingEmail.objects.get().case == Case.objects.get()


def test_the_mail_as_it_came_is_the_platforms_and_audited(client, held, lin, wei):
    address = reverse("admin:inquiries_incomingemail_raw", args=[held.pk])
    client.force_login(lin)
    assert client.get(address).status_code == 403
    client.force_login(wei)
    response = client.get(address)
    assert b"".join(response.streaming_content).startswith(b"Return-Path:")
    assert response["Content-Disposition"] == f'attachment; filename="mail-{held.pk}.eml"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"].startswith("private, no-store")
    assert AuditEntry.objects.filter(action="revealed", actor=wei).count() == 1


def test_actions_of_the_list(client, held, wei):
    client.force_login(wei)
    address = reverse("admin:inquiries_incomingemail_changelist")
    client.post(address, {"action": "erase", "_selected_action": [held.pk]})
    assert IncomingEmail.objects.get().sender == COLLEAGUE, "it waits for a decision"
    client.post(address, {"action": "reject", "_selected_action": [held.pk]})
    assert IncomingEmail.objects.get().state == "rejected"
    client.post(address, {"action": "erase", "_selected_action": [held.pk]})
    row = IncomingEmail.objects.get()
    assert (row.sender, row.text, bool(row.raw)) == ("", "", False)


def test_many_held_mails_cost_one_query(signed_in, held, case, page):
    page()
    with CaptureQueriesContext(connection) as one:
        page()
    address = reply_addresses.address(reply_addresses.Writer(case.pk))
    for number in ("7@m", "8@m"):
        receiving.receive(letters.gmail_en(address, sender=COLLEAGUE, number=number))
    page()
    with CaptureQueriesContext(connection) as three:
        page()
    assert len(three) == len(one)
