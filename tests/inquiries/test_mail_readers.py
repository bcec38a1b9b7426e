"""Who among the staff reads the mails about a case."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inquiries import conversation, mail
from inquiries.workflow import transitions
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render
from parks.enums import SeatRole
from parks.models import Membership
from tests import cast
from tests.inquiries import builders

MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a, now=MONDAY)


def readers(*cases):
    return [post.to for post in mail.inquiry_new(*cases)]


def test_everybody_who_works_on_cases_here_and_nobody_else(case, lin, bao, wei, operator_a):
    for name, role, fields in [
        ("manager", SeatRole.MANAGER, {}),
        ("editor", SeatRole.EDITOR, {}),
        ("gone", SeatRole.OFFICER, {"is_active": False}),
        ("outside", SeatRole.OFFICER, {"is_staff": False}),
    ]:
        cast.make_seat(cast.make_user(f"{name}@cbtc.example.org", **fields), operator_a, role)
    assert readers(case) == [lin.email, "manager@cbtc.example.org"]


def test_two_seats_are_one_reader(case, lin, operator_a):
    cast.make_seat(lin, operator_a, SeatRole.MANAGER)
    assert readers(case) == [lin.email]


def test_once_somebody_is_in_charge_only_they_read(case, lin, operator_a):
    boss = cast.make_user("boss@cbtc.example.org")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    transitions.assign(case, lin, lin)
    assert readers(case) == [lin.email]


def test_an_officer_who_left_is_replaced_by_all_others(case, lin, operator_a):
    boss = cast.make_user("boss@cbtc.example.org")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    transitions.assign(case, lin, lin)
    Membership.objects.filter(user=lin).delete()
    assert readers(case) == [boss.email]


def test_a_mail_can_be_switched_off_event_by_event(case, lin, operator_a):
    boss = cast.make_user("boss@cbtc.example.org")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    Membership.objects.filter(user=lin).update(muted_events=["inquiry_new"])
    assert readers(case) == [boss.email]
    conversation.write(case, body="Hello", language="en", key="1")
    assert set(OutgoingEmail.objects.values_list("to", flat=True)) == {lin.email, boss.email}


def test_what_nobody_would_read_goes_to_the_platform(case, lin, wei):
    Membership.objects.all().delete()
    [post] = mail.inquiry_new(case)
    assert (post.to, post.language, post.audience) == (wei.email, "en", "platform")


def test_staff_of_an_inactive_operator_read_nothing(case, lin, wei, operator_a):
    type(operator_a).objects.update(is_active=False)
    assert readers(case) == [wei.email]


def test_each_park_reads_its_own_case(park_a, park_b, lin, bao):
    cases = transitions.open_cases(builders.make_inquiry(), [park_a, park_b], now=MONDAY)
    posts = {post.to: post for post in mail.inquiry_new(*cases)}
    assert set(posts) == {lin.email, bao.email}
    [row] = outbox.queue(posts[bao.email])
    words = render(row)
    assert "cbtc" not in words.subject + words.text + words.html


def test_many_parks_cost_one_query(operator_a, lin):
    parks = [cast.make_park(operator_a, f"park-{number}") for number in range(5)]
    cases = transitions.open_cases(builders.make_inquiry(), parks, now=MONDAY)
    with CaptureQueriesContext(connection) as queries:
        mail.inquiry_new(*cases)
    assert len(queries) == 1
