"""The mails about visits: each event in each language, to the right readers, with the right words and entry."""

import datetime

import pytest
import time_machine
from django.utils import translation

from inquiries import visiting
from inquiries.models import Case, Inquiry
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from notifications.rendering import render
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
THURSDAY = datetime.datetime(2026, 12, 3, 13, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
ANNA = "anna@optics.example.org"
TERMS = {"mode": "on_site", "starts_at": THURSDAY, "minutes": 90, "place": "Building 1", "language": "English"}
BRUSSELS = {"en": "2026-12-03 14:00–15:30 (Brussels time)", "zh-hans": "2026-12-03 14:00–15:30（布鲁塞尔时间）"}
BEIJING = {"en": "2026-12-03 21:00–22:30 (Beijing time)", "zh-hans": "2026-12-03 21:00–22:30（北京时间）"}


@pytest.fixture
def case(park_a, lin):
    with time_machine.travel(NOW, tick=False):
        enterprise = builders.make_enterprise(name_zh_hans="瓦隆光学")
        yield builders.make_case(park_a, enterprise=enterprise, contact_phone="+32475123456")


@pytest.fixture(params=["en", "zh-hans"])
def language(request, case, lin):
    """Both sides read it; the process speaks the other one."""
    Inquiry.objects.update(contact_language=request.param)
    type(lin).objects.update(language=request.param)
    with translation.override({"en": "zh-hans", "zh-hans": "en"}[request.param]):
        yield request.param


def ask(case, **wishes):
    case = Case.objects.locked(case.pk)
    stop = visiting.Stop(case, "on_site", (THURSDAY, THURSDAY + 24 * HOUR))
    wishes = visiting.Wishes(**{"zone": "Asia/Shanghai", "minutes": 90, **wishes})
    return visiting.ask(case.inquiry, stops=[stop], wishes=wishes, key="k").visits.get()


def agree(case, lin, **terms):
    return visiting.confirm(ask(case), actor=lin, terms=visiting.Terms(**{**TERMS, **terms}))


def sent(event):
    """Words by reader."""
    found = {mail.to: (mail, render(mail)) for mail in OutgoingEmail.objects.filter(event=event).order_by("pk")}
    assert all(words.warning == "" for _mail, words in found.values())
    return found


def check(event, case, lin, language, subject, anna, staff):
    """Both sides get their sentence, both clocks and their own link."""
    found = sent(event)
    assert found.keys() == {ANNA, lin.email}
    for to, sentence in ((ANNA, anna), (lin.email, staff)):
        mail, words = found[to]
        assert mail.language == language
        assert words.subject == subject.format(reference=case.inquiry.reference)
        assert sentence in words.text and sentence in words.html
        assert BRUSSELS[language] in words.text and BEIJING[language] in words.text
        assert f"mailto:{to}" in mail.calendar.replace("\r\n ", "")
    inquiry = case.inquiry
    assert f"http://testserver/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/visit/" in found[ANNA][1].text
    link = f"http://testserver/{language}/admin/inquiries/case/{case.pk}/change/#section-visits"
    assert link in found[lin.email][1].text and inquiry.secret not in found[lin.email][1].text
    return found


def test_visit_requested(case, lin, language):
    ask(case, language="English", interpreter=True, visa_letter=True, note="Three <b>engineers</b>")
    subject, phrases = {
        "en": (
            "{reference}: a visit to cbtc park is asked for",
            [
                "Walloon Optics asks for a visit to cbtc park (inquiry {reference}).",
                "Times proposed, the best first:",
                "Language of the visit: English\nInterpreter: asked for\nInvitation letter for the visa: asked for\n",
            ],
        ),
        "zh-hans": (
            "{reference}：有企业约访cbtc园区",
            [
                "瓦隆光学申请考察cbtc园区（咨询 {reference}）。",
                "对方提出的时间，按意愿排序：",
                "交流语言：English\n口译：需要\n签证邀请函：需要\n",
            ],
        ),
    }[language]
    [(to, (mail, words))] = sent("visit_requested").items()
    assert (to, mail.language, mail.calendar) == (lin.email, language, "")
    assert words.subject == subject.format(reference=case.inquiry.reference)
    for phrase in phrases:
        assert phrase.format(reference=case.inquiry.reference) in words.text
    first, second = (f"- {BRUSSELS[language].replace('12-03', day)}" for day in ("12-03", "12-04"))
    assert words.text.index(first) < words.text.index(second)
    assert "Three <b>engineers</b>" in words.text and "Three &lt;b&gt;engineers&lt;/b&gt;" in words.html


def test_a_slot_asked_for_is_called_one(case, lin, park_a, language):
    slot = builders.make_slot(park_a, THURSDAY)
    row = Case.objects.locked(case.pk)
    stop = visiting.Stop(row, "on_site", slot=slot.pk)
    visiting.ask(row.inquiry, stops=[stop], wishes=visiting.Wishes(zone="Asia/Shanghai"), key="k")
    [(_mail, words)] = sent("visit_requested").values()
    assert {"en": "A time that you offer:", "zh-hans": "您提供的时段："}[language] in words.text


def test_visit_confirmed(case, lin, language):
    agree(case, lin, online_url="https://meet.example.org/1", interpreter=True)
    subject, anna, staff, facts = {
        "en": (
            "{reference}: visit to cbtc park confirmed",
            "cbtc park has confirmed your visit.",
            "The visit of Walloon Optics to cbtc park is agreed.",
            "On site or online: On site\nMeeting place: Building 1\nOnline: https://meet.example.org/1\n"
            "Language of the visit: English\nInterpreter: asked for\n",
        ),
        "zh-hans": (
            "{reference}：对cbtc园区的考察已确认",
            "cbtc园区已确认您的考察。",
            "瓦隆光学对cbtc园区的考察已约定。",
            "现场或线上：现场\n会面地点：Building 1\n线上：https://meet.example.org/1\n交流语言：English\n口译：需要\n",
        ),
    }[language]
    found = check("visit_confirmed", case, lin, language, subject, anna, staff)
    for mail, words in found.values():
        assert facts in words.text
        assert "METHOD:REQUEST" in mail.calendar
    told = {"en": "If your mail program shows it only as a file", "zh-hans": "如果您的邮箱只显示为文件"}
    assert told[language] in found[ANNA][1].text


def test_visit_changed_says_what_was_before(case, lin, language):
    visit = agree(case, lin)
    moved = {**TERMS, "starts_at": THURSDAY - 24 * HOUR, "place": "Building 2"}
    visiting.change(visit, actor=lin, terms=visiting.Terms(**moved))
    visiting.change(visit, actor=lin, terms=visiting.Terms(**{**moved, "starts_at": THURSDAY}))
    OutgoingEmail.objects.filter(dedupe_key__contains=f"visit:{visit.pk}:1:").delete()
    subject, anna, staff, before = {
        "en": (
            "{reference}: visit to cbtc park changed",
            "cbtc park has changed your visit. Please look at the new details.",
            "The visit of Walloon Optics to cbtc park has changed.",
            "Time before: 2026-12-02 14:00–15:30 (Brussels time) / 2026-12-02 21:00–22:30 (Beijing time)",
        ),
        "zh-hans": (
            "{reference}：对cbtc园区的考察有变更",
            "cbtc园区变更了您的考察，请查看新的安排。",
            "瓦隆光学对cbtc园区的考察有变更。",
            "原时间：2026-12-02 14:00–15:30（布鲁塞尔时间） / 2026-12-02 21:00–22:30（北京时间）",
        ),
    }[language]
    found = check("visit_changed", case, lin, language, subject, anna, staff)
    for mail, words in found.values():
        assert before in words.text and "Building 2" in words.text
        assert "METHOD:REQUEST" in mail.calendar and "SEQUENCE:2" in mail.calendar


def test_a_change_of_the_place_alone_names_no_former_time(case, lin):
    visiting.change(agree(case, lin), actor=lin, terms=visiting.Terms(**{**TERMS, "place": "Building 2"}))
    for _mail, words in sent("visit_changed").values():
        assert "Time before" not in words.text and "原时间" not in words.text


@pytest.mark.parametrize("side", ["park", "enterprise"])
def test_visit_cancelled(case, lin, language, side):
    visiting.cancel(agree(case, lin), actor=lin if side == "park" else None, reason="Flood")
    subject = {"en": "{reference}: visit to cbtc park cancelled", "zh-hans": "{reference}：对cbtc园区的考察已取消"}
    anna, staff = {
        ("park", "en"): (
            "cbtc park has cancelled your visit.",
            "The visit of Walloon Optics to cbtc park is cancelled.",
        ),
        ("enterprise", "en"): (
            "Your visit to cbtc park is cancelled, as you wished.",
            "Walloon Optics has cancelled its visit to cbtc park.",
        ),
        ("park", "zh-hans"): (
            "cbtc园区取消了您的考察。",
            "瓦隆光学对cbtc园区的考察已取消。",
        ),
        ("enterprise", "zh-hans"): (
            "已按您的要求取消对cbtc园区的考察。",
            "瓦隆光学已取消对cbtc园区的考察。",
        ),
    }[side, language]
    found = check("visit_cancelled", case, lin, language, subject[language], anna, staff)
    reason = {"en": "Reason: Flood", "zh-hans": "原因：Flood"}[language]
    again = {"en": "You can propose other times", "zh-hans": "您可以在进度页面另提时间"}[language]
    for to, (mail, words) in found.items():
        assert "METHOD:CANCEL" in mail.calendar and reason in words.text and "Flood" in words.html
        assert (again in words.text) is (side == "park" and to == ANNA)


def test_a_request_that_the_park_cannot_take(case, lin, language):
    visiting.cancel(ask(case), actor=lin, reason="Trade fair")
    [(to, (mail, words))] = sent("visit_cancelled").items()
    assert (to, mail.calendar) == (ANNA, "")
    sentence = {
        "en": "cbtc park cannot take the visit that you asked for.",
        "zh-hans": "cbtc园区无法安排您申请的考察。",
    }
    assert sentence[language] in words.text and "Trade fair" in words.text


def test_a_request_that_the_enterprise_takes_back(case, lin, language):
    visiting.cancel(ask(case), actor=None, reason="")
    [(to, (mail, words))] = sent("visit_cancelled").items()
    assert (to, mail.calendar) == (lin.email, "")
    sentence = {
        "en": "Walloon Optics has cancelled its visit to cbtc park.",
        "zh-hans": "瓦隆光学已取消对cbtc园区的考察。",
    }
    assert sentence[language] in words.text


def test_visit_reminder(case, lin, language):
    agree(case, lin)
    visiting.remind(THURSDAY - 48 * HOUR)
    [(to, (mail, words))] = sent("visit_reminder").items()
    assert (to, mail.language, mail.calendar) == (ANNA, language, "")
    subject, sentence = {
        "en": ("{reference}: your visit to cbtc park is soon", "This is a reminder of your visit to cbtc park."),
        "zh-hans": ("{reference}：即将考察cbtc园区", "提醒您即将考察cbtc园区。"),
    }[language]
    assert words.subject == subject.format(reference=case.inquiry.reference)
    assert sentence in words.text and BRUSSELS[language] in words.text and "Building 1" in words.text


def test_each_side_reads_its_own_language(case, lin):
    agree(case, lin)
    found = sent("visit_confirmed")
    assert "has confirmed your visit" in found[ANNA][1].text and "LANGUAGE" not in found[ANNA][0].calendar
    assert "的考察已约定" in found[lin.email][1].text
    assert "SUMMARY:考察cbtc园区" in found[lin.email][0].calendar
    assert "SUMMARY:Visit to cbtc park" in found[ANNA][0].calendar


def test_no_subject_holds_personal_data_and_no_staff_mail_the_contact(case, lin):
    visit = agree(case, lin)
    visiting.change(visit, actor=lin, terms=visiting.Terms(**{**TERMS, "place": "Building 2"}))
    visiting.remind(THURSDAY - 48 * HOUR)
    visiting.cancel(visit, actor=lin, reason="Flood")
    rows = OutgoingEmail.objects.filter(event__startswith="visit_")
    assert {row.event for row in rows} == {
        "visit_requested", "visit_confirmed", "visit_changed", "visit_reminder", "visit_cancelled"
    }  # fmt: skip
    for row in rows:
        words = render(row)
        for trace in ("Anna", "anna@", "+32", "Walloon", "光学"):
            assert trace not in words.subject
        if row.audience == "staff":
            assert "Anna" not in words.text + row.calendar and "anna@" not in words.text + row.calendar


def test_mails_of_a_quarantined_inquiry_are_withheld(case, lin):
    Inquiry.objects.update(screening="quarantined")
    ask(case)
    assert set(OutgoingEmail.objects.values_list("state", flat=True)) == {"withheld"}


def test_who_switched_the_requests_off_still_gets_invitations(case, lin, wei):
    transitions.assign(case, lin, wei)
    lin.memberships.update(muted_events=["visit_requested"])
    agree(case, lin)
    assert sent("visit_requested").keys() == {wei.email}  # nobody else reads it
    assert sent("visit_confirmed").keys() == {ANNA, lin.email}
