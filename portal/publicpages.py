"""Says of an answer that everybody who is not signed in would get the same one."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from common import contentversion
from portal.pagecache import MARK, is_anonymous

Handler = Callable[[HttpRequest], HttpResponseBase]
# Pages of these rooms, and these of the roof; forms that carry a token set a cookie and are left out by that.
NAMESPACES = {"parks", "enterprises"}
NAMES = {"home", "about", "privacy", "accessibility", "search", "og", "og_site"}


def is_public(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.namespace in NAMESPACES or (not match.namespace and match.url_name in NAMES))


def public_pages(get_response: Handler) -> Handler:
    """Public pages: everybody may keep them, but asks each time whether they still hold (ETag).

    The content version is read before the page is rendered: a write in between leaves a page under the old version.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        anonymous = request.method in ("GET", "HEAD") and is_anonymous(request.META.get("HTTP_COOKIE", ""))
        version = contentversion.current() if anonymous else None
        response = get_response(request)
        if not (anonymous and is_public(request) and isinstance(response, HttpResponse)):
            return response
        if response.status_code != 200 or response.cookies or response.has_header("Cache-Control"):
            return response
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        response["ETag"] = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
        patch_vary_headers(response, ["Accept-Encoding"])
        if version is not None and "Cookie" not in response.get("Vary", ""):
            response[MARK] = version
        return response

    return middleware
