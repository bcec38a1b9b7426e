"""Every event, in both languages: the right words, the right reader, and nothing that is not theirs."""

import datetime

import pytest
from django.urls import resolve
from django.utils import translation

from common.enums import Language
from inquiries import conversation, mail
from inquiries.enums import PATH, PUBLIC_STAGES, Stage
from inquiries.models import Case, Inquiry, Message
from inquiries.workflow import transitions
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render
from tests.inquiries import builders

MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
SECRET_TALK = "Between us: they cannot pay"
PERSONAL = ("Anna", "anna@", "+32", "Walloon", "光学")


@pytest.fixture
def case(park_a, lin):
    """Monday morning at CBTC; the promise ends on Tuesday at 17:00 in Brussels, 2026-11-24."""
    return builders.make_case(
        park_a,
        now=MONDAY,
        enterprise=builders.make_enterprise(name_zh_hans="瓦隆光学"),
        contact_phone="+32475123456",
        need={"area_min": 300, "area_max": 500, "move_in_from": datetime.date(2027, 3, 1)},
    )


def say(case, language):
    """The contact reads `language` from now on."""
    Inquiry.objects.filter(pk=case.inquiry_id).update(contact_language=language)
    return Case.objects.locked(case.pk)


def rendered(mails):
    """Subject, text and HTML of each, as the delivery renders them whatever language the process has."""
    with translation.override("en"):
        words = [render(row) for row in outbox.queue(*mails)]
    assert [word.warning for word in words] == [""] * len(words)
    return words


def the_only(mails):
    [words] = rendered(mails)
    return words


# --- To the enterprise -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "Your inquiry {reference} has arrived",
            [
                "Dear Anna Peeters,",
                "- cbtc park / cbtc operator\n  first answer by 2026-11-24 17:00 (Brussels time)",
                "- parkb park / parkb operator\n  first answer by 2026-11-25 16:00 (Beijing time)",
                "http://testserver/en/",
            ],
        ),
        (
            "zh-hans",
            "您的入驻咨询 {reference} 已收到",
            [
                "Anna Peeters，您好：",
                "- cbtc园区 / cbtc运营方\n  首次答复不晚于 2026-11-24 17:00（布鲁塞尔时间）",
                "- parkb园区 / parkb运营方\n  首次答复不晚于 2026-11-25 16:00（北京时间）",
                "http://testserver/zh-hans/",
            ],
        ),
    ],
)
def test_inquiry_received(park_a, park_b, language, subject, phrases):
    inquiry = builders.make_inquiry(contact_language=language)
    cases = transitions.open_cases(inquiry, [park_a, park_b], now=MONDAY)
    with translation.override("zh-hans" if language == "en" else "en"):
        mails = mail.inquiry_received(inquiry, cases)
    assert [(m.to, m.language, m.audience, m.about) for m in mails] == [
        ("anna@optics.example.org", language, "enquirer", f"inquiry:{inquiry.pk}")
    ]
    words = the_only(mails)
    assert words.subject == subject.format(reference=inquiry.reference)
    for phrase in phrases:
        assert phrase in words.text
    assert f"{inquiry.reference}/{inquiry.secret}/" in words.text
    assert f'href="{mails[0].context["progress_url"]}"' in words.html


def test_the_link_opens_the_progress_page_in_the_readers_language(case):
    for language in Language.values:
        [post] = mail.inquiry_received(say(case, language).inquiry, [])
        path = post.context["progress_url"].removeprefix("http://testserver")
        with translation.override(language):
            match = resolve(path)
        assert (match.view_name, match.kwargs["secret"]) == ("inquiries:progress", case.inquiry.secret)


@pytest.mark.parametrize(
    ("language", "subject", "phrase"),
    [
        ("en", "{reference}: cbtc park has written to you", "林, cbtc park"),
        ("zh-hans", "{reference}：cbtc园区给您留言", "林，cbtc园区"),
    ],
)
def test_message(case, lin, language, subject, phrase):
    say(case, language)
    note = conversation.note(case, actor=lin, body=SECRET_TALK)
    message = Message.objects.create(
        case=Case.objects.locked(case.pk), author="staff", user=lin, body="5 < 6 & <b>您好</b>", language=language
    )
    words = the_only(mail.message(message))
    assert words.subject == subject.format(reference=case.inquiry.reference)
    assert "5 < 6 & <b>您好</b>" in words.text
    assert "5 &lt; 6 &amp; &lt;b&gt;您好&lt;/b&gt;" in words.html
    assert phrase in words.text
    assert note.body not in words.text + words.html


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "{reference}: cbtc park has a question for you"), ("zh-hans", "{reference}：cbtc园区请您补充信息")],
)
def test_a_question_says_that_the_park_waits(case, lin, language, subject):
    transitions.await_enterprise(say(case, language), "How many people?", lin)
    row = OutgoingEmail.objects.get()
    assert (row.event, row.language, row.audience) == ("more_info_requested", language, "enquirer")
    words = render(row)
    assert words.warning == ""
    assert words.subject == subject.format(reference=case.inquiry.reference)
    assert "How many people?" in words.text
    assert {"en": "needs your answer to go on", "zh-hans": "需要您的答复"}[language] in words.text


