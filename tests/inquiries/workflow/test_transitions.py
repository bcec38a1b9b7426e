import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import AuditEntry
from inquiries.enums import ENDS, OPEN_STAGES, PATH, Stage
from inquiries.models import Case, Qualification, StageChange
from inquiries.workflow import stages, transitions
from inquiries.workflow.transitions import MoveRefused
from notifications.models import OutgoingEmail
from parks.enums import ASKABLE_SPACE_STATUSES, SeatRole, SpaceStatus
from tests import cast
from tests.inquiries import builders

REASON = "The mayor signed already."


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a)


@pytest.fixture
def ripe(case, lin):
    return builders.make_ripe(case, lin)


@pytest.fixture
def manager(operator_a):
    boss = cast.make_user("boss@cbtc.example.org", name="Boss", language="en")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    return boss


def put(case, stage):
    """As if the case had come here in the past."""
    Case.objects.filter(pk=case.pk).update(stage=stage)
    case.refresh_from_db()
    return case


def mails(event):
    return list(OutgoingEmail.objects.filter(event=event))


# --- Opening ---------------------------------------------------------------------------------


def test_an_inquiry_opens_one_case_for_each_park(park_a, park_b):
    inquiry = builders.make_inquiry()
    now = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)  # Friday 10:00 in Brussels, 17:00 in Beijing
    cases = transitions.open_cases(inquiry, [park_a, park_b, park_a], now=now)
    assert [(case.park, case.operator, case.stage) for case in cases] == [
        (park_a, park_a.operator, "new"),
        (park_b, park_b.operator, "new"),
    ]
    assert cases[0].answer_by == datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
    assert cases[1].answer_by == datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
    logged = StageChange.objects.filter(case__inquiry=inquiry).values_list("from_stage", "to_stage", "at")
    assert list(logged) == [("", "new", now), ("", "new", now)]
    assert Qualification.objects.filter(case__inquiry=inquiry).count() == 2


@pytest.mark.parametrize("count", [1, 6])
def test_many_parks_cost_no_more_statements_than_one(operator_a, count):
    parks = [cast.make_park(operator_a, f"park-{number}") for number in range(count)]
    inquiry = builders.make_inquiry()
    fresh = [type(park).objects.get(pk=park.pk) for park in parks]
    with CaptureQueriesContext(connection) as queries:
        transitions.open_cases(inquiry, fresh, now=timezone.now())
    assert len([query for query in queries if not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]) == 7


# --- The table -------------------------------------------------------------------------------


def test_the_table_in_words():
    kind = stages.kind_of
    assert kind("new", "signed") is stages.Move.FORWARD
    assert kind("signed", "new") is stages.Move.BACK
    assert kind("proposal", "lost") is stages.Move.END
    assert kind("lost", "contacted") is stages.Move.REOPEN
    assert kind("settled", "signed") is stages.Move.LEAVE_SETTLED
    assert kind("settled", "lost") is stages.Move.LEAVE_SETTLED
    assert [
        kind(*pair) for pair in [("new", "new"), ("lost", "invalid"), ("lost", "settled"), ("new", "nonsense")]
    ] == [None] * 4


def test_the_choices_of_a_case(case):
    assert stages.next_stage(case) == Stage.ACCEPTED
    assert stages.next_stages(case) == [*PATH[1:], *ENDS]
    case.stage = Stage.CONTACTED
    assert stages.next_stages(case) == [*PATH[3:], Stage.ACCEPTED, Stage.NEW, *ENDS]
    case.stage = Stage.LOST
    assert (stages.next_stage(case), stages.next_stages(case)) == (None, list(OPEN_STAGES))
    case.stage = Stage.SETTLED
    assert (stages.next_stage(case), stages.next_stages(case)) == (None, [])


# --- Moving ----------------------------------------------------------------------------------


def test_a_move_writes_the_stage_the_log_the_audit_and_the_mail(ripe, lin):
    change = transitions.move(ripe, Stage.ACCEPTED, actor=lin, note="Looks good")
    assert ripe.stage == Case.objects.get().stage == "accepted"
    assert (change.from_stage, change.to_stage, change.actor, change.note) == ("new", "accepted", lin, "Looks good")
    assert (change.forced, change.missing) == (False, [])
    entry = AuditEntry.objects.get(action="moved")
    assert (entry.actor, entry.object_id) == (lin, str(ripe.pk))
    assert (entry.details["from_stage"], entry.details["to_stage"]) == ("new", "accepted")
    [mail] = mails("stage_public_change")
    assert (mail.to, mail.language, mail.about) == ("anna@optics.example.org", "en", f"case:{ripe.pk}")
    assert mail.context["author"] == "林"


