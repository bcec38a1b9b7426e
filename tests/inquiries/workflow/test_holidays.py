"""Around Chinese New Year 2027, whose moved working days the library does not know yet."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from inquiries.models import Case
from inquiries.workflow import deadlines, holidays, transitions
from inquiries.workflow.recounting import Moved
from parks.models import HolidayOverride, Operator
from tests import cast
from tests.inquiries import builders

NOW = "2027-02-03T01:00:00+00:00"  # Wednesday, nine in the morning in China; New Year's Eve is Friday the 5th


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def day_of(day, kind, **whose):
    return HolidayOverride(
        day=datetime.date.fromisoformat(day), kind=kind, reason_zh_hans="春节", reason_en="New Year", **whose
    )


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(frozen, park_b):
    """Three working days are promised: Wednesday, Thursday, and, after the holiday, Thursday the 11th."""
    Operator.objects.update(response_hours=24)
    park_b.operator.refresh_from_db()
    return builders.make_case(park_b)


def promise(case):
    row = Case.objects.get(pk=case.pk)
    return row.answer_by, row.warn_at


def test_without_overrides_the_library_counts(case):
    assert promise(case) == (utc("2027-02-11 09:00"), utc("2027-02-11 03:00"))


def test_a_longer_holiday_moves_the_promise_and_its_removal_moves_it_back(case, wei):
    before = promise(case)
    row = day_of("2027-02-11", "closed", country="CN")
    assert holidays.put(row, actor=wei) == Moved(promises=1)
    assert promise(case) == (utc("2027-02-12 09:00"), utc("2027-02-12 03:00"))
    assert holidays.take_back(row, actor=wei) == Moved(promises=1)
    assert promise(case) == before
    assert Operator.objects.get(pk=case.operator_id).day_exceptions == {}


def test_a_make_up_saturday_of_one_operator_moves_only_its_own(case, wei, operator_a):
    other = builders.make_case(
        cast.make_park(cast.make_operator("other", country="CN", time_zone="Asia/Shanghai", response_hours=24), "other")
    )
    holidays.put(day_of("2027-02-06", "worked", operator=case.operator), actor=wei)
    assert promise(case)[0] == utc("2027-02-06 09:00")
    assert promise(other)[0] == utc("2027-02-11 09:00")


def test_what_an_operator_says_goes_before_its_country(case, wei):
    holidays.put(day_of("2027-02-11", "closed", country="CN"), actor=wei)
    holidays.put(day_of("2027-02-11", "worked", operator=case.operator), actor=wei)
    assert promise(case)[0] == utc("2027-02-11 09:00")
    assert Operator.objects.get(pk=case.operator_id).day_exceptions == {"2027-02-11": True}


def test_the_audit_tells_of_the_day_and_of_the_case(case, wei):
    holidays.put(day_of("2027-02-11", "closed", country="CN"), actor=wei)
    (told,) = AuditEntry.objects.filter(content_type__model="holidayoverride")
    assert (told.action, told.actor) == ("created", wei)
    assert told.details == {
        "day": "2027-02-11",
        "kind": "closed",
        "operators": ["parkb"],
        "promises_moved": 1,
        "due_dates_moved": 0,
    }
    (moved,) = AuditEntry.objects.filter(content_type__model="case")
    assert moved.details == {
        "what": "calendar_day",
        "day": "2027-02-11",
        "before": "2027-02-11T09:00Z",
        "after": "2027-02-12T09:00Z",
    }


def test_answered_cases_and_other_countries_stay(case, wei, lin, park_a):
    belgian = builders.make_case(park_a)
    Case.objects.filter(pk=case.pk).update(first_response_at=utc("2027-02-03 02:00"))
    before = promise(case), promise(belgian)
    assert holidays.put(day_of("2027-02-11", "closed", country="CN"), actor=wei) == Moved()
    assert (promise(case), promise(belgian)) == before


def test_a_waiting_case_keeps_the_working_time_that_was_left(case, wei, bao):
    Case.objects.filter(pk=case.pk).update(owner=bao)
    transitions.await_enterprise(Case.objects.get(pk=case.pk), "Which floor?", bao)
    holidays.put(day_of("2027-02-04", "closed", country="CN"), actor=wei)
    assert promise(case)[0] == utc("2027-02-12 09:00")


def test_an_inquiry_at_the_desk_moves_too(frozen, wei):
    desk = builders.make_desk(response_hours=24)
    routing = builders.make_routing(desk)
    holidays.put(day_of("2027-02-11", "closed", country="CN"), actor=wei)
    routing.refresh_from_db()
    assert routing.answer_by == utc("2027-02-12 09:00")


def test_a_new_operator_begins_with_the_days_of_its_country(frozen, wei):
    holidays.put(day_of("2027-02-11", "closed", country="CN"), actor=wei)
    assert cast.make_operator("late", country="CN").day_exceptions == {"2027-02-11": False}
    assert cast.make_operator("be", country="BE").day_exceptions == {}


def test_a_service_request_counts_the_same_days(case, wei):
    holidays.put(day_of("2027-02-04", "closed", country="CN"), actor=wei)
    operator = Operator.objects.get(pk=case.operator_id)
    assert not deadlines.calendar_of(operator).is_working_day(datetime.date(2027, 2, 4))


def test_one_day_stands_once_and_for_one_calendar(frozen, operator_b):
    for wrong in ({"country": "CN", "operator": operator_b}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            day_of("2027-02-11", "closed", **wrong).save()
    day_of("2027-02-11", "closed", country="CN").save()
    day_of("2027-02-11", "worked", operator=operator_b).save()
    for again in ({"country": "CN"}, {"operator": operator_b}):
        with pytest.raises(IntegrityError), transaction.atomic():
            day_of("2027-02-11", "closed", **again).save()
