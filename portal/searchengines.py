"""What machines read first: robots.txt, the site maps, and llms.txt."""

from collections.abc import Iterator
from itertools import chain, islice
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from common.enums import Language
from common.languages import html_code
from enterprises import sitemaps as stories
from parks import sitemaps as parks
from parks.models import Park
from parks.sitemaps import Entry

MOST_FILES = 1000
PER_FILE = 10_000  # the protocol's limit is 50,000 addresses or 50 MB
OWN_PAGES = ("home", "about", "privacy", "accessibility")
PRIVATE = ("admin/", "account/", "inquiry/PB-", "search/suggest/")


def robots(request: HttpRequest) -> HttpResponse:
    """Machines may read public pages and open data; private pages and the back office are none of their business."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/{path}" for code in Language.values for path in PRIVATE)]
    lines += [f"Disallow: {reverse('api:inquiry')}", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _entries(language: str) -> Iterator[Entry]:
    own = (Entry(page, None, None, tuple(Language.values)) for page in OWN_PAGES)
    return chain(own, parks.entries(language), stories.entries(language))


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """One map for each language and each ten thousand pages."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for code in Language.values:
        count = sum(1 for _entry in _entries(code))
        for number in range(1, -(-count // PER_FILE) + 1):
            address = settings.SITE_URL + reverse("sitemap", kwargs={"language": code, "number": number})
            lines.append(f"<sitemap><loc>{escape(address)}</loc></sitemap>")
    lines.append("</sitemapindex>")
    return HttpResponse("\n".join(lines), content_type="application/xml")


def sitemap(request: HttpRequest, language: str, number: int) -> StreamingHttpResponse:
    """The public pages of one language, each with its published versions as alternates."""
    if language not in Language.values or not 1 <= number <= MOST_FILES:
        raise Http404
    chosen = islice(_entries(language), (number - 1) * PER_FILE, number * PER_FILE)
    return StreamingHttpResponse(_lines(language, chosen), content_type="application/xml")


def _address(entry: Entry, language: str) -> str:
    with override(language):
        path = reverse(entry.page, args=[entry.argument] if entry.argument is not None else [])
    return escape(settings.SITE_URL + path)


def _lines(language: str, chosen: Iterator[Entry]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    yield ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for entry in chosen:
        try:
            own = _address(entry, language)
        except NoReverseMatch:  # an installation without this page
            continue
        yield f"<url><loc>{own}</loc>"
        if entry.changed is not None:
            yield f"<lastmod>{entry.changed.date().isoformat()}</lastmod>"
        for code in entry.languages:
            address = _address(entry, code)
            yield f'<xhtml:link rel="alternate" hreflang="{html_code(code)}" href="{address}"/>'
        yield "</url>\n"
    yield "</urlset>\n"


def llms(request: HttpRequest) -> HttpResponse:
    """What language models are told: what this is, where the structured data stands, and how to cite it."""
    context = {"site": settings.SITE_URL, "parks": Park.objects.listed().count(), "languages": Language.values}
    return render(request, "portal/llms.txt", context, content_type="text/plain; charset=utf-8")
