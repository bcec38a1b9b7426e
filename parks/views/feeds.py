"""Files for programs: Atom feeds and calendars, each in the language of its address."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.languages import current_language
from parks import calendars, feeds
from parks.models import Article, Event

NEWEST = 50
IN_CALENDAR = 500


@require_safe
def news_feed(request: HttpRequest) -> HttpResponseBase:
    """The newest articles by the date of their source."""
    return _answer(request, feeds.news(Article.objects.public()[:NEWEST], current_language()), feeds.CONTENT_TYPE)


@require_safe
def events_feed(request: HttpRequest) -> HttpResponseBase:
    """What lies ahead, the next one first, then the latest of the past."""
    ahead = list(Event.objects.public().upcoming()[:NEWEST])
    past = Event.objects.public().past()[: NEWEST - len(ahead)]
    return _answer(request, feeds.events([*ahead, *past], current_language()), feeds.CONTENT_TYPE)


@require_safe
def events_calendar(request: HttpRequest) -> HttpResponseBase:
    """Every event with a day, the latest first; a cancelled one says so."""
    found = Event.objects.public().order_by("-day", "slug")[:IN_CALENDAR]
    return _answer(request, calendars.feed(found, current_language()), calendars.CONTENT_TYPE)


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """404 for an event that no calendar can hold; its page offers no link then."""
    event = get_object_or_404(Event.objects.public(), slug=slug)
    if not event.has_calendar_entry:
        raise Http404(_("There is nothing at this address."))
    answer = _answer(request, calendars.event_file(event, current_language()), calendars.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return answer


def _answer(request: HttpRequest, body: bytes, content_type: str) -> HttpResponseBase:
    """The file, or 304 for a program that has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type=content_type)
    answer["Cache-Control"] = "public, max-age=0, must-revalidate"
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer
