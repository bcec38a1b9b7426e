import datetime

import pytest
from django.utils.translation import override

from parks.hours import office_hours, zone_name

WINTER, SUMMER = datetime.date(2026, 1, 15), datetime.date(2026, 7, 15)


@pytest.fixture
def park(park_a):
    park_a.office_opens, park_a.office_closes = datetime.time(9), datetime.time(17, 30)
    return park_a


def told(park, day, language="en"):
    with override("en"):
        return [(row.zone, row.opens, row.closes, row.closes_shift) for row in office_hours(park, day, language)]


def test_a_park_in_belgium_is_told_in_beijing_time_too_right_in_summer_and_winter(park):
    assert told(park, WINTER) == [("Brussels time", "09:00", "17:30", 0), ("Beijing time", "16:00", "00:30", 1)]
    assert told(park, SUMMER) == [("Brussels time", "09:00", "17:30", 0), ("Beijing time", "15:00", "23:30", 0)]


def test_a_park_in_china_is_told_in_brussels_time_too(park):
    park.operator.time_zone = "Asia/Shanghai"
    assert told(park, WINTER, "zh-hans")[1] == ("Brussels time", "02:00", "10:30", 0)


def test_a_zone_with_the_same_clocks_counts_as_that_end(park):
    park.operator.time_zone = "Asia/Singapore"
    assert [row[0] for row in told(park, WINTER, "zh-hans")] == ["Singapore time", "Brussels time"]


@pytest.mark.parametrize(("language", "other"), [("zh-hans", "Beijing time"), ("en", "Brussels time")])
def test_where_both_ends_differ_the_readers_own_is_shown(park, language, other):
    park.operator.time_zone = "Asia/Seoul"
    assert [row[0] for row in told(park, WINTER, language)] == ["Seoul time", other]


def test_opening_hours_that_lie_on_another_day_say_so(park):
    park.operator.time_zone = "America/Los_Angeles"
    (_home, away) = office_hours(park, WINTER, "zh-hans")
    assert (away.opens, away.opens_shift, away.closes_shift) == ("01:00", 1, 1)


def test_without_hours_nothing_is_said(park_a):
    assert office_hours(park_a, WINTER, "en") == []


def test_a_zone_without_a_name_is_called_by_its_city():
    with override("en"):
        assert zone_name("America/Los_Angeles") == "Los Angeles time"
