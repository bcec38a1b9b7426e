"""The week in numbers: counted from the log, sent on Monday, once."""

import datetime
import zoneinfo

import pytest
import time_machine

from inquiries.enums import Stage
from inquiries.models import Case, Inquiry, StageChange, Visit
from inquiries.workflow import pipeline
from notifications.models import OutgoingEmail
from tests.inquiries import builders

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")
MONDAY = datetime.date(2026, 11, 23)
WEEK = pipeline.Week.before(MONDAY, SHANGHAI)
INSIDE = WEEK.start + datetime.timedelta(days=2)


@pytest.fixture(autouse=True)
def platform_clock(settings):
    settings.TIME_ZONE = "Asia/Shanghai"


@pytest.fixture
def case(park_a):
    return builders.make_case(park_a, now=INSIDE)


def log(case, origin, to, at=INSIDE):
    StageChange.objects.create(case=case, from_stage=origin, to_stage=to, at=at)


def counts():
    return [(park.slug, {key: value for key, value in line.items() if value}) for park, line in pipeline.lines(WEEK)]


def send(moment):
    with time_machine.travel(moment, tick=False):
        return pipeline.send_summary(moment)


def test_everything_is_counted_from_the_log(case, park_b):
    log(case, "new", "accepted")
    log(case, "admitted", "signed")
    log(case, "signed", "settled")  # the same contract
    Case.objects.filter(pk=case.pk).update(first_response_at=INSIDE)
    late = builders.make_case(park_b, now=INSIDE - datetime.timedelta(days=30))
    Case.objects.filter(pk=late.pk).update(first_response_at=INSIDE)
    log(late, "contacted", "lost")
    Visit.objects.create(case=late, mode="online", state="held", starts_at=INSIDE, time_zone="UTC")
    Visit.objects.create(case=late, mode="online", state="cancelled", starts_at=INSIDE, time_zone="UTC")
    assert counts() == [
        ("cbtc", {"new": 1, "accepted": 1, "answered": 1, "in_time": 1, "signed": 1}),
        ("parkb", {"answered": 1, "visits": 1, "lost": 1}),
    ]


def test_who_moves_in_was_signed_before(park_a):
    old = builders.make_case(park_a, now=INSIDE - datetime.timedelta(days=30))
    log(old, "admitted", "signed", INSIDE - datetime.timedelta(days=20))
    log(old, "signed", "settled")
    assert counts() == []


def test_a_case_counts_once_and_skipping_accepted_is_accepting(case):
    log(case, "new", "contacted")
    log(case, "contacted", "new")
    log(case, "new", "accepted")
    assert counts() == [("cbtc", {"new": 1, "accepted": 1})]


@pytest.mark.parametrize(
    ("moment", "counted"),
    [
        (WEEK.start - datetime.timedelta(seconds=1), False),
        (WEEK.start, True),
        (WEEK.end - datetime.timedelta(seconds=1), True),
        (WEEK.end, False),
    ],
)
def test_the_week_runs_from_monday_to_sunday(park_a, moment, counted):
    builders.make_case(park_a, now=moment)
    assert bool(counts()) is counted


def test_quarantine_does_not_count(case):
    log(case, "new", Stage.LOST)
    Inquiry.objects.update(screening="quarantined")
    assert counts() == []


@pytest.mark.parametrize(
    ("monday", "hours"), [("2026-03-30", 167), ("2026-10-26", 169), ("2026-11-23", 168)]
)  # both changes of the clock are on Sundays
def test_a_week_of_changed_clocks_is_still_a_week(monday, hours):
    week = pipeline.Week.before(datetime.date.fromisoformat(monday), BRUSSELS)
    assert week.end.timestamp() - week.start.timestamp() == hours * 3600


def test_it_is_sent_once_a_week_from_monday_morning_on(case, wei, lin):
    due = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)
    assert send(due - datetime.timedelta(minutes=1)) == 0
    assert send(due) == 1
    assert send(due + datetime.timedelta(days=3)) == 0
    assert send(due + datetime.timedelta(days=7)) == 1
    mails = OutgoingEmail.objects.filter(event="pipeline_summary").order_by("pk")
    assert [(mail.to, mail.context["first"], mail.context["last"]) for mail in mails] == [
        (wei.email, "2026-11-16", "2026-11-22"),
        (wei.email, "2026-11-23", "2026-11-29"),
    ]
    assert mails[0].context["lines"][0]["park"] == "cbtc park"
    assert (mails[0].context["totals"]["new"], mails[1].context["lines"]) == (1, [])


def test_before_the_first_case_there_is_nothing_to_say(wei, park_a):
    builders.make_case(park_a, now=WEEK.end)
    assert send(datetime.datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)) == 0


def test_the_numbers_cost_four_queries(case, park_b, django_assert_num_queries):
    for more in (1, 3):
        for _ in range(more):
            builders.make_case(park_b, now=INSIDE)
        with django_assert_num_queries(4):
            pipeline.lines(WEEK)
