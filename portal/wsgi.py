"""The WSGI entry that granian or gunicorn serves."""

import gc
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from portal.pagecache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django = PageCache(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 - reads all pages in
# What is there now stays: looking through all of it for garbage held up every fortieth reader for 0.2 s. And what pages
# leave behind, some tens of thousands of objects in the back office, is looked through less often than with every page.
gc.freeze()
gc.set_threshold(50_000, 10, 10)
CHARSET = re.compile(r';\s*charset\s*=\s*"?([^";\s]*)"?', re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, with requests whose charset is no text encoding (`hex`, `zlib`) read as UTF-8.

    Django takes every codec that Python knows, and fails while it builds the request: before any middleware and
    outside its own error handling.
    """
    named = CHARSET.search(environ.get("CONTENT_TYPE", ""))
    if named and not _is_text(named[1]):
        environ["CONTENT_TYPE"] = CHARSET.sub("", environ["CONTENT_TYPE"])
    return django(environ, start_response)


def _is_text(codec: str) -> bool:
    try:
        b"text".decode(codec, "replace")  # as Django decodes; empty bytes would not ask the codec
    except (LookupError, UnicodeError):
        return False
    return True
