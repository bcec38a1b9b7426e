"""Mails of the service desk, each in both languages: requests, warnings, check-ins."""

import datetime

import pytest
import time_machine
from django.utils import translation

from inquiries import mail, servicing
from inquiries.models import Inquiry, Settlement
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render
from parks.models import Membership, ParkService
from tests.inquiries import builders

START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
SECRET = "Between us: they cannot pay"
OTHER = {"en": "zh-hans", "zh-hans": "en"}
BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def case(park_a, lin, clock):
    ParkService.objects.create(park=park_a, service=builders.make_service(lead_days=3))
    return builders.make_settled(park_a, lin, enterprise=builders.make_enterprise(name_zh_hans="瓦隆光学"))


def reads(lin, language):
    """Anna and Lin read `language` from now on; whoever acts has the other one active."""
    Inquiry.objects.update(contact_language=language)
    type(lin).objects.update(language=language)
    translation.activate(OTHER[language])


def ask(case):
    return servicing.ask(case, servicing.Wish("cbtc:visa", "Two permits"), key="k")


def last(event):
    row = OutgoingEmail.objects.filter(event=event).latest("pk")
    with translation.override(OTHER[row.language]):
        words = render(row)
    assert words.warning == ""
    return row, words


def check(event, language, subject, *phrases):
    row, words = last(event)
    assert row.language == language
    assert words.subject == subject
    for phrase in phrases:
        assert phrase in words.text, words.text
    for secret in (SECRET, "They are"):
        assert secret not in words.text + words.html + str(row.context)
    return words


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{number}: Visas – Submitted",
            [
                "cbtc park has received your request for “Visas” under the number {number}.",
                "It is due by 2026-11-25 17:00",
            ],
        ),
        (
            "zh-hans",
            "{number}：签证 – 已提交",
            ["cbtc园区已收到您的“签证”诉求，编号 {number}。", "办理期限：2026-11-25 17:00（布鲁塞尔时间）。"],
        ),
    ],
)
def test_the_tenant_reads_number_and_due_date_at_once(case, lin, language, subject, phrases):
    reads(lin, language)
    request = ask(case)
    words = check(
        "service_request_update",
        language,
        subject.format(number=request.number),
        *(phrase.format(number=request.number) for phrase in phrases),
    )
    link = f"http://testserver/{language}/inquiry/{case.inquiry.reference}/{case.inquiry.secret}/services/{request.number}/"
    assert link in words.text and f'href="{link}"' in words.html


NEWS = [
    ("accepted", "en", "{number}: Visas – Accepted", "林 looks after it."),
    ("accepted", "zh-hans", "{number}：签证 – 已受理", "由林负责。"),
    ("waiting", "en", "{number}: cbtc park needs your answer", "stands still until you answer."),
    ("waiting", "zh-hans", "{number}：cbtc园区请您补充信息", "办理期限暂停计算。"),
    ("solved", "en", "{number}: Visas – Solved", "within 14 days"),
    ("solved", "zh-hans", "{number}：签证 – 已办结", "14 天内重新开启诉求"),
    ("rejected", "en", "{number}: Visas – Rejected", "cannot do what you asked for"),
    ("rejected", "zh-hans", "{number}：签证 – 不予办理", "无法办理您的“签证”诉求"),
    ("message", "en", "{number}: cbtc park has written about “Visas”", "has written to you about your request"),
    ("message", "zh-hans", "{number}：cbtc园区就“签证”诉求给您留言", "留言："),
]


@pytest.mark.parametrize(("news", "language", "subject", "phrase"), NEWS)
def test_the_tenant_reads_every_step_that_concerns_it(case, lin, news, language, subject, phrase):
    reads(lin, language)
    request = ask(case)
    servicing.note(request, actor=lin, body=SECRET)
    servicing.accept(request, owner=lin, actor=lin)
    words = {
        "waiting": lambda: servicing.wait(request, actor=lin, question="Said here"),
        "solved": lambda: servicing.solve(request, actor=lin, words="Said here"),
        "rejected": lambda: servicing.reject(request, actor=lin, reason="Said here"),
        "message": lambda: servicing.message(request, actor=lin, body="Said here"),
    }
    words.get(news, lambda: None)()
    said = () if news == "accepted" else ("Said here",)
    check("service_request_update", language, subject.format(number=request.number), phrase, *said)


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{number}: a tenant asks for “Visas” (cbtc park)",
            ["Walloon Optics asks cbtc park for a service:", "Two permits", "Due: 2026-11-25 17:00 (Brussels time)"],
        ),
        (
            "zh-hans",
            "{number}：企业提交“签证”诉求（cbtc园区）",
            ["瓦隆光学向cbtc园区提交了服务诉求：", "Two permits", "办理期限：2026-11-25 17:00（布鲁塞尔时间）"],
        ),
    ],
)
def test_service_request_new(case, lin, language, subject, phrases):
    reads(lin, language)
    request = ask(case)
    words = check("service_request_new", language, subject.format(number=request.number), *phrases)
    assert f"/{language}/admin/inquiries/servicerequest/{request.pk}/change/" in words.text


@pytest.mark.parametrize(
    ("language", "subject", "phrase"),
    [
        ("en", "{number}: you are in charge of “Visas”", "has put you in charge of a request of Walloon Optics:"),
        ("zh-hans", "{number}：“签证”诉求由您负责", "的诉求交由您负责："),
    ],
)
def test_being_put_in_charge(case, lin, wei, language, subject, phrase):
    reads(lin, language)
    request = ask(case)
    servicing.accept(request, owner=lin, actor=wei)
    check("service_request_new", language, subject.format(number=request.number), phrase)


