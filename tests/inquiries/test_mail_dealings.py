"""Mails on the way to the contract, each in both languages: proposal, holds, welcome."""

import datetime

import pytest
import time_machine
from django.utils import translation

from common.enums import Language
from inquiries import mail, proposing
from inquiries.models import Case, Inquiry, Proposal
from inquiries.workflow import holding, transitions
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render
from parks.models import Membership
from tests.inquiries import builders

START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
SECRET = "Between us: they cannot pay"
OTHER = {"en": "zh-hans", "zh-hans": "en"}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def case(park_a, lin, clock):
    return builders.make_case(park_a, enterprise=builders.make_enterprise(name_zh_hans="瓦隆光学"))


@pytest.fixture
def space(park_a):
    return builders.make_space(park_a, name_zh_hans="甲座", name_en="House A")


def say(case, language):
    """The contact reads `language` from now on; whoever acts has the other one active."""
    Inquiry.objects.filter(pk=case.inquiry_id).update(contact_language=language)
    return Case.objects.locked(case.pk)


def words_of(event, audience):
    [row] = OutgoingEmail.objects.filter(event=event, audience=audience)
    with translation.override(OTHER[row.language]):
        words = render(row)
    assert words.warning == ""
    return row, words


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: a proposal from cbtc park",
            ["cbtc park has sent you a proposal (version 1).", "It is valid until 2099-01-31.", "林, cbtc park"],
        ),
        (
            "zh-hans",
            "{reference}：cbtc园区给您发来方案",
            ["cbtc园区给您发来方案（第 1 版）。", "有效期至 2099-01-31。", "林，cbtc园区"],
        ),
    ],
)
def test_proposal_sent(case, lin, language, subject, phrases):
    offer = Proposal.objects.create(
        case=say(case, language), terms=SECRET, incentives=SECRET, valid_until=datetime.date(2099, 1, 31)
    )
    with translation.override(OTHER[language]):
        proposing.send(offer, actor=lin)
    row, words = words_of("proposal_sent", "enquirer")
    assert words.subject == subject.format(reference=case.inquiry.reference)
    for phrase in phrases:
        assert phrase in words.text
    link = f"http://testserver/{language}/inquiry/{case.inquiry.reference}/{case.inquiry.secret}/cbtc/proposals/1/"
    assert link in words.text and f'href="{link}"' in words.html
    assert SECRET not in words.text + words.html + str(row.context)


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("en", "a new version of its proposal (version 2). It replaces"),
        ("zh-hans", "新版方案（第 2 版），原方案由此替换"),
    ],
)
def test_a_later_version_says_that_it_replaces_the_former(case, lin, language, phrase):
    say(case, language)
    for version in (1, 2):
        day = datetime.date(2099, 1, 31)
        proposing.send(Proposal.objects.create(case=case, version=version, terms="x", valid_until=day), actor=lin)
    assert phrase in render(OutgoingEmail.objects.filter(event="proposal_sent").latest("pk")).text


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: keep a space? (cbtc park)",
            ["Walloon Optics asks cbtc park to keep this space:\nHouse A", "Before Thursday", "Settlement mode"],
        ),
        (
            "zh-hans",
            "{reference}：企业申请预留空间（cbtc园区）",
            ["瓦隆光学请cbtc园区预留以下空间：\n甲座", "Before Thursday", "入驻方式"],
        ),
    ],
)
def test_hold_requested(case, lin, space, language, subject, phrases):
    type(lin).objects.update(language=language)
    case.inquiry.requirement.spaces.add(space)
    with translation.override(OTHER[language]):
        holding.ask(case, space, note="Before Thursday")
    row, words = words_of("hold_requested", "staff")
    assert (row.to, row.language) == (lin.email, language)
    assert words.subject == subject.format(reference=case.inquiry.reference)
    for phrase in phrases:
        assert phrase in words.text
    assert f"/{language}/admin/inquiries/case/{case.pk}/change/" in words.text


SOON = [
    (
        "en",
        "{reference}: a hold at cbtc park ends soon",
        "cbtc park keeps “House A” for you until 2026-11-25 09:00 (Brussels time).",
        "The hold on “House A” for Walloon Optics ends on 2026-11-25 09:00 (Brussels time).",
    ),
    (
        "zh-hans",
        "{reference}：cbtc园区的空间预留即将到期",
        "cbtc园区为您预留“甲座”至 2026-11-25 09:00（布鲁塞尔时间）。",
        "为瓦隆光学预留的“甲座”将于 2026-11-25 09:00（布鲁塞尔时间） 到期",
    ),
]
OVER = [
    (
        "en",
        "{reference}: a hold at cbtc park has ended",
        "The hold on “House A” at cbtc park ended on 2026-11-25 09:00 (Brussels time).",
        "The hold on “House A” for Walloon Optics ended on 2026-11-25 09:00 (Brussels time). The space is free",
    ),
    (
        "zh-hans",
        "{reference}：cbtc园区的空间预留已到期",
        "cbtc园区“甲座”的预留已于 2026-11-25 09:00（布鲁塞尔时间） 到期",
        "为瓦隆光学预留的“甲座”已于 2026-11-25 09:00（布鲁塞尔时间） 到期",
    ),
]


