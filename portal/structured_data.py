"""Records in the words of schema.org, for search engines (JSON-LD). Only what the record says, in one language."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django_countries import countries

from common.languages import html_code, local_text, other_text
from enterprises.models import Story
from parks.models import Article, Event, Opportunity, Organisation, Park, Partnership, Policy

Node = dict[str, Any]
Crumbs = Sequence[tuple[str, str]]


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def _known(node: Node) -> Node:
    """Without what is not known."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}


def site() -> list[Node]:
    """The site itself and its search."""
    search = absolute(reverse("search")) + "?q={search_term_string}"
    return [
        {
            "@type": "WebSite",
            "name": _("Parkbridge"),
            "alternateName": "Parkbridge 园桥",
            "url": absolute(reverse("home")),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": search},
                "query-input": "required name=search_term_string",
            },
        },
        {"@type": "Organization", "name": "Parkbridge 园桥", "url": absolute(reverse("home"))},
    ]


def breadcrumbs(crumbs: Crumbs) -> Node:
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
        for number, (name, path) in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _park(park: Park, language: str, url: str) -> Node:
    address = _known(
        {
            "@type": "PostalAddress",
            "addressCountry": park.country,
            "streetAddress": local_text(park, "address", language).text,
        }
    )
    place = None
    if park.latitude is not None and park.longitude is not None:
        place = {"@type": "GeoCoordinates", "latitude": float(park.latitude), "longitude": float(park.longitude)}
    return {
        "@type": "Place",
        "name": local_text(park, "name", language).text,
        "alternateName": other_text(park, "name", language).text,
        "description": local_text(park, "summary", language).text,
        "url": url,
        "address": address,
        "geo": place,
        "telephone": park.contact_phone,
        "containedInPlace": {"@type": "Country", "name": str(countries.name(park.country) or park.country)},
    }


def _event(event: Event, language: str, url: str) -> Node:
    place = local_text(event, "place", language).text
    where: list[Node] = [{"@type": "Place", "name": place, "address": place}] if place else []
    if event.online_url:
        where.append({"@type": "VirtualLocation", "url": event.online_url})
    status = "EventCancelled" if event.cancelled else "EventScheduled"
    return {
        "@type": "Event",
        "name": local_text(event, "title", language).text,
        "description": local_text(event, "summary", language).text,
        "url": url,
        "startDate": event.starts_at.isoformat() if event.starts_at else event.day,
        "endDate": event.ends_at.isoformat() if event.ends_at else None,
        "eventStatus": f"https://schema.org/{status}",
        "location": where,
        "inLanguage": [code.strip() for code in event.languages.split(",") if code.strip()],
    }


def _article(article: Article | Story, language: str, url: str) -> Node:
    published = article.published if isinstance(article, Article) else ""
    source = article.source
    return {
        "@type": "NewsArticle" if isinstance(article, Article) else "Article",
        "headline": local_text(article, "title", language).text,
        "description": local_text(article, "summary", language).text,
        "url": url,
        "datePublished": published,
        "dateModified": article.updated_at.date().isoformat(),
        "inLanguage": html_code(language),
        "isBasedOn": source.url if source else None,
        "publisher": {"@type": "Organization", "name": "Parkbridge 园桥"},
    }


def _organisation(body: Organisation, language: str, url: str) -> Node:
    country = str(body.country or "")
    return {
        "@type": "Organization",
        "name": local_text(body, "name", language).text,
        "alternateName": other_text(body, "name", language).text,
        "description": local_text(body, "summary", language).text,
        "url": url,
        "address": {"@type": "PostalAddress", "addressCountry": country} if country else {},
    }


def _page(record: Any, language: str, url: str) -> Node:
    return {
        "@type": "WebPage",
        "name": local_text(record, "title", language).text,
        "description": local_text(record, "summary", language).text,
        "url": url,
        "inLanguage": html_code(language),
        "dateModified": record.updated_at.date().isoformat(),
    }


MAKERS: dict[type[Model], Callable[[Any, str, str], Node]] = {
    Park: _park,
    Event: _event,
    Article: _article,
    Story: _article,
    Policy: _page,
    Opportunity: _page,
    Partnership: _page,
    Organisation: _organisation,
}


def about(record: Model, language: str, url: str, image: str, crumbs: Crumbs) -> Node:
    """A record and the way to it, as one graph; the way alone for what schema.org has no word for (a space, a way to
    settle)."""
    make = MAKERS.get(type(record))
    nodes = [_known({**make(record, language, url), "image": image})] if make else []
    return {"@context": "https://schema.org", "@graph": [*nodes, breadcrumbs(crumbs)]}
