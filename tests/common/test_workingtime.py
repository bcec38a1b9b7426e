import datetime as dt
import itertools
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.workingtime import WorkingCalendar

SHANGHAI, BRUSSELS = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Brussels")
CHINA = WorkingCalendar("CN", "Asia/Shanghai")
BELGIUM = WorkingCalendar("BE", "Europe/Brussels")


def shanghai(*parts):
    return dt.datetime(*parts, tzinfo=SHANGHAI)


def brussels(*parts):
    return dt.datetime(*parts, tzinfo=BRUSSELS)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("calendar", "date", "works"),
    [
        (CHINA, "2026-02-13", True),
        (CHINA, "2026-02-14", True),  # a Saturday, worked for the long holiday
        (CHINA, "2026-02-15", False),  # Sunday
        (CHINA, "2026-02-16", False),  # New Year's Eve
        (CHINA, "2026-02-20", False),  # taken off in exchange
        (CHINA, "2026-02-23", False),
        (CHINA, "2026-02-24", True),
        (CHINA, "2026-02-28", True),  # a Saturday, worked in exchange
        (CHINA, "2026-03-07", False),  # any Saturday
        (CHINA, "2026-09-20", True),  # a Sunday, worked for the National Day holiday
        (CHINA, "2026-10-10", True),
        (CHINA, "2027-02-05", False),
        (CHINA, "2027-02-10", False),
        (BELGIUM, "2026-02-17", True),  # Spring Festival is not Belgian
        (BELGIUM, "2026-04-06", False),  # Easter Monday
        (BELGIUM, "2026-05-14", False),  # Ascension
        (BELGIUM, "2026-07-21", False),  # National Day
        (BELGIUM, "2026-11-11", False),  # Armistice
        (BELGIUM, "2026-12-26", False),  # a Saturday
        (BELGIUM, "2026-10-01", True),  # China's National Day
    ],
)
def test_working_days(calendar, date, works):
    assert calendar.is_working_day(day(date)) is works


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        # Two working days promised on the Friday before Spring Festival 2026: one hour, the worked Saturday, then
        # nothing until the 24th.
        (shanghai(2026, 2, 13, 16), 16, shanghai(2026, 2, 24, 16)),
        (shanghai(2026, 2, 18, 3), 8, shanghai(2026, 2, 24, 17)),
        (shanghai(2026, 2, 27, 16), 9, shanghai(2026, 2, 28, 17)),
        (shanghai(2026, 3, 6, 16), 2, shanghai(2026, 3, 9, 10)),
        (shanghai(2026, 3, 3, 8), 0, shanghai(2026, 3, 3, 9)),
        (shanghai(2026, 3, 3, 17), 0, shanghai(2026, 3, 3, 17)),
        (shanghai(2026, 3, 3, 17, 1), 0, shanghai(2026, 3, 4, 9)),
    ],
)
def test_adding_hours_in_china(start, hours, end):
    assert CHINA.add_hours(start, hours) == end


def test_spring_festival_2027_is_not_working_time():
    end = CHINA.add_hours(shanghai(2027, 2, 4, 16), 3)
    assert end >= shanghai(2027, 2, 6, 9)
    assert all(not CHINA.is_working_day(dt.date(2027, 2, number)) for number in (5, 8, 9, 10))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        # Clocks go forward in the night to Sunday 2026-03-29: Friday and Monday count alike.
        (brussels(2026, 3, 27, 16), 2, brussels(2026, 3, 30, 10)),
        # … and back on Sunday 2026-10-25.
        (brussels(2026, 10, 23, 16), 2, brussels(2026, 10, 26, 10)),
        # Easter 2026: Friday is worked in Belgium, Monday is not.
        (brussels(2026, 4, 3, 16), 2, brussels(2026, 4, 7, 10)),
        # A bridge between Christmas (Friday) and New Year.
        (brussels(2026, 12, 24, 13), 8, brussels(2026, 12, 28, 13)),
        (brussels(2026, 12, 31, 13), 8, brussels(2027, 1, 4, 13)),
    ],
)
def test_adding_hours_in_belgium(start, hours, end):
    found = BELGIUM.add_hours(start, hours)
    assert found == end
    assert found.tzinfo is dt.UTC
    assert BELGIUM.hours_between(start, found) == hours