@pytest.mark.parametrize(
    ("hours", "language", "subject", "enterprise", "staff"), [(36, *row) for row in SOON] + [(48, *row) for row in OVER]
)
def test_hold_expiring_to_both_sides(case, lin, space, clock, hours, language, subject, enterprise, staff):
    say(case, language)
    type(lin).objects.update(language=language)
    holding.grant(case, space, actor=lin, note=SECRET)
    clock.shift(datetime.timedelta(hours=hours))
    with translation.override(OTHER[language]):
        (holding.warn_due if hours == 36 else holding.expire_due)(datetime.datetime.now(datetime.UTC))
    for audience, phrase in (("enquirer", enterprise), ("staff", staff)):
        row, words = words_of("hold_expiring", audience)
        assert row.language == language
        assert words.subject == subject.format(reference=case.inquiry.reference)
        assert phrase in words.text
        assert SECRET not in words.text + words.html
    assert f"/{language}/admin/inquiries/case/{case.pk}/change/" in words.text


@pytest.mark.parametrize("event", ["hold_requested", "hold_expiring"])
def test_staff_can_switch_these_mails_off(case, lin, wei, space, clock, event):
    Membership.objects.update(muted_events=[event])
    case.inquiry.requirement.spaces.add(space)
    holding.ask(case, space)
    holding.grant(case, space, actor=lin)
    clock.shift(datetime.timedelta(hours=36))
    holding.warn_due(datetime.datetime.now(datetime.UTC))
    readers = OutgoingEmail.objects.exclude(audience="enquirer").filter(event=event).values_list("to", flat=True)
    assert list(readers) == [wei.email]


@pytest.mark.parametrize(
    ("language", "stage", "subject", "phrases"),
    [
        (
            "en",
            "signed",
            "{reference}: your contract with cbtc park is signed",
            [
                "The contract with cbtc operator is signed. Welcome to cbtc park.",
                "Your spaces:\n- House A",
                "The lease begins on 2027-01-01.",
            ],
        ),
        (
            "zh-hans",
            "signed",
            "{reference}：您与cbtc园区的合同已签署",
            ["您与cbtc运营方的合同已签署，欢迎入驻cbtc园区。", "您的空间：\n- 甲座", "租期自 2027-01-01 起。"],
        ),
        (
            "en",
            "settled",
            "{reference}: welcome to cbtc park",
            ["You have moved in at cbtc park. Welcome", "The park stays there for you"],
        ),
        ("zh-hans", "settled", "{reference}：欢迎入驻cbtc园区", ["您已入驻cbtc园区。", "园区会继续为您服务"]),
    ],
)
def test_signed_welcome_is_the_only_mail_of_its_move(case, lin, space, language, stage, subject, phrases):
    ripe = builders.make_ripe(case, lin, spaces=[space])
    say(case, language)
    with translation.override(OTHER[language]):
        transitions.move(ripe, stage, actor=lin, note=SECRET)
    assert OutgoingEmail.objects.count() == 1
    _row, words = words_of("signed_welcome", "enquirer")
    assert words.subject == subject.format(reference=case.inquiry.reference)
    for phrase in phrases:
        assert phrase in words.text
    assert SECRET not in words.text + words.html


def test_signed_then_settled_are_two_welcomes(case, lin, space):
    ripe = builders.make_ripe(case, lin, spaces=[space])
    transitions.move(ripe, "signed", actor=lin)
    transitions.move(ripe, "settled", actor=lin)
    rows = OutgoingEmail.objects.order_by("pk").values_list("event", "context__settled")
    assert list(rows) == [("signed_welcome", False), ("signed_welcome", True)]


def test_no_subject_holds_personal_data_and_a_repeat_is_no_second_mail(case, lin, space, clock):
    case.inquiry.requirement.spaces.add(space)
    hold = holding.ask(case, space, note="Anna Peeters asks")
    holding.grant(case, space, actor=lin)
    hold = type(hold).objects.with_case().get(pk=hold.pk)
    for _ in range(2):
        outbox.queue(*mail.hold_requested(hold), *mail.hold_expiring(hold), *mail.hold_expiring(hold, is_over=True))
    rows = OutgoingEmail.objects.exclude(event="message")
    assert rows.count() == 5
    for row in rows:
        for language in Language.values:
            row.language = language
            assert not any(trace in render(row).subject for trace in ("Anna", "anna@", "Walloon", "光学"))


def test_mails_of_a_quarantined_inquiry_are_withheld(case, lin, space, clock):
    hold = holding.grant(case, space, actor=lin)
    Inquiry.objects.update(screening="quarantined")
    outbox.queue(*mail.hold_expiring(type(hold).objects.with_case().get(pk=hold.pk)))
    assert set(OutgoingEmail.objects.filter(event="hold_expiring").values_list("state", flat=True)) == {"withheld"}
