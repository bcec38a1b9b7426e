"""Operators whose calendar becomes another one: promises and due dates keep the working time that was left."""

import datetime

import pytest
import time_machine

from accounts.models import AuditEntry
from inquiries.models import Case, ServiceRequest
from inquiries.workflow import deadlines, holidays, recounting, transitions
from inquiries.workflow.recounting import Moved
from notifications.models import OutgoingEmail
from parks.models import HolidayOverride, Operator
from tests.inquiries import builders


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def became(operator, actor, **fields):
    """As the admin does it: the row as it was, saved, followed."""
    former = Operator.objects.get(pk=operator.pk)
    Operator.objects.filter(pk=operator.pk).update(**fields)
    return holidays.follow(former, actor=actor)


def day_of(day, kind, **whose):
    return HolidayOverride(day=datetime.date.fromisoformat(day), kind=kind, reason_en="Said late", **whose)


def due(row):
    return type(row).objects.get(pk=row.pk).due_at


def promise(row):
    found = type(row).objects.get(pk=row.pk)
    return found.answer_by, found.warn_at


@pytest.fixture
def new_year():
    """Wednesday, nine in the morning in China; New Year's Eve is Friday the 5th of February."""
    with time_machine.travel(utc("2027-02-03 01:00"), tick=False) as clock:
        yield clock


@pytest.fixture
def chinese(new_year, park_b):
    """Three working days are promised, and a service request is due in three."""
    Operator.objects.filter(pk=park_b.operator_id).update(response_hours=24)
    park_b.refresh_from_db()
    return builders.make_case(park_b)


@pytest.fixture
def request_b(chinese):
    return builders.make_service_request(chinese, due_at=utc("2027-02-11 09:00"))


def test_a_holiday_moves_the_due_date_and_its_removal_moves_it_back(chinese, request_b, wei):
    row = day_of("2027-02-11", "closed", country="CN")
    assert holidays.put(row, actor=wei) == Moved(promises=1, due_dates=1)
    assert due(request_b) == utc("2027-02-12 09:00")
    assert holidays.take_back(row, actor=wei) == Moved(promises=1, due_dates=1)
    assert due(request_b) == utc("2027-02-11 09:00")


def test_a_make_up_saturday_brings_the_due_date_nearer(request_b, wei):
    holidays.put(day_of("2027-02-06", "worked", operator=request_b.case.operator), actor=wei)
    assert due(request_b) == utc("2027-02-06 09:00")


def test_a_day_that_becomes_another_counts_once(chinese, request_b, wei):
    row = day_of("2027-02-04", "closed", country="CN")
    holidays.put(row, actor=wei)
    assert due(request_b) == utc("2027-02-12 09:00")
    row.kind = "worked"
    assert holidays.put(row, actor=wei) == Moved(promises=1, due_dates=1)
    assert due(request_b) == utc("2027-02-11 09:00")
    row.country, row.kind = "BE", "closed"
    holidays.put(row, actor=wei)
    assert Operator.objects.get(pk=chinese.operator_id).day_exceptions == {}
    actions = AuditEntry.objects.filter(content_type__model="holidayoverride").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["created", "changed", "changed"]


def test_another_country_brings_its_holidays(chinese, request_b, wei):
    """In Belgium nobody celebrates the New Year of the moon."""
    moved = became(chinese.operator, wei, holiday_country="BE")
    assert moved == Moved(promises=1, due_dates=1)
    assert promise(chinese) == (utc("2027-02-05 09:00"), utc("2027-02-05 03:00"))
    assert due(request_b) == utc("2027-02-05 09:00")


def test_twice_moves_nothing_and_back_is_where_it_was(chinese, request_b, wei):
    before = promise(chinese), due(request_b)
    became(chinese.operator, wei, country="BE")
    between = promise(chinese), due(request_b)
    assert became(chinese.operator, wei, country="BE") == Moved()
    assert (promise(chinese), due(request_b)) == between != before
    became(chinese.operator, wei, country="CN")
    assert (promise(chinese), due(request_b)) == before


def test_with_the_country_come_its_days(chinese, request_b, wei):
    holidays.put(day_of("2027-02-04", "closed", country="BE"), actor=wei)
    became(chinese.operator, wei, country="BE")
    assert Operator.objects.get(pk=chinese.operator_id).day_exceptions == {"2027-02-04": False}
    assert due(request_b) == promise(chinese)[0] == utc("2027-02-08 09:00")


def test_what_was_promised_is_not_changed_by_what_is_promised_from_now_on(chinese, wei):
    before = promise(chinese)
    assert became(chinese.operator, wei, response_hours=8, name_en="New name") == Moved()
    assert promise(chinese) == before
    assert not AuditEntry.objects.filter(content_type__model="operator").exists()


def test_the_trail_tells_of_the_operator_and_of_each_row_and_nobody_is_mailed(chinese, request_b, wei):
    mails = OutgoingEmail.objects.count()
    became(chinese.operator, wei, time_zone="Europe/Brussels", country="BE")
    told = {"what": "calendar", "calendar": "CN Asia/Shanghai → BE Europe/Brussels"}
    entries = {entry.content_type.model: entry for entry in AuditEntry.objects.filter(details__what="calendar")}
    assert {entry.actor for entry in entries.values()} == {wei}
    assert entries["operator"].details == {**told, "promises_moved": 1, "due_dates_moved": 1}
    # At nine in China it is two in Brussels: three whole days of work are left there too.
    moments = {"before": "2027-02-11T09:00Z", "after": "2027-02-05T16:00Z"}
    assert entries["case"].details == entries["servicerequest"].details == {**told, **moments}
    assert OutgoingEmail.objects.count() == mails