REPLIES = [
    ("message", "en", "{number}: the tenant has written about “Visas”", "Walloon Optics has written about request"),
    ("message", "zh-hans", "{number}：企业就“签证”诉求留言", "瓦隆光学就诉求"),
    ("rated", "en", "{number}: the tenant has rated “Visas”", "with 2 of 5."),
    ("rated", "zh-hans", "{number}：企业已评价“签证”诉求", "2 分（满分 5 分）"),
    ("reopened", "en", "{number}: the tenant has opened “Visas” again", "is not solved yet:"),
    ("reopened", "zh-hans", "{number}：企业重新开启“签证”诉求", "尚未解决："),
]


@pytest.mark.parametrize(("news", "language", "subject", "phrase"), REPLIES)
def test_service_request_replied(case, lin, news, language, subject, phrase):
    reads(lin, language)
    request = servicing.accept(ask(case), owner=lin, actor=lin)
    if news == "message":
        servicing.write(request, body="Said here", key="k")
    else:
        servicing.solve(request, actor=lin, words="Done")
        if news == "rated":
            servicing.rate(request, rating=2, comment="Said here")
        else:
            servicing.reopen(request, reason="Said here", key="k")
    check("service_request_replied", language, subject.format(number=request.number), phrase, "Said here")


@pytest.mark.parametrize(
    ("language", "subject", "phrase"),
    [
        (
            "en",
            "{number}: “Visas” is overdue (cbtc park)",
            "of Walloon Optics was due by 2026-11-25 17:00 (Brussels time).",
        ),
        ("zh-hans", "{number}：“签证”诉求已逾期（cbtc园区）", "应于 2026-11-25 17:00（布鲁塞尔时间） 前办结。"),
    ],
)
def test_service_request_overdue(case, lin, clock, language, subject, phrase):
    reads(lin, language)
    request = servicing.accept(ask(case), owner=lin, actor=lin)
    clock.shift(datetime.timedelta(days=3))
    servicing.warn_overdue(datetime.datetime.now(datetime.UTC))
    check("service_request_overdue", language, subject.format(number=request.number), phrase)


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "cbtc park: how is it going? Three short questions",
            ["You moved in at cbtc park 3 months ago.", "how satisfied you are", "林, cbtc park"],
        ),
        ("zh-hans", "cbtc园区回访：三个小问题", ["您入驻cbtc园区已满 3 个月。", "满意度、目前人数", "林，cbtc园区"]),
    ],
)
def test_check_in(case, lin, clock, language, subject, phrases):
    reads(lin, language)
    Settlement.objects.update(settled_on=datetime.date(2026, 8, 23))
    servicing.open_due(START)
    words = check("check_in", language, subject, *phrases)
    link = f"http://testserver/{language}/inquiry/{case.inquiry.reference}/{case.inquiry.secret}/cbtc/check-in/3/"
    assert link in words.text and f'href="{link}"' in words.html


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: a tenant has answered the check-in (cbtc park)",
            ["the questions after 3 months at cbtc park.", "Satisfaction: 2 of 5", "Jobs now: 7", "A bigger hall"],
        ),
        (
            "zh-hans",
            "{reference}：企业已完成回访（cbtc园区）",
            [
                "瓦隆光学已完成cbtc园区的入驻满 3 个月回访。",
                "满意度：2 分（满分 5 分）",
                "目前人数：7",
                "A bigger hall",
            ],
        ),
    ],
)
def test_check_in_answered(case, lin, clock, language, subject, phrases):
    reads(lin, language)
    Settlement.objects.update(settled_on=datetime.date(2026, 8, 23))
    servicing.open_due(START)
    servicing.answer(Settlement.objects.get().check_ins.get(), servicing.Answers(2, 7, "A bigger hall"))
    words = check("check_in_answered", language, subject.format(reference=case.inquiry.reference), *phrases)
    assert f"/{language}/admin/inquiries/case/{case.pk}/change/#section-services" in words.text


EVENTS = ["service_request_new", "service_request_replied", "service_request_overdue", "check_in_answered"]


@pytest.mark.parametrize("event", EVENTS)
def test_staff_can_switch_these_mails_off(case, lin, wei, clock, event):
    Membership.objects.update(muted_events=[event])
    Settlement.objects.update(settled_on=datetime.date(2026, 8, 23))
    request = servicing.accept(ask(case), owner=lin, actor=lin)
    servicing.write(request, body="x", key="k")
    servicing.open_due(START)
    servicing.answer(Settlement.objects.get().check_ins.get(), servicing.Answers(2))
    clock.shift(datetime.timedelta(days=3))
    servicing.warn_overdue(datetime.datetime.now(datetime.UTC))
    readers = OutgoingEmail.objects.filter(event=event).values_list("to", flat=True)
    assert list(readers) == [wei.email]


@BOTH
def test_no_subject_names_a_person_or_a_company_and_a_repeat_is_no_second_mail(case, lin, clock, language):
    reads(lin, language)
    request = servicing.accept(ask(case), owner=lin, actor=lin)
    entry = servicing.write(request, body="x", key="k")
    before = OutgoingEmail.objects.count()
    outbox.queue(*mail.service_request_replied(entry), *mail.service_request_new(entry.request))
    assert OutgoingEmail.objects.count() == before
    for row in OutgoingEmail.objects.all():
        assert not any(trace in render(row).subject for trace in ("Anna", "anna@", "Walloon", "光学", "林"))
