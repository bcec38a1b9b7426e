"""A silent worker is told of by whoever looks: the health page, the commands."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from notifications import alarm, heartbeat
from notifications.models import OutgoingEmail, WorkerBeat
from notifications.rendering import render

pytestmark = pytest.mark.django_db
HTML = {"accept": "text/html", "accept-language": "en"}


@pytest.fixture
def silent(wei):
    """The worker was last seen six minutes ago."""
    seen = timezone.now() - timedelta(minutes=6)
    WorkerBeat.objects.create(name="worker", at=seen)
    return seen


def alarms():
    return list(OutgoingEmail.objects.filter(event="worker_silent"))


@pytest.mark.parametrize(("minutes", "raised"), [(5, 0), (6, 1)])
def test_the_alarm_is_raised_after_the_minutes_of_the_setting(wei, minutes, raised):
    now = timezone.now()
    WorkerBeat.objects.create(name="worker", at=now - timedelta(minutes=minutes))
    assert alarm.raise_alarm(now) == raised


def test_one_silence_one_alarm_and_the_next_silence_another(silent, wei, lin):
    assert alarm.raise_alarm(timezone.now()) == 1
    assert alarm.raise_alarm(timezone.now()) == 0
    [mail] = alarms()
    assert (mail.to, mail.audience) == (wei.email, "platform")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        heartbeat.beat("worker")
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=6), tick=False):
        assert alarm.raise_alarm(timezone.now()) == 1


def test_where_no_worker_ever_was_nobody_is_alarmed(wei):
    heartbeat.beat("send_outbox")
    WorkerBeat.objects.update(at=timezone.now() - timedelta(days=3))
    assert alarm.raise_alarm(timezone.now()) == 0


def test_the_health_page_raises_it_and_says_so(client, silent):
    assert client.get("/health/").json()["worker_alarm_seconds_ago"] == 0
    assert len(alarms()) == 1
    page = client.get("/health/", headers=HTML).content.decode()
    assert "administrators have been written to" in page
    heartbeat.beat("worker")
    assert client.get("/health/").json()["worker_alarm_seconds_ago"] is None
    assert "administrators have been written to" not in client.get("/health/", headers=HTML).content.decode()


def test_send_outbox_raises_it_before_it_shows_life_itself_and_sends_it(silent, mailoutbox):
    call_command("send_outbox")
    assert [mail.state for mail in alarms()] == ["sent"]
    assert mailoutbox[0].subject == "Parkbridge: the background worker is silent"


def test_mind_cases_raises_it(silent):
    call_command("mind_cases")
    assert len(alarms()) == 1


@pytest.mark.parametrize(
    ("language", "subject", "phrase"),
    [
        ("en", "Parkbridge: the background worker is silent", "more than 5 minutes ago."),
        ("zh-hans", "园桥：后台进程没有响应", "已超过 5 分钟。"),
    ],
)
def test_the_mail_speaks_the_readers_language(silent, wei, language, subject, phrase):
    type(wei).objects.update(language=language)
    alarm.raise_alarm(timezone.now())
    words = render(alarms()[0])
    assert (words.subject, words.warning) == (subject, "")
    assert phrase in words.text and "http://testserver/health/" in words.text
