"""What readers take away: the dossier of a park, and a comparison; as a page to print and as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.safestring import SafeString

from common import printing, ratelimit
from common.network import client_address, network_of
from parks import dossiers
from parks.models import Park
from parks.views.compare import compared

FRAME = (
    "slug", "state_zh_hans", "state_en", "name_zh_hans", "name_en", "summary_zh_hans", "summary_en", "updated_at",
)  # fmt: skip
SHEETS = ("css/tokens.css", "css/document.css", "css/dossier.css")
COMPARISON_SHEETS = ("css/tokens.css", "css/compare.css", "css/document.css")
NETWORK_LIMIT = 60  # files made for one network in an hour; files that are ready are not counted
HOUR = 3600  # seconds
PAUSE = 10  # seconds


def dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """The print page: the profile in all its published languages, one after the other."""
    park, body = _park(slug)
    return render(request, "parks/dossier.html", {"park": park, "body": body})


def dossier_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The dossier as PDF; the print page with a word on how to print it where none can be made."""
    park, body = _park(slug)
    context = {"park": park, "body": body}
    if not printing.is_available():
        return render(request, "parks/dossier.html", {**context, "instead": True})
    html = render_to_string("parks/dossier_document.html", context)
    return _pdf(request, printing.Document(html, SHEETS), f"{park.slug}-dossier.pdf", "../dossier/")


def compare_pdf(request: HttpRequest) -> HttpResponse:
    """The comparison as PDF; with fewer than two things the page that helps to choose them."""
    context = compared(request)
    page = reverse("parks:compare") + (f"?{request.GET.urlencode()}" if request.GET else "")
    if context["comparison"] is None:
        return redirect(page)
    if not printing.is_available():
        return render(request, "parks/compare.html", {**context, "instead": True})
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    html = render_to_string("parks/compare_document.html", {**context, "today": today})
    return _pdf(request, printing.Document(html, COMPARISON_SHEETS), "comparison.pdf", page)


def _park(slug: str) -> tuple[Park, SafeString]:
    """The park and the dossier's content; 404 when it is not published."""
    park = get_object_or_404(Park.objects.public().only(*FRAME), slug=slug)
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    try:
        return park, dossiers.body(park.pk, today)
    except Park.DoesNotExist as withdrawn:
        raise Http404 from withdrawn


def _pdf(request: HttpRequest, document: printing.Document, name: str, page: str) -> HttpResponse:
    """The file, kept or made now. `page` can be printed instead where the reader has to wait.

    Whoever has the same file already is only told so. Private caches apart, nobody keeps it: it changes with content.
    """
    etag = f'"{document.digest}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    body = printing.kept(document)
    if body is None:
        if ratelimit.hit("pdf", network_of(client_address(request)), NETWORK_LIMIT, HOUR):
            return _later(request, page, 429, HOUR)
        try:
            body = printing.make(document)
        except printing.Busy:
            return _later(request, page, 503, PAUSE)
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "public, max-age=0, must-revalidate",
        "ETag": etag,
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(body, content_type="application/pdf", headers=headers)


def _later(request: HttpRequest, page: str, status: int, seconds: int) -> HttpResponse:
    """Not now: try again after so many seconds, or print the page."""
    response = render(request, "parks/pdf_later.html", {"page": page, "often": status == 429}, status=status)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
