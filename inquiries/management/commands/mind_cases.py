"""Does without Celery what the worker does for cases as time passes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inquiries import chores


class Command(BaseCommand):
    help = "Do what has become due about inquiries (clocks, reminders, expiries) and print how much it was."

    def handle(self, *args: Any, **options: Any) -> None:
        done = chores.mind()
        self.stdout.write(", ".join(f"{name} {count}" for name, count in done.items() if count is not None))
        if failed := [name for name, count in done.items() if count is None]:
            raise CommandError(f"Failed, see the log: {', '.join(failed)}.")
