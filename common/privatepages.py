"""Headers of pages that are about one person or one company."""

from django.http.response import HttpResponseBase


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """Kept by no cache and no search engine. Forms need a Referer of their own site: see the CSRF check."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