def test_what_is_missing_is_said_in_the_readers_language_and_nothing_is_written(case, lin):
    for language, words in (("zh-hans", "负责人"), ("en", "Officer in charge")):
        with translation.override(language), pytest.raises(MoveRefused) as refusal:
            transitions.move(case, Stage.ACCEPTED, actor=lin)
        with translation.override(language):
            assert str(refusal.value.missing[0]) == words
    assert refusal.value.reasons == []
    assert [gap.code for gap in refusal.value.missing] == ["owner", "duplicate", "industry"]
    assert Case.objects.get().stage == "new"
    assert StageChange.objects.count() == 1
    assert not AuditEntry.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_a_ripe_case_may_skip_stages(ripe, lin):
    transitions.move(ripe, Stage.PROPOSAL, actor=lin)
    assert ripe.stage == "proposal"


def test_a_stale_page_moves_nothing(ripe, lin):
    seen = Case.objects.get(pk=ripe.pk)
    transitions.move(ripe, Stage.ACCEPTED, actor=lin)
    with pytest.raises(MoveRefused, match="Somebody else"), translation.override("en"):
        transitions.move(seen, Stage.INVALID, actor=lin)
    assert Case.objects.get().stage == "accepted"


def test_another_operators_officer_moves_nothing(ripe, bao):
    with pytest.raises(MoveRefused, match="another operator"), translation.override("en"):
        transitions.move(ripe, Stage.ACCEPTED, actor=bao)
    assert Case.objects.get().stage == "new"


def test_an_editor_moves_nothing(ripe, operator_a):
    editor = cast.make_user("editor@cbtc.example.org")
    cast.make_seat(editor, operator_a, SeatRole.EDITOR)
    with pytest.raises(MoveRefused):
        transitions.move(ripe, Stage.ACCEPTED, actor=editor)


def test_the_system_moves_what_is_ripe_and_forces_nothing(ripe, case):
    assert transitions.move(ripe, Stage.ACCEPTED, actor=None).actor is None
    with pytest.raises(MoveRefused):
        transitions.move(ripe, Stage.SIGNED, actor=None, force=True, note=REASON)


@pytest.mark.parametrize("to", ["new", "nonsense", ""])
def test_no_such_step(case, lin, to):
    with pytest.raises(MoveRefused):
        transitions.move(case, to, actor=lin)


def test_a_step_back_needs_a_note_and_sends_no_mail(ripe, lin):
    put(ripe, Stage.PROPOSAL)
    with pytest.raises(MoveRefused, match="Say why"), translation.override("en"):
        transitions.move(ripe, Stage.CONTACTED, actor=lin, note="  ")
    transitions.move(ripe, Stage.ACCEPTED, actor=lin, note="They changed their mind.")
    assert ripe.stage == "accepted"
    assert mails("stage_public_change") == []


def test_a_note_has_a_limit(ripe, lin):
    with pytest.raises(MoveRefused, match="500"):
        transitions.move(ripe, Stage.ACCEPTED, actor=lin, note="x" * 501)


# --- Ends ------------------------------------------------------------------------------------


def test_lost_needs_a_reason_and_clears_what_waits(ripe, lin):
    put(ripe, Stage.VISITING)
    transitions.await_enterprise(ripe, "Which floor?", lin)
    transitions.hold(ripe, datetime.date(2099, 1, 1), "Holiday", lin)
    ripe.refresh_from_db()
    with pytest.raises(MoveRefused) as refusal:
        transitions.move(ripe, Stage.LOST, actor=lin)
    assert [gap.code for gap in refusal.value.missing] == ["lost_reason"]
    transitions.move(ripe, Stage.LOST, actor=lin, lost_reason="price", note="Too expensive")
    ripe.refresh_from_db()
    assert (ripe.stage, ripe.lost_reason, ripe.end_note) == ("lost", "price", "Too expensive")
    assert (ripe.awaiting_enterprise_since, ripe.awaiting_question) == (None, "")
    assert (ripe.on_hold_until, ripe.on_hold_reason) == (None, "")


def test_an_unknown_reason_is_refused(case, lin):
    with pytest.raises(MoveRefused, match="no such reason"), translation.override("en"):
        transitions.move(case, Stage.LOST, actor=lin, lost_reason="boredom")


def test_nobody_forces_a_loss_without_a_reason(case, manager):
    with pytest.raises(MoveRefused) as refusal:
        transitions.move(case, Stage.LOST, actor=manager, force=True, note=REASON)
    assert [gap.code for gap in refusal.value.missing] == ["lost_reason"]


