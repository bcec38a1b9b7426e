import datetime

import pytest
from icalendar import Calendar

from parks import calendars
from tests.parks.telling import make_event

pytestmark = pytest.mark.django_db
SEVEN = datetime.datetime(2027, 1, 12, 7, tzinfo=datetime.UTC)


def entry(event, language="en"):
    [component] = Calendar.from_ical(calendars.event_file(event, language)).walk("VEVENT")
    return component


def test_an_hour_is_written_in_utc_with_everything_a_calendar_needs():
    event = make_event(
        starts_at=SEVEN,
        ends_at=SEVEN + datetime.timedelta(hours=2),
        place_en="Hall 1",
        summary_en="All welcome.",
        online_url="https://meet.example.org/1",
    )
    found = entry(event)
    assert str(found["UID"]) == f"event-{event.pk}@testserver"
    assert found["DTSTART"].to_ical() == b"20270112T070000Z"
    assert found["DTEND"].to_ical() == b"20270112T090000Z"
    assert (str(found["SUMMARY"]), str(found["LOCATION"])) == ("forum event", "Hall 1")
    assert str(found["URL"]) == "http://testserver/en/events/forum/"
    assert str(found["DESCRIPTION"]) == (
        "All welcome.\n\nhttps://meet.example.org/1\n\nhttp://testserver/en/events/forum/"
    )
    assert (found["SEQUENCE"], str(found["STATUS"])) == (0, "CONFIRMED")


def test_a_day_without_an_hour_fills_the_day():
    found = entry(make_event(day="2027-03-10"))
    assert found["DTSTART"].to_ical() == b"20270310"
    assert found["DTEND"].to_ical() == b"20270311"


def test_a_cancelled_event_keeps_its_name_and_counts_on():
    event = make_event()
    before = entry(event)
    event.cancelled = True
    event.save()
    after = entry(event)
    assert before["UID"] == after["UID"]
    assert (after["SEQUENCE"], str(after["STATUS"])) == (1, "CANCELLED")


def test_each_language_has_its_words_and_nothing_breaks_the_file():
    event = make_event(title_en="A; b, c\nBEGIN:VALARM", place_zh_hans="武汉")
    assert str(entry(event, "zh-hans")["SUMMARY"]) == "forum活动"
    assert str(entry(event, "zh-hans")["LOCATION"]) == "武汉"
    assert str(entry(event)["SUMMARY"]) == "A; b, c\nBEGIN:VALARM"
    assert b"\nBEGIN:VALARM" not in calendars.event_file(event, "en")


def test_the_file_is_the_same_until_the_event_changes():
    event = make_event()
    assert calendars.event_file(event, "en") == calendars.event_file(event, "en")


def test_the_feed_leaves_out_what_has_no_day():
    events = [make_event("day"), make_event("month", day="2025-03"), make_event("none", day="")]
    found = Calendar.from_ical(calendars.feed(events, "en")).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in found] == ["day event"]


@pytest.mark.parametrize(
    ("zone", "texts"),
    [
        ("Asia/Shanghai", ["2027-01-12 15:00–23:30", "2027-01-12 08:00–16:30"]),
        ("Europe/Brussels", ["2027-01-12 08:00–16:30", "2027-01-12 15:00–23:30"]),
        ("Europe/Berlin", ["2027-01-12 08:00–16:30", "2027-01-12 15:00–23:30"]),
        ("Asia/Seoul", ["2027-01-12 16:00 – 2027-01-13 00:30", "2027-01-12 15:00–23:30", "2027-01-12 08:00–16:30"]),
    ],
)
def test_both_sides_read_their_own_clocks(zone, texts):
    end = SEVEN + datetime.timedelta(hours=8, minutes=30)
    found = calendars.clocks(make_event(starts_at=SEVEN, ends_at=end, time_zone=zone))
    assert [clock.text for clock in found] == texts


def test_summer_time_is_minded():
    july = datetime.datetime(2027, 7, 1, 7, tzinfo=datetime.UTC)
    assert [clock.text for clock in calendars.clocks(make_event(starts_at=july))] == [
        "2027-07-01 15:00",
        "2027-07-01 09:00",
    ]


def test_without_an_hour_there_are_no_clocks():
    assert calendars.clocks(make_event()) == []