@pytest.mark.parametrize(
    ("to", "en", "zh"),
    [
        ("accepted", "cbtc park has accepted your inquiry. 林 is in charge of it.", "cbtc园区已受理您的入驻咨询，由林"),
        ("visiting", "Your visit to cbtc park is agreed.", "您对cbtc园区的考察已约定。"),
        ("admitted", "cbtc park has approved your admission.", "cbtc园区已通过您的入驻准入，下一步是签约。"),
        ("lost", "cbtc park has closed your inquiry for now.", "cbtc园区暂时结束跟进您的入驻咨询。"),
        ("withdrawn", "Your inquiry to cbtc park is withdrawn, as you", "已按您的要求撤回给cbtc园区的入驻咨询。"),
        ("transferred", "handed your inquiry on to elsewhere park, as you agreed", "转介给elsewhere园区，并在此结束"),
        ("duplicate", "together with another one of yours", "与您的另一份咨询合并答复"),
    ],
)  # fmt: skip
def test_stage_public_change(case, lin, to, en, zh):
    ripe = builders.make_ripe(case, lin)
    if to == "transferred":
        builders.allow_transfer(ripe)
    for language, phrase in (("en", en), ("zh-hans", zh)):
        say(case, language)
        with translation.override("en"):
            row = Case.objects.get(pk=ripe.pk)
            Case.objects.filter(pk=row.pk).update(stage="new", lost_reason="", first_response_at=None)
            row.refresh_from_db()
            transitions.move(row, to, actor=lin, note=SECRET_TALK, lost_reason="price")
        words = render(OutgoingEmail.objects.filter(event="stage_public_change").latest("pk"))
        assert phrase in words.text, words.text
        assert case.inquiry.reference in words.subject
        for internal in (SECRET_TALK, "Price", "价格", "流失", "Lost"):
            assert internal not in words.subject + words.text + words.html
        promised = "2026-11-24 17:00" in words.text
        assert promised is (to in PATH)


def test_every_public_stage_is_worded():
    """The list above is the list of the product; the contract and the arrival have a welcome of their own."""
    listed = {
        case.args[0] if hasattr(case, "args") else case[0] for case in test_stage_public_change.pytestmark[0].args[1]
    }
    assert listed == {str(stage) for stage in PUBLIC_STAGES} - {"signed", "settled"}


@pytest.mark.parametrize(("language", "phrase"), [("en", "taken up again"), ("zh-hans", "重新跟进")])
def test_a_reopened_case_says_so(case, lin, language, phrase):
    transitions.move(say(case, language), Stage.WITHDRAWN, actor=lin)
    transitions.move(Case.objects.get(), Stage.NEW, actor=lin, note="They called back.")
    words = render(OutgoingEmail.objects.filter(event="stage_public_change").latest("pk"))
    assert phrase in words.subject
    assert "They called back" not in words.text


def test_without_an_address_the_enterprise_gets_no_mail(case, lin):
    Inquiry.objects.update(contact_email="")
    row = Case.objects.locked(case.pk)
    assert mail.inquiry_received(row.inquiry, [row]) == []
    conversation.reply(case, actor=lin, body="Hello", key="1")
    transitions.move(case, Stage.WITHDRAWN, actor=lin)
    assert not OutgoingEmail.objects.exists()


# --- To the staff ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject", "phrases"),
    [
        (
            "en",
            "{reference}: new inquiry for cbtc park",
            [
                "First answer promised by 2026-11-24 17:00 (Brussels time).",
                "Enterprise: Walloon Optics (Belgium)",
                "Settlement mode: Office lease",
                "Area: 300–500 m²",
                "Move in from: 2027-03-01",
                "Language of the contact: English",
                "We need a small office.",
            ],
        ),
        (
            "zh-hans",
            "{reference}：cbtc园区收到新的入驻咨询",
            [
                "承诺首次答复时间：2026-11-24 17:00（布鲁塞尔时间）。",
                "企业：瓦隆光学（比利时）",
                "入驻方式：写字楼租赁",
                "面积：300–500 m²",
                "最早入驻时间：2027-03-01",
                "联系人语言：英文",
            ],
        ),
    ],
)
def test_inquiry_new(case, lin, language, subject, phrases):
    type(lin).objects.update(language=language)
    with translation.override("zh-hans" if language == "en" else "en"):
        mails = mail.inquiry_new(case)
    assert [(m.to, m.language, m.audience, m.about) for m in mails] == [
        (lin.email, language, "staff", f"case:{case.pk}")
    ]
    words = the_only(mails)
    assert words.subject == subject.format(reference=case.inquiry.reference)
    for phrase in phrases:
        assert phrase in words.text
    assert f"http://testserver/{language}/admin/inquiries/case/{case.pk}/change/" in words.text
    assert "Anna" not in words.text  # the contact's name and addresses stay in the back office
    assert "anna@" not in words.text


