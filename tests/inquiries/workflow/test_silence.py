"""Five weeks of silence after two attempts bring a warning, six of them the end."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from inquiries import conversation
from inquiries.conversation import Contact
from inquiries.models import Case, Inquiry, StageChange, Transfer, Visit
from inquiries.workflow import silence, transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

UTC = datetime.UTC
START = datetime.datetime(2026, 9, 28, 8, 0, tzinfo=UTC)  # Monday 10:00 in Brussels, summer time


def day(days, hours=0):
    return START + datetime.timedelta(days=days, hours=hours)


def on(moment, verb, *args, **kwargs):
    with time_machine.travel(moment, tick=False):
        return verb(*args, **kwargs)


def warn(moment):
    return on(moment, silence.warn_silent, moment)


def close(moment):
    return on(moment, silence.close_silent, moment)


@pytest.fixture
def case(park_a, lin):
    return on(START, builders.make_case, park_a, now=START)


def say(case, lin, days, text="Hello?"):
    on(day(days), conversation.reply, case, actor=lin, body=text, key=f"{days}")


def try_to_reach(case, lin, days, outcome="tried"):
    contact = Contact("call", day(days), "Nobody picked up", outcome)
    on(day(days), conversation.log_contact, case, contact, actor=lin)


@pytest.fixture
def chased(case, lin):
    """One message, one call that reached nobody."""
    say(case, lin, 3)
    try_to_reach(case, lin, 10)
    return case


def sent(moment):
    """The mail server takes the warning at this moment."""
    OutgoingEmail.objects.filter(event="silence_warning").update(state="sent", sent_at=moment)


# --- The warning -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "hours", "due"),
    [(34, 13, 0), (34, 14, 1), (35, 0, 1), (60, 0, 1)],  # midnight in Brussels is 22:00 UTC, after October 23:00
)
def test_the_warning_is_due_on_the_35th_day_of_the_operators_calendar(chased, days, hours, due):
    # Summer time ends on the way: the 35th day begins at 23:00 UTC.
    assert warn(day(days, hours + 1)) == due


def test_the_warning_names_the_last_day_and_is_sent_once(chased):
    assert warn(day(35)) == 1
    assert warn(day(36)) == 0
    [mail] = OutgoingEmail.objects.filter(event="silence_warning")
    assert (mail.to, mail.context["until"]) == ("anna@optics.example.org", "2026-11-09")


def test_a_late_warning_still_gives_a_week(chased):
    warn(day(50))
    [mail] = OutgoingEmail.objects.filter(event="silence_warning")
    assert mail.context["until"] == "2026-11-24"


@pytest.mark.parametrize("attempts", [0, 1])
def test_fewer_than_two_attempts_are_none(case, lin, attempts):
    for number in range(attempts):
        say(case, lin, number + 1)
    assert warn(day(60)) == 0


@pytest.mark.parametrize("what", ["message", "contact", "visit", "transfer", "reopened"])
def test_any_word_starts_the_count_anew(chased, lin, what):
    moment = day(20)
    if what == "message":
        on(moment, conversation.write, chased, body="Soon", language="en", key="w")
    elif what == "contact":
        try_to_reach(chased, lin, 20, "spoke")
    elif what == "visit":
        Visit.objects.create(case=chased, mode="online", state="held", starts_at=moment, time_zone="UTC")
    elif what == "transfer":
        park = cast.make_park(cast.make_operator("elsewhere"), "elsewhere")
        Transfer.objects.create(
            case=chased, to_park=park, reason="x", state="declined", asked_at=day(18), answered_at=moment
        )
    else:
        StageChange.objects.create(case=chased, from_stage="lost", to_stage="new", at=moment)
    say(chased, lin, 22)
    assert warn(day(56)) == 0  # one attempt since
    try_to_reach(chased, lin, 30)
    assert warn(day(54)) == 0
    assert warn(day(55, 1)) == 1


def test_what_the_park_only_heard_of_itself_is_no_word(chased, lin):
    """Attempts of the park, notes and stages do not reset the count."""
    on(day(20), conversation.note, chased, actor=lin, body="Odd")
    try_to_reach(chased, lin, 21)
    assert warn(day(35)) == 1


@pytest.mark.parametrize(
    "rest",
    [
        lambda case: Case.objects.update(on_hold_until=datetime.date(2027, 3, 1), on_hold_reason="Board"),
        lambda case: Inquiry.objects.update(screening="quarantined"),
        lambda case: Case.objects.update(stage="signed"),
        lambda case: Case.objects.update(stage="lost", lost_reason="price"),
        lambda case: Inquiry.objects.update(contact_email="", contact_phone="+32475123456"),
        lambda case: builders.make_visit(case, state="confirmed", starts_at=day(90), online_url=builders.MEETING),
    ],
    ids=["hold", "quarantine", "signed", "ended", "no address", "visit ahead"],
)
def test_who_is_not_warned_is_not_closed(chased, rest):
    rest(chased)
    assert (warn(day(60)), close(day(70))) == (0, 0)


# --- The end ---------------------------------------------------------------------------------


def test_after_six_weeks_and_a_week_after_the_warning_the_case_is_lost(chased):
    warn(day(35))
    sent(day(35))
    assert close(day(41, 12)) == 0
    assert close(day(42)) == 1
    assert close(day(43)) == 0
    row = Case.objects.get()
    assert (row.stage, row.lost_reason) == ("lost", "silent")
    change = StageChange.objects.latest("pk")
    assert (change.actor, change.note) == (None, "No word since 2026-09-28, 2 attempts, warned on 2026-11-02.")
    assert OutgoingEmail.objects.filter(event="stage_public_change").count() == 1


def test_the_week_counts_from_when_the_mail_server_took_the_warning(chased):
    warn(day(35))
    assert close(day(60)) == 0, "not sent yet"
    sent(day(50))
    assert close(day(56, 23)) == 0
    assert close(day(57)) == 1


@pytest.mark.parametrize("state", [{"state": "failed", "failed_at": day(36)}, {"state": "bounced", "sent_at": day(35)}])
def test_a_warning_that_did_not_arrive_closes_nothing(chased, state):
    warn(day(35))
    OutgoingEmail.objects.filter(event="silence_warning").update(**state)
    assert close(day(90)) == 0


def test_a_word_after_the_warning_saves_the_case(chased):
    warn(day(35))
    sent(day(35))
    on(day(41), conversation.write, chased, body="We are still here", language="en", key="w")
    assert close(day(50)) == 0
    assert Case.objects.get().stage == "new"


def test_a_reopened_case_is_not_closed_again_at_once(chased, lin):
    warn(day(35))
    sent(day(35))
    close(day(42))
    on(day(43), transitions.move, Case.objects.get(), "new", actor=lin, note="They called back")
    assert (warn(day(44)), close(day(44))) == (0, 0)


def test_the_weeks_are_a_setting(chased, settings):
    settings.SILENCE_WEEKS = 3
    assert warn(day(14)) == 1
    sent(day(14))
    assert (close(day(20)), close(day(21))) == (0, 1)


@pytest.mark.parametrize(
    ("start", "zone", "country", "warned"),
    [
        # Over Chinese New Year, where no clock changes: midnight in Beijing is 16:00 UTC.
        ("2026-01-20 03:00", "Asia/Shanghai", "CN", "2026-02-23 16:00"),
        # Over the start of summer time: the 35th day begins at 22:00 UTC instead of 23:00.
        ("2026-03-02 09:00", "Europe/Brussels", "BE", "2026-04-05 22:00"),
        # Over the end of summer time.
        ("2026-10-05 09:00", "Europe/Brussels", "BE", "2026-11-08 23:00"),
    ],
)
def test_the_calendar_is_the_operators_whatever_the_clocks_do(db, start, zone, country, warned):
    operator = cast.make_operator("there", country=country, time_zone=zone)
    park, lin = cast.make_park(operator, "there"), cast.make_lin(operator)
    opened, due = (datetime.datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, warned))
    case = on(opened, builders.make_case, park, now=opened)
    for number in (1, 2):
        moment = opened + datetime.timedelta(days=number)
        on(moment, conversation.reply, case, actor=lin, body="Hello?", key=f"{number}")
    assert warn(due - datetime.timedelta(seconds=1)) == 0
    assert warn(due) == 1


def test_quiet_weeks_cost_one_query(case, park_a, django_assert_num_queries):
    for more in (1, 3):
        for _ in range(more):
            builders.make_case(park_a, now=timezone.now())
        for verb in (silence.warn_silent, silence.close_silent):
            with django_assert_num_queries(1):
                verb(timezone.now())
