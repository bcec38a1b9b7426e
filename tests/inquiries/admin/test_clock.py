import datetime

import pytest
from django.utils import timezone, translation

from inquiries.admin.clock import clock
from inquiries.models import Case

pytestmark = pytest.mark.django_db
UTC = datetime.UTC
# A Tuesday; Brussels works from 8 to 16 UTC in winter.
MORNING = datetime.datetime(2026, 11, 24, 9, tzinfo=UTC)


def at(hour, day=24):
    return datetime.datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("columns", "tone", "words"),
    [
        ({"answer_by": at(15, day=25)}, "ok", "14 working hours left"),
        ({"answer_by": at(12)}, "warn", "3 working hours left"),
        ({"answer_by": at(9) + datetime.timedelta(minutes=20)}, "warn", "less than one working hour left"),
        ({"answer_by": at(15, day=23)}, "error", "overdue by 2 working hours"),
        ({"answer_by": at(12), "first_response_at": at(8)}, "ok", "answered in time"),
        ({"answer_by": at(7), "first_response_at": at(8)}, "warn", "answered late"),
        (
            {"answer_by": at(12), "awaiting_enterprise_since": at(8), "awaiting_question": "?"},
            "quiet",
            "paused: waiting for the enterprise",
        ),
        ({"answer_by": at(12), "stage": "lost"}, "quiet", "ended without an answer"),
    ],
)
def test_the_promise_in_words_and_tone(park_a, columns, tone, words):
    case = Case(operator=park_a.operator, park=park_a, **columns)
    with translation.override("en"):
        shown = clock(case, MORNING)
    assert (shown.tone, shown.words) == (tone, words)
    assert "(Brussels time)" in shown.due


def test_a_pause_says_since_when_and_what_is_left(park_a):
    case = Case(operator=park_a.operator, park=park_a, answer_by=at(15), awaiting_enterprise_since=at(8))
    with translation.override("en"):
        assert clock(case, MORNING).due == "since 2026-11-24 09:00 (Brussels time), with 7 working hours left"


def test_the_clock_is_printed_as_markup_in_the_readers_language(park_a):
    with translation.override("zh-hans"):
        shown = str(clock(Case(operator=park_a.operator, park=park_a, answer_by=timezone.now()), MORNING))
    assert shown.startswith('<span class="clock clock--')
    assert "布鲁塞尔时间" in shown
