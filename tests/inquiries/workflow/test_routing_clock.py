"""The desk's promise: warned of at three quarters, settled at the breach, each once."""

import datetime

import pytest

from inquiries.models import Inquiry
from inquiries.workflow import routing as verbs
from inquiries.workflow import routing_clock
from notifications.models import OutgoingEmail
from tests.inquiries import builders

MONDAY = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def routing(wei):
    return builders.make_routing(builders.make_desk(), now=MONDAY)


def told():
    mails = OutgoingEmail.objects.filter(event="routing_due").order_by("pk")
    return list(mails.values_list("to", "context__overdue"))


def test_the_desk_is_warned_once_and_told_of_the_breach_once(routing):
    assert routing_clock.warn_due(routing.warn_at - HOUR) == 0
    assert [routing_clock.warn_due(routing.warn_at), routing_clock.warn_due(routing.warn_at + HOUR)] == [1, 0]
    assert told() == [("wei@parkbridge.example.org", False)]
    late = routing.answer_by + HOUR
    assert routing_clock.breach_due(routing.answer_by) == 0
    assert [routing_clock.breach_due(late), routing_clock.breach_due(late)] == [1, 0]
    assert told() == [("wei@parkbridge.example.org", False), ("wei@parkbridge.example.org", True)]
    routing.refresh_from_db()
    assert routing.promise_kept is False


def test_an_answer_settles_the_promise(routing, wei):
    verbs.write(routing, body="Hello", actor=wei, key="1")
    routing.refresh_from_db()
    assert routing.promise_kept is (routing.first_response_at <= routing.answer_by)
    assert routing_clock.warn_due(routing.warn_at) == routing_clock.breach_due(routing.answer_by + HOUR) == 0


def test_a_late_answer_leaves_the_promise_broken(routing, wei):
    routing_clock.breach_due(routing.answer_by + HOUR)
    verbs.write(routing, body="Sorry", actor=wei, key="1")
    routing.refresh_from_db()
    assert routing.promise_kept is False


def test_nobody_is_told_about_quarantined_or_ended_ones(routing, wei):
    Inquiry.objects.update(screening="quarantined")
    assert routing_clock.warn_due(routing.warn_at) == routing_clock.breach_due(routing.answer_by + HOUR) == 0
    Inquiry.objects.update(screening="clear")
    verbs.end(routing, reason="invalid", note="", actor=wei)
    assert routing_clock.warn_due(routing.warn_at) == routing_clock.breach_due(routing.answer_by + HOUR) == 0
    assert told() == []
