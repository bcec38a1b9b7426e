import datetime
import os

import pytest
from django.utils import timezone, translation

from inquiries import chores
from inquiries.health import State, all_points, house, work
from inquiries.health.state import ago
from notifications import heartbeat, runs
from notifications.models import OutgoingEmail, TaskFailure, TaskRun, WorkerBeat
from parks import jobs
from parks.importing.refusals import Refused
from parks.models import ExchangeRate, Fact, HolidayOverride, Job, Metric, Source
from tests import cast

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))


@pytest.fixture(autouse=True)
def english(settings, tmp_path):
    settings.BACKUP_STAMP = str(tmp_path / "backup.stamp")
    with translation.override("en"):
        yield


@pytest.fixture
def now():
    return timezone.now()


def mail(**fields):
    number = OutgoingEmail.objects.count()
    return OutgoingEmail.objects.create(
        **{
            "event": "message",
            "audience": "staff",
            "to": "a@x.org",
            "language": "en",
            "message_id": f"{number}",
            **fields,
        }
    )


def test_a_worker_that_stopped_is_seen_within_five_minutes(now):
    assert work.worker(now).state == State.ACT
    heartbeat.beat(heartbeat.WORKER)
    assert work.worker(timezone.now()).state == State.GOOD
    WorkerBeat.objects.update(at=now - 5 * MINUTE - datetime.timedelta(seconds=1))
    point = work.worker(now)
    assert (point.state, point.says) == (State.ACT, "Last seen 5 minutes ago.")
    assert "send_outbox" in point.todo


@pytest.mark.parametrize(("waits", "state"), [(5, "good"), (11, "look"), (61, "act")])
def test_the_age_of_the_queue(now, waits, state):
    mail(next_attempt_at=now - waits * MINUTE)
    mail(next_attempt_at=now + HOUR, state="awaiting_retry")  # not due: no sign of trouble
    assert work.queue(now).state == state


def test_failed_and_held_mails(now):
    assert (work.mails(now).state, work.held(now).state) == (State.GOOD, State.GOOD)
    mail(state="failed", failed_at=now)
    mail(state="failed", failed_at=now - 2 * DAY)
    assert (work.mails(now).state, work.mails(now).says) == (State.LOOK, "1 mail was given up within a day.")


def test_chores_that_are_late_or_failed(now, monkeypatch):
    assert work.chores(now).state == State.ACT
    chores.mind(now)
    assert work.chores(now).state == State.GOOD
    assert work.chores(now + 31 * MINUTE).state == State.ACT

    def broken(moment):
        raise ZeroDivisionError("of Mr Smith")

    monkeypatch.setattr(chores, "CHORES", (("idle_due", broken), ("other", lambda moment: 0)))
    chores.mind(now + MINUTE)
    point = work.chores(now + MINUTE)
    assert point.state == State.ACT
    assert "Failed at the last turn: Reminders of cases without activity." in point.says
    failure = TaskFailure.objects.get()
    assert (failure.task, failure.kind) == ("chore:idle_due", "ZeroDivisionError")
    assert failure.place.startswith("tests/inquiries/health/test_points.py:")
    assert work.failures(now + MINUTE).state == State.LOOK
    monkeypatch.undo()
    chores.mind(now + 2 * MINUTE)
    assert work.chores(now + 2 * MINUTE).state == State.GOOD


def test_jobs_that_broke_and_jobs_that_wait(now, lin, monkeypatch):
    def refused(job, told):
        raise Refused("Not today.")

    def broken(job, told):
        raise ZeroDivisionError("of Mr Smith")

    assert work.jobs(now).state == State.GOOD
    assert work.jobs(now).says == "0 jobs failed within a day, 0 by an error of the program."
    for runner, state, count in ((refused, State.GOOD, "1 job"), (broken, State.LOOK, "2 jobs")):
        monkeypatch.setitem(jobs._runners, "export", runner)
        jobs.run(jobs.order("export", lin).pk)
        assert work.jobs(timezone.now()).state == state
        assert work.jobs(timezone.now()).says.startswith(f"{count} failed within a day")
    assert work.jobs(timezone.now()).says == "2 jobs failed within a day, 1 by an error of the program."
    failure = TaskFailure.objects.get()
    assert (failure.task, failure.kind) == ("job:export", "ZeroDivisionError")
    assert work.jobs(timezone.now() + 25 * HOUR).state == State.GOOD


