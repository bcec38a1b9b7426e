"""Counting in the cache, to slow down what comes too often."""

import hashlib
import logging
import time

from django.core.cache import cache

logger = logging.getLogger(__name__)


def hit(scope: str, key: str, limit: int, seconds: int) -> bool:
    """Count one event and say whether this window of `seconds` now holds more than `limit`.

    Windows are fixed, so at their border twice the limit can pass. A cache that is down never keeps a
    visitor out: the answer is then False, with a warning in the log.
    """
    window = int(time.time() // seconds)
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
    name = f"limit:{scope}:{digest}:{window}"
    try:
        if cache.add(name, 1, timeout=seconds):
            return limit < 1
        return cache.incr(name) > limit
    except ValueError:
        # The window closed between the two calls: this event opens a new one.
        return limit < 1
    except Exception:
        logger.warning("Rate limit %s not counted: the cache does not answer", scope, exc_info=True)
        return False
