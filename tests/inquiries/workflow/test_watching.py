"""Warnings before the promise runs out, the escalation when it is broken, the reminder of cases at rest."""

import datetime

import pytest
import time_machine

from accounts.models import AuditEntry
from inquiries import chores, conversation
from inquiries.models import Case, Inquiry, Visit
from inquiries.workflow import transitions, watching
from notifications.models import OutgoingEmail
from parks.enums import SeatRole
from parks.models import Membership
from tests import cast
from tests.inquiries import builders

MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)  # 09:00 in Brussels
WARNED = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)  # twelve of sixteen working hours later
DUE = datetime.datetime(2026, 11, 24, 16, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a, now=MONDAY)


@pytest.fixture
def manager(operator_a):
    boss = cast.make_user("boss@cbtc.example.org", name="Boss", language="en")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    return boss


def run(verb, moment):
    with time_machine.travel(moment, tick=False):
        return verb(moment)


def readers(event):
    return sorted(OutgoingEmail.objects.filter(event=event).values_list("to", flat=True))


# --- Warning ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "warned"),
    [(WARNED - MINUTE, 0), (WARNED, 1), (DUE - MINUTE, 1), (DUE, 0)],  # at the deadline the escalation speaks
)
def test_the_warning_comes_after_three_quarters_and_before_the_end(case, moment, warned):
    assert run(watching.warn_due, moment) == warned


def test_one_promise_one_warning(case, lin):
    assert run(watching.warn_due, WARNED) == 1
    assert run(watching.warn_due, WARNED + MINUTE) == 0
    [mail] = OutgoingEmail.objects.filter(event="sla_risk")
    assert (mail.to, mail.context["hours_left"], mail.about) == (lin.email, 4, case.mail_reference)


def test_a_warned_promise_that_goes_on_after_a_pause_is_not_warned_again(case, lin):
    run(watching.warn_due, WARNED)
    with time_machine.travel(WARNED + MINUTE, tick=False):
        transitions.await_enterprise(case, "How many?", lin)
    with time_machine.travel(MONDAY + datetime.timedelta(days=9), tick=False):
        transitions.resume(case, lin)
    assert run(watching.warn_due, MONDAY + datetime.timedelta(days=9, hours=1)) == 0


@pytest.mark.parametrize(
    "rest",
    [
        lambda: Case.objects.update(first_response_at=MONDAY),
        lambda: Case.objects.update(stage="withdrawn"),
        lambda: Case.objects.update(awaiting_enterprise_since=MONDAY, awaiting_question="?"),
        lambda: Inquiry.objects.update(screening="quarantined"),
    ],
    ids=["answered", "ended", "paused", "quarantined"],
)
def test_nobody_is_warned_or_blamed_for_what_is_not_running(case, rest):
    rest()
    assert run(watching.warn_due, WARNED) == 0
    assert run(watching.breach_due, DUE + MINUTE) == 0
    assert not OutgoingEmail.objects.exists()


def test_a_case_on_hold_keeps_its_promise(case, lin):
    with time_machine.travel(MONDAY, tick=False):
        transitions.hold(case, datetime.date(2027, 3, 1), "Board meeting", lin)
    assert run(watching.warn_due, WARNED) == 1


# --- Breach ----------------------------------------------------------------------------------


def test_a_broken_promise_is_settled_and_told_to_officer_and_managers_once(case, lin, manager):
    transitions.assign(case, lin, lin)
    assert run(watching.breach_due, DUE) == 0
    assert run(watching.breach_due, DUE + MINUTE) == 1
    assert run(watching.breach_due, DUE + 2 * MINUTE) == 0
    assert Case.objects.get().promise_kept is False
    assert readers("sla_breached") == [manager.email, lin.email]
    assert AuditEntry.objects.filter(details__what="promise_broken", actor=None).count() == 1


def test_the_warning_is_for_the_officer_alone(case, lin, manager):
    transitions.assign(case, lin, lin)
    run(watching.warn_due, WARNED)
    assert readers("sla_risk") == [lin.email]


def test_who_switched_the_escalation_off_gets_none(case, lin, manager, wei):
    Membership.objects.filter(user=manager).update(muted_events=["sla_breached"])
    run(watching.breach_due, DUE + MINUTE)
    assert readers("sla_breached") == [lin.email]
    assert wei.email not in readers("sla_breached")