@pytest.mark.parametrize(("minutes", "state"), [(5, "good"), (11, "look"), (61, "act")])
def test_jobs_that_nobody_does(now, lin, minutes, state):
    job = jobs.order("export", lin)
    Job.objects.filter(pk=job.pk).update(created_at=now - minutes * MINUTE)
    assert work.jobs(now).state == state


def test_a_job_of_a_lost_worker_counts_as_broken(now, lin):
    job = jobs.order("export", lin)
    Job.objects.filter(pk=job.pk).update(attempts=3, state="running", leased_until=now - MINUTE)
    jobs.work()
    assert work.jobs(timezone.now()).says == "1 job failed within a day, 1 by an error of the program."


def test_scheduled_tasks(now, settings):
    assert work.tasks(now).state == State.LOOK
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    runs.done(names, now)
    assert work.tasks(now).state == State.GOOD
    late = work.tasks(now + 3 * HOUR)
    assert late.state == State.ACT
    assert late.says == (
        "Late: Sending of waiting mails, Sizes of photos that were left, Imports and exports in the background, "
        "Check of links, Chores (deadlines and reminders), Clearing of uploads that were never sent."
    )  # clearing of files that no record names runs once a day


def test_the_backup(now, settings):
    assert house.backup(now).state == State.LOOK
    stamp = settings.BACKUP_STAMP
    open(stamp, "w").close()
    assert house.backup(now).state == State.GOOD
    old = (now - 49 * HOUR).timestamp()
    os.utime(stamp, (old, old))
    assert (house.backup(now).state, house.backup(now).says) == (State.ACT, "Last reported 2 days ago.")


def test_the_disk(now, monkeypatch):
    for free, state in ((50, "good"), (15, "look"), (5, "act")):
        usage = type("Usage", (), {"total": 100, "free": free})
        monkeypatch.setattr(house.shutil, "disk_usage", lambda place, usage=usage: usage)
        assert house.disk(now).state == state


def test_the_database_has_a_size(now):
    assert house.database(now).says != "0 bytes large."


def test_rates(now):
    assert house.rates(now).state == State.GOOD
    today = timezone.localdate()
    ExchangeRate.objects.create(base="EUR", quote="CNY", rate=8, as_of=today - 60 * DAY)
    assert house.rates(now).state == State.LOOK
    ExchangeRate.objects.create(base="EUR", quote="CNY", rate=8, as_of=today)
    assert house.rates(now).state == State.GOOD


def test_calendars_know_what_is_not_announced_yet(operator_b):
    june, december = (datetime.datetime(2026, month, 1, 12, tzinfo=datetime.UTC) for month in (6, 12))
    assert house.calendars(june).state == State.GOOD
    point = house.calendars(december)
    assert (point.state, "CN 2027" in point.says) == (State.LOOK, True)
    HolidayOverride.objects.create(country="CN", day=datetime.date(2027, 2, 20), kind="worked", reason_en="x")
    assert house.calendars(december).state == State.GOOD


def test_content(now, park_a):
    assert (house.facts(now).state, house.texts(now).state) == (State.GOOD, State.GOOD)
    metric = Metric.objects.create(code="t", name_en="Tenants", name_zh_hans="企业", unit="companies")
    source = Source.objects.create(code="r", title_en="R", title_zh_hans="报告")
    Fact.objects.create(park=park_a, metric=metric, value=1, source=source, headline=True)
    cast.make_park(park_a.operator, "half", summary_en="")
    assert house.facts(now).says.startswith("1 headline")
    assert house.texts(now).says.startswith("1 public")


def test_lengths_of_time():
    assert [ago(length) for length in (MINUTE, 90 * MINUTE, 5 * HOUR, 3 * DAY)] == [
        "1 minute",
        "90 minutes",
        "5 hours",
        "3 days",
    ]


def test_old_failures_are_forgotten(now):
    TaskFailure.objects.create(task="x", kind="E", at=now - 31 * DAY)
    TaskFailure.objects.create(task="y", kind="E", at=now - 29 * DAY)
    assert runs.erase_due(now) == 1
    assert [row.task for row in TaskFailure.objects.all()] == ["y"]


def test_one_turn_is_given_once(now):
    assert not runs.claim("x", now, now)  # the first call only begins the count
    TaskRun.objects.update(done_at=now - DAY)
    assert [runs.claim("x", now - HOUR, now) for _ in range(2)] == [True, False]


def test_all_points_ask_a_bounded_number_of_questions(now, operator_b, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        assert len(all_points(now)) == 15