def test_other_needs_words_which_the_note_gives(case, lin):
    with pytest.raises(MoveRefused):
        transitions.move(case, Stage.LOST, actor=lin, lost_reason="other")
    transitions.move(case, Stage.LOST, actor=lin, lost_reason="other", note="Moved to Japan")
    assert case.end_note == "Moved to Japan"


@pytest.mark.parametrize("end", [Stage.WITHDRAWN, Stage.DUPLICATE, Stage.INVALID])
@pytest.mark.parametrize("origin", [Stage.NEW, Stage.SIGNED])
def test_every_open_case_may_end(case, lin, origin, end):
    transitions.move(put(case, origin), end, actor=lin)
    assert case.stage == end
    assert len(mails("stage_public_change")) == (0 if end == Stage.INVALID else 1)


def test_nobody_hands_a_case_over_without_the_enterprise(case, lin, manager):
    with pytest.raises(MoveRefused) as refusal:
        transitions.move(case, Stage.TRANSFERRED, actor=lin)
    assert [gap.code for gap in refusal.value.missing] == ["transfer"]
    with pytest.raises(MoveRefused):
        transitions.move(case, Stage.TRANSFERRED, actor=manager, note=REASON, force=True)
    builders.allow_transfer(case)
    transitions.move(case, Stage.TRANSFERRED, actor=lin)
    assert case.stage == Stage.TRANSFERRED


def test_reopening_needs_a_reason_and_goes_where_the_case_stood(ripe, lin):
    Qualification.objects.filter(case=ripe).update(meeting_language="")  # a gap on the way
    put(ripe, Stage.PROPOSAL)
    transitions.move(ripe, Stage.LOST, actor=lin, lost_reason="silent")
    with pytest.raises(MoveRefused, match="Say why"), translation.override("en"):
        transitions.move(ripe, Stage.PROPOSAL, actor=lin)
    transitions.move(ripe, Stage.PROPOSAL, actor=lin, note="They called back.")
    assert (ripe.stage, ripe.lost_reason, ripe.end_note) == ("proposal", "", "")
    assert mails("stage_public_change")[0].context["reopened"] is True


def test_reopening_further_on_asks_the_gates_between(case, lin):
    transitions.move(case, Stage.WITHDRAWN, actor=lin)
    with pytest.raises(MoveRefused) as refusal:
        transitions.move(case, Stage.CONTACTED, actor=lin, note="They called back.")
    assert [gap.code for gap in refusal.value.missing] == ["owner", "duplicate", "industry", "contact", "readiness"]


# --- Force -----------------------------------------------------------------------------------


def test_a_manager_forces_with_a_reason_and_the_gaps_are_logged(case, manager):
    change = transitions.move(case, Stage.CONTACTED, actor=manager, force=True, note=REASON)
    assert change.forced
    assert change.missing == ["owner", "duplicate", "industry", "contact", "readiness"]
    entry = AuditEntry.objects.get(action="forced")
    assert entry.details["missing"] == change.missing


def test_an_officer_may_not_force(case, lin):
    with pytest.raises(MoveRefused, match="park manager"), translation.override("en"):
        transitions.move(case, Stage.CONTACTED, actor=lin, force=True, note=REASON)
    assert Case.objects.get().stage == "new"


def test_a_manager_elsewhere_may_not_force(case, lin, bao, operator_b):
    cast.make_seat(lin, operator_b, SeatRole.MANAGER)
    lin = type(lin).objects.get(pk=lin.pk)
    with pytest.raises(MoveRefused, match="park manager"), translation.override("en"):
        transitions.move(case, Stage.CONTACTED, actor=lin, force=True, note=REASON)


@pytest.mark.parametrize("note", ["", "too short", "  nine ch  "])
def test_force_needs_ten_characters(case, manager, note):
    with pytest.raises(MoveRefused, match="10"):
        transitions.move(case, Stage.ACCEPTED, actor=manager, force=True, note=note)


def test_force_that_was_not_needed_is_an_ordinary_move(ripe, manager):
    change = transitions.move(ripe, Stage.ACCEPTED, actor=manager, force=True, note=REASON)
    assert (change.forced, change.missing) == (False, [])


def test_settled_is_final_except_by_force(ripe, lin, manager):
    put(ripe, Stage.SETTLED)
    with pytest.raises(MoveRefused, match="stays settled"), translation.override("en"):
        transitions.move(ripe, Stage.SIGNED, actor=lin, note=REASON)
    assert transitions.move(ripe, Stage.SIGNED, actor=manager, note=REASON, force=True).forced


