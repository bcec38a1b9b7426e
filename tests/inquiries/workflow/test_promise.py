"""The promise on a case: given, standing still, kept or broken, and counted once."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry
from inquiries import conversation, submission
from inquiries.conversation import Contact
from inquiries.enums import Stage
from inquiries.models import Case, Inquiry, Interaction
from inquiries.workflow import gates, transitions
from parks.models import Operator, PageVersion
from tests.inquiries import builders

MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)  # 09:00 in Brussels, due on Tuesday at 17:00
DUE = datetime.datetime(2026, 11, 24, 16, 0, tzinfo=datetime.UTC)


def later(hours=0, days=0):
    return MONDAY + datetime.timedelta(hours=hours, days=days)


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a, now=MONDAY)


def at(moment, verb):
    with time_machine.travel(moment, tick=False):
        return verb()


def version(park):
    """What the kept pieces of the park's page are stamped with, as if everything so far were committed."""
    connection.run_on_commit.clear()
    row = PageVersion.objects.filter(park=park).first()
    return row.number if row else 0


def test_what_was_promised_stays_when_the_operator_changes_its_mind(case):
    assert (case.promised_hours, case.warn_at) == (16, later(hours=28))  # Tuesday at 13:00
    Operator.objects.update(response_hours=4)
    Inquiry.objects.update(screening="quarantined")
    at(later(days=7), lambda: submission.release(case.inquiry, None))
    case.refresh_from_db()
    assert (case.promised_hours, case.answer_by, case.warn_at) == (16, DUE + datetime.timedelta(7), later(28, 7))


def test_a_question_is_no_answer_and_the_clock_stands_still(case, lin):
    at(later(hours=4), lambda: transitions.await_enterprise(case, "How many people?", lin))
    case.refresh_from_db()
    assert (case.first_response_at, case.promise_kept, case.answer_by) == (None, None, DUE)
    at(later(days=9), lambda: conversation.write(case, body="Twelve", language="en", key="1"))
    case.refresh_from_db()
    # Twelve working hours were left, eight of them to the warning; the answer came on a Wednesday at 09:00.
    assert case.answer_by == later(hours=28, days=9)
    assert case.warn_at == later(hours=8, days=9)


def test_an_answer_while_the_clock_stands_still_is_in_time(case, lin):
    at(later(hours=4), lambda: transitions.await_enterprise(case, "How many people?", lin))
    at(later(days=9), lambda: conversation.reply(case, actor=lin, body="We found a place anyway.", key="1"))
    case.refresh_from_db()
    assert case.first_response_at == later(days=9) <= case.answer_by
    promised = case.answer_by
    at(later(days=12), lambda: conversation.write(case, body="Twelve", language="en", key="2"))
    case.refresh_from_db()
    assert case.answer_by == promised  # kept already: nothing moves any more


@pytest.mark.parametrize(("hours", "kept"), [(32, True), (33, False)])
def test_a_reply_on_a_contacted_case_settles_the_promise_and_the_parks_page(case, lin, park_a, hours, kept):
    Case.objects.update(stage=Stage.CONTACTED)
    before = version(park_a)
    at(later(hours=hours), lambda: conversation.reply(case, actor=lin, body="Welcome", key="1"))
    assert Case.objects.get().promise_kept is kept
    assert version(park_a) > before
    after = version(park_a)
    at(later(hours=40), lambda: conversation.reply(case, actor=lin, body="And more", key="2"))
    assert version(park_a) == after


def test_nothing_is_settled_in_quarantine(case, lin, park_a):
    Inquiry.objects.update(screening="quarantined")
    before = version(park_a)
    at(later(days=9), lambda: transitions.move(case, Stage.WITHDRAWN, actor=lin))
    assert Case.objects.get().promise_kept is None
    assert version(park_a) == before


def test_an_inquiry_that_turns_out_to_be_none_leaves_the_parks_record(case, lin, park_a):
    Case.objects.update(promise_kept=False)
    case.refresh_from_db()
    before = version(park_a)
    transitions.move(case, Stage.INVALID, actor=lin)
    assert version(park_a) > before


# --- Contacts outside the system -----------------------------------------------------------------


def log(case, lin, outcome, happened, key=""):
    contact = Contact(kind="wechat", happened_at=happened, summary="About the area", outcome=outcome)
    return conversation.log_contact(case, contact, actor=lin, key=key)


def test_an_answer_on_the_phone_lets_the_clock_go_on_from_when_it_was_heard(case, lin):
    at(later(hours=4), lambda: transitions.await_enterprise(case, "How many people?", lin))
    at(later(days=2), lambda: log(case, lin, "answered", later(hours=26)))  # heard on Tuesday at 11:00
    case.refresh_from_db()
    assert (case.awaiting_enterprise_since, case.awaiting_question) == (None, "")
    # Twelve hours were left: six on Tuesday, six on Wednesday until 15:00. The contact itself was the first answer.
    assert case.answer_by == later(hours=54)
    assert case.first_response_at == later(hours=26)
    assert AuditEntry.objects.filter(details__resumed=True).count() == 1


@pytest.mark.parametrize(("outcome", "answered"), [("spoke", True), ("tried", False)])
def test_other_contacts_leave_the_question_open(case, lin, outcome, answered):
    at(later(hours=4), lambda: transitions.await_enterprise(case, "How many people?", lin))
    at(later(hours=6), lambda: log(case, lin, outcome, later(hours=5)))
    case.refresh_from_db()
    assert case.awaiting_question == "How many people?"
    assert (case.first_response_at is not None) is answered


def test_what_was_heard_before_the_question_does_not_answer_it(case, lin):
    at(later(hours=4), lambda: transitions.await_enterprise(case, "How many people?", lin))
    at(later(hours=6), lambda: log(case, lin, "answered", later(hours=3)))
    assert Case.objects.get().awaiting_question == "How many people?"


def test_an_attempt_that_reached_nobody_is_no_contact(case, lin):
    at(later(hours=2), lambda: log(case, lin, "tried", later(hours=1)))
    assert Interaction.objects.get().reached is False
    assert Case.objects.get().first_response_at is None
    assert "contact" in [gap.code for gap in gates.missing(case, Stage.CONTACTED)]
    at(later(hours=2), lambda: log(case, lin, "spoke", later(hours=1)))
    assert "contact" not in [gap.code for gap in gates.missing(case, Stage.CONTACTED)]


def test_the_same_attempt_twice_is_one_and_another_outcome_is_another(case, lin):
    with time_machine.travel(later(hours=2), tick=False):
        first = log(case, lin, "tried", later(hours=1), key="form")
        assert log(case, lin, "tried", later(hours=1), key="form") == first
        assert log(case, lin, "spoke", later(hours=1), key="form") != first


def test_an_unknown_outcome_is_refused(case, lin):
    with pytest.raises(conversation.ValidationError) as refusal:
        log(case, lin, "nonsense", timezone.now() - datetime.timedelta(minutes=1))
    assert list(refusal.value.error_dict) == ["outcome"]
