"""Does without Celery what the worker does with background jobs; also fit for cron every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from parks import jobs


class Command(BaseCommand):
    help = "Do the imports and exports that wait, or that a lost worker left, and print how many were done."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"jobs done: {jobs.work()}")
