"""What background work came to its end, and what failed: two small tables that the health page reads.

Written by the list of chores and by the worker's own hooks (`portal/celery.py`). The words of an error stay in the log.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from django.conf import settings
from django.utils import timezone

from notifications.models import TaskFailure, TaskRun

KEPT = timedelta(days=30)
BATCH = 1000


def done(names: Iterable[str], now: datetime | None = None) -> None:
    """Note that these came to their end now; one statement for all."""
    at = now or timezone.now()
    rows = [TaskRun(name=name, done_at=at) for name in names]
    if rows:
        TaskRun.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["done_at"])


def failed(name: str, error: BaseException, now: datetime | None = None) -> None:
    """Note that this one failed, how, and where in our own source."""
    at = now or timezone.now()
    TaskRun.objects.bulk_create(
        [TaskRun(name=name, failed_at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["failed_at"]
    )
    place = place_of(error.__traceback__)
    TaskFailure.objects.create(task=name[:100], kind=type(error).__name__[:100], place=place[:200], at=at)


def claim(name: str, due: datetime, now: datetime) -> bool:
    """Take one turn of something that is due once after each `due`; of several at once one gets it.

    The very first call only begins the count: nothing is known yet of how things were.
    """
    _row, created = TaskRun.objects.get_or_create(name=name, defaults={"done_at": now})
    return not created and bool(TaskRun.objects.filter(name=name, done_at__lt=due).update(done_at=now))


def place_of(trace: TracebackType | None) -> str:
    """`inquiries/chores.py:61`: the innermost line of our own; empty where there is none."""
    found, root = "", Path(settings.BASE_DIR)
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(root) and ".venv" not in file.parts:
            found = f"{file.relative_to(root)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def erase_due(now: datetime) -> int:
    """Forget failures of more than thirty days ago; returns how many."""
    old = TaskFailure.objects.filter(at__lt=now - KEPT).order_by("at").values_list("pk", flat=True)[:BATCH]
    return TaskFailure.objects.filter(pk__in=list(old)).delete()[0]
