"""What the enterprise reads about the promise: until when, what is left, and why the clock stands still."""

import datetime

import pytest
import time_machine

from inquiries import conversation
from inquiries.models import Case
from inquiries.workflow import transitions, watching
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)  # 09:00 in Brussels, due on Tuesday at 17:00


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a, now=MONDAY)


def read(client, case, hours, language="en", tail=""):
    with time_machine.travel(MONDAY + datetime.timedelta(hours=hours), tick=False):
        inquiry = case.inquiry
        page = client.get(f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/{tail}").content.decode()
        return " ".join(page.split())


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["2026-11-24 17:00 (Brussels time)", "12 working hours left", "within 16 working hours"]),
        ("zh-hans", ["2026-11-24 17:00（布鲁塞尔时间）", "还剩 12 个工作小时", "16 个工作小时内"]),
    ],
)
def test_the_promise_says_until_when_and_what_is_left(client, case, language, phrases):
    text = read(client, case, 4, language)
    for phrase in phrases:
        assert phrase in text


def test_less_than_an_hour_is_said_in_words(client, case):
    assert "less than one working hour left" in read(client, case, 31.5)


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        (
            "en",
            [
                'Paused since <time datetime="2026-11-23T12:00:00+00:00">2026-11-23 13:00 (Brussels time)</time>'
                ", because you were asked something.",
                "Once you have answered, the park has 12 working hours left.",
            ],
        ),
        (
            "zh-hans",
            ["2026-11-23 13:00（布鲁塞尔时间）</time>起，因为园区向您提了问题。", "您回答后，园区还有 12 个工作小时。"],
        ),
    ],
)
def test_a_pause_says_since_when_why_and_what_is_left(client, case, lin, language, phrases):
    with time_machine.travel(MONDAY + datetime.timedelta(hours=4), tick=False):
        transitions.await_enterprise(case, "How many people?", lin)
    text = read(client, case, 200, language)
    for phrase in phrases:
        assert phrase in text
    with time_machine.travel(MONDAY + datetime.timedelta(days=9), tick=False):
        conversation.write(case, body="Twelve", language="en", key="1")
    assert "2026-12-03 13:00" in read(client, case, 9 * 24, language)


def test_a_broken_promise_is_admitted(client, case):
    late = MONDAY + datetime.timedelta(hours=33)
    with time_machine.travel(late, tick=False):
        watching.breach_due(late)
    assert "The promised time is over. The managers of the park have been told." in read(client, case, 34)


def test_after_the_first_answer_nothing_is_left_to_promise(client, case, lin):
    with time_machine.travel(MONDAY + datetime.timedelta(hours=4), tick=False):
        conversation.reply(case, actor=lin, body="Welcome", key="1")
    text = read(client, case, 5)
    assert "First answered" in text and "working hours left" not in text and "within 16" not in text


@pytest.mark.parametrize(
    ("language", "phrase"), [("en", "promised within 16 working hours"), ("zh-hans", "承诺 16 个工作小时内答复")]
)
def test_the_receipt_says_what_was_promised(client, case, language, phrase):
    assert phrase in read(client, case, 1, language, "receipt/")
    Case.objects.update(promised_hours=8)
    assert phrase not in read(client, case, 1, language, "receipt/")
