"""Whatever enterprise, staff and time do about transfers, promises and silence in whatever order, these rules hold."""

import datetime

import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from inquiries import chores, consents, conversation
from inquiries.conversation import Contact
from inquiries.enums import ContactOutcome, Stage
from inquiries.models import Case, Consent, StageChange, Transfer
from inquiries.workflow import transferring, transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

START = datetime.datetime(2026, 2, 10, 1, 0, tzinfo=datetime.UTC)  # the week before Chinese New Year


class TransferLife(RuleBasedStateMachine):
    """One inquiry of a Chinese park, which another Chinese and a Belgian park may get."""

    @initialize()
    def open(self):
        self.life = transaction.atomic()  # undone at the end: every example starts from an empty database
        self.life.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        operator = cast.make_operator("ops", country="CN", time_zone="Asia/Shanghai")
        self.officer = cast.make_user("officer@example.org")
        cast.make_seat(self.officer, operator)
        home = cast.make_park(operator, "home")
        self.others = [
            cast.make_park(cast.make_operator("near", country="CN", time_zone="Asia/Shanghai"), "near"),
            cast.make_park(cast.make_operator("far"), "far"),
        ]
        self.pk = builders.make_case(home, now=START).pk
        self.words = 0
        self.settled = {}

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)

    @property
    def case(self):
        return Case.objects.get(pk=self.pk)

    def attempt(self, verb):
        """Refusals are fine; they must change nothing."""
        before = self.state()
        try:
            verb()
        except (
            transitions.MoveRefused,
            ValidationError,
            transferring.NotAsked,
            transferring.ConsentMissing,
        ):
            assert self.state() == before

    def state(self):
        return (
            list(Case.objects.order_by("pk").values()),
            list(Transfer.objects.order_by("pk").values()),
            [model.objects.count() for model in (StageChange, Consent, OutgoingEmail)],
        )

    @rule(hours=st.sampled_from([1, 7, 30, 200, 24 * 36]))
    def time_passes(self, hours):
        self.traveller.shift(datetime.timedelta(hours=hours))
        now = datetime.datetime.now(datetime.UTC)
        OutgoingEmail.objects.filter(state="queued").update(state="sent", sent_at=now)
        first = chores.mind(now)
        assert None not in first.values()
        # What was due is done: at the same moment nothing is left.
        assert {name: count for name, count in chores.mind(now).items() if count} == {}

    @rule(number=st.integers(0, 1), reason=st.sampled_from(["", "They fit better"]))
    def staff_ask_for_a_transfer(self, number, reason):
        park = self.others[number]
        self.attempt(lambda: transferring.ask(self.case, to_park=park, reason=reason, actor=self.officer))

    @rule()
    def staff_take_it_back(self):
        self.attempt(lambda: transferring.withdraw(self.case, self.officer))

    @rule(number=st.integers(0, 1))
    def the_enterprise_agrees(self, number):
        """To what it was shown, which may be another park than the one that is asked about now."""
        ticks = [text.value for text in consents.for_transfer(self.others[number].operator, "BE", "en")]
        self.attempt(lambda: transferring.agree(self.case, ticks=ticks, language="en"))

    @rule()
    def the_enterprise_declines(self):
        self.attempt(lambda: transferring.decline(self.case))

    @rule(to=st.sampled_from([Stage.TRANSFERRED, Stage.WITHDRAWN, Stage.LOST, Stage.NEW]))
    def staff_move(self, to):
        self.attempt(lambda: transitions.move(self.case, to, actor=self.officer, note="because", lost_reason="price"))

    @rule()
    def staff_ask_and_wait(self):
        self.words += 1
        self.attempt(lambda: transitions.await_enterprise(self.case, f"Question {self.words}?", self.officer))

    @rule()
    def the_enterprise_writes(self):
        self.words += 1
        self.attempt(lambda: conversation.write(self.case, body="Hello", language="en", key=f"e{self.words}"))

    @rule(outcome=st.sampled_from(ContactOutcome.values), hours=st.integers(0, 30))
    def staff_log_a_contact(self, outcome, hours):
        happened = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=hours)
        contact = Contact("call", happened, "On the phone", outcome)
        self.attempt(lambda: conversation.log_contact(self.case, contact, actor=self.officer))

    @rule()
    def staff_write(self):
        self.words += 1
        self.attempt(lambda: conversation.reply(self.case, actor=self.officer, body="Hi", key=f"s{self.words}"))

    @invariant()
    def nothing_is_passed_on_without_consent(self):
        if not hasattr(self, "pk"):
            return
        for case in Case.objects.exclude(pk=self.pk):
            given = Consent.objects.filter(inquiry=case.inquiry, operator=case.operator, withdrawn_at=None)
            assert {consent.purpose for consent in given} >= {"answering"}
            agreed = Transfer.objects.get(new_case=case)
            assert (agreed.state, agreed.to_park) == ("agreed", case.park)
        assert Consent.objects.exclude(operator__cases__in=Case.objects.all()).count() == 0

    @invariant()
    def a_transferred_case_has_its_agreement_and_a_question_an_open_case(self):
        if not hasattr(self, "pk"):
            return
        if self.case.stage == Stage.TRANSFERRED:
            assert Transfer.objects.filter(case=self.pk, state="agreed").exists()
        if Transfer.objects.filter(state="asked").exists():
            assert self.case.is_open

    @invariant()
    def promises_are_settled_once_and_truly(self):
        if not hasattr(self, "pk"):
            return
        for case in Case.objects.all():
            if case.pk in self.settled:
                assert case.promise_kept is self.settled[case.pk]
            if case.promise_kept is True:
                assert case.first_response_at <= case.answer_by
            if case.promise_kept is not None:
                self.settled[case.pk] = case.promise_kept
            assert case.warn_at <= case.answer_by
            if case.first_response_at:
                assert case.first_response_at >= case.created_at

    @invariant()
    def silence_ends_a_case_only_after_a_warning(self):
        if not hasattr(self, "pk"):
            return
        for change in StageChange.objects.filter(to_stage=Stage.LOST, actor=None):
            assert change.note.startswith("No word since")
            assert OutgoingEmail.objects.filter(event="silence_warning", about=f"case:{change.case_id}").exists()


def test_no_sequence_of_steps_breaks_a_rule(db):
    run_state_machine_as_test(
        TransferLife,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