@pytest.mark.parametrize(
    ("language", "subject", "phrase"),
    [
        ("en", "{reference}: the enterprise has written to cbtc park", "Walloon Optics has written about inquiry"),
        ("zh-hans", "{reference}：企业给cbtc园区留言", "瓦隆光学给cbtc园区留言"),
    ],
)
def test_enquirer_replied(case, lin, language, subject, phrase):
    type(lin).objects.update(language=language)
    conversation.write(case, body="When can we visit?", language="en", key="1")
    words = render(OutgoingEmail.objects.get(event="enquirer_replied"))
    assert words.subject == subject.format(reference=case.inquiry.reference)
    assert phrase in words.text
    assert "When can we visit?" in words.text


@pytest.mark.parametrize(
    ("language", "subject", "phrase"),
    [
        (
            "en",
            "{reference}: you are now in charge (cbtc park)",
            "Wei has put you in charge of this case at cbtc park.",
        ),
        ("zh-hans", "{reference}：由您负责跟进（cbtc园区）", "Wei已将cbtc园区的此项目分派给您。"),
    ],
)
def test_inquiry_assigned(case, lin, wei, language, subject, phrase):
    lin.language = language
    lin.save()
    transitions.assign(case, lin, wei)
    words = render(OutgoingEmail.objects.get(event="inquiry_assigned"))
    assert words.subject == subject.format(reference=case.inquiry.reference)
    assert phrase in words.text


def test_an_ended_case_tells_the_staff_that_it_has_ended(case, lin):
    transitions.move(case, Stage.DUPLICATE, actor=lin)
    conversation.write(case, body="Hello?", language="en", key="1")
    words = render(OutgoingEmail.objects.get(event="enquirer_replied"))
    assert "此项目已结束（重复）。如需继续跟进，请重新开启。" in words.text


# --- Of all mails ----------------------------------------------------------------------------


def every_mail(case, lin, wei):
    """One of each event, for one case."""
    row = Case.objects.locked(case.pk)
    outbox.queue(*mail.inquiry_received(row.inquiry, [row]), *mail.inquiry_new(row))
    transitions.assign(case, lin, wei)
    conversation.reply(case, actor=lin, body="Hello", key="1")
    conversation.write(case, body="Hello", language="en", key="1")
    transitions.move(case, Stage.WITHDRAWN, actor=lin)
    return list(OutgoingEmail.objects.order_by("pk"))


EVENTS = ["inquiry_received", "inquiry_new", "inquiry_assigned", "message", "enquirer_replied", "stage_public_change"]


def test_no_subject_holds_personal_data_and_every_event_is_covered(case, lin, wei):
    rows = every_mail(case, lin, wei)
    assert [row.event for row in rows] == EVENTS
    for row in rows:
        for language in Language.values:
            row.language = language
            words = render(row)
            assert words.warning == ""
            assert case.inquiry.reference in words.subject
            assert not any(trace in words.subject for trace in PERSONAL), words.subject
            assert words.text.strip() and "<html" in words.html


def test_the_same_mail_is_queued_once(case, lin):
    row = Case.objects.locked(case.pk)
    for _ in range(2):
        outbox.queue(*mail.inquiry_received(row.inquiry, [row]), *mail.inquiry_new(row))
    assert OutgoingEmail.objects.count() == 2


def test_mails_of_a_quarantined_inquiry_are_withheld(case, lin, wei):
    answer = conversation.reply(case, actor=lin, body="Hello", key="1")  # in quarantine it would be refused
    OutgoingEmail.objects.all().delete()
    Inquiry.objects.update(screening="quarantined")
    answer.refresh_from_db()
    outbox.queue(*mail.message(answer))
    rows = every_mail(case, lin, wei)
    assert {row.event for row in rows} == set(EVENTS)
    assert {row.state for row in rows} == {"withheld"}


def test_a_mail_to_staff_never_reaches_the_enterprise(case, lin, wei):
    for row in every_mail(case, lin, wei):
        assert (row.to == "anna@optics.example.org") is (row.audience == "enquirer")
        assert ("case_url" in row.context) is (row.audience != "enquirer")
        assert ("progress_url" in row.context) is (row.audience == "enquirer")
