"""Django's PostgreSQL backend, which asks a connection less often whether it still lives.

With `CONN_HEALTH_CHECKS` Django asks `SELECT 1` before the first query of every request: as much again as a page of
stored pieces asks of the database. Here a connection that worked within the last `TRUSTED` seconds is not asked. One
that broke meanwhile fails one request, as it would when it breaks just after the question, and is then opened anew.
"""

import time

from django.db.backends.postgresql import base

TRUSTED = 1.0  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    health_check_enabled: bool
    health_check_done: bool
    checked_at = float("-inf")

    def close_if_health_check_failed(self) -> None:
        if not self.health_check_enabled or self.health_check_done:
            return
        now = time.monotonic()
        if now - self.checked_at < TRUSTED:
            self.health_check_done = True
            return
        super().close_if_health_check_failed()
        self.checked_at = now
