"""Middleware of the roof: an id and one line in the log for every request; the Content-Security-Policy."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from portal.logs import REQUEST_ID, request_id, route_of

logger = logging.getLogger("portal.request")
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")

Handler = Callable[[HttpRequest], HttpResponse]


def request_log(get_response: Handler) -> Handler:
    """A proxy's `X-Request-ID` is kept when it looks like an id, so that one search finds both servers' lines."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identity = given if ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex
        request.META[REQUEST_ID] = identity
        token = request_id.set(identity)
        started = time.perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = identity
            logger.info(
                "%s %s",
                response.status_code,
                route_of(request) or "(no route)",
                extra={
                    "method": request.method,
                    "route": route_of(request),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
        finally:
            request_id.reset(token)
        return response

    return middleware


def kept_for_back(get_response: Handler) -> Handler:
    """Lets the browser's Back button find a page as it was left, with what was typed in it.

    A view marks its page `kept_for_back` and makes it private. The CSRF check adds `Vary: Cookie`, for which a browser
    fetches the page anew as soon as it has got its first cookie; the form's token still fits that cookie.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(response, "kept_for_back", False):
            response.headers.pop("Vary", None)
        return response

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """The site's policy, put together once; only answers with wishes of their own get one made for them."""

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        own = settings.DEBUG or any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if own:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response
