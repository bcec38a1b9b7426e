"""Makes the search index again."""

from typing import Any

from django.core.management.base import BaseCommand

from parks.indexing import rebuild


class Command(BaseCommand):
    help = "Make the search index again from the records. Search keeps working meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild(lambda code, count: self.stdout.write(f"{code}: {count}"))
