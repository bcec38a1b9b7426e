"""Which records have a page in a language, for search engines: only versions that are published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from common.enums import PUBLIC_STATES, Language
from parks.models import (
    Article,
    Event,
    Metric,
    Opportunity,
    Organisation,
    Park,
    Partnership,
    Policy,
    Publishable,
    Service,
    SettlementMode,
    Space,
)


@dataclass(frozen=True)
class Entry:
    """A page's name and argument, when its record was last changed, and the languages that it is published in."""

    page: str
    argument: str | None
    changed: datetime | None
    languages: tuple[str, ...]


LISTS = (
    "list",
    "spaces",
    "space_kinds",
    "land",
    "metrics",
    "modes",
    "services",
    "policies",
    "precheck",
    "opportunities",
    "network",
    "organisations",
    "news",
    "events",
)
RECORDS: tuple[tuple[str, type[Publishable]], ...] = (
    ("detail", Park),
    ("policy", Policy),
    ("opportunity", Opportunity),
    ("partnership", Partnership),
    ("article", Article),
    ("event", Event),
)


def published(page: str, rows: QuerySet, language: str, argument: str = "slug", owner: str = "") -> Iterator[Entry]:
    """Entries of public rows; `page` takes `argument`. `owner` leads to the record whose language versions count, where
    it is not the row itself: `park__`."""
    column = f"{owner}state_{Language(language).suffix}"
    states = (argument, "updated_at", *(f"{owner}state_{one.suffix}" for one in Language))
    for name, changed, *each in rows.filter(**{f"{column}__in": PUBLIC_STATES}).values_list(*states).iterator():
        public = tuple(one.value for one, state in zip(Language, each, strict=True) if state in PUBLIC_STATES)
        yield Entry(page, str(name), changed, public)


def entries(language: str) -> Iterator[Entry]:
    """Every public page of this room in one language."""
    for page in LISTS:
        yield Entry(f"parks:{page}", None, None, tuple(Language.values))
    for name, model in RECORDS:
        rows: Any = model._default_manager
        rows = (rows.listed() if model is Park else rows.public()).order_by("pk")
        yield from published(f"parks:{name}", rows, language)
    for page, catalogue in (("mode", SettlementMode), ("service", Service), ("metric", Metric)):
        for code in catalogue.objects.current().order_by("pk").values_list("code", flat=True):
            yield Entry(f"parks:{page}", code, None, tuple(Language.values))
    yield from published("parks:space", Space.objects.public().order_by("pk"), language, "pk", "park__")
    for slug in Organisation.objects.order_by("pk").values_list("slug", flat=True).iterator():
        yield Entry("parks:organisation", slug, None, tuple(Language.values))
