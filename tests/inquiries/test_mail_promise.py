"""Mails about promises, silence, transfers, admission and the week: event by event, in both languages."""

import datetime

import pytest
import time_machine
from django.utils import translation

from inquiries import consents
from inquiries.models import Case, Inquiry
from inquiries.workflow import pipeline, reviewing, silence, transferring, watching
from notifications.models import OutgoingEmail
from notifications.rendering import render
from parks.enums import SeatRole
from tests import cast
from tests.inquiries import builders
from tests.inquiries.test_mail import PERSONAL

MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
WARNED = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)
DUE = datetime.datetime(2026, 11, 24, 16, 0, tzinfo=datetime.UTC)


@pytest.fixture
def case(park_a, park_b, lin):
    """Monday morning at CBTC; the promise ends on Tuesday at 17:00 in Brussels, 2026-11-24."""
    return builders.make_case(
        park_a, now=MONDAY, enterprise=builders.make_enterprise(name_zh_hans="瓦隆光学"), need={"area_min": 300}
    )


def run(verb, moment):
    with time_machine.travel(moment, tick=False), translation.override("en"):
        return verb(moment)


def the_only(event, language):
    """The words of the one mail of this event, in its own language whatever the process speaks."""
    row = OutgoingEmail.objects.get(event=event)
    assert row.language == language
    with translation.override("en" if language == "zh-hans" else "zh-hans"):
        words = render(row)
    assert words.warning == ""
    assert not any(trace in words.subject for trace in PERSONAL), words.subject
    return words


def says(words, case, subject, phrases):
    assert words.subject == subject.format(reference=case.inquiry.reference)
    for phrase in phrases:
        assert phrase in words.text, words.text


def read_by(lin, language):
    type(lin).objects.filter(pk=lin.pk).update(language=language)


def written_to(language):
    Inquiry.objects.update(contact_language=language)


# --- To the staff ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: the promised time runs out (cbtc park)",
            ["It is promised by 2026-11-24 17:00 (Brussels time).", "4 working hours are left.", "Area: from 300 m²"],
        ),
        (
            "zh-hans",
            "{reference}：承诺时限将到（cbtc园区）",
            [
                "瓦隆光学给cbtc园区的咨询尚未首次答复，承诺时限为 2026-11-24 17:00（布鲁塞尔时间）。",
                "还剩 4 个工作小时。",
            ],
        ),
    ],
)
def test_sla_risk(case, lin, language, subject, phrases):
    read_by(lin, language)
    run(watching.warn_due, WARNED)
    says(the_only("sla_risk", language), case, subject, phrases)


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: the promise is broken (cbtc park)",
            ["had no first answer by 2026-11-24 17:00 (Brussels time), as was promised.", "public record"],
        ),
        ("zh-hans", "{reference}：已超过承诺时限（cbtc园区）", ["至今尚未答复。", "这会计入园区的公开记录"]),
    ],
)
def test_sla_breached(case, lin, language, subject, phrases):
    read_by(lin, language)
    run(watching.breach_due, DUE + datetime.timedelta(minutes=1))
    says(the_only("sla_breached", language), case, subject, phrases)


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: nothing has happened for long (cbtc park)",
            ["on the case of Walloon Optics at cbtc park since 2026-11-23 09:00 (Brussels time)."],
        ),
        (
            "zh-hans",
            "{reference}：长期没有进展（cbtc园区）",
            ["自 2026-11-23 09:00（布鲁塞尔时间） 起，cbtc园区的瓦隆光学项目没有任何进展。"],
        ),
    ],
)
def test_no_activity(case, lin, language, subject, phrases):
    read_by(lin, language)
    run(watching.idle_due, MONDAY + datetime.timedelta(days=14))
    says(the_only("no_activity", language), case, subject, phrases)


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: a decision on admission is asked for (cbtc park)",
            [
                "林 asks for your decision whether Walloon Optics may be admitted to cbtc park:",
                "Is the noise a problem?",
            ],
        ),
        (
            "zh-hans",
            "{reference}：请作出准入决定（cbtc园区）",
            ["林请您决定是否准予瓦隆光学入驻cbtc园区：", "Is the noise a problem?"],
        ),
    ],
)
def test_review_needed(case, lin, operator_a, language, subject, phrases):
    boss = cast.make_user("boss@cbtc.example.org", language=language)
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    reviewing.ask_review(case, actor=lin, body="Is the noise a problem?", key="1")
    says(the_only("review_needed", language), case, subject, phrases)


# --- To the enterprise -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: is your inquiry to cbtc park still current?",
            ["Dear Anna Peeters,", "it closes the inquiry on 2027-01-04.", "http://testserver/en/inquiry/"],
        ),
        (
            "zh-hans",
            "{reference}：您对cbtc园区的咨询还需要继续吗？",
            ["Anna Peeters，您好：", "园区将于 2027-01-04 结束跟进。", "http://testserver/zh-hans/inquiry/"],
        ),
    ],
)
def test_silence_warning(case, lin, language, subject, phrases):
    written_to(language)
    for number in (1, 2):
        case.messages.create(
            author="staff", user=lin, body="Hello?", language="en", created_at=MONDAY + datetime.timedelta(number)
        )
    run(silence.warn_silent, MONDAY + datetime.timedelta(days=35))
    says(the_only("silence_warning", language), case, subject, phrases)


