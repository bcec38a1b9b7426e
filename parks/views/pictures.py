"""Pictures: the drawn cover of any short name, and uploaded photos of public parks."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response

from parks.covers import cover_svg, etag_of, traits_of
from parks.models import Park, Photo, Rendition
from parks.renditions import FORMATS

HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY
TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "avif": "image/avif"}


def cover(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A public park's own drawing; for any other short name one that depends on the name alone, so that it says
    nothing about whether such a park exists."""
    traits = traits_of(Park.objects.public().filter(slug=slug).first())
    drawn = partial(HttpResponse, cover_svg(slug, traits), content_type="image/svg+xml")
    return _answer(request, drawn, etag_of(slug, traits), f"public, max-age={DAY}")


def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A photo of a park that the public may see, as it was stored; asked for again every hour, for it may change."""
    found = get_object_or_404(Photo.objects.filter(park__in=Park.objects.public()), pk=pk)
    return _answer(request, partial(_file, found.image), found.sha256, f"public, max-age={HOUR}")


def rendition(request: HttpRequest, pk: str, digest: str, width: str, extension: str) -> HttpResponseBase:
    """One size of a photo. The address names the content, so a new picture has a new address."""
    rows = Rendition.objects.filter(photo__park__in=Park.objects.public(), photo__sha256__startswith=digest)
    found = get_object_or_404(rows, photo=pk, width=width, format=FORMATS[extension])
    opened = partial(_file, found.file, content_type=TYPES[extension])
    return _answer(request, opened, f"{digest}-{width}-{extension}", f"public, max-age={YEAR}, immutable")


def _file(file: FieldFile, **headers: Any) -> FileResponse:
    try:
        return FileResponse(file.open("rb"), **headers)
    except FileNotFoundError as error:
        raise Http404 from error


def _answer(request: HttpRequest, make: Callable[[], HttpResponseBase], tag: str, kept: str) -> HttpResponseBase:
    """With its tag and how long it may be kept; without a body, and without opening a file, for who has it already."""
    etag = f'"{tag}"'
    answer: HttpResponseBase = get_conditional_response(request, etag=etag) or make()
    answer["ETag"], answer["Cache-Control"] = etag, kept
    return answer
