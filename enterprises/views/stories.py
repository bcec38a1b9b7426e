"""How companies settled, in their own words, with the days it took."""

from statistics import median

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from enterprises.filters import StoryFilter
from enterprises.models import Story
from parks.views.narrowing import without_blanks
from parks.views.telling import list_context, shown_in

PER_PAGE = 12
FIELDS = ("country", "industry", "park")
BESIDE = 3


def stories(request: HttpRequest) -> HttpResponse:
    """Stories whose companies agreed, the latest signing first, and the median of the days they took."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    chosen = StoryFilter(request.GET, Story.objects.public(), request=request)
    rows = chosen.qs.select_related("park", "industry")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    known = chosen.qs.days_to_sign()
    context = {
        **list_context(chosen, request.GET, page, FIELDS),
        "median": median(known) if known else None,
        "known": len(known),
    }
    return render(request, "enterprises/stories.html", context)


def story(request: HttpRequest, slug: str) -> HttpResponse:
    """One story in the reader's language, else in the one that is published; 404 when none is."""
    return story_page(request, get_object_or_404(story_rows(Story.objects.public()), slug=slug))


def story_rows(rows: QuerySet[Story]) -> QuerySet[Story]:
    """With all that the page shows."""
    return rows.select_related("park", "park__region", "industry", "source")


def story_page(request: HttpRequest, found: Story) -> HttpResponse:
    """The page of a story of `story_rows`; staff preview theirs before it is published."""
    others = Story.objects.public().select_related("park").filter(park=found.park_id).exclude(pk=found.pk)
    context = {"story": found, "beside": others[:BESIDE], **shown_in(found)}
    return render(request, "enterprises/story.html", context)
