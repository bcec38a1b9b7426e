import datetime

import pytest
import time_machine

from inquiries.health import telling
from inquiries.health.state import Point, State
from notifications.models import OutgoingEmail, TaskRun
from parks import jobs
from tests import cast

pytestmark = pytest.mark.django_db


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def reports():
    return OutgoingEmail.objects.filter(event="mail_failure_digest").order_by("pk")


def test_one_mail_a_day_to_each_administrator_in_their_language(wei, lin):
    cast.make_user("zhao@parkbridge.example.org", language="zh-hans", platform_role="platform_admin")
    counts = []
    for moment in ("2026-11-24 10:00", "2026-11-25 00:25", "2026-11-25 00:35", "2026-11-25 12:00", "2026-11-26 00:30"):
        with time_machine.travel(utc(moment), tick=False):
            counts.append(telling.send_daily(utc(moment)))
    assert counts == [0, 0, 2, 0, 2]
    english, chinese = reports()[:2]
    assert (english.to, english.language, chinese.language) == ("wei@parkbridge.example.org", "en", "zh-hans")
    labels = [point["label"] for point in english.context["points"]]
    assert labels[0] == "Background worker"
    assert "Backup" in labels
    assert english.context["health"] == "http://testserver/en/admin/health/"


def test_failed_mails_come_in_the_same_mail(wei):
    TaskRun.objects.create(name=telling.LOOK, done_at=utc("2026-11-24 01:00"))
    OutgoingEmail.objects.create(
        event="message",
        audience="staff",
        to="a@x.org",
        language="en",
        message_id="1",
        state="failed",
        failed_at=utc("2026-11-24 20:00"),
        last_error="other: x",
    )
    with time_machine.travel(utc("2026-11-25 00:35"), tick=False):
        assert telling.send_daily(utc("2026-11-25 00:35")) == 1
    (row,) = reports()
    assert (row.context["total"], len(row.context["points"]) > 0) == (1, True)
    assert "Failed mails" not in [point["label"] for point in row.context["points"]]


def test_what_can_wait_is_told_on_mondays(wei, monkeypatch):
    point = Point("facts", "Old figures", State.LOOK, "3 are old.", waits=True)
    monkeypatch.setattr(telling, "all_points", lambda now: [point])
    assert telling.send(utc("2026-11-24 01:00")) == []  # a Tuesday
    assert len(telling.send(utc("2026-11-30 01:00"))) == 1


def test_all_is_well(wei, monkeypatch):
    monkeypatch.setattr(telling, "all_points", lambda now: [])
    assert telling.send(utc("2026-11-30 01:00")) == []
    assert not OutgoingEmail.objects.exists()


def test_a_job_that_broke_is_in_the_daily_mail_and_its_owner_knows(wei, lin, monkeypatch):
    def broken(job, told):
        raise ZeroDivisionError("of Mr Smith")

    monkeypatch.setitem(jobs._runners, "export", broken)
    now = utc("2026-11-25 00:35")
    TaskRun.objects.create(name=telling.LOOK, done_at=utc("2026-11-24 01:00"))
    with time_machine.travel(now, tick=False):
        jobs.run(jobs.order("export", lin).pk)
        telling.send_daily(now)
    told = {point["label"]: point["says"] for point in reports().get().context["points"]}
    assert told["Background jobs"] == "1 job failed within a day, 1 by an error of the program."
    owned = OutgoingEmail.objects.get(event="job_done")
    assert (owned.to, owned.context["failed"], "Mr Smith" in str(owned.context)) == (lin.email, True, False)