def test_a_late_answer_does_not_mend_it(case, lin):
    run(watching.breach_due, DUE + MINUTE)
    with time_machine.travel(DUE + 5 * MINUTE, tick=False):
        conversation.reply(Case.objects.get(), actor=lin, body="Sorry", key="1")
    assert Case.objects.get().promise_kept is False


# --- Rest ------------------------------------------------------------------------------------

FORTNIGHT = MONDAY + datetime.timedelta(days=14)


def test_two_weeks_without_anything_remind_the_officer_once(case, lin, manager):
    transitions.assign(case, lin, lin)
    assert run(watching.idle_due, FORTNIGHT - MINUTE) == 0
    assert run(watching.idle_due, FORTNIGHT) == 1
    assert run(watching.idle_due, FORTNIGHT + MINUTE) == 0
    assert readers("no_activity") == [lin.email]


def test_after_something_happened_the_next_rest_is_another_one(case, lin):
    run(watching.idle_due, FORTNIGHT)
    with time_machine.travel(FORTNIGHT + MINUTE, tick=False):
        conversation.note(case, actor=lin, body="They think about it.")
    assert run(watching.idle_due, FORTNIGHT + datetime.timedelta(days=13)) == 0
    assert run(watching.idle_due, FORTNIGHT + datetime.timedelta(days=14, minutes=1)) == 1


def test_the_days_are_a_setting(case, settings):
    settings.NO_ACTIVITY_DAYS = 3
    assert run(watching.idle_due, MONDAY + datetime.timedelta(days=3)) == 1


def happening(case, lin, what):
    moment = FORTNIGHT - MINUTE
    with time_machine.travel(moment, tick=False):
        if what == "message":
            conversation.write(case, body="Hello", language="en", key="1")
        elif what == "contact":
            conversation.log_interaction(case, actor=lin, kind="call", happened_at=moment, summary="Spoke")
        elif what == "note":
            conversation.note(case, actor=lin, body="Thinking")
        elif what == "stage":
            transitions.move(Case.objects.get(), "invalid", actor=lin)
            transitions.move(Case.objects.get(), "new", actor=lin, note="A mistake")
        elif what == "visit":
            Visit.objects.create(case=case, mode="online", starts_at=MONDAY, time_zone="UTC")
        else:
            case.proposals.create(terms="x")


@pytest.mark.parametrize("what", ["message", "contact", "note", "stage", "visit", "proposal"])
def test_whatever_anybody_does_is_activity(case, lin, what):
    happening(case, lin, what)
    assert run(watching.idle_due, FORTNIGHT) == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"on_hold_until": datetime.date(2027, 3, 1), "on_hold_reason": "Board"},
        {"next_action_on": datetime.date(2026, 12, 20)},
        {"stage": "settled"},
        {"stage": "lost", "lost_reason": "price"},
    ],
    ids=["hold", "planned", "settled", "lost"],
)
def test_a_case_that_is_meant_to_rest_is_left_alone(case, columns):
    Case.objects.update(**columns)
    assert run(watching.idle_due, FORTNIGHT) == 0


def test_a_visit_ahead_is_reason_enough_to_wait(case):
    with time_machine.travel(MONDAY, tick=False):
        starts_at = FORTNIGHT + MINUTE
        builders.make_visit(case, state="confirmed", starts_at=starts_at, online_url=builders.MEETING)
    assert run(watching.idle_due, FORTNIGHT) == 0
    assert run(watching.idle_due, FORTNIGHT + 2 * MINUTE) == 1


def test_the_worker_does_all_of_it(case):
    assert {"warn_due", "breach_due", "idle_due", "warn_silent", "close_silent", "send_summary", "raise_alarm"} <= {
        name for name, _chore in chores.CHORES
    }
    assert run(chores.mind, DUE + MINUTE)["breach_due"] == 1


def test_the_number_of_queries_does_not_grow_with_cases_that_are_not_due(case, park_a, django_assert_num_queries):
    for more in (1, 3):
        for _ in range(more):
            builders.make_case(park_a, now=MONDAY)
        for verb in (watching.warn_due, watching.breach_due, watching.idle_due):
            with django_assert_num_queries(1):
                run(verb, MONDAY)
