import datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from inquiries.models import Case
from inquiries.workflow import deadlines
from tests import cast


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def operator(country, hours=16):
    zone = {"CN": "Asia/Shanghai", "BE": "Europe/Brussels"}[country]
    return cast.make_operator(f"op-{country.lower()}", country=country, time_zone=zone, response_hours=hours)


# Times are UTC; in China 09:00 to 17:00 is 01:00 to 09:00 UTC.
@pytest.mark.parametrize(
    ("country", "start", "due", "why"),
    [
        ("CN", "2026-11-23 01:00", "2026-11-24 09:00", "Monday morning: two full days"),
        ("CN", "2026-11-23 05:00", "2026-11-25 05:00", "the middle of a day"),
        ("CN", "2026-11-20 12:00", "2026-11-24 09:00", "Friday night counts from Monday"),
        ("CN", "2026-02-13 05:00", "2026-02-24 05:00", "New Year's week: Sat 14 is worked, 15 to 23 Feb are off"),
        ("CN", "2026-02-26 01:00", "2026-02-27 09:00", "back to normal"),
        ("CN", "2026-02-27 01:00", "2026-02-28 09:00", "the make-up Saturday 28 Feb is worked"),
        ("CN", "2026-09-30 01:00", "2026-10-08 09:00", "National Day: 1 to 7 October are off"),
        ("BE", "2026-07-20 07:00", "2026-07-22 15:00", "21 July is Belgium's national day"),
        ("BE", "2026-12-24 08:00", "2026-12-28 16:00", "Christmas and a weekend"),
        ("BE", "2026-05-13 07:00", "2026-05-15 15:00", "Ascension Day; the Friday after is worked"),
        ("BE", "2026-03-27 08:00", "2026-03-30 15:00", "summer time starts on Sunday: Monday ends at 15:00 UTC"),
        ("BE", "2026-10-23 07:00", "2026-10-26 16:00", "summer time ends on Sunday: Monday ends at 16:00 UTC"),
    ],
)
def test_the_promise_in_the_operators_working_time(db, country, start, due, why):
    assert deadlines.answer_by(operator(country), utc(start)) == utc(due), why


def test_the_promise_is_the_operators_own(db):
    assert deadlines.answer_by(operator("BE", hours=4), utc("2026-11-23 08:00")) == utc("2026-11-23 12:00")


def test_another_countrys_holidays_may_count(db):
    welcome_office = cast.make_operator("wo", country="BE", holiday_country="CN", time_zone="Europe/Brussels")
    assert deadlines.answer_by(welcome_office, utc("2026-09-30 07:00")) == utc("2026-10-08 15:00")


@pytest.fixture
def case(db):
    """Received on Monday 23 November 2026 at 09:00 in Brussels, due on Tuesday at 17:00."""
    here = operator("BE")
    return Case(operator=here, answer_by=deadlines.answer_by(here, utc("2026-11-23 08:00")))


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-23 08:00", 16),
        ("2026-11-23 20:00", 8),
        ("2026-11-24 15:30", "0.5"),
        ("2026-11-24 16:00", 0),
        ("2026-11-30 08:00", 0),
    ],
)
def test_hours_left(case, now, left):
    assert deadlines.hours_left(case, utc(now)) == Decimal(left)


def test_the_clock_stands_still_while_the_enterprise_owes_an_answer(case):
    case.awaiting_enterprise_since = utc("2026-11-23 12:00")
    assert deadlines.hours_left(case, utc("2026-12-24 12:00")) == 12
    assert not deadlines.is_overdue(case, utc("2026-12-24 12:00"))


def test_overdue_is_an_open_unanswered_case_after_the_promise(case):
    late = utc("2026-11-24 16:01")
    assert deadlines.is_overdue(case, late)
    assert not deadlines.is_overdue(case, utc("2026-11-24 16:00"))
    case.first_response_at = timezone.now()
    assert not deadlines.is_overdue(case, late)
    case.first_response_at, case.stage = None, "lost"
    assert not deadlines.is_overdue(case, late)


def test_a_pause_over_the_holidays_gives_back_the_working_time(case):
    case.awaiting_enterprise_since = utc("2026-11-24 14:00")  # two hours were left
    assert deadlines.resumed_answer_by(case, utc("2026-12-24 15:00")) == utc("2026-12-28 09:00")


def test_a_pause_of_no_length_changes_nothing(case):
    case.awaiting_enterprise_since = utc("2026-11-23 12:00")
    assert deadlines.resumed_answer_by(case, utc("2026-11-23 12:00")) == case.answer_by


@pytest.mark.parametrize(
    ("answered", "now", "kept"),
    [
        ("2026-11-24 16:00", "2026-12-24 12:00", True),
        ("2026-11-24 16:01", "2026-12-24 12:00", False),
        (None, "2026-11-24 12:00", None),
        (None, "2026-11-25 12:00", False),
    ],
)
def test_promise_kept(case, answered, now, kept):
    case.first_response_at = utc(answered) if answered else None
    assert deadlines.promise_kept(case, utc(now)) is kept


def test_today_is_the_operators_today(db):
    with time_machine.travel(utc("2026-11-22 20:00"), tick=False):
        assert deadlines.today(operator("CN")) == datetime.date(2026, 11, 23)
        assert deadlines.today(operator("BE")) == datetime.date(2026, 11, 22)
