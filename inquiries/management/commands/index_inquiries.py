"""Makes again what staff find inquiries by; after a restore, or a change of how names are cut."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from inquiries import indexing


class Command(BaseCommand):
    help = "Writes the search keys of inquiries again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only of inquiries that have none")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{indexing.rebuild(only_missing=options['missing'])} inquiries")
