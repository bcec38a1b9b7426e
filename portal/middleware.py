"""The outermost middleware: gives every request an id and logs one line about it."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
