"""One token for all public content: it changes whenever something that visitors can see was written.

Pages and indexes that were made under an older token are out of date. Every process of an installation must see
the same token at once: it lives in Redis where `CACHE_URL` names it, else in a file of `VAR_DIR`.
"""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

KEY = "content-version"
FILE = "content-version"
logger = logging.getLogger(__name__)
_aside: ContextVar[bool] = ContextVar("aside", default=False)


@contextmanager
def aside() -> Iterator[None]:
    """Around writes that will be rolled back, whatever happens: nothing becomes out of date by them."""
    token = _aside.set(True)
    try:
        yield
    finally:
        _aside.reset(token)


def is_aside() -> bool:
    """Whether what is read now may hold words that nobody saved; no process may keep it."""
    return _aside.get()


def _shared_cache() -> bool:
    return settings.CACHES["default"]["BACKEND"].endswith("RedisCache")


def _path() -> Path:
    return Path(settings.VAR_DIR) / FILE


def _read() -> str:
    """Every page asks for it several times, so the file is read as plainly as possible."""
    file = os.open(f"{settings.VAR_DIR}/{FILE}", os.O_RDONLY)
    try:
        return os.read(file, 100).decode("ascii")
    finally:
        os.close(file)


def current() -> str | None:
    """The token, or None while it cannot be read: then nothing may be taken from a cache, nor put there."""
    if _shared_cache():
        try:
            return cache.get_or_set(KEY, secrets.token_hex(8), timeout=None)
        except Exception as error:  # noqa: BLE001 - whatever the cache's client raises
            logger.warning("content version not readable: %s", type(error).__name__)
            return None
    try:
        return _read()
    except FileNotFoundError:
        bump()
        return _read()


def bump() -> None:
    """Make everything out of date. Call it in the transaction that writes, and again once that is committed.

    The first call covers readers inside the transaction; the second one whoever read in between.
    """
    if is_aside():
        return
    token = secrets.token_hex(8)
    if _shared_cache():
        try:
            cache.set(KEY, token, timeout=None)
        except Exception as error:  # noqa: BLE001 - a write must not fail for want of a cache; its entries expire
            logger.warning("content version not written: %s", type(error).__name__)
        return
    fresh = _path().with_name(f"{FILE}.{token}")
    fresh.write_text(token, encoding="ascii")
    fresh.replace(_path())