# --- The promise -----------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "kept"), [(-1, True), (0, True), (1, False)])
def test_contacted_freezes_whether_the_promise_was_kept(ripe, lin, minutes, kept):
    response = ripe.answer_by + datetime.timedelta(minutes=minutes)
    Case.objects.filter(pk=ripe.pk).update(first_response_at=response)
    transitions.move(ripe, Stage.CONTACTED, actor=lin)
    assert ripe.promise_kept is kept
    Case.objects.filter(pk=ripe.pk).update(answer_by=response + datetime.timedelta(days=9 if not kept else -9))
    ripe.refresh_from_db()
    transitions.move(ripe, Stage.ACCEPTED, actor=lin, note="Back")
    transitions.move(ripe, Stage.CONTACTED, actor=lin)
    assert ripe.promise_kept is kept


def test_accepted_says_nothing_about_the_promise(ripe, lin):
    Case.objects.filter(pk=ripe.pk).update(first_response_at=timezone.now())
    transitions.move(ripe, Stage.ACCEPTED, actor=lin)
    assert ripe.promise_kept is None


def test_a_case_that_ends_unanswered_after_the_promise_broke_it(park_a, lin):
    case = builders.make_case(park_a, now=timezone.now() - datetime.timedelta(days=30))
    transitions.move(case, Stage.LOST, actor=lin, lost_reason="silent")
    assert case.promise_kept is False


def test_a_case_that_ends_at_once_says_nothing(case, lin):
    transitions.move(case, Stage.INVALID, actor=lin)
    assert case.promise_kept is None


# --- Signing ---------------------------------------------------------------------------------


def test_signing_lets_the_spaces(case, lin, park_a):
    spaces = [builders.make_space(park_a, f"A10{n}", status=s) for n, s in enumerate(ASKABLE_SPACE_STATUSES)]
    ripe = put(builders.make_ripe(case, lin, spaces=spaces), Stage.ADMITTED)
    transitions.move(ripe, Stage.SIGNED, actor=lin)
    for space in spaces:
        space.refresh_from_db()
        assert space.status == SpaceStatus.LET


@pytest.mark.parametrize(
    ("status", "words"),
    [("let", "already let"), ("maintenance", "cannot be let now"), ("held", "cannot be let now: On hold")],
)
def test_a_space_that_is_not_free_is_refused_by_name_even_with_force(case, lin, manager, park_a, status, words):
    free, taken = builders.make_space(park_a, "A1"), builders.make_space(park_a, "B7", status=status)
    ripe = put(builders.make_ripe(case, lin, spaces=[free, taken]), Stage.ADMITTED)
    with pytest.raises(MoveRefused, match=f"“B7” .*{words}"), translation.override("en"):
        transitions.move(ripe, Stage.SIGNED, actor=manager, force=True, note=REASON)
    free.refresh_from_db()
    assert free.status == SpaceStatus.AVAILABLE
    assert Case.objects.get().stage == "admitted"


def test_a_space_of_another_operator_cannot_be_signed(case, lin, park_b):
    ripe = put(builders.make_ripe(case, lin, spaces=[builders.make_space(park_b, "X1")]), Stage.ADMITTED)
    with pytest.raises(MoveRefused, match="X1"):
        transitions.move(ripe, Stage.SIGNED, actor=lin)


@pytest.mark.parametrize(("to", "words"), [("admitted", {}), ("lost", {"lost_reason": "funding"})])
def test_undoing_a_signature_frees_the_spaces(case, lin, park_a, to, words):
    space = builders.make_space(park_a)
    ripe = put(builders.make_ripe(case, lin, spaces=[space]), Stage.ADMITTED)
    transitions.move(ripe, Stage.SIGNED, actor=lin)
    transitions.move(ripe, to, actor=lin, note="The bank refused.", **words)
    space.refresh_from_db()
    assert space.status == SpaceStatus.AVAILABLE
    assert AuditEntry.objects.filter(details__freed_spaces=[space.pk]).count() == 1


def test_undoing_a_signature_leaves_what_another_case_signed(case, lin, park_a):
    space, other = builders.make_space(park_a), builders.make_case(park_a)
    ripe = put(builders.make_ripe(case, lin), Stage.SIGNED)
    winner = put(builders.make_ripe(other, lin, spaces=[space]), Stage.ADMITTED)
    transitions.move(winner, Stage.SIGNED, actor=lin)
    ripe.settlement.spaces.add(space)
    transitions.move(ripe, Stage.ADMITTED, actor=lin, note="A mistake")
    space.refresh_from_db()
    assert space.status == SpaceStatus.LET
