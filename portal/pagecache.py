"""Anonymous pages, kept ready to send and answered before Django is asked.

A page is kept under host, scheme and address with the content version that was current before it was rendered
(`common.contentversion`); any write to public content changes the version, so an edit is seen by the next reader.
The language is part of the address. Each process keeps its own pages; where `CACHE_URL` names Redis the processes
share them. Which answers may be kept is decided in `portal/publicpages.py`.
"""

import gzip
import logging
import pickle
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from common import contentversion

MARK = "X-Page-Version"  # from the middleware to this layer; never sent
PER_REQUEST = ("X-Request-ID",)
LIFETIME = 600  # seconds; also the longest that a page may lag behind the clock (a registration that closes)
PRIVATE_COOKIES = ("sessionid", "messages")
PREFIX = "page:"
KEY = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "QUERY_STRING")
REFUSED = re.compile(r"\bgzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]
logger = logging.getLogger(__name__)


@dataclass
class Page:
    """One answer. `packed` is made when the first reader takes gzip."""

    version: str
    expires: float
    headers: Headers
    body: bytes
    etag: str
    packed: bytes | None = None


def until_midnight(now: datetime) -> float:
    """Seconds until the site's day ends: what is in force, stale or upcoming depends on the day."""
    local = timezone.localtime(now)
    tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - local).total_seconds()


def is_anonymous(cookies: str) -> bool:
    """Whether a Cookie header names nobody."""
    return not any(f"{name}=" in cookies for name in PRIVATE_COOKIES)


class Shelf:
    """Pages by key, the least recently used thrown out first once they take more than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.pages: OrderedDict[str, Page] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str, version: str) -> Page | None:
        page = self.pages.get(key)
        if page is None or page.version != version or page.expires < time.time():
            return None
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
        return page

    def put(self, key: str, page: Page) -> None:
        with self.lock:
            self._drop(key)
            self.pages[key] = page
            self.size += len(page.body) * 2
            while self.size > self.limit and self.pages:
                self._drop(next(iter(self.pages)))

    def _drop(self, key: str) -> None:
        old = self.pages.pop(key, None)
        if old is not None:
            self.size -= len(old.body) * 2


class PageCache:
    """Wraps the WSGI application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.shelf = Shelf(settings.PAGE_CACHE_MB * 1024 * 1024)
        self.shared = settings.CACHES["default"]["BACKEND"].endswith("RedisCache")

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        reading = environ["REQUEST_METHOD"] in ("GET", "HEAD") and not environ.get("CONTENT_LENGTH")
        if not (reading and self.shelf.limit and is_anonymous(environ.get("HTTP_COOKIE", ""))):
            return self.application(environ, _without_mark(start_response))
        key = "\n".join(environ.get(name, "").replace("\n", "") for name in KEY)
        version = contentversion.current()
        page = self._find(key, version) if version else None
        if page is None:
            return self._render(key, environ, start_response)
        return _answer(page, environ, start_response)

    def _find(self, key: str, version: str) -> Page | None:
        page = self.shelf.get(key, version)
        if page is None and self.shared:
            try:
                stored = cache.get(f"{PREFIX}{version}:{key}")
            except Exception as error:  # noqa: BLE001 - whatever the cache's client raises: the page is rendered instead
                logger.warning("shared page not readable: %s", type(error).__name__)
                return None
            if stored is not None:
                page = pickle.loads(stored)  # noqa: S301 - written by this class, into our own cache
                self.shelf.put(key, page)
        return page

    def _render(self, key: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Ask Django; keep the answer when it carries the mark."""
        told: list[Any] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> None:
            told[:] = [status, headers]

        answer = self.application(environ, note)
        status, headers = told
        mark = next((value for name, value in headers if name == MARK), None)
        if mark is None or environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, [pair for pair in headers if pair[0] != MARK])
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        lasting = [pair for pair in headers if pair[0] not in (MARK, *PER_REQUEST, "Content-Length")]
        etag = next((value for name, value in headers if name == "ETag"), "")
        lifetime = min(LIFETIME, until_midnight(timezone.now()))
        page = Page(mark, time.time() + lifetime, lasting, body, etag)
        self.shelf.put(key, page)
        if self.shared:
            try:
                cache.set(f"{PREFIX}{mark}:{key}", pickle.dumps(page), timeout=lifetime)
            except Exception as error:  # noqa: BLE001 - the page itself is fine
                logger.warning("page not shared: %s", type(error).__name__)
        return _answer(page, environ, start_response, *(pair for pair in headers if pair[0] in PER_REQUEST))


def _without_mark(start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: Headers, *args: Any) -> Any:
        return start_response(status, [pair for pair in headers if pair[0] != MARK], *args)

    return start


def _answer(
    page: Page, environ: dict[str, Any], start_response: StartResponse, *extra: tuple[str, str]
) -> Iterable[bytes]:
    """The page as this reader takes it: unchanged (304), packed, or plain."""
    headers = [*page.headers, *extra]
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    if page.etag and page.etag in [tag.strip() for tag in asked.split(",")]:
        start_response("304 Not Modified", [pair for pair in headers if pair[0] != "Content-Type"])
        return [b""]
    body = page.body
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "").lower()
    if "gzip" in accepted and not REFUSED.search(accepted) and len(body) > 500:
        if page.packed is None:
            page.packed = gzip.compress(body, 6, mtime=0)
        body = page.packed
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
