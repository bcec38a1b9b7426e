"""The mails that may be answered say so, in both languages; the others do not."""

import pytest
from django.utils import timezone

from accounts.models import User
from inquiries import conversation, mail, reply_addresses
from inquiries.inbound import receiving
from inquiries.models import Case, Inquiry
from inquiries.reply_addresses import Writer
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from tests.inquiries.inbound import letters

pytestmark = pytest.mark.django_db


def held(to, **more):
    return receiving.receive(letters.gmail_en(to, sender="colleague@optics.example.org", **more))


@pytest.mark.parametrize(
    ("language", "mark", "invitation"),
    [
        ("en", "##- Please write your answer above this line -##", "You can simply answer this mail"),
        ("zh-hans", "##- 请在此行上方填写回复 -##", "您可以直接回复本邮件"),
    ],
)
def test_a_message_says_that_it_may_be_answered(case, lin, language, mark, invitation, rendered):
    Inquiry.objects.update(contact_language=language)
    conversation.reply(Case.objects.get(), actor=lin, body="Hello", key="1")
    row = OutgoingEmail.objects.get(event="message")
    assert row.reply_to == reply_addresses.address(Writer(case.pk))
    words = rendered(row)
    assert words.text.startswith(mark)
    assert invitation in words.text
    assert mark in words.html
    assert "not read" not in words.text


def test_a_question_may_be_answered_by_mail(case, lin, rendered):
    transitions.await_enterprise(Case.objects.get(), "How many people?", lin)
    row = OutgoingEmail.objects.get(event="more_info_requested")
    assert row.reply_to == reply_addresses.address(Writer(case.pk))
    assert "You can simply answer this mail" in rendered(row).text


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "goes to the enterprise as it is"), ("zh-hans", "将原样发送给企业")]
)
def test_a_notice_to_staff_says_who_reads_their_answer(case, lin, language, sentence, rendered):
    User.objects.filter(pk=lin.pk).update(language=language)
    conversation.write(case, body="Twelve people", language="en", key="1")
    row = OutgoingEmail.objects.get(event="enquirer_replied")
    assert row.reply_to == reply_addresses.address(Writer(case.pk, lin.pk))
    assert sentence in rendered(row).text


def test_a_confirmation_for_one_park_may_be_answered_and_for_two_not(case, park_b):
    [one] = mail.inquiry_received(case.inquiry, [case])
    assert one.reply_to == reply_addresses.address(Writer(case.pk))
    [other] = transitions.open_cases(case.inquiry, [park_b], now=timezone.now())
    [two] = mail.inquiry_received(case.inquiry, [case, other])
    assert (two.reply_to, two.context["may_reply"]) == ("", False)


def test_without_the_setting_mails_ask_for_the_page(case, lin, settings, rendered):
    settings.INBOUND_REPLY_ADDRESS = ""
    conversation.reply(Case.objects.get(), actor=lin, body="Hello", key="1")
    row = OutgoingEmail.objects.get(event="message")
    assert row.reply_to == ""
    assert "answers to this mail are not read" in rendered(row).text


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "{}: a mail to cbtc park waits for your decision"), ("zh-hans", "{}：发给cbtc园区的一封邮件待您处理")],
)
def test_mail_held(case, lin, annas, language, subject, rendered):
    User.objects.filter(pk=lin.pk).update(language=language)
    held(annas)
    row = OutgoingEmail.objects.get(event="mail_held")
    words = rendered(row)
    assert words.subject == subject.format(case.inquiry.reference)
    assert "colleague@" not in words.text + words.html
    assert letters.ANSWER_EN not in words.text
