"""Events: what lies ahead, the archive by year, and the page of one event."""

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from parks import calendars, registering
from parks.models import Event
from parks.telling import EventFilter
from parks.views.narrowing import without_blanks
from parks.views.telling import beside, linked, list_context, shown_in

PER_PAGE = 30
UPCOMING = 100  # more than this is a case for the filters
FIELDS = ("q", "kind", "region", "park", "industry", "year")
YEAR_LENGTH = 4


def events(request: HttpRequest) -> HttpResponse:
    """Upcoming events, the next one first; below them the past, by year."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = EventFilter(request.GET, Event.objects.public(), request=request)
    upcoming = list(chosen.qs.upcoming().select_related("operator")[:UPCOMING])
    page = Paginator(chosen.qs.past(), PER_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects([*upcoming, *page.object_list], linked("parks"))
    context = {
        **list_context(chosen, request.GET, page, FIELDS),
        "upcoming": [(event, calendars.clocks(event)) for event in upcoming],
        "years": [
            (year, list(rows)) for year, rows in groupby(page.object_list, key=lambda event: event.day[:YEAR_LENGTH])
        ],
    }
    return render(request, "parks/events.html", context)


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event in the reader's language, else in the one that is published; 404 when none is."""
    return event_page(request, get_object_or_404(event_rows(Event.objects.public()), slug=slug))


def event_rows(rows: QuerySet[Event]) -> QuerySet[Event]:
    """With all that the page shows."""
    found = rows.select_related("source", "operator")
    return found.prefetch_related(linked("parks"), "organisations", "industries")


def event_page(request: HttpRequest, found: Event) -> HttpResponse:
    """The page of an event of `event_rows`; staff preview theirs before it is published."""
    context = {
        "event": found,
        "clocks": calendars.clocks(found),
        "deadline": calendars.deadline(found),
        "left": registering.places_left(found) if found.takes_registrations else None,
        "beside": beside(Event.objects.public(), found),
        **shown_in(found),
    }
    return render(request, "parks/event.html", context)
