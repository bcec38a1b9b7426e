"""A space kept for one case: asked, granted, ended by people and by time."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.models import AuditEntry
from inquiries import chores
from inquiries.models import Case, Message, Proposal, SpaceHold
from inquiries.workflow import holding, transitions
from notifications.models import OutgoingEmail
from tests.inquiries import builders

START = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)  # Monday, 9:00 in Brussels
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def case(park_a, lin, clock):
    return builders.make_case(park_a)


@pytest.fixture
def rival(park_a, lin, clock):
    return builders.make_case(park_a, contact_email="eve@rival.example.org")


@pytest.fixture
def space(park_a):
    return builders.make_space(park_a)


def fresh(row):
    row.refresh_from_db()
    return row


def mails(event, **which):
    return list(OutgoingEmail.objects.filter(event=event, **which).order_by("pk"))


def want(case, *spaces):
    case.inquiry.requirement.spaces.add(*spaces)


# --- Asking ----------------------------------------------------------------------------------


def test_the_enterprise_asks_and_the_staff_are_told_once(case, space):
    want(case, space)
    first = holding.ask(case, space, note="The board meets on Thursday")
    assert holding.ask(case, space) == first
    assert (first.state, first.asked_by, first.note) == ("asked", "enterprise", "The board meets on Thursday")
    [mail] = mails("hold_requested")
    assert (mail.to, mail.context["space"], mail.context["note"]) == (
        "lin@cbtc.example.org",
        "A101",
        "The board meets on Thursday",
    )
    assert fresh(space).status == "available"


def test_only_spaces_in_question_can_be_asked_for(case, park_a, park_b, space):
    wanted, elsewhere, taken, proposed, drafted = (
        builders.make_space(park_a, "wanted"),
        builders.make_space(park_b, "elsewhere"),
        builders.make_space(park_a, "taken", status="held"),
        builders.make_space(park_a, "proposed"),
        builders.make_space(park_a, "drafted"),
    )
    want(case, wanted, elsewhere, taken)
    later = datetime.date(2099, 1, 1)
    sent = Proposal.objects.create(case=case, terms="x", valid_until=later, sent_at=START)
    sent.spaces.add(proposed)
    Proposal.objects.create(case=case, version=2, terms="x").spaces.add(drafted)
    assert set(holding.offered(case)) == {wanted, proposed}
    for refused in (space, elsewhere, taken, drafted):
        with translation.override("en"), pytest.raises(ValidationError, match="cannot be kept for you now"):
            holding.ask(case, refused)
    assert not SpaceHold.objects.exists()
    sent.superseded_at = START
    sent.save()
    assert set(holding.offered(case)) == {wanted}


@pytest.mark.parametrize("stage", ["signed", "settled", "withdrawn"])
def test_a_case_past_holding_asks_and_keeps_nothing(case, lin, space, stage):
    want(case, space)
    Case.objects.filter(pk=case.pk).update(stage=stage)
    with pytest.raises(ValidationError):
        holding.ask(case, space)
    with pytest.raises(ValidationError):
        holding.grant(case, space, actor=lin)
    assert not SpaceHold.objects.exists()


# --- Granting --------------------------------------------------------------------------------


def test_a_grant_keeps_the_space_for_48_hours_and_tells_the_enterprise(case, lin, space):
    hold = holding.grant(case, space, actor=lin, note="  At intent ")
    assert (hold.state, hold.asked_by, hold.user, hold.note) == ("live", "staff", lin, "At intent")
    assert (hold.starts_at, hold.expires_at, hold.former_status) == (START, START + 48 * HOUR, "available")
    assert fresh(space).status == "held"
    message = Message.objects.get()
    assert message.body == (
        "“A101” is kept for you until 2026-11-25 09:00 (Brussels time). Nobody else can take it before then."
    )
    assert mails("message")[0].to == "anna@optics.example.org"
    assert AuditEntry.objects.get(details__what="hold_granted").actor == lin


def test_a_grant_answers_what_was_asked_and_keeps_its_words(case, lin, space):
    want(case, space)
    asked = holding.ask(case, space, note="Please")
    hold = holding.grant(case, space, actor=lin)
    assert (hold.pk, hold.state, hold.asked_by, hold.note) == (asked.pk, "live", "enterprise", "Please")


def test_granting_twice_is_one_hold_and_one_message(case, lin, space):
    first = holding.grant(case, space, actor=lin)
    assert holding.grant(case, space, actor=lin) == first
    assert (SpaceHold.objects.count(), Message.objects.count()) == (1, 1)


def test_the_hours_are_a_setting(case, lin, space, settings):
    settings.HOLD_HOURS = 10
    hold = holding.grant(case, space, actor=lin)
    assert hold.expires_at - hold.starts_at == 10 * HOUR
    assert holding.warning_lead() == 5 * HOUR


def test_another_case_is_refused_while_the_hold_stands(case, rival, lin, space):
    holding.grant(case, space, actor=lin)
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        holding.grant(rival, space, actor=lin)
    assert refusal.value.messages == ["“A101” is on hold for another inquiry until 2026-11-25 09:00 (Brussels time)."]
    assert SpaceHold.objects.get().case == case


def test_a_hold_whose_time_is_over_blocks_nobody_even_if_no_chore_came_by(case, rival, lin, space, clock):
    holding.grant(case, space, actor=lin)
    clock.shift(48 * HOUR)
    hold = holding.grant(rival, space, actor=lin)
    assert (hold.case, hold.state, hold.former_status) == (rival, "live", "available")
    assert SpaceHold.objects.get(case=case).state == "expired"
    assert fresh(space).status == "held"
    assert {mail.about for mail in mails("hold_expiring")} == {case.mail_reference}


@pytest.mark.parametrize("status", ["let", "held", "maintenance", "own_use", "off_market"])
def test_what_is_not_on_the_market_is_not_kept(case, lin, park_a, status):
    space = builders.make_space(park_a, status=status)
    with pytest.raises(ValidationError, match="A101"):
        holding.grant(case, space, actor=lin)
    assert fresh(space).status == status


def test_another_operators_space_is_not_kept(case, lin, park_b):
    with pytest.raises(ValidationError, match="X1"):
        holding.grant(case, builders.make_space(park_b, "X1"), actor=lin)


def test_another_operators_staff_do_nothing(case, bao, lin, space):
    with pytest.raises(PermissionDenied):
        holding.grant(case, space, actor=bao)
    hold = holding.grant(case, space, actor=lin)
    for attempt in (
        lambda: holding.release(hold, actor=bao),
        lambda: holding.decline(hold, actor=bao, words="No"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert fresh(hold).state == "live"


def test_nothing_is_kept_for_an_inquiry_in_quarantine(case, lin, space):
    type(case.inquiry).objects.update(screening="quarantined")
    with pytest.raises(ValidationError):
        holding.grant(case, space, actor=lin)
    assert fresh(space).status == "available"


# --- Ending ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["available", "expiring", "fitting_out"])
def test_a_release_gives_the_space_its_status_back_and_tells(case, lin, park_a, status):
    space = builders.make_space(park_a, status=status)
    hold = holding.grant(case, space, actor=lin)
    assert holding.release(hold, actor=lin, words="The owner needs it.") is True
    assert (fresh(hold).state, hold.ended_at) == ("released", START)
    assert fresh(space).status == status
    assert Message.objects.last().body == "The hold on “A101” was ended by the park.\n\nThe owner needs it."
    assert holding.release(hold, actor=lin) is False
    assert Message.objects.count() == 2


def test_a_status_that_somebody_set_meanwhile_stays(case, lin, space):
    hold = holding.grant(case, space, actor=lin)
    type(space).objects.filter(pk=space.pk).update(status="maintenance")
    holding.release(hold, actor=lin)
    assert fresh(space).status == "maintenance"


def test_declining_needs_a_reason_and_tells_it(case, lin, space):
    want(case, space)
    asked = holding.ask(case, space)
    with pytest.raises(ValidationError):
        holding.decline(asked, actor=lin, words=" ")
    assert holding.decline(asked, actor=lin, words="It is promised.") is True
    assert holding.decline(asked, actor=lin, words="Again") is False
    assert (fresh(asked).state, Message.objects.get().body) == (
        "declined",
        "“A101” cannot be kept for you at present.\n\nIt is promised.",
    )


@pytest.mark.parametrize("end", ["lost", "withdrawn", "transferred", "duplicate", "invalid"])
def test_an_ended_case_keeps_nothing(case, lin, park_a, end):
    space, other = builders.make_space(park_a, "A1"), builders.make_space(park_a, "A2")
    want(case, other)
    holding.grant(case, space, actor=lin)
    holding.ask(case, other)
    if end == "transferred":
        builders.allow_transfer(case)
    transitions.move(fresh(case), end, actor=lin, lost_reason="price" if end == "lost" else "")
    assert set(SpaceHold.objects.values_list("state", flat=True)) == {"released"}
    assert fresh(space).status == "available"


# --- Time ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_hold_ends_by_itself_and_tells_both_sides(case, lin, space, clock, seconds):
    hold = holding.grant(case, space, actor=lin)
    clock.shift(48 * HOUR + datetime.timedelta(seconds=seconds))
    over = seconds == 0
    assert chores.mind()["expire_space_holds"] == over
    assert fresh(hold).state == ("expired" if over else "live")
    assert fresh(space).status == ("available" if over else "held")
    told = {(mail.to, mail.language) for mail in mails("hold_expiring", context__is_over=True)}
    both = {("anna@optics.example.org", "en"), ("lin@cbtc.example.org", "zh-hans")}
    assert told == (both if over else set())
    assert chores.mind()["expire_space_holds"] == 0


@pytest.mark.parametrize("seconds", [-1, 0])
def test_both_sides_are_warned_twelve_hours_before_and_once(case, lin, space, clock, seconds):
    holding.grant(case, space, actor=lin)
    clock.shift(36 * HOUR + datetime.timedelta(seconds=seconds))
    assert chores.mind()["warn_of_space_holds"] == (seconds == 0)
    assert chores.mind()["warn_of_space_holds"] == 0
    assert len(mails("hold_expiring", context__is_over=False)) == (2 if seconds == 0 else 0)


def test_a_chore_that_comes_too_late_says_that_it_is_over_and_nothing_else(case, lin, space, clock):
    holding.grant(case, space, actor=lin)
    clock.shift(datetime.timedelta(days=9))
    chores.mind()
    assert {mail.context["is_over"] for mail in mails("hold_expiring")} == {True}


def test_a_hold_that_was_released_is_neither_warned_of_nor_ended_again(case, lin, space, clock):
    holding.release(holding.grant(case, space, actor=lin), actor=lin)
    clock.shift(48 * HOUR)
    done = chores.mind()
    assert (done["warn_of_space_holds"], done["expire_space_holds"]) == (0, 0)
    assert not mails("hold_expiring")


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        # Hours are hours: the clocks of Brussels are set forward on 28 March 2027 and back on 31 October 2027.
        ("2027-03-27T08:00:00+00:00", "2027-03-29 10:00"),  # from 9:00
        ("2027-10-30T07:00:00+00:00", "2027-11-01 08:00"),  # from 9:00
        ("2026-12-24T16:00:00+00:00", "2026-12-26 17:00"),  # over Christmas
        ("2026-11-20T16:00:00+00:00", "2026-11-22 17:00"),  # from Friday to Sunday
    ],
)
def test_48_hours_are_plain_hours_in_belgium(case, lin, space, clock, start, shown):
    clock.move_to(datetime.datetime.fromisoformat(start))
    hold = holding.grant(case, space, actor=lin)
    assert hold.expires_at - hold.starts_at == 48 * HOUR
    assert holding.until(hold, "en") == f"{shown} (Brussels time)"


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("2027-02-05T01:00:00+00:00", "2027-02-07 09:00"),  # over New Year's Eve of the Chinese calendar
        ("2026-10-09T01:00:00+00:00", "2026-10-11 09:00"),  # Friday before a working Saturday after National Day
    ],
)
def test_48_hours_are_plain_hours_in_china(park_b, bao, clock, start, shown):
    clock.move_to(datetime.datetime.fromisoformat(start))
    hold = holding.grant(builders.make_case(park_b), builders.make_space(park_b), actor=bao)
    assert holding.until(hold, "en") == f"{shown} (Beijing time)"


# --- The database ----------------------------------------------------------------------------


def row(case, space, **fields):
    live = {"state": "live", "starts_at": START, "expires_at": START + HOUR, "former_status": "available"}
    return SpaceHold(case=case, space=space, asked_by="staff", **{**live, **fields})


def test_two_live_holds_on_one_space_are_impossible(case, rival, space):
    row(case, space).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        row(rival, space).save()
    row(rival, space, state="expired", ended_at=timezone.now()).save()


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_at": None},
        {"starts_at": None},
        {"former_status": ""},
        {"expires_at": START},
        {"ended_at": START},
        {"state": "released"},
        {"state": "wished"},
    ],
)
def test_the_database_refuses_a_hold_that_makes_no_sense(case, space, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(case, space, **fields).save()
