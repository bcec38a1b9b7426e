"""News and events as Atom feeds (RFC 4287), one language in each."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext, override

from common.languages import html_code, local_text
from common.richtext import to_text
from parks.calendars import site_name
from parks.models import Article, Event

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # when nothing was ever published
OWNED_SINCE = "2026"  # the year in the `tag:` identifiers (RFC 4151); never change it
DAY_LENGTH = len("2016-06-20")


class SteadyFeed(Atom1Feed):
    """Says when its entries changed last, and the same every time it is asked."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=EPOCH)


def news(articles: Iterable[Article], language: str) -> bytes:
    """Entries in the order given. `published` is left out where the source names no day."""
    with override(language):
        feed = _feed(gettext("News of the parks on Parkbridge"), "news", language)
        for article in articles:
            feed.add_item(
                title=local_text(article, "title").text,
                link=settings.SITE_URL + reverse("parks:article", args=[article.slug]),
                description=_html(local_text(article, "summary").text or to_text(local_text(article, "body").text)),
                unique_id=_identifier("article", article.pk, language),
                pubdate=_day(article.published),
                updateddate=article.updated_at,
                categories=[str(article.get_kind_display())],
            )
        return feed.writeString("utf-8").encode()


def events(found: Iterable[Event], language: str) -> bytes:
    """Entries in the order given; the text of each begins with its date and place."""
    with override(language):
        feed = _feed(gettext("Events of the parks on Parkbridge"), "events", language)
        for event in found:
            feed.add_item(
                title=_event_title(event),
                link=settings.SITE_URL + reverse("parks:event", args=[event.slug]),
                description=_html(_event_text(event)),
                unique_id=_identifier("event", event.pk, language),
                updateddate=event.updated_at,
                categories=[str(event.get_kind_display())],
            )
        return feed.writeString("utf-8").encode()


def _feed(title: str, page: str, language: str) -> SteadyFeed:
    return SteadyFeed(
        title=title,
        link=settings.SITE_URL + reverse(f"parks:{page}"),
        description="",
        language=html_code(language),
        feed_url=settings.SITE_URL + reverse(f"parks:{page}_feed"),
        feed_guid=f"tag:{site_name()},{OWNED_SINCE}:{page}:{language}",
    )


def _html(text: str) -> str:
    """A plain text as Atom's summaries are read (`type="html"`): escaped, its paragraphs kept."""
    return linebreaks(text, autoescape=True)


def _identifier(kind: str, pk: int, language: str) -> str:
    """Stays when the address of the page changes."""
    return f"tag:{site_name()},{OWNED_SINCE}:{kind}:{pk}:{language}"


def _day(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if len(text) == DAY_LENGTH else None


def _event_title(event: Event) -> str:
    title = local_text(event, "title").text
    return gettext("Cancelled: %(title)s") % {"title": title} if event.cancelled else title


def _event_text(event: Event) -> str:
    """`2027-03-10 09:00 Europe/Brussels · Louvain-la-Neuve`, then the summary."""
    when = event.day
    if event.starts_at is not None:
        when = f"{event.local(event.starts_at):%Y-%m-%d %H:%M} {event.time_zone}"
    first = " · ".join(part for part in (when, local_text(event, "place").text) if part)
    return "\n\n".join(part for part in (first, local_text(event, "summary").text) if part)
