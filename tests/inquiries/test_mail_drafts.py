"""Mails about unfinished inquiries, brochures and calls: each event in both languages."""

import datetime
import uuid

import pytest
import time_machine
from django.urls import resolve
from django.utils import translation

from inquiries import drafting, mail
from inquiries.models import Draft
from notifications import outbox
from notifications.rendering import render
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
ERASED = datetime.datetime(2026, 12, 23, 8, 0, tzinfo=datetime.UTC)
TYPED = "Buy cheap pills at http://spam.example"


def words_of(*mails):
    """As the delivery renders it, whatever language the process has."""
    with translation.override("en" if mails[0].language == "zh-hans" else "zh-hans"):
        [words] = [render(row) for row in outbox.queue(*mails)]
    assert words.warning == ""
    return words


@pytest.fixture
def draft(park_a, park_b):
    """Half an inquiry, full of what a spammer would like to send to somebody else."""
    cast.make_park(park_b.operator, "hidden", state_zh_hans="draft", state_en="draft")
    with time_machine.travel(MONDAY, tick=False):
        draft = drafting.start(uuid.uuid4(), "en", "need")
        typed = {"park": ["parkb", "hidden", "cbtc", "nowhere"], "message": [TYPED], "company_name": [TYPED]}
        drafting.save(draft, drafting.Change(typed, "need", "en"))
    Draft.objects.filter(pk=draft.pk).update(email="anna@optics.example.org")
    return Draft.objects.get()


def letter(event, draft):
    return mail.draft_link(draft, ERASED, "1") if event == "draft_link" else mail.draft_reminder(draft, ERASED)


WORDS = [
    (
        "draft_link",
        "en",
        "The link to your unfinished inquiry",
        [
            "You asked for the link to your unfinished settlement inquiry.",
            "Parks chosen so far:\n- parkb park\n- cbtc park\n",
            "It is kept until 2026-12-23 and then erased with its files.",
            "If that was not you, please ignore it.",
        ],
    ),
    (
        "draft_link",
        "zh-hans",
        "继续填写入驻咨询的链接",
        [
            "您索取了未提交的入驻咨询的链接。",
            "已选园区：\n- parkb园区\n- cbtc园区\n",
            "内容保存至 2026-12-23，之后连同文件一并删除。",
            "如果不是您本人，请忽略。",
        ],
    ),
    (
        "draft_reminder",
        "en",
        "Your inquiry has not been sent yet",
        ["You began a settlement inquiry and have not sent it.", "It is kept until 2026-12-23", "It is the only one."],
    ),
    (
        "draft_reminder",
        "zh-hans",
        "您的入驻咨询尚未提交",
        ["您开始填写入驻咨询，但尚未提交。", "内容保存至 2026-12-23", "这是您要求的提醒，只发这一次。"],
    ),
]


@pytest.mark.parametrize(("event", "language", "subject", "phrases"), WORDS)
def test_a_mail_about_a_draft(draft, event, language, subject, phrases):
    draft.language = language
    post = letter(event, draft)
    assert (post.event, post.to, post.language, post.audience) == (
        event,
        "anna@optics.example.org",
        language,
        "enquirer",
    )
    words = words_of(post)
    assert words.subject == subject
    for phrase in phrases:
        assert phrase in words.text, words.text
    link = f"http://testserver/{language}/inquiry/draft/{draft.code}/"
    assert link in words.text and f'href="{link}"' in words.html
    with translation.override(language):
        assert resolve(link.removeprefix("http://testserver")).view_name == "inquiries:draft"


@pytest.mark.parametrize("event", ["draft_link", "draft_reminder"])
def test_nothing_that_was_typed_leaves_by_a_draft_mail(draft, event):
    words = words_of(letter(event, draft))
    assert "spam.example" not in words.subject + words.text + words.html
    assert "anna@" not in words.subject + words.text + words.html


BROCHURE = [
    (
        "en",
        "{reference}: the brochure you asked for",
        [
            "Dear Anna Peeters,",
            "- cbtc park\n  http://testserver/en/parks/cbtc/dossier.pdf",
            "- cbtc park / cbtc operator\n  first answer by 2026-11-24 17:00 (Brussels time)",
        ],
    ),
    (
        "zh-hans",
        "{reference}：您索取的园区资料",
        [
            "Anna Peeters，您好：",
            "- cbtc园区\n  http://testserver/zh-hans/parks/cbtc/dossier.pdf",
            "- cbtc园区 / cbtc运营方\n  首次答复不晚于 2026-11-24 17:00（布鲁塞尔时间）",
        ],
    ),
]


@pytest.mark.parametrize(("language", "subject", "phrases"), BROCHURE)
def test_brochure(park_a, language, subject, phrases):
    case = builders.make_case(park_a, now=MONDAY, contact_language=language, kind="brochure")
    words = words_of(*mail.confirmation(case.inquiry, [case]))
    assert words.subject == subject.format(reference=case.inquiry.reference)
    for phrase in phrases:
        assert phrase in words.text, words.text
    assert f"{case.inquiry.reference}/{case.inquiry.secret}/" in words.text


CALL = {"kind": "callback", "contact_phone": "+32475123456", "call_window": "morning", "call_zone": "Asia/Shanghai"}


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("en", "You asked to be called back. The park calls you, or tells you on your progress page when it will."),
        ("zh-hans", "您要求回电。园区会给您打电话，或在进度页面告知回电时间。"),
    ],
)
def test_who_asked_for_a_call_is_told_so(park_a, language, phrase):
    case = builders.make_case(park_a, now=MONDAY, contact_language=language, **CALL)
    words = words_of(*mail.confirmation(case.inquiry, [case]))
    assert phrase in words.text and phrase in words.html
    whole = builders.make_case(park_a, now=MONDAY, contact_language=language)
    assert phrase not in words_of(*mail.confirmation(whole.inquiry, [whole])).text


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["Asked for: Call back\nWhen to call: Morning, 9:00–12:00 (China (Beijing time))\n"]),
        ("zh-hans", ["咨询类型：回电\n回电时间：上午 9:00–12:00（中国（北京时间））\n"]),
    ],
)
def test_staff_read_what_was_asked_for_and_not_who_asks(park_a, lin, language, phrases):
    lin.language = language
    lin.save()
    person = builders.make_enterprise(name_en="Anna Peeters")
    case = builders.make_case(park_a, now=MONDAY, mode=None, enterprise=person, message="", **CALL)
    case.inquiry.mode = None
    words = words_of(*mail.inquiry_new(case))
    for phrase in phrases:
        assert phrase in words.text, words.text
    assert "Anna" not in words.subject + words.text + words.html and "+32" not in words.text
    assert {"en": "no company named", "zh-hans": "未填写企业"}[language] in words.text
