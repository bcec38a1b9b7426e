"""Telling a worker that something is due. A hint, never a promise: rows say what is due, and a sweep finds them."""

import logging
import time
from contextvars import copy_context
from threading import Thread
from typing import Any

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError

logger = logging.getLogger(__name__)


class Patience:
    """After a failed wake-up this process rings no more for a while, so that one dead broker costs one wait."""

    until = 0.0


def ring(task: str, *args: Any, about: str) -> bool:
    """Send `task` to whoever works. Never raises, never holds the caller longer than OUTBOX_WAKE_SECONDS.

    The message is published on a thread of its own, because no time-out of a broker library covers every
    way to hang (a name server that does not answer, a port that accepts and says nothing). False means that
    nobody was woken; `about` says in the log what now waits for the sweep.
    """
    if time.monotonic() < Patience.until:
        return False
    outcome: list[Exception | None] = []
    bell = Thread(target=copy_context().run, args=(_send, task, args, outcome), daemon=True, name="wakeup")
    bell.start()
    bell.join(settings.OUTBOX_WAKE_SECONDS)
    if outcome == [None]:
        return True
    Patience.until = time.monotonic() + settings.OUTBOX_WAKE_PAUSE_SECONDS
    reason = outcome[0] if outcome else f"no answer within {settings.OUTBOX_WAKE_SECONDS} s"
    logger.warning("the broker could not be told about %s: %s", about, reason)
    return False


def _send(task: str, args: tuple[Any, ...], outcome: list[Exception | None]) -> None:
    try:
        current_app.send_task(task, args=list(args), retry=False, ignore_result=True)
    except Exception as error:
        if not isinstance(error, (KombuError, OSError, *_broker_errors())):
            raise
        outcome.append(error)
    else:
        outcome.append(None)


def _broker_errors() -> tuple[type[Exception], ...]:
    """What the configured transport raises when its server is away (redis and amqp bring their own classes)."""
    connection = current_app.connection_for_write()
    return (*connection.connection_errors, *connection.channel_errors)
