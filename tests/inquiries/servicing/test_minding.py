"""What time does: a warning for each due date, an end for what was solved."""

import datetime

import pytest

from inquiries import chores, servicing
from inquiries.models import ServiceEntry, ServiceRequest
from notifications.models import OutgoingEmail
from parks.models import Membership
from tests.inquiries import builders

DAY = datetime.timedelta(days=1)


def now():
    return datetime.datetime.now(datetime.UTC)


def warned():
    return list(OutgoingEmail.objects.filter(event="service_request_overdue").values_list("to", flat=True))


def test_whoever_is_in_charge_is_warned_once_for_each_due_date(accepted, lin, monday):
    assert servicing.warn_overdue(accepted.due_at) == 0
    monday.shift(3 * DAY)
    assert [servicing.warn_overdue(now()) for _ in range(2)] == [1, 0]
    assert warned() == [lin.email]
    servicing.solve(accepted, actor=lin, words="Done")
    servicing.reopen(accepted, reason="No", key="k")
    monday.shift(5 * DAY)
    assert [servicing.warn_overdue(now()) for _ in range(2)] == [1, 0]
    assert warned() == [lin.email] * 2


@pytest.mark.parametrize("status", ["waiting", "rejected", "solved"])
def test_a_request_that_the_park_does_not_owe_is_not_overdue(case, monday, status):
    moments = {"waiting": {"waiting_since": now()}, "solved": {"solved_at": now()}}.get(status, {})
    builders.make_service_request(case, status=status, **moments)
    monday.shift(30 * DAY)
    assert servicing.warn_overdue(now()) == 0


def test_a_muted_owner_is_not_warned(accepted, lin, wei, monday):
    Membership.objects.update(muted_events=["service_request_overdue"])
    monday.shift(3 * DAY)
    servicing.warn_overdue(now())
    assert warned() == [wei.email]


def test_what_was_solved_closes_after_fourteen_days_without_a_mail(accepted, lin, monday):
    servicing.solve(accepted, actor=lin, words="Done")
    mails = OutgoingEmail.objects.count()
    monday.shift(14 * DAY - datetime.timedelta(seconds=1))
    assert servicing.close_solved(now()) == 0
    monday.shift(datetime.timedelta(seconds=1))
    assert [servicing.close_solved(now()) for _ in range(2)] == [1, 0]
    row, line = ServiceRequest.objects.get(), ServiceEntry.objects.latest("pk")
    assert (row.status, row.closed_at) == ("closed", now())
    assert (line.to_status, line.author, line.user) == ("closed", "", None)
    assert OutgoingEmail.objects.count() == mails


def test_the_chores_know_them():
    names = {name for name, _chore in chores.CHORES}
    assert names >= {"warn_of_services", "close_services", "ask_tenants"}


def test_nothing_due_costs_one_query_each(case, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            builders.make_service_request(case)
        with django_assert_num_queries(1):
            servicing.warn_overdue(now())
        with django_assert_num_queries(1):
            servicing.close_solved(now())
