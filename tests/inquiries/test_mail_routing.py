"""Every mail of the platform's desk, in both languages: the right words and the right reader."""

import datetime

import pytest
from django.utils import translation

from inquiries import mail
from inquiries.mail import addressing
from inquiries.models import Inquiry, Routing, RoutingMessage, RoutingOffer
from inquiries.workflow import routing as verbs
from inquiries.workflow import transitions
from notifications import outbox
from notifications.rendering import render
from tests.inquiries import builders

MONDAY = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
PERSONAL = ("Anna", "anna@", "Walloon")


@pytest.fixture
def routing(park_a, park_b, wei):
    return builders.make_routing(builders.make_desk(), now=MONDAY)


def read_by(routing, language):
    """The contact and the administrator read this language from now on."""
    Inquiry.objects.filter(pk=routing.inquiry_id).update(contact_language=language)
    administrator = addressing.administrators()[0]
    administrator.language = language
    administrator.save()
    return Routing.objects.locked(routing.pk)


def offers_of(routing, *parks, **fields):
    return [RoutingOffer.objects.create(routing=routing, park=park, **fields) for park in parks]


def said(routing, author):
    return RoutingMessage.objects.create(routing=routing, author=author, body="5 < 6 & <b>您好</b>", language="en")


def accepted(routing, park):
    [case] = transitions.open_cases(routing.inquiry, [park], now=MONDAY)
    return offers_of(routing, park, state="accepted", answered_at=MONDAY, case=case)


def ended(routing, wei):
    verbs.end(routing, reason="no_match", note="Perhaps next year", actor=wei)
    return Routing.objects.locked(routing.pk)


MAILS = {
    "received": lambda r, a, b, wei: mail.routing_received(r),
    "proposed": lambda r, a, b, wei: mail.routing_proposed(r, offers_of(r, a, b, reason="Near you")),
    "message": lambda r, a, b, wei: mail.routing_message(said(r, "staff")),
    "shared": lambda r, a, b, wei: mail.routing_shared(r, [accepted(r, a)[0].case]),
    "ended": lambda r, a, b, wei: mail.routing_ended(ended(r, wei)),
    "new": lambda r, a, b, wei: mail.routing_new(r),
    "reply": lambda r, a, b, wei: mail.routing_reply(said(r, "enterprise")),
    "agreed": lambda r, a, b, wei: mail.routing_answered(r, accepted(r, a)),
    "declined": lambda r, a, b, wei: mail.routing_answered(
        r, offers_of(r, b, state="declined", answered_at=MONDAY, answer="Too far")
    ),
    "risk": lambda r, a, b, wei: mail.routing_due(r, overdue=False),
    "overdue": lambda r, a, b, wei: mail.routing_due(r, overdue=True),
}
ENGLISH = {
    "received": (
        "Your inquiry {ref} has arrived",
        "desk operator looks for suitable parks for you and writes to you by ",
    ),
    "proposed": ("{ref}: parks that may suit you", "Your data would go to parkb controller in China."),
    "message": ("{ref}: desk operator has written to you", "5 < 6 & <b>您好</b>"),
    "shared": (
        "{ref}: your inquiry is with the parks you agreed to",
        "- cbtc park / cbtc operator\n  first answer by ",
    ),
    "ended": ("{ref}: desk operator has stopped looking for parks", "Perhaps next year"),
    "new": ("{ref}: an inquiry that names no park", "First answer promised by 2026-11-25 10:00 (Beijing time)."),
    "reply": ("{ref}: the enterprise has written to the desk", "Walloon Optics has written about its inquiry {ref}:"),
    "agreed": ("{ref}: the enterprise agrees", "these parks have the inquiry now:\n\n- cbtc park"),
    "declined": ("{ref}: the enterprise declines a park", "parkb park\n\nToo far"),
    "risk": ("{ref}: the promised answer is due soon", "It is promised by 2026-11-25 10:00 (Beijing time)."),
    "overdue": ("{ref}: the promised answer is overdue", "The promise is broken."),
}
CHINESE = {
    "received": ("您的入驻咨询 {ref} 已收到", "desk运营方"),
    "proposed": ("{ref}：为您推荐的园区", "parkb控制者"),
    "message": ("{ref}：desk运营方给您留言", "5 < 6 & <b>您好</b>"),
    "shared": ("{ref}：咨询已转给您同意的园区", "- cbtc园区 / cbtc运营方\n  首次答复不晚于 "),
    "ended": ("{ref}：desk运营方已结束为您匹配园区", "没有合适的园区"),
    "new": ("{ref}：收到一条未指定园区的咨询", "2026-11-25 10:00（北京时间）"),
    "reply": ("{ref}：企业给平台服务台留言", "Walloon Optics"),
    "agreed": ("{ref}：企业已同意", "cbtc园区"),
    "declined": ("{ref}：企业婉拒一个园区", "parkb园区\n\nToo far"),
    "risk": ("{ref}：首次答复即将到期", "2026-11-25 10:00（北京时间）"),
    "overdue": ("{ref}：首次答复已超时", "2026-11-25 10:00（北京时间）"),
}
TO_ENTERPRISE = {"received", "proposed", "message", "shared", "ended"}


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_mail(routing, park_a, park_b, wei, name, language):
    routing = read_by(routing, language)
    with translation.override("zh-hans" if language == "en" else "en"):
        mails = MAILS[name](routing, park_a, park_b, wei)
        [row] = outbox.queue(*mails)
        words = render(row)
    reader = "anna@optics.example.org" if name in TO_ENTERPRISE else wei.email
    assert (row.to, row.language, words.warning) == (reader, language, "")
    subject, phrase = (ENGLISH if language == "en" else CHINESE)[name]
    reference = routing.inquiry.reference
    assert words.subject == subject.format(ref=reference)
    assert phrase.format(ref=reference) in words.text
    assert not any(word in words.subject for word in PERSONAL)
    secret = routing.inquiry.secret
    assert (secret in words.text) is (name in TO_ENTERPRISE)
    link = f"/{language}/inquiry/{reference}/{secret}/" if name in TO_ENTERPRISE else f"routing/{routing.pk}/change/"
    assert link in words.text and link in words.html
    assert "<b>您好</b>" not in words.html


def test_the_platforms_own_mail_names_no_park_and_hides_no_one(routing, park_a, lin):
    """Nobody of a park is among the readers of anything."""
    readers = {letter.to for make in (mail.routing_new,) for letter in make(routing)}
    assert readers == {"wei@parkbridge.example.org"}


def test_without_an_address_the_enterprise_gets_no_mail(wei):
    routing = builders.make_routing(builders.make_desk(), contact_email="", contact_phone="+32475123456")
    assert (
        mail.routing_received(routing) == mail.routing_proposed(routing, []) == mail.routing_shared(routing, []) == []
    )


@pytest.mark.parametrize("event", [mail.routing_received, mail.routing_new])
def test_mails_about_a_quarantined_inquiry_wait(wei, event):
    routing = builders.make_routing(builders.make_desk(), screening="quarantined")
    assert [letter.withheld for letter in event(routing)] == [True]
