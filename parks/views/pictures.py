"""Pictures: the drawn cover of any short name, and uploaded photos of public parks."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from parks.covers import cover_svg
from parks.models import Park, Photo

WEEK = 7 * 24 * 3600


def cover(request: HttpRequest, slug: str) -> HttpResponse:
    """The drawing depends on the short name alone, so it says nothing about whether such a park exists."""
    response = HttpResponse(cover_svg(slug), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={WEEK}"
    return response


def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo of a park that the public may see."""
    found = get_object_or_404(Photo.objects.filter(park__in=Park.objects.public()), pk=pk)
    response = FileResponse(found.image.open("rb"))
    response["Cache-Control"] = f"public, max-age={WEEK}"
    return response
