"""Renders stored pieces of pages ahead of their first reader."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from common.enums import Language
from parks.cards import store
from parks.models import Fragment, Park

BATCH = 500


class Command(BaseCommand):
    help = "Render the cards of all public parks in both languages, and drop pieces of parks that are gone."

    def handle(self, *args: Any, **options: Any) -> None:
        ids = list(Park.objects.public().order_by("pk").values_list("pk", flat=True))
        for language in Language.values:
            with override(language):
                made = sum(store(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))
            self.stdout.write(f"{language}: {made} cards, {len(ids)} parks")
        gone, _by_model = Fragment.objects.filter(kind__startswith="park_").exclude(
            record__in=Park._base_manager.values("pk")
        ).delete()  # fmt: skip
        self.stdout.write(f"dropped: {gone}")