TRANSFER_ASKED = [
    (
        "en",
        "{reference}: may parkb park answer your inquiry?",
        [
            "cbtc park suggests to hand your inquiry",
            "Why: 他们有洁净室 < 10k",
            "Your data would go to parkb controller in China:",
        ],
    ),
    (
        "zh-hans",
        "{reference}：是否同意由parkb园区答复您的咨询？",
        ["cbtc园区建议将您的咨询", "原因：他们有洁净室 < 10k", "您的信息将提供给位于中国的parkb控制者："],
    ),
]


@pytest.mark.parametrize(("language", "subject", "phrases"), TRANSFER_ASKED)
def test_transfer_asked(case, park_b, lin, language, subject, phrases):
    written_to(language)
    transferring.ask(Case.objects.get(), to_park=park_b, reason="他们有洁净室 < 10k", actor=lin)
    words = the_only("transfer_asked", language)
    says(words, case, subject, phrases)
    secret = case.inquiry.secret
    link = f"http://testserver/{language}/inquiry/{case.inquiry.reference}/{secret}/transfer/cbtc/"
    assert link in words.text and f'href="{link}"' in words.html
    assert "&lt; 10k" in words.html


def agree(case, park, language="en"):
    ticks = [text.value for text in consents.for_transfer(park.operator, "BE", language)]
    return transferring.agree(case, ticks=ticks, language=language)


@pytest.mark.parametrize(
    ("language", "agreed", "subject", "phrase"),
    [
        (
            "en",
            True,
            "{reference}: the enterprise agrees to the transfer (cbtc park)",
            "agrees that parkb park answers",
        ),
        ("en", False, "{reference}: the enterprise declines the transfer (cbtc park)", "The case stays at cbtc park."),
        ("zh-hans", True, "{reference}：企业同意转介（cbtc园区）", "瓦隆光学同意由parkb园区答复其咨询"),
        ("zh-hans", False, "{reference}：企业不同意转介（cbtc园区）", "项目仍由cbtc园区跟进。"),
    ],
)
def test_transfer_answered(case, park_b, lin, language, agreed, subject, phrase):
    read_by(lin, language)
    transferring.ask(case, to_park=park_b, reason="x", actor=lin)
    if agreed:
        agree(case, park_b)
    else:
        transferring.decline(case)
    says(the_only("transfer_answered", language), case, subject, [phrase])


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: an inquiry is handed over to parkb park",
            ["cbtc park has handed an inquiry over to parkb park.", "(Beijing time)", "Enterprise: Walloon Optics"],
        ),
        (
            "zh-hans",
            "{reference}：有咨询转介给parkb园区",
            ["经企业同意，cbtc园区将一份咨询转介给parkb园区。", "（北京时间）", "企业：瓦隆光学"],
        ),
    ],
)
def test_transferred_in(case, park_b, lin, bao, language, subject, phrases):
    read_by(bao, language)
    transferring.ask(case, to_park=park_b, reason="between us", actor=lin)
    agree(case, park_b)
    words = the_only("transferred_in", language)
    says(words, case, subject, phrases)
    assert "between us" not in words.text


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("en", "cbtc park has handed your inquiry on to parkb park, as you agreed, and closes it here."),
        ("zh-hans", "经您同意，cbtc园区已将您的入驻咨询转介给parkb园区，并在此结束。"),
    ],
)
def test_the_enterprise_reads_who_answers_now_and_by_when(case, park_b, lin, bao, language, phrase):
    written_to(language)
    transferring.ask(Case.objects.get(), to_park=park_b, reason="x", actor=lin)
    new = agree(Case.objects.get(), park_b, language)
    words = the_only("stage_public_change", language)
    assert phrase in words.text
    assert f"{new.answer_by.astimezone(datetime.timezone(datetime.timedelta(hours=8))):%Y-%m-%d %H:%M}" in words.text


# --- To the platform -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "Inquiries of the week 2026-11-23 to 2026-11-29",
            ["- cbtc park: New inquiries 1, Accepted 0, First answers 0", "All parks: New inquiries 1"],
        ),
        (
            "zh-hans",
            "一周咨询汇总：2026-11-23 至 2026-11-29",
            ["- cbtc园区：新咨询 1、", "全部园区：新咨询 1"],
        ),
    ],
)
def test_pipeline_summary(case, wei, settings, language, subject, phrases):
    settings.TIME_ZONE = "Asia/Shanghai"
    read_by(wei, language)
    run(pipeline.send_summary, datetime.datetime(2026, 11, 30, 1, 0, tzinfo=datetime.UTC))
    says(the_only("pipeline_summary", language), case, subject, phrases)


def test_mails_of_a_quarantined_inquiry_would_be_withheld(case, lin, operator_a):
    cast.make_seat(cast.make_user("boss@cbtc.example.org"), operator_a, SeatRole.MANAGER)
    Inquiry.objects.update(screening="quarantined")
    reviewing.ask_review(case, actor=lin, body="Spam?", key="1")
    assert OutgoingEmail.objects.get().state == "withheld"
