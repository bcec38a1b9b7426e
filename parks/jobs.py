"""Background work: ordered as a row, claimed under a lease, done by whoever comes by.

A Celery task, `manage.py run_jobs` and a page that may wait all call `run`; none of them hands over more than ids.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.enums import Language
from common.sheets import SheetError
from common.wakeup import ring
from notifications import runs
from notifications.outbox import queue
from parks import mail
from parks.importing.refusals import Refused
from parks.models import ImportBatch, Job
from parks.tables import in_both
from parks.worklist import JobState

logger = logging.getLogger(__name__)
TASK = "parks.tasks.run_jobs"
FAILURE = "job:"  # what the list of failures calls a job, before its kind
FOLDER = "tables"  # where `parks.models.jobs.stored_name` puts files
MOST_WAITING = 5  # unfinished jobs of one person
TOO_MANY = _("%(count)s of your jobs are not finished yet. Wait for one to end.")
BROKEN = _("Something went wrong in the program; it was logged. Nothing more will be done about it by itself.")
LOST = _("The worker was stopped several times while it did this.")
Runner = Callable[[Job, "Progress"], dict[str, Any] | None]
_runners: dict[str, Runner] = {}
_failures: list[Callable[[Job], None]] = []


class LeaseLost(Exception):
    """Somebody else has the job by now: whatever was done in this transaction must not be kept."""


class Progress:
    """Tells how far the work is, and renews the lease. Called in a transaction, it keeps the job for its whole length:
    whoever else wants the job waits for the commit, and then finds it done."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, done: int, total: int) -> None:
        ours = Job.objects.filter(pk=self.job.pk, lease=self.job.lease, state=JobState.RUNNING)
        until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        if not ours.update(done=done, total=total, leased_until=until):
            raise LeaseLost


def register(kind: str, runner: Runner) -> None:
    """Who does this kind of work; called once, when an app is ready."""
    _runners[kind] = runner


def on_failure(handle: Callable[[Job], None]) -> None:
    """Called in the transaction in which a job is given up."""
    if handle not in _failures:
        _failures.append(handle)


def order(kind: str, owner: User, *, batch: ImportBatch | None = None, **payload: Any) -> Job:
    """Write the job in the caller's transaction; a worker is told after the commit."""
    waiting = Job.objects.filter(owner=owner, state__in=(JobState.QUEUED, JobState.RUNNING)).count()
    if waiting >= MOST_WAITING:
        raise Refused(TOO_MANY, count=waiting)
    language = get_language() or owner.language
    job = Job.objects.create(
        kind=kind,
        owner=owner,
        batch=batch,
        language=language if language in Language.values else owner.language,
        payload=payload,
    )
    transaction.on_commit(partial(ring, TASK, job.pk, about="a background job; the sweep will find it"))
    return job


def claim(pk: int) -> Job | None:
    """Take a job that waits or was lost by its worker; None when it is somebody's, or over.

    One conditional UPDATE: of two workers one gets it. A job that was lost too often is given up.
    """
    now, lease = timezone.now(), uuid.uuid4()
    due = Job.objects.due().filter(pk=pk)
    if due.filter(attempts__gte=Job.MOST_ATTEMPTS).exists():
        spent = Job.objects.get(pk=pk)
        give_up(spent, in_both(LOST), tell=True, broken=True)
        return None
    until = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    taken = due.filter(attempts__lt=Job.MOST_ATTEMPTS).update(
        state=JobState.RUNNING, lease=lease, leased_until=until, attempts=F("attempts") + 1, done=0, total=None
    )
    return Job.objects.select_related("owner", "batch").get(pk=pk) if taken else None


