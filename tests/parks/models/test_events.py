import datetime

import pytest
from django.utils import timezone

from parks.models import Event
from tests.parks.telling import make_event

pytestmark = pytest.mark.django_db
NINE = datetime.datetime(2027, 3, 10, 8, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2027-03-11"),
        ("starts_at", NINE),
        ("time_zone", "Europe/Brussels"),
        ("place_zh_hans", "武汉"),
        ("place_en", "Wuhan"),
        ("cancelled", True),
    ],
)
def test_another_time_or_place_is_a_new_edition_of_the_calendar_entry(field, value):
    event = make_event(day="2027-03-10")
    setattr(event, field, value)
    event.save()
    assert (event.sequence, Event.objects.get().sequence) == (1, 1)
    event.save()
    assert Event.objects.get().sequence == 1


def test_other_changes_are_none():
    event = make_event()
    event.title_en, event.capacity = "Another title", 3
    event.save()
    assert Event.objects.get().sequence == 0


def test_writing_single_columns_counts_too():
    event = make_event()
    event.cancelled = True
    event.save(update_fields=["cancelled"])
    assert Event.objects.get().sequence == 1
    event.place_en = "not written"
    event.save(update_fields=["state_en"])
    assert Event.objects.get().sequence == 1


def test_what_lies_ahead_and_what_is_past():
    now = timezone.now()
    today, year, month = now.date().isoformat(), f"{now:%Y}", f"{now:%Y-%m}"
    hour = datetime.timedelta(hours=1)
    ahead = {
        "next-year": {"day": str(int(year) + 1)},
        "today": {"day": today},
        "this-month": {"day": month},
        "this-year": {"day": year},
        "running": {"day": today, "starts_at": now - hour, "ends_at": now + hour},
    }
    past = {
        "undated": {"day": ""},
        "last-year": {"day": str(int(year) - 1)},
        "over": {"day": today, "starts_at": now - 2 * hour, "ends_at": now - hour},
        "begun": {"day": today, "starts_at": now - hour},
    }
    for slug, fields in {**ahead, **past}.items():
        make_event(slug, **fields)
    found = Event.objects.upcoming()
    assert {event.slug for event in found} == set(ahead)
    assert [event.slug for event in found][-1] == "next-year"
    assert {event.slug for event in Event.objects.past()} == set(past)
    assert [event.slug for event in Event.objects.past()][-1] == "undated"
    assert {event.slug for event in Event.objects.all() if event.is_over} == set(past)


@pytest.mark.parametrize(("day", "holds"), [("2016-06-20", True), ("2016-06", False), ("2016", False), ("", False)])
def test_a_calendar_holds_days_only(day, holds):
    assert make_event(day=day).has_calendar_entry is holds
