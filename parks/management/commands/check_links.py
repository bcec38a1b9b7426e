"""Asks the links that are due, without Celery; also fit for cron."""

from typing import Any

from django.core.management.base import BaseCommand

from parks import links


class Command(BaseCommand):
    help = "Ask up to 40 links of the content that are due. Nothing is asked while LINK_CHECK is off."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{links.check_due()} links were asked.")
