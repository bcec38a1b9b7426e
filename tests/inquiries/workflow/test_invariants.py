"""Whatever staff and enterprise do in whatever order, these rules hold."""

import datetime

import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import AuditEntry
from inquiries import conversation
from inquiries.enums import ENDS, LostReason, Stage
from inquiries.models import Case, Qualification, StageChange
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from parks.enums import SeatRole
from parks.models import Space
from tests import cast
from tests.inquiries import builders

START = datetime.datetime(2026, 9, 28, 6, 0, tzinfo=datetime.UTC)


class CaseLife(RuleBasedStateMachine):
    """One case of a Chinese operator, lived through around National Day, with a rival for its space."""

    @initialize()
    def open(self):
        self.life = transaction.atomic()  # undone at the end: every example starts from an empty database
        self.life.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        operator = cast.make_operator("ops", country="CN", time_zone="Asia/Shanghai")
        park = cast.make_park(operator, "park")
        self.officer = cast.make_user("officer@example.org")
        cast.make_seat(self.officer, operator)
        self.manager = cast.make_user("manager@example.org")
        cast.make_seat(self.manager, operator, SeatRole.MANAGER)
        self.space = builders.make_space(park)
        self.pk = builders.make_case(park, now=START).pk
        self.previous = self.case
        self.messages = 0

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)

    @property
    def case(self):
        return Case.objects.get(pk=self.pk)

    def attempt(self, verb):
        """Refusals are fine; they must change nothing, which the invariants see."""
        self.previous = self.case
        changes, mails = StageChange.objects.count(), OutgoingEmail.objects.count()
        try:
            verb()
        except (transitions.MoveRefused, ValidationError):
            assert StageChange.objects.count() == changes
            assert OutgoingEmail.objects.count() == mails
            assert self.case.updated_at == self.previous.updated_at

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours):
        self.traveller.shift(datetime.timedelta(hours=hours))
        self.previous = self.case

    @precondition(lambda self: not hasattr(self.case, "settlement"))
    @rule()
    def staff_fill_everything_in(self):
        builders.make_ripe(self.case, self.officer, spaces=[self.space])
        Qualification.objects.filter(case=self.pk).update(emissions="no")
        self.previous = self.case

    @rule(
        to=st.sampled_from(Stage.values),
        note=st.sampled_from(["", "because", "a reason that is long enough"]),
        reason=st.sampled_from(["", *LostReason.values]),
        force=st.booleans(),
    )
    def somebody_moves(self, to, note, reason, force):
        actor = self.manager if force else self.officer
        self.attempt(lambda: transitions.move(self.case, to, actor=actor, note=note, force=force, lost_reason=reason))

    @rule(text=st.sampled_from(["", "How many people?", "And when?"]))
    def staff_ask(self, text):
        self.attempt(lambda: transitions.await_enterprise(self.case, text, self.officer))

    @rule()
    def staff_go_on(self):
        self.attempt(lambda: transitions.resume(self.case, self.officer))

    @rule(days=st.integers(-1, 30))
    def staff_put_it_aside(self, days):
        until = self.traveller_date() + datetime.timedelta(days=days)
        self.attempt(lambda: transitions.hold(self.case, until, "Board meeting", self.officer))

    @rule()
    def staff_take_it_up(self):
        self.attempt(lambda: transitions.unhold(self.case, self.officer))

    @rule()
    def staff_write(self):
        self.messages += 1
        self.attempt(lambda: conversation.reply(self.case, actor=self.officer, body="Hello", key=f"s{self.messages}"))

    @rule()
    def the_enterprise_writes(self):
        self.messages += 1
        self.attempt(lambda: conversation.write(self.case, body="Hello", language="en", key=f"e{self.messages}"))
        assert self.case.awaiting_enterprise_since is None

    def traveller_date(self):
        return transitions.deadlines.today(self.case.operator)

    @invariant()
    def the_log_tells_the_stage(self):
        if not hasattr(self, "pk"):
            return
        log = list(StageChange.objects.filter(case=self.pk).order_by("at", "pk"))
        assert log[-1].to_stage == self.case.stage
        assert [change.from_stage for change in log] == ["", *(change.to_stage for change in log[:-1])]
        audited = AuditEntry.objects.filter(action__in=["moved", "forced"], object_id=str(self.pk)).count()
        assert audited == len(log) - 1
        assert all(bool(change.missing) <= change.forced for change in log)

    @invariant()
    def promises_are_kept_once_and_never_shrink(self):
        if not hasattr(self, "pk"):
            return
        now, before = self.case, self.previous
        assert now.answer_by >= before.answer_by
        if before.awaiting_enterprise_since and now.awaiting_enterprise_since:
            assert now.answer_by == before.answer_by
            assert now.awaiting_enterprise_since == before.awaiting_enterprise_since
        if before.first_response_at:
            assert now.first_response_at == before.first_response_at
        if before.promise_kept is not None:
            assert now.promise_kept == before.promise_kept
        if now.promise_kept is True:
            assert now.first_response_at <= now.answer_by

    @invariant()
    def an_ended_case_waits_for_nobody(self):
        if not hasattr(self, "pk"):
            return
        case = self.case
        if case.stage in ENDS:
            assert (case.awaiting_enterprise_since, case.awaiting_question, case.on_hold_until) == (None, "", None)
        assert bool(case.lost_reason) == (case.stage == Stage.LOST)

    @invariant()
    def the_space_is_let_while_the_contract_stands(self):
        if not hasattr(self, "pk"):
            return
        case = self.case
        named = hasattr(case, "settlement") and self.space in case.settlement.spaces.all()
        signed_with_it = self.previous.stage not in ("signed", "settled") and case.stage in ("signed", "settled")
        if named and signed_with_it:
            assert Space.objects.get(pk=self.space.pk).status == "let"
        if case.stage not in ("signed", "settled"):
            assert Space.objects.get(pk=self.space.pk).status == "available"


def test_no_sequence_of_steps_breaks_a_rule(db):
    run_state_machine_as_test(
        CaseLife,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
