"""Mails per second through a real worker and a real SMTP socket."""

import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.processes import (
    REDIS,
    Redis,
    Worker,
    ask,
    manage,
    postgres_database,
    product_environment,
    shell,
    wait_for_all_sent,
)
from tests.journeys.smtp import Sink, wait_until

QUEUE = """
import time
from django.db import transaction
from notifications.outbox import Mail, queue
context = dict(total=2, more=0, failures=[], time_zone="UTC", link="http://127.0.0.1/x")
def mails(count):
    return (Mail("mail_failure_digest", f"r{n}@firm.example.org", "en", "platform", context) for n in range(count))
"""
BATCH = """
with transaction.atomic():
    queue(*mails({count}))
"""
SINGLES = """
for _ in range({count}):
    started = time.time()
    with transaction.atomic():
        queue(*mails(1))
    print(started)
    time.sleep(0.25)
"""


@dataclass(frozen=True)
class MailRate:
    """What one run measured; rendering, storing and sending included."""

    database: str
    broker: str
    mails: int
    per_second: float
    median_ms: float

    def __str__(self) -> str:
        return (
            f"mail: {self.per_second:.0f} a second ({self.mails} over {self.database} and {self.broker}); "
            f"a single mail reaches the socket {self.median_ms:.0f} ms after its commit (median)"
        )


def measure(count: int = 1000, postgres: str = "") -> MailRate:
    """Queue `count` mails in one transaction and time the socket; then single mails, one after the other.

    `postgres` is the address of a server where a database may be made; without it SQLite is measured.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sink = stack.enter_context(Sink())
        database = (
            stack.enter_context(postgres_database(postgres, "bench"))
            if postgres
            else f"sqlite:///{folder / 'db.sqlite3'}"
        )
        broker = stack.enter_context(Redis(folder)).url if REDIS else ""
        env = product_environment(folder, database, broker=broker, smtp_port=sink.port, OUTBOX_BATCH="50")
        manage(env, "migrate", "--verbosity", "0", "--skip-checks")
        worker = stack.enter_context(Worker(env, folder))
        wait_until(lambda: ask(database, "SELECT 1 FROM notifications_workerbeat"), 60, worker.tail)
        arrivals = _watch(sink)
        shell(env, QUEUE + BATCH.format(count=count))
        wait_for_all_sent(database, count, 300)
        per_second = (count - 1) / (arrivals[-1] - arrivals[0])
        started = [float(line) for line in shell(env, QUEUE + SINGLES.format(count=20)).split()]
        wait_for_all_sent(database, count + 20, 60)
    delays = [1000 * (arrived - sent) for arrived, sent in zip(arrivals[count:], started, strict=True)]
    names = ("PostgreSQL" if postgres else "SQLite", "Redis" if broker else "a folder")
    return MailRate(*names, count, per_second, statistics.median(delays))


def _watch(sink: Sink) -> list[float]:
    """The wall-clock time of each arrival, in order."""
    arrivals: list[float] = []

    class Clocked(list):
        def append(self, mail: object) -> None:
            arrivals.append(time.time())
            super().append(mail)

    sink.received = Clocked()
    return arrivals


if __name__ == "__main__":
    import sys

    print(measure(postgres=sys.argv[1] if len(sys.argv) > 1 else ""))