def test_another_zone_counts_the_hours_that_are_left_on_its_own_clock(park_a, wei):
    """Half past eleven in Brussels is half past six in the evening in Shanghai: one hour and a half is left."""
    with time_machine.travel(utc("2026-11-24 10:30"), tick=False):
        case = builders.make_case(park_a, now=utc("2026-11-23 08:00"))
        Case.objects.filter(pk=case.pk).update(answer_by=utc("2026-11-24 12:00"), warn_at=utc("2026-11-24 08:00"))
        became(case.operator, wei, time_zone="Asia/Shanghai")
        assert promise(case) == (utc("2026-11-25 02:30"), utc("2026-11-24 08:00"))


def test_a_change_of_the_clock_lies_between(park_a, wei):
    """On Sunday the 28th of March 2027 the clocks of Brussels go forward; Shanghai has no summer time."""
    with time_machine.travel(utc("2027-03-26 15:00"), tick=False):  # Friday, four in the afternoon
        case = builders.make_case(park_a)
        request = builders.make_service_request(case, due_at=utc("2027-03-30 08:00"))  # Tuesday, ten
        assert deadlines.calendar_of(case.operator).hours_between(utc("2027-03-26 15:00"), due(request)) == 2
        holidays.put(day_of("2027-03-29", "worked", operator=case.operator), actor=wei)  # Easter Monday
        assert due(request) == utc("2027-03-29 08:00")
        became(case.operator, wei, time_zone="Asia/Shanghai")
        assert due(request) == utc("2027-03-29 03:00")
        became(case.operator, wei, time_zone="Europe/Brussels")
        assert due(request) == utc("2027-03-29 08:00")


def test_belgian_holidays_move_what_is_due(park_a, wei):
    """The fifteenth of November is the King's Day of officials, no public holiday: this operator keeps it."""
    with time_machine.travel(utc("2027-11-12 08:00"), tick=False):  # Friday, nine
        request = builders.make_service_request(builders.make_case(park_a), due_at=utc("2027-11-15 16:00"))
        holidays.put(day_of("2027-11-15", "closed", operator=park_a.operator), actor=wei)
        assert due(request) == utc("2027-11-16 16:00")
        became(park_a.operator, wei, holiday_country="FR")
        assert due(request) == utc("2027-11-16 16:00")


@pytest.mark.parametrize("status", ["rejected", "solved", "overdue"])
def test_what_is_over_or_overdue_stays(chinese, wei, status):
    now = datetime.datetime.now(datetime.UTC)
    fields = {
        "rejected": {"status": "rejected", "due_at": utc("2027-02-11 09:00")},
        "solved": {"status": "solved", "solved_at": now, "due_at": utc("2027-02-11 09:00")},
        "overdue": {"due_at": utc("2027-02-02 09:00"), "told_overdue_at": now},
    }[status]
    request = builders.make_service_request(chinese, **fields)
    before = ServiceRequest.objects.filter(pk=request.pk).values().get()
    became(chinese.operator, wei, country="BE")
    assert ServiceRequest.objects.filter(pk=request.pk).values().get() == before


def test_a_clock_that_stands_still_keeps_what_was_left_even_behind_its_date(chinese, request_b, wei, bao, new_year):
    Case.objects.filter(pk=chinese.pk).update(owner=bao)
    transitions.await_enterprise(Case.objects.get(pk=chinese.pk), "Which floor?", bao)
    ServiceRequest.objects.filter(pk=request_b.pk).update(status="waiting", waiting_since=utc("2027-02-03 01:00"))
    new_year.move_to(utc("2027-02-22 01:00"))
    became(chinese.operator, wei, country="BE", time_zone="Europe/Brussels")
    assert promise(chinese)[0] == due(request_b) == utc("2027-02-05 16:00")
    case = Case.objects.get(pk=chinese.pk)
    assert deadlines.hours_left(case, utc("2027-02-22 01:00")) == 24


def test_a_due_date_that_moves_is_warned_of_again(request_b, wei):
    ServiceRequest.objects.update(told_overdue_at=utc("2027-02-03 00:00"))
    holidays.put(day_of("2027-02-04", "closed", country="CN"), actor=wei)
    assert ServiceRequest.objects.get().told_overdue_at is None


def test_an_inquiry_at_the_desk_follows_its_operator(new_year, wei):
    desk = builders.make_desk(response_hours=24)
    routing = builders.make_routing(desk)
    before = promise(routing)[0]
    assert became(desk, wei, holiday_country="BE") == Moved(promises=1)
    assert promise(routing)[0] < before


def test_other_operators_stay(chinese, park_a, wei):
    other = builders.make_service_request(builders.make_case(park_a), due_at=utc("2027-02-11 09:00"))
    became(chinese.operator, wei, country="BE")
    assert due(other) == utc("2027-02-11 09:00")


def test_the_same_calendar_asks_for_no_row(chinese, django_assert_num_queries):
    operator = Operator.objects.get(pk=chinese.operator_id)
    with django_assert_num_queries(0):
        assert recounting.recount([(operator, operator)], actor=None, told={}) == Moved()
