"""What editors find on the first page: texts that fell behind, texts in one language alone, old figures."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.backoffice import Block, Row, block
from parks.models import Fact, Park
from parks.models.parks import CHINESE, ENGLISH, ONE_LANGUAGE, STALE

NEEDS = {"stale": STALE, "one_language": ONE_LANGUAGE}


def in_need(parks: QuerySet, need: str) -> QuerySet:
    """Parks with a text whose other language changed since, public in one language alone, or with a headline figure
    that is older than a year."""
    if need == "figures":
        return parks.filter(CHINESE | ENGLISH, pk__in=Fact.objects.stale().filter(headline=True).values("park"))
    return parks.filter(NEEDS[need]) if need in NEEDS else parks


class CareFilter(admin.SimpleListFilter):
    """What somebody should look after."""

    title = gettext_lazy("to look after")
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("stale", _("Text to be updated")),
            ("one_language", _("Public in one language alone")),
            ("figures", _("Old figures")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return in_need(queryset, self.value() or "")


def blocks(user: User, shown: int) -> Iterator[Block]:
    """For who may change parks; four queries while there is little to do."""
    if not user.has_perm("parks.change_park"):
        return
    page = reverse("admin:parks_park_changelist")
    parks = Park.objects.in_order_for(user).order_by("sort_key", "slug")
    words = (
        ("stale", _("Texts to be updated"), _("No text has fallen behind the other language.")),
        (
            "one_language",
            _("Parks public in one language alone"),
            _("Every public park can be read in both languages."),
        ),
        ("figures", _("Parks with old figures"), _("No headline figure is older than a year.")),
    )
    for need, title, empty in words:
        url = f"{page}?care={need}"
        yield block(in_need(parks, need), shown, _row, title=title, url=url, empty=empty, tone="warn")


def _row(park: Park) -> Row:
    states = f"{park.get_state_zh_hans_display()} · {park.get_state_en_display()}"
    return Row(str(park), reverse("admin:parks_park_change", args=[park.pk]), states)