def test_the_same_local_hour_is_another_utc_hour_after_the_switch():
    assert BELGIUM.add_hours(brussels(2026, 3, 27, 9), 0).hour == 8
    assert BELGIUM.add_hours(brussels(2026, 3, 30, 9), 0).hour == 7
    assert BELGIUM.add_hours(brussels(2026, 10, 26, 9), 0).hour == 8


def test_hours_between():
    assert BELGIUM.hours_between(brussels(2026, 11, 20, 16), brussels(2026, 11, 23, 9, 30)) == Decimal("1.5")
    assert BELGIUM.hours_between(brussels(2026, 11, 23, 9, 30), brussels(2026, 11, 20, 16)) == Decimal("-1.5")
    assert BELGIUM.hours_between(brussels(2026, 11, 21, 9), brussels(2026, 11, 22, 17)) == 0
    assert CHINA.hours_between(shanghai(2026, 2, 14, 0), shanghai(2026, 2, 24, 0)) == 8


def test_a_country_abroad_is_counted_on_its_own_clock():
    start = dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC)  # Tuesday 07:00 in Wuhan, Tuesday 00:00 in Brussels
    assert CHINA.add_hours(start, 1) == shanghai(2026, 11, 24, 10)
    assert BELGIUM.add_hours(start, 1) == brussels(2026, 11, 24, 10)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_working_day_that_crosses_midnight_in_utc(zone):
    calendar, there = WorkingCalendar("XX", zone), ZoneInfo(zone)
    friday = dt.datetime(2026, 11, 20, 16, tzinfo=there)
    assert calendar.add_hours(friday, 2) == dt.datetime(2026, 11, 23, 10, tzinfo=there)
    assert calendar.hours_between(friday, dt.datetime(2026, 11, 23, 10, tzinfo=there)) == 2
    assert calendar.is_working_time(friday)
    assert not calendar.is_working_time(friday + dt.timedelta(hours=2))


@pytest.mark.parametrize("country", ["CN", "BE", "XX", "", "cn"])
@pytest.mark.parametrize("year", [1900, 2040, 2101, 2500, 9000])
def test_years_and_countries_without_data_do_not_fail(country, year):
    calendar = WorkingCalendar(country, "Asia/Shanghai")
    start = shanghai(year, 6, 1, 9)
    assert calendar.hours_between(start, calendar.add_hours(start, 16)) == 16


def test_an_unknown_country_has_weekends_only():
    calendar = WorkingCalendar("XX", "UTC")
    assert calendar.is_working_day(day("2026-12-25"))
    assert not calendar.is_working_day(day("2026-12-26"))


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="zone"):
        CHINA.add_hours(dt.datetime(2026, 1, 1), 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="negative"):
        CHINA.add_hours(shanghai(2026, 1, 1), -1)


CALENDARS = [CHINA, BELGIUM, WorkingCalendar("NZ", "Pacific/Auckland"), WorkingCalendar("US", "America/Los_Angeles")]
starts = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
amounts = st.decimals(0, 300, places=2)


@settings(deadline=None)
@given(st.sampled_from(CALENDARS), starts, amounts)
def test_what_is_added_can_be_counted_again(calendar, start, hours):
    end = calendar.add_hours(start, hours)
    assert end >= start
    assert calendar.is_working_time(end)
    assert calendar.hours_between(start, end) == hours


@settings(deadline=None)
@given(st.sampled_from(CALENDARS), starts, amounts, amounts)
def test_adding_in_two_steps_is_adding_at_once(calendar, start, first, second):
    assert calendar.hours_between(start, calendar.add_hours(calendar.add_hours(start, first), second)) == first + second


OWN = {day("2025-06-04"): False, day("2025-06-07"): True, day("2026-10-01"): True, day("2027-02-03"): False}
LONG = [*CALENDARS, WorkingCalendar("CN", "Asia/Shanghai", OWN), WorkingCalendar("BE", "Europe/Brussels", OWN)]


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(LONG), starts, st.timedeltas(dt.timedelta(0), dt.timedelta(days=900)))
def test_years_count_as_their_days_do_one_by_one(calendar, start, length):
    end = start + length
    midnights = [start, *(start + dt.timedelta(days=n) for n in range(1, length.days + 1)), end]
    pieces = [calendar.hours_between(*pair) for pair in itertools.pairwise(midnights)]
    assert round(calendar.hours_between(start, end), 9) == round(sum(pieces), 9)
