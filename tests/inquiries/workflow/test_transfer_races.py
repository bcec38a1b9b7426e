"""The enterprise and the staff decide about a transfer at the same moment."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from inquiries import consents
from inquiries.models import Case, Consent, Transfer
from inquiries.workflow import silence, transferring, transitions, watching
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders
from tests.inquiries.workflow.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks: needs PostgreSQL"),
]


@pytest.fixture
def asked(park_a, park_b, lin):
    case = builders.make_case(park_a)
    transferring.ask(case, to_park=park_b, reason="They fit better", actor=lin)
    return case


def agree(case, park):
    ticks = [text.value for text in consents.for_transfer(park.operator, "BE", "en")]
    return transferring.agree(case, ticks=ticks, language="en")


def test_agreeing_ten_times_at_once_makes_one_case(asked, park_b):
    outcomes = at_once(*[lambda: agree(asked, park_b)] * 10)
    assert len([outcome for outcome in outcomes if isinstance(outcome, Case)]) == 1, outcomes
    assert len([outcome for outcome in outcomes if isinstance(outcome, transferring.NotAsked)]) == 9
    assert Case.objects.count() == 2
    assert (Consent.objects.count(), OutgoingEmail.objects.filter(event="transferred_in").count()) == (2, 0)


def test_agreed_or_taken_back_never_both(asked, park_b, lin):
    at_once(lambda: agree(asked, park_b), lambda: transferring.withdraw(asked, lin))
    transfer = Transfer.objects.get()
    asked.refresh_from_db()
    assert (transfer.state, asked.stage, Case.objects.count()) in [
        ("agreed", "transferred", 2),
        ("withdrawn", "new", 1),
    ]


def test_agreed_or_ended_otherwise_never_both(asked, park_b, lin):
    at_once(lambda: agree(asked, park_b), lambda: transitions.move(asked, "withdrawn", actor=lin))
    transfer = Transfer.objects.get()
    stage = Case.objects.get(pk=asked.pk).stage
    assert (transfer.state, stage) in [("agreed", "transferred"), ("withdrawn", "withdrawn")]


def test_two_parts_of_one_inquiry_cannot_go_to_one_park(asked, park_a, park_b, lin):
    other = cast.make_park(park_a.operator, "sister")
    second = transitions.open_cases(asked.inquiry, [other], now=timezone.now())[0]
    Transfer.objects.create(case=second, to_park=park_b, reason="x", asked_by=lin)
    outcomes = at_once(lambda: agree(asked, park_b), lambda: agree(second, park_b))
    assert len([outcome for outcome in outcomes if isinstance(outcome, Case)]) == 1, outcomes
    assert len([outcome for outcome in outcomes if isinstance(outcome, transitions.MoveRefused)]) == 1
    assert Case.objects.filter(park=park_b).count() == 1


def test_workers_at_once_tell_of_a_broken_promise_once(park_a, lin):
    past = timezone.now() - datetime.timedelta(days=30)
    builders.make_case(park_a, now=past)
    done = at_once(*[lambda: watching.breach_due(timezone.now())] * 4)
    assert sorted(done) == [0, 0, 0, 1]
    assert OutgoingEmail.objects.filter(event="sla_breached").count() == 1
    assert at_once(*[lambda: watching.idle_due(timezone.now())] * 4).count(1) == 1
    assert OutgoingEmail.objects.filter(event="no_activity").count() == 1
    assert at_once(*[lambda: silence.warn_silent(timezone.now())] * 4) == [0, 0, 0, 0]
