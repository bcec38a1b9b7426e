"""Drains the outbox without Celery, for a cron job or an administrator while the broker is down."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications import alarm, delivery, heartbeat


class Command(BaseCommand):
    help = "Send the mails that are due, without Celery, and print the counts. Exit code 1 if the server is away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send one batch only")
        parser.add_argument("--limit", type=int, help="try at most so many mails")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = options["limit"]
        if limit is not None and limit < 1:
            raise CommandError("--limit must be 1 or more.")
        if options["once"]:
            limit = min(limit or settings.OUTBOX_BATCH, settings.OUTBOX_BATCH)
        alarm.raise_alarm(timezone.now())
        heartbeat.beat("send_outbox")
        recovered = delivery.recover()
        total = delivery.Tally()
        while True:
            tally = delivery.drain(limit=None if limit is None else limit - total.tried)
            total.add(tally)
            if not tally.tried or not tally.reachable or (limit is not None and total.tried >= limit):
                break
        self.stdout.write(
            f"sent {total.sent}, to retry {total.retry}, failed {total.failed}, "
            f"not tried {total.returned}, taken back from lost workers {recovered}"
        )
        if not total.reachable:
            raise CommandError("The mail server could not be reached or hung up; the rest stays in the outbox.")
