"""Fills the catalogues that every installation needs."""

from typing import Any

from django.core.management.base import BaseCommand

from parks.imports import load_catalogue


class Command(BaseCommand):
    help = "Create the space types, services, settlement modes, industries, metrics and regions that are absent."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_catalogue()
        self.stdout.write("Created: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
