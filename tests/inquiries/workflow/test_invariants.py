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
from enterprises.models import Tenancy
from inquiries import chores, conversation, proposing
from inquiries.enums import ENDS, LostReason, ProposalAnswer, Stage
from inquiries.models import Case, Letting, Proposal, Qualification, SpaceHold, StageChange
from inquiries.workflow import holding, transitions
from notifications.models import OutgoingEmail
from parks.enums import SeatRole
from parks.models import Space
from tests import cast
from tests.inquiries import builders

START = datetime.datetime(2026, 9, 28, 6, 0, tzinfo=datetime.UTC)
FORMER = {"A101": "available", "B202": "fitting_out"}
WANTED = st.sampled_from([0, 0, 0, 1])  # most of the time both want the same one
WAYS = (Stage.CONTACTED, Stage.ADMITTED, Stage.SETTLED, Stage.LOST, Stage.WITHDRAWN)


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
            answered_now = before.first_response_at is None and now.first_response_at is not None
            assert now.answer_by == before.answer_by or (answered_now and now.first_response_at <= now.answer_by)
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


class Rivals(RuleBasedStateMachine):
    """Two cases of one operator and two spaces: proposals, holds, contracts, arrivals, and time that passes with and
    without its chores."""

    @initialize()
    def open(self):
        self.life = transaction.atomic()
        self.life.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        operator = cast.make_operator("ops", country="CN", time_zone="Asia/Shanghai")
        park = cast.make_park(operator, "park")
        self.officer = cast.make_user("officer@example.org")
        cast.make_seat(self.officer, operator)
        self.manager = cast.make_user("manager@example.org")
        cast.make_seat(self.manager, operator, SeatRole.MANAGER)
        self.spaces = [builders.make_space(park, name, status=status) for name, status in FORMER.items()]
        self.pks = []
        for _rival in range(2):
            case = builders.make_case(park, now=START)
            case.inquiry.requirement.spaces.add(*self.spaces)
            builders.make_ripe(case, self.officer)
            self.pks.append(case.pk)
        self.forms = 0

    teardown = CaseLife.teardown

    def case(self, number):
        return Case.objects.get(pk=self.pks[number])

    def attempt(self, verb):
        """Refusals are fine; they leave no trace."""
        before = self.trace()
        try:
            verb()
        except (transitions.MoveRefused, ValidationError):
            assert self.trace() == before

    def trace(self):
        rows = (StageChange, OutgoingEmail, AuditEntry, Letting, Tenancy, Proposal)
        return [
            *(model.objects.count() for model in rows),
            *SpaceHold.objects.order_by("pk").values_list("pk", "state"),
            *Space.objects.order_by("pk").values_list("status", "updated_at"),
        ]

    @rule(hours=st.sampled_from([1, 12, 36, 48]), chores_run=st.booleans())
    def time_passes(self, hours, chores_run):
        self.traveller.shift(datetime.timedelta(hours=hours))
        if chores_run:
            assert None not in chores.mind().values()

    @rule(
        number=st.integers(0, 1),
        spaces=st.sampled_from([{0}, {0}, {1}, {0, 1}]),
        to=st.sampled_from([Stage.SIGNED, Stage.SETTLED]),
    )
    def the_contract_comes_or_is_undone(self, number, spaces, to):
        case, actor, force = self.case(number), self.officer, False
        if case.stage in ("signed", "settled"):
            to, actor, force = Stage.ADMITTED, self.manager, True
        else:  # from then on the form is sealed
            case.settlement.spaces.set([self.spaces[place] for place in spaces])
        note = "a reason that is long enough"
        self.attempt(lambda: transitions.move(case, to, actor=actor, note=note, force=force))

    @rule(number=st.integers(0, 1), space=WANTED)
    def the_enterprise_asks(self, number, space):
        self.attempt(lambda: holding.ask(self.case(number), self.spaces[space]))

    @rule(number=st.integers(0, 1), space=WANTED)
    def staff_keep_a_space(self, number, space):
        self.attempt(lambda: holding.grant(self.case(number), self.spaces[space], actor=self.officer))

    @rule(data=st.data())
    def staff_end_or_decline_a_hold(self, data):
        holds = list(SpaceHold.objects.order_by("pk"))
        if holds:
            hold = data.draw(st.sampled_from(holds))
            self.attempt(lambda: holding.release(hold, actor=self.officer))
            self.attempt(lambda: holding.decline(hold, actor=self.officer, words="No"))

    @rule(number=st.integers(0, 1), days=st.integers(-1, 3), space=WANTED)
    def staff_send_a_proposal(self, number, days, space):
        case = self.case(number)
        version = case.proposals.count() + 1
        day = transitions.deadlines.today(case.operator) + datetime.timedelta(days=days)
        offer = Proposal.objects.create(case=case, version=version, terms="x", valid_until=day)
        offer.spaces.add(self.spaces[space])
        self.attempt(lambda: proposing.send(offer, actor=self.officer))

    @rule(data=st.data(), said=st.sampled_from(ProposalAnswer.values))
    def the_enterprise_answers(self, data, said):
        self.forms += 1
        offer = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        key = f"answer:{self.forms}"
        self.attempt(lambda: proposing.answer(offer, said=said, words="Words", language="en", key=key))

    @rule(number=st.integers(0, 1), to=st.sampled_from(WAYS), force=st.booleans())
    def somebody_moves(self, number, to, force):
        actor, note = (self.manager if force else self.officer), "a reason that is long enough"
        case = self.case(number)
        self.attempt(lambda: transitions.move(case, to, actor=actor, note=note, force=force, lost_reason="price"))

    @invariant()
    def a_space_is_what_its_hold_or_contract_says(self):
        if not hasattr(self, "pks"):
            return
        for space, former in zip(Space.objects.order_by("pk"), FORMER.values(), strict=True):
            live = SpaceHold.objects.live().filter(space=space).count()
            let = Letting.objects.live().filter(space=space).count()
            assert live + let <= 1
            assert space.status == ("held" if live else "let" if let else former)

    @invariant()
    def a_case_holds_only_while_it_may(self):
        if not hasattr(self, "pks"):
            return
        for number in range(2):
            case = self.case(number)
            pending = SpaceHold.objects.filter(case=case, state__in=["asked", "live"])
            let = set(Letting.objects.live().filter(settlement__case=case).values_list("space_id", flat=True))
            if case.stage in ("signed", "settled"):
                assert let == set(case.settlement.spaces.values_list("pk", flat=True))
                assert not pending.exists()
            else:
                assert not let
            if case.stage in ENDS:
                assert not pending.exists()

    @invariant()
    def a_tenancy_stands_while_the_case_is_settled(self):
        if not hasattr(self, "pks"):
            return
        for number in range(2):
            case = self.case(number)
            standing = Tenancy.objects.filter(enterprise=case.inquiry.enterprise, until=None).count()
            assert standing == (case.stage == "settled")

    @invariant()
    def one_version_stands_and_the_log_tells_the_stage(self):
        if not hasattr(self, "pks"):
            return
        for number in range(2):
            case = self.case(number)
            sent = case.proposals.filter(sent_at__isnull=False).order_by("-version")
            assert [offer.superseded_at is None for offer in sent] == [place == 0 for place in range(len(sent))]
            log = list(StageChange.objects.filter(case=case).order_by("at", "pk"))
            assert log[-1].to_stage == case.stage
            assert [change.from_stage for change in log] == ["", *(change.to_stage for change in log[:-1])]


def test_no_sequence_of_steps_gives_one_space_to_two(db):
    run_state_machine_as_test(
        Rivals,
        settings=settings(
            max_examples=15, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_no_sequence_of_steps_breaks_a_rule(db):
    run_state_machine_as_test(
        CaseLife,
        settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
