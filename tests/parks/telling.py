"""Builders for news, events, guests and stories; every argument can be overridden."""

import datetime
from typing import Any

from django.utils import timezone

from enterprises.models import Story
from parks.models import Article, Event, Region

PUBLIC = {"state_zh_hans": "published", "state_en": "published"}


def make_article(slug: str = "opening", parks: tuple = (), industries: tuple = (), **fields: Any) -> Article:
    fields = {
        "title_zh_hans": f"{slug}标题",
        "title_en": f"{slug} title",
        "published": "2025-08-19",
        **PUBLIC,
        **fields,
    }
    article = Article.objects.create(slug=slug, **fields)
    article.parks.set(parks)
    article.industries.set(industries)
    return article


def make_event(slug: str = "forum", parks: tuple = (), industries: tuple = (), **fields: Any) -> Event:
    names = {"title_zh_hans": f"{slug}活动", "title_en": f"{slug} event"}
    event = Event.objects.create(slug=slug, **{"kind": "conference", "day": "2025-03-28", **names, **PUBLIC, **fields})
    event.parks.set(parks)
    event.industries.set(industries)
    return event


def make_open_event(slug: str = "briefing", **fields: Any) -> Event:
    """Takes registrations: 08:00 to 09:30 UTC, 45 days from now."""
    day = timezone.now().date() + datetime.timedelta(days=45)
    starts_at = datetime.datetime.combine(day, datetime.time(8), datetime.UTC)
    times = {
        "day": day.isoformat(),
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(minutes=90),
        "registration_until": starts_at - datetime.timedelta(days=1),
    }
    return make_event(slug, **{"kind": "roadshow", **times, **fields})


def make_story(park: Any, slug: str = "anna", **fields: Any) -> Story:
    texts = {
        f"{name}_{suffix}": f"{slug} {name} {suffix}"
        for name in ("title", "summary", "body")
        for suffix in ("zh_hans", "en")
    }
    consent = {"consent_on": datetime.date(2026, 1, 1)}
    return Story.objects.create(
        slug=slug, park=park, operator=park.operator, **{**texts, **PUBLIC, **consent, **fields}
    )


def make_regions() -> dict[str, Region]:
    """Belgium with one town in it, and China."""
    be = Region.objects.create(code="be", name_zh_hans="比利时", name_en="Belgium", kind="country", country="BE")
    cn = Region.objects.create(code="cn", name_zh_hans="中国", name_en="China", kind="country", country="CN")
    town = Region.objects.create(
        code="be-lln", name_zh_hans="新鲁汶", name_en="Louvain-la-Neuve", kind="city", country="BE", parent=be
    )
    return {"be": be, "cn": cn, "be-lln": town}