def run(pk: int, *, tell: bool = True) -> bool:
    """Do one job if it can be had; True when it was done or given up. `tell`: mail the person who ordered it."""
    job = claim(pk)
    if job is None:
        return False
    try:
        with override(job.language):
            result = _runners[job.kind](job, Progress(job))
    except LeaseLost:
        logger.warning("job %s: the lease ran out; its work was dropped here", job.pk)
        return False
    except (Refused, SheetError) as refusal:
        words = refusal.words if isinstance(refusal, Refused) else in_both(refusal.reason, refusal.params)
        give_up(job, words, tell=tell)
    except OperationalError:
        # A database that hung up or a deadlock: another attempt may do better.
        logger.exception("job %s: the database gave up; it is tried again", job.pk)
        Job.objects.filter(pk=job.pk, lease=job.lease).update(state=JobState.QUEUED, lease=None, leased_until=None)
        return False
    except Exception as error:
        logger.exception("job %s failed", job.pk)
        runs.failed(f"{FAILURE}{job.kind}", error)
        give_up(job, in_both(BROKEN), tell=tell, broken=True)
    else:
        _settle(job, result or {}, tell)
    return True


def _settle(job: Job, result: dict[str, Any], tell: bool) -> None:
    with transaction.atomic():
        ours = Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING)
        end = {"state": JobState.DONE, "ended_at": timezone.now(), "lease": None, "leased_until": None}
        if not ours.update(**end, result=result, file=job.file.name or "", file_name=job.file_name):
            logger.warning("job %s: the lease ran out before its result was stored", job.pk)
            return
        if tell:
            queue(mail.job_done(Job.objects.select_related("owner", "batch").get(pk=job.pk)))


def give_up(job: Job, words: dict[str, str], *, tell: bool, broken: bool = False) -> None:
    """End a job that came to nothing, and put back what waits for it. `broken`: through no fault of who ordered it, so
    that the health page tells it.
    """
    with transaction.atomic():
        ours = Job.objects.filter(pk=job.pk, lease=job.lease).exclude(state__in=(JobState.DONE, JobState.FAILED))
        end = {"state": JobState.FAILED, "ended_at": timezone.now(), "lease": None, "leased_until": None}
        if not ours.update(**end, error=words, result={"broken": True} if broken else {}):
            return
        for handle in _failures:
            handle(job)
        if tell:
            queue(mail.job_done(Job.objects.select_related("owner", "batch").get(pk=job.pk)))


def work(ids: Iterable[int] = ()) -> int:
    """Do these jobs, then whatever else is due, the oldest first; returns how many were done."""
    done = sum(run(pk) for pk in ids)
    tried: set[int] = set(ids)
    while True:
        pk = Job.objects.due().exclude(pk__in=tried).order_by("created_at").values_list("pk", flat=True).first()
        if pk is None:
            return done
        tried.add(pk)
        done += run(pk)


def _orphans(now: datetime) -> int:
    """Delete files that no row names: a worker left them that died between writing one and saying so."""
    gone, storage = 0, default_storage
    months = storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else []
    for month in months:
        paths = [f"{FOLDER}/{month}/{name}" for name in storage.listdir(f"{FOLDER}/{month}")[1]]
        for start in range(0, len(paths), 500):
            part = paths[start : start + 500]
            named = {
                *Job.objects.filter(file__in=part).values_list("file", flat=True),
                *ImportBatch.objects.filter(file__in=part).values_list("file", flat=True),
            }
            for path in part:
                if path not in named and storage.get_modified_time(path) < now - timedelta(days=1):
                    storage.delete(path)
                    gone += 1
    return gone


def expire_due(now: datetime) -> int:
    """Delete results JOB_FILE_DAYS after their job ended, and jobs after 90 days; returns how many files went."""
    old = Job.objects.filter(ended_at__lte=now - timedelta(days=settings.JOB_FILE_DAYS)).exclude(file="")
    gone = 0
    for job in old[:200]:
        Job.objects.filter(pk=job.pk).update(file="")
        job.file.storage.delete(str(job.file.name))
        gone += 1
    gone += _orphans(now)
    over = Q(ended_at__lte=now - timedelta(days=90), file="")
    Job.objects.filter(pk__in=list(Job.objects.filter(over).values_list("pk", flat=True)[:1000])).delete()
    return gone
