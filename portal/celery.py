"""The Celery application; tasks live in each app's `tasks.py`."""

import logging
import os
from collections.abc import Callable
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish, setup_logging, task_failure, task_postrun, task_prerun, task_success
from django.conf import settings
from django.db import DatabaseError

from portal.logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

logger = logging.getLogger(__name__)
app = Celery("parkbridge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when this signal is answered; Django's LOGGING then serves the worker too."""


@before_task_publish.connect
def send_request_id(headers: dict[str, Any], **_: Any) -> None:
    """The request that caused a task travels with it, so that one search finds the lines of both."""
    headers["request_id"] = request_id.get()


@task_prerun.connect
def take_request_id(task: Task, **_: Any) -> None:
    request_id.set(task.request.get("request_id") or task.request.id or "")


@task_postrun.connect
def drop_request_id(**_: Any) -> None:
    request_id.set("")


@task_success.connect
def note_end(sender: Task, **_: Any) -> None:
    """What the scheduler starts is noted for the health page; one mail more or less is not."""
    from notifications import runs  # Celery is set up before the models are

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    if sender.name in scheduled:
        _note(lambda: runs.done([sender.name]))


@task_failure.connect
def note_failure(sender: Task, exception: BaseException, **_: Any) -> None:
    from notifications import runs

    _note(lambda: runs.failed(sender.name, exception))


def _note(write: Callable[[], None]) -> None:
    """A database that is away must not turn the end of a task into another failure."""
    try:
        write()
    except DatabaseError:
        logger.exception("the end of a task could not be noted")
