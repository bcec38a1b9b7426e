"""Waiting for the enterprise, putting a case aside, being in charge of it."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AuditEntry
from inquiries.enums import Stage
from inquiries.models import Case, Message
from inquiries.workflow import transitions
from inquiries.workflow.transitions import MoveRefused
from notifications.models import OutgoingEmail
from parks.enums import SeatRole
from tests import cast
from tests.inquiries import builders


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a)


@pytest.fixture
def manager(operator_a):
    boss = cast.make_user("boss@cbtc.example.org", name="Boss", language="en")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    return boss


def mails(event):
    return list(OutgoingEmail.objects.filter(event=event))


def test_a_question_goes_out_as_a_message_and_stops_the_clock(case, lin):
    transitions.await_enterprise(case, "How many people?\n", lin)
    case.refresh_from_db()
    assert case.awaiting_question == "How many people?"
    assert case.awaiting_enterprise_since is not None
    assert case.first_response_at is None  # a question is no answer
    assert Message.objects.get().body == "How many people?"
    assert [row.context["body"] for row in mails("more_info_requested")] == ["How many people?"]
    assert mails("message") == []


def test_the_same_question_twice_is_one_and_another_replaces_it(case, lin):
    transitions.await_enterprise(case, "How many people?", lin)
    since = Case.objects.get().awaiting_enterprise_since
    transitions.await_enterprise(case, "How many people?", lin)
    assert Message.objects.count() == 1
    transitions.await_enterprise(case, "And when?", lin)
    case.refresh_from_db()
    assert (case.awaiting_question, case.awaiting_enterprise_since) == ("And when?", since)
    assert Message.objects.count() == 2


def test_no_question_no_waiting(case, lin):
    with pytest.raises(MoveRefused):
        transitions.await_enterprise(case, " \n", lin)
    assert not Message.objects.exists()


def test_after_the_wait_the_promise_has_the_time_that_was_left(park_a, lin):
    monday = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)  # 09:00 in Brussels
    case = builders.make_case(park_a, now=monday)  # due on Tuesday at 17:00
    with time_machine.travel(monday + datetime.timedelta(hours=4), tick=False):  # 12 working hours are left
        transitions.await_enterprise(case, "How many people?", lin)
    with time_machine.travel(monday + datetime.timedelta(days=3, hours=2), tick=False):  # Thursday 11:00
        row = transitions.resume(case, lin)
    # Thursday 11:00 to 17:00 are six hours, Friday 09:00 to 15:00 six more.
    assert row.answer_by == datetime.datetime(2026, 11, 27, 14, 0, tzinfo=datetime.UTC)
    assert (row.awaiting_enterprise_since, row.awaiting_question) == (None, "")


def test_a_wait_does_not_heal_a_broken_promise(park_a, lin):
    case = builders.make_case(park_a, now=timezone.now() - datetime.timedelta(days=30))
    transitions.await_enterprise(case, "Still there?", lin)
    assert transitions.resume(case, lin).answer_by == case.answer_by


def test_a_hold_needs_a_later_day_and_a_reason(case, lin):
    today = timezone.localdate(timezone=ZoneInfo(case.operator.time_zone))
    with pytest.raises(MoveRefused) as refusal:
        transitions.hold(case, today, " ", lin)
    assert len(refusal.value.reasons) == 2
    transitions.hold(case, today + datetime.timedelta(days=9), "Their board meets in spring", lin)
    case.refresh_from_db()
    assert case.on_hold_reason == "Their board meets in spring"
    transitions.unhold(case, lin)
    case.refresh_from_db()
    assert (case.on_hold_until, case.on_hold_reason) == (None, "")


@pytest.mark.parametrize(
    "verb",
    [
        lambda case, who: transitions.await_enterprise(case, "Why?", who),
        lambda case, who: transitions.resume(case, who),
        lambda case, who: transitions.hold(case, datetime.date(2099, 1, 1), "x", who),
        lambda case, who: transitions.unhold(case, who),
    ],
)
def test_waiting_is_for_open_cases_and_their_own_staff(case, lin, bao, verb):
    with pytest.raises(MoveRefused):
        verb(case, bao)
    transitions.move(case, Stage.INVALID, actor=lin)
    with pytest.raises(MoveRefused):
        verb(case, lin)


def test_assigning_mails_the_new_officer_in_her_language(case, lin, manager):
    transitions.assign(case, lin, manager)
    assert case.owner == Case.objects.get().owner == lin
    [mail] = mails("inquiry_assigned")
    assert (mail.to, mail.language, mail.context["assigned_by"]) == (lin.email, "zh-hans", "Boss")
    assert AuditEntry.objects.get().details == {"what": "owner", "from_user": None, "to_user": lin.pk}
    transitions.assign(case, lin, manager)
    assert len(mails("inquiry_assigned")) == 1
    transitions.assign(case, manager, manager)
    transitions.assign(case, lin, manager)
    assert len(mails("inquiry_assigned")) == 2


def test_taking_a_case_oneself_mails_nobody(case, lin):
    transitions.assign(case, lin, lin)
    assert case.owner == lin
    assert mails("inquiry_assigned") == []


def test_only_officers_and_managers_of_the_operator_can_be_in_charge(case, lin, bao, wei, operator_a):
    editor = cast.make_user("editor@cbtc.example.org")
    cast.make_seat(editor, operator_a, SeatRole.EDITOR)
    gone = cast.make_user("gone@cbtc.example.org", is_active=False)
    cast.make_seat(gone, operator_a)
    for person in (bao, wei, editor, gone):
        with pytest.raises(MoveRefused):
            transitions.assign(case, person, lin)
    with pytest.raises(MoveRefused):
        transitions.assign(case, bao, bao)
    transitions.move(case, Stage.INVALID, actor=lin)
    with pytest.raises(MoveRefused):
        transitions.assign(case, lin, lin)
    assert Case.objects.get().owner is None
