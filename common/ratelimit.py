"""Counting in the cache, to slow down what comes too often."""

import hashlib
import logging
import time

from django.core.cache import cache

logger = logging.getLogger(__name__)


def hit(scope: str, key: str, limit: int, seconds: int, event: str = "") -> bool:
    """Count one event and say whether this window of `seconds` now holds more than `limit`; see `count`."""
    return count(scope, key, seconds, event) > limit


def count(scope: str, key: str, seconds: int, event: str = "", amount: int = 1) -> int:
    """Add `amount` to this window of `seconds` and return what it holds then.

    A named `event` adds once to a window; repeating it returns the same sum again. While the first of two
    requests with one event is still counting, the second is told the sum as if it had added too.
    Windows are fixed, so at their border twice a limit can pass. A cache that is down never keeps a
    visitor out: the answer is then 0, with a warning in the log.
    """
    name = f"limit:{scope}:{_digest(key)}:{int(time.time() // seconds)}"
    try:
        if not event:
            return _add(name, seconds, amount)
        mark = f"{name}:{_digest(event)}"
        if not cache.add(mark, 0, timeout=seconds):
            return cache.get(mark) or (cache.get(name) or 0) + amount
        total = _add(name, seconds, amount)
        cache.set(mark, total, timeout=seconds)
        return total
    except Exception:
        logger.warning("Rate limit %s not counted: the cache does not answer", scope, exc_info=True)
        return 0


def mark(scope: str, key: str, seconds: int) -> None:
    """Remember something about `key` for this long. A cache that is down forgets it, with a warning in the log."""
    try:
        cache.set(f"mark:{scope}:{_digest(key)}", 1, timeout=seconds)
    except Exception:
        logger.warning("Mark %s not kept: the cache does not answer", scope, exc_info=True)


def is_marked(scope: str, key: str) -> bool:
    """Whether `mark` was called for it and the time is not over."""
    try:
        return cache.get(f"mark:{scope}:{_digest(key)}") is not None
    except Exception:
        logger.warning("Mark %s not read: the cache does not answer", scope, exc_info=True)
        return False


def _add(name: str, seconds: int, amount: int) -> int:
    if cache.add(name, amount, timeout=seconds):
        return amount
    try:
        return cache.incr(name, amount)
    except ValueError:
        # The window closed between the two calls: this event opens a new one.
        return amount


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
