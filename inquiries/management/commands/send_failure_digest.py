"""Queues the daily report about mails and health now; the chores do the same every morning."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from inquiries.health import telling


class Command(BaseCommand):
    help = "Tell the platform's administrators what is not well, and which mails were given up since the last report."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"queued {len(telling.send(timezone.now()))} report(s)")
