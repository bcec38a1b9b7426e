"""The Celery application; tasks live in each app's `tasks.py`."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun

from portal.logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

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
