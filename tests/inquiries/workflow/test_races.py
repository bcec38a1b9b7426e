"""Two people at once, with real threads and real locks."""

import threading

import pytest
from django.db import connection

from accounts.models import AuditEntry
from inquiries import conversation
from inquiries.enums import Stage
from inquiries.models import Case, Message, StageChange
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from parks.models import Space
from tests.inquiries import builders

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks: needs PostgreSQL"),
]


def at_once(*verbs):
    """Run all verbs at the same moment; returns what each returned or raised, in order."""
    outcomes, start = [None] * len(verbs), threading.Barrier(len(verbs))

    def run(index, verb):
        try:
            start.wait(timeout=10)
            outcomes[index] = verb()
        except Exception as error:  # noqa: BLE001 — handed to the test
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, transitions.MoveRefused)]


def moved(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, StageChange)]


@pytest.mark.parametrize("second", [Stage.ACCEPTED, Stage.INVALID])
def test_of_two_moves_at_once_one_wins(park_a, lin, second):
    ripe = builders.make_ripe(builders.make_case(park_a), lin)
    seen = [Case.objects.get(pk=ripe.pk) for _ in range(2)]
    outcomes = at_once(
        lambda: transitions.move(seen[0], Stage.ACCEPTED, actor=lin),
        lambda: transitions.move(seen[1], second, actor=lin),
    )
    assert len(moved(outcomes)) == len(refused(outcomes)) == 1, outcomes
    assert StageChange.objects.filter(case=ripe).count() == 2
    assert Case.objects.get().stage == moved(outcomes)[0].to_stage
    assert AuditEntry.objects.filter(action="moved").count() == 1


def test_a_space_is_signed_by_exactly_one_case(park_a, lin):
    spaces = [builders.make_space(park_a, name) for name in ("A1", "A2")]
    cases = []
    for order in (spaces, list(reversed(spaces)), spaces, spaces[:1]):
        case = builders.make_ripe(builders.make_case(park_a), lin, spaces=order)
        Case.objects.filter(pk=case.pk).update(stage=Stage.ADMITTED)
        case.refresh_from_db()
        cases.append(case)
    verbs = [lambda case=case: transitions.move(case, Stage.SIGNED, actor=lin) for case in cases]
    outcomes = at_once(*verbs)
    assert len(moved(outcomes)) == 1, outcomes
    assert len(refused(outcomes)) == 3
    assert all("A1" in str(refusal) for refusal in refused(outcomes))
    winner = moved(outcomes)[0].case_id
    assert list(Case.objects.filter(stage=Stage.SIGNED).values_list("pk", flat=True)) == [winner]
    let = set(Space.objects.filter(status="let"))
    assert let == set(Case.objects.get(pk=winner).settlement.spaces.all())


def test_one_form_sent_ten_times_is_one_message_and_one_mail(park_a, lin):
    case = builders.make_case(park_a)
    outcomes = at_once(*[lambda: conversation.reply(case, actor=lin, body="Hello", key="form-1")] * 10)
    assert {outcome.pk for outcome in outcomes} == {Message.objects.get().pk}
    assert OutgoingEmail.objects.filter(event="message").count() == 1


def test_two_first_answers_leave_one_first_answer(park_a, lin):
    case = builders.make_case(park_a)
    outcomes = at_once(
        lambda: conversation.reply(case, actor=lin, body="One", key="1"),
        lambda: conversation.reply(case, actor=lin, body="Two", key="2"),
    )
    first = min(message.created_at for message in outcomes)
    assert Case.objects.get().first_response_at == first


def test_the_enterprise_answers_while_staff_end_the_case(park_a, lin):
    case = builders.make_case(park_a)
    transitions.await_enterprise(case, "How many people?", lin)
    at_once(
        lambda: conversation.write(case, body="Twelve", language="en", key="1"),
        lambda: transitions.move(case, Stage.WITHDRAWN, actor=lin),
    )
    case.refresh_from_db()
    assert (case.stage, case.awaiting_enterprise_since, case.awaiting_question) == ("withdrawn", None, "")
    assert Message.objects.filter(author="enterprise").count() == 1
