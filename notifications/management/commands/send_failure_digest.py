"""Queues the daily report of failed mails now; the beat schedule does the same every morning."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications import digest


class Command(BaseCommand):
    help = "Tell the platform's administrators which mails were given up since the last report."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"queued {len(digest.queue_digest())} report(s)")
