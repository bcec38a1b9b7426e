"""Background work: the worker, the outbox, the chores and the scheduled tasks."""

import datetime
from typing import Any

from celery.schedules import crontab
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.text import sentences
from inquiries.enums import IncomingState
from inquiries.health.names import CHORE, listed
from inquiries.health.state import Point, State, ago, state
from inquiries.models import IncomingEmail
from notifications import heartbeat
from notifications.enums import MailState
from notifications.models import OutgoingEmail, TaskFailure, TaskRun
from parks.models import Job
from parks.worklist import JobState

MOST = 1000  # as far as anything is counted
CHORES_LATE = datetime.timedelta(minutes=30)  # they run every five minutes
STUCK, LONG_STUCK = datetime.timedelta(minutes=10), datetime.timedelta(hours=1)
GRACE = datetime.timedelta(minutes=10)
DAY = datetime.timedelta(days=1)
NAMED = 5


def worker(now: datetime.datetime) -> Point:
    seen = heartbeat.last_beat()
    silent = heartbeat.is_silent(seen, now)
    says = _("Last seen %(time)s ago.") % {"time": ago(now - seen)} if seen else _("Never seen.")
    todo = _("Start the worker. Until then mails wait in the outbox; “manage.py send_outbox” sends them without it.")
    return Point("worker", _("Background worker"), state(False, silent), says, todo if silent else "")


def queue(now: datetime.datetime) -> Point:
    """How long the oldest mail that is due has waited for its turn."""
    oldest = OutgoingEmail.objects.due().order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    waits = now - oldest if oldest else datetime.timedelta()
    says = _("The oldest due mail waits for %(time)s.") % {"time": ago(waits)} if oldest else _("No mail is due.")
    found = state(waits > STUCK, waits > LONG_STUCK)
    todo = "" if found == State.GOOD else _("Look whether the worker and the mail server are there.")
    return Point("queue", _("Mails in the queue"), found, says, todo, _mails("queued"))


def mails(now: datetime.datetime) -> Point:
    failed = OutgoingEmail.objects.filter(state=MailState.FAILED, failed_at__gte=now - DAY)[:MOST].count()
    says = ngettext(
        "%(count)d mail was given up within a day.", "%(count)d mails were given up within a day.", failed
    ) % {"count": failed}
    todo = _("Read the reasons, correct the address or the settings, and send them again.") if failed else ""
    return Point("mails", _("Failed mails"), state(failed > 0), says, todo, _mails("failed"))


def held(now: datetime.datetime) -> Point:
    out = OutgoingEmail.objects.filter(state=MailState.WITHHELD)[:MOST].count()
    quarantined = IncomingEmail.objects.filter(state=IncomingState.QUARANTINED)[:MOST].count()
    says = _("%(out)d outgoing mails are withheld, %(came)d incoming mails are held back.") % {
        "out": out,
        "came": quarantined,
    }
    todo = _("Decide about the mails that are held back.") if quarantined else ""
    url = f"{reverse('admin:inquiries_incomingemail_changelist')}?state__exact={IncomingState.QUARANTINED}"
    return Point("held", _("Mails held back"), state(quarantined > 0), says, todo, url)


def chores(now: datetime.datetime) -> Point:
    """Late, or failed at their last turn."""
    rows = list(TaskRun.objects.filter(name__startswith=CHORE).order_by("name"))
    last = max((row.done_at for row in rows if row.done_at), default=None)
    label = _("Chores")
    if last is None:
        return Point("chores", label, State.ACT, _("No chore has ever run."), _TODO_CHORES())
    says = _("Last run %(time)s ago.") % {"time": ago(now - last)}
    if now - last > CHORES_LATE:
        return Point("chores", label, State.ACT, says, _TODO_CHORES())
    broken = [row.name for row in rows if _is_broken(row)]
    if broken:
        failed = _("Failed at the last turn: %(names)s.") % {"names": listed(broken[:NAMED])}
        says = sentences(says, failed)
        return Point("chores", label, State.ACT, says, _("The log has the whole error. The next turn tries again."))
    return Point("chores", label, State.GOOD, says)


def _TODO_CHORES() -> str:
    return _("Start worker and scheduler, or run “manage.py mind_cases” every five minutes.")


def _is_broken(row: TaskRun) -> bool:
    return row.failed_at is not None and (row.done_at is None or row.failed_at > row.done_at)


def tasks(now: datetime.datetime) -> Point:
    """What the scheduler starts, against how often it should."""
    rows = {row.name: row for row in TaskRun.objects.exclude(name__startswith=CHORE)}
    late, never = [], []
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        name, row = entry["task"], rows.get(entry["task"])
        if row is None or row.done_at is None:
            never.append(name)
        elif now - row.done_at > 2 * interval(entry["schedule"]) + GRACE:
            late.append(name)
    parts = [_("Late: %(names)s.") % {"names": listed(late)}] if late else []
    parts += [_("Not seen yet: %(names)s.") % {"names": listed(never)}] if never else []
    says = sentences(*parts) or _("All came to their end in time.")
    todo = _("Look whether the scheduler runs, exactly once.") if late or never else ""
    return Point("tasks", _("Scheduled tasks"), state(bool(never), bool(late)), says, todo)


def interval(schedule: Any) -> datetime.timedelta:
    """How much time lies between two turns."""
    if not isinstance(schedule, crontab):
        return datetime.timedelta(seconds=float(schedule))
    turns = len(schedule.minute) * len(schedule.hour)
    return DAY / turns


def failures(now: datetime.datetime) -> Point:
    count = TaskFailure.objects.filter(at__gte=now - DAY)[:MOST].count()
    says = ngettext("%(count)d failure within a day.", "%(count)d failures within a day.", count) % {"count": count}
    todo = _("The last ones stand below; the log has the whole error.") if count else ""
    return Point("failures", _("Failed tasks"), state(count > 0), says, todo)


def jobs(now: datetime.datetime) -> Point:
    """What people ordered: how much failed within a day, and how long the oldest waits. One that was refused, since its
    file or list was not right, has told its owner why; one that broke is ours."""
    ended = Job.objects.filter(state=JobState.FAILED, ended_at__gte=now - DAY)
    failed, broken = ended[:MOST].count(), ended.filter(result__broken=True)[:MOST].count()
    oldest = Job.objects.due().order_by("created_at").values_list("created_at", flat=True).first()
    waits = now - oldest if oldest else datetime.timedelta()
    says = ngettext(
        "%(count)d job failed within a day, %(broken)d by an error of the program.",
        "%(count)d jobs failed within a day, %(broken)d by an error of the program.",
        failed,
    ) % {"count": failed, "broken": broken}
    if oldest:
        says = sentences(says, _("The oldest that is due waits for %(time)s.") % {"time": ago(waits)})
    todo = ""
    if broken:
        todo = _("The log has the whole error. Whoever ordered a job was told; order it again once it is mended.")
    elif waits > STUCK:
        todo = _("Look whether the worker runs, or run “manage.py run_jobs”.")
    url = f"{reverse('admin:parks_job_changelist')}?state__exact={JobState.FAILED}"
    return Point("jobs", _("Background jobs"), state(broken > 0 or waits > STUCK, waits > LONG_STUCK), says, todo, url)


def _mails(of_state: str) -> str:
    return f"{reverse('admin:notifications_outgoingemail_changelist')}?state__exact={of_state}"
