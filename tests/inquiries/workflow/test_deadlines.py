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


# Three quarters of sixteen hours are twelve: a day and a half.
@pytest.mark.parametrize(
    ("country", "start", "warned", "why"),
    [
        ("CN", "2026-11-23 01:00", "2026-11-24 05:00", "Monday morning: Tuesday at 13:00"),
        ("CN", "2026-02-13 05:00", "2026-02-14 09:00", "before New Year: the make-up Saturday 14 Feb is worked"),
        ("CN", "2026-02-14 05:00", "2026-02-24 09:00", "from that Saturday over the holiday: the 24th is back to work"),
        ("CN", "2026-02-18 05:00", "2026-02-25 05:00", "in the holiday: counted from its end"),
        ("CN", "2026-02-27 01:00", "2026-02-28 05:00", "the make-up Saturday 28 Feb is worked"),
        ("CN", "2026-09-30 01:00", "2026-10-08 05:00", "National Day: 1 to 7 October are off"),
        ("BE", "2026-07-20 07:00", "2026-07-22 11:00", "21 July is Belgium's national day"),
        ("BE", "2026-05-13 07:00", "2026-05-15 11:00", "Ascension Day"),
        ("BE", "2026-12-24 08:00", "2026-12-28 12:00", "Christmas and a weekend"),
        ("BE", "2026-03-27 08:00", "2026-03-30 11:00", "summer time starts on Sunday: 13:00 is 11:00 UTC"),
        ("BE", "2026-10-23 07:00", "2026-10-26 12:00", "summer time ends on Sunday: 13:00 is 12:00 UTC"),
    ],
)
def test_the_warning_comes_after_three_quarters_of_the_working_time(db, country, start, warned, why):
    assert deadlines.warn_at(operator(country), utc(start)) == utc(warned), why


@pytest.mark.parametrize("hours", [1, 4, 16, 400])
@pytest.mark.parametrize("country", ["CN", "BE"])
def test_the_warning_is_in_working_time_and_before_the_deadline(db, country, hours):
    here = operator(country)
    for start in ("2026-02-12 21:00", "2026-02-16 03:00", "2026-03-28 23:30", "2026-10-24 22:30", "2026-12-31 15:59"):
        warned = deadlines.warn_at(here, utc(start), hours)
        assert utc(start) < warned < deadlines.answer_by(here, utc(start), hours)
        assert deadlines.calendar_of(here).is_working_time(warned)


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


@pytest.mark.parametrize(
    ("country", "start", "paused", "resumed", "warned", "due", "why"),
    [
        # 16 h from Thursday 09:00; one hour used, 11 h to the warning and 15 h to the deadline are left.
        ("CN", "2026-02-12 01:00", "2026-02-12 02:00", "2026-02-24 01:00", "2026-02-25 04:00", "2026-02-25 08:00",
         "a pause over Chinese New Year"),
        ("CN", "2026-02-12 01:00", "2026-02-12 02:00", "2026-02-28 01:00", "2026-03-02 04:00", "2026-03-02 08:00",
         "an answer on the make-up Saturday counts from that Saturday"),
        ("CN", "2026-02-12 01:00", "2026-02-12 02:00", "2026-02-20 03:00", "2026-02-25 04:00", "2026-02-25 08:00",
         "an answer in the holiday counts from its end"),
        ("BE", "2026-03-27 08:00", "2026-03-27 09:00", "2026-03-28 20:00", "2026-03-31 10:00", "2026-03-31 14:00",
         "an answer on the eve of summer time"),
        ("BE", "2026-10-23 07:00", "2026-10-23 08:00", "2026-10-26 08:00", "2026-10-27 11:00", "2026-10-27 15:00",
         "an answer after the end of summer time"),
    ],
)  # fmt: skip
def test_a_pause_moves_warning_and_deadline_by_the_working_time_left(
    db, country, start, paused, resumed, warned, due, why
):
    here = operator(country)
    case = Case(operator=here, answer_by=deadlines.answer_by(here, utc(start)))
    case.warn_at = deadlines.warn_at(here, utc(start))
    case.awaiting_enterprise_since = utc(paused)
    found = (deadlines.resumed_warn_at(case, utc(resumed)), deadlines.resumed_answer_by(case, utc(resumed)))
    assert found == (utc(warned), utc(due)), why


def test_a_warning_that_had_come_before_the_pause_does_not_come_again(case):
    case.warn_at = utc("2026-11-24 12:00")
    case.awaiting_enterprise_since = utc("2026-11-24 14:00")
    assert deadlines.resumed_warn_at(case, utc("2026-12-01 09:00")) == case.warn_at


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
