"""Three, six and twelve months after moving in: asked once, answered once, by the tenant or in a call."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from enterprises.models import Tenancy
from inquiries import servicing
from inquiries.models import Case, CheckIn, Inquiry, Settlement
from inquiries.servicing.checkins import day_of
from notifications.models import OutgoingEmail
from tests.inquiries import builders

DAY = datetime.date


def run(clock, day, hour=12):
    clock.move_to(datetime.datetime.combine(day, datetime.time(hour), datetime.UTC))
    return servicing.open_due(datetime.datetime.now(datetime.UTC))


@pytest.fixture
def settled(case):
    Settlement.objects.update(settled_on=DAY(2026, 11, 30))
    return case


@pytest.fixture
def check_in(settled, monday):
    run(monday, DAY(2027, 2, 28))
    return CheckIn.objects.get()


@pytest.mark.parametrize(
    ("settled_on", "months", "day"),
    [
        (DAY(2026, 11, 30), 3, DAY(2027, 2, 28)),
        (DAY(2026, 11, 30), 12, DAY(2027, 11, 30)),
        (DAY(2027, 8, 31), 6, DAY(2028, 2, 29)),
        (DAY(2026, 12, 1), 12, DAY(2027, 12, 1)),
    ],
)
def test_months_later(settled_on, months, day):
    assert day_of(settled_on, months) == day


def test_each_of_the_three_is_asked_once(settled, monday):
    days = [DAY(2027, 2, 27), DAY(2027, 2, 28), DAY(2027, 3, 1), DAY(2027, 5, 30), DAY(2027, 5, 31)]
    days += [DAY(2027, 11, 29), DAY(2027, 11, 30), DAY(2027, 12, 1), DAY(2028, 11, 30)]
    assert [run(monday, day) for day in days] == [0, 1, 0, 1, 0, 0, 1, 0, 0]
    asked = CheckIn.objects.order_by("pk").values_list("month", "due_on")
    assert list(asked) == [(3, DAY(2027, 2, 28)), (6, DAY(2027, 5, 30)), (12, DAY(2027, 11, 30))]
    mails = OutgoingEmail.objects.filter(event="check_in").order_by("pk").values_list("to", "context__month")
    assert list(mails) == [("anna@optics.example.org", month) for month in (3, 6, 12)]


def test_the_day_is_the_operators(settled, monday):
    assert run(monday, DAY(2027, 2, 27), hour=22) == 0
    assert run(monday, DAY(2027, 2, 27), hour=23) == 1  # midnight in Brussels


def test_a_late_chore_asks_for_45_days_and_then_no_more(settled, monday):
    assert run(monday, DAY(2027, 2, 28) + datetime.timedelta(days=46)) == 0
    assert run(monday, DAY(2027, 2, 28) + datetime.timedelta(days=45)) == 1


def test_who_has_left_or_is_not_there_is_not_asked(settled, monday):
    Tenancy.objects.update(until=DAY(2027, 1, 31))
    assert run(monday, DAY(2027, 2, 28)) == 0
    Tenancy.objects.update(until=None)
    Case.objects.update(stage="signed")
    assert run(monday, DAY(2027, 2, 28)) == 0


def test_who_gave_no_address_is_called(settled, monday):
    Inquiry.objects.update(contact_email="", contact_phone="+3210123456")
    assert (run(monday, DAY(2027, 2, 28)), OutgoingEmail.objects.count()) == (1, 0)


def test_the_database_knows_one_check_in_a_month(check_in):
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(settlement=check_in.settlement, month=3, due_on=check_in.due_on)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(settlement=check_in.settlement, month=4, due_on=check_in.due_on)


def test_the_tenant_answers_once(check_in, lin):
    answers = servicing.Answers(4, 12, "A second office")
    for _ in range(2):
        servicing.answer(check_in, answers)
    row = CheckIn.objects.get()
    assert (row.satisfaction, row.jobs, row.needs, row.logged_by) == (4, 12, "A second office", None)
    assert list(OutgoingEmail.objects.filter(event="check_in_answered").values_list("to", flat=True)) == [lin.email]
    with pytest.raises(ValidationError, match="answered already"):
        servicing.answer(check_in, servicing.Answers(1))


def test_staff_log_what_was_said_in_a_call(check_in, lin, bao):
    with pytest.raises(PermissionDenied):
        servicing.log_answer(check_in, servicing.Answers(5), actor=bao)
    servicing.log_answer(check_in, servicing.Answers(5), actor=lin)
    row = CheckIn.objects.get()
    assert (row.satisfaction, row.jobs, row.needs, row.logged_by) == (5, None, "", lin)
    assert not OutgoingEmail.objects.filter(event="check_in_answered").exists()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor, entry.details) == (lin, {"what": "check_in_answered", "check_in": row.pk})


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        ("satisfaction", servicing.Answers(0)),
        ("satisfaction", servicing.Answers(6)),
        ("jobs", servicing.Answers(3, -1)),
        ("needs", servicing.Answers(3, needs="x" * 2001)),
    ],
)
def test_answers_out_of_range_are_refused(check_in, field, answers):
    with pytest.raises(ValidationError) as refused:
        servicing.answer(check_in, answers)
    assert set(refused.value.message_dict) == {field}
    assert CheckIn.objects.get().answered_at is None


def test_quiet_months_cost_three_queries(settled, monday, lin, park_a, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(3):
            servicing.open_due(datetime.datetime.now(datetime.UTC))
        builders.make_settled(park_a, lin)
