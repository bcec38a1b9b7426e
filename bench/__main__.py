"""`make bench`: what our pages, inquiries and mails cost, as ratios to bare views of the same size in the same run.

Printed, never asserted: machines differ, ratios much less. Everything runs on 127.0.0.1, is bounded in time and
stops by itself. BENCH_SECONDS (default 4) is the time for each measured page.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import Outcome, Request, hammer
from tests.journeys.browser import Browser
from tests.journeys.processes import Process, Web, Worker, manage, postgres_database, product_environment, shell
from tests.journeys.smtp import Sink, wait_until
from tests.services import ADDRESSES, available

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
CLIENTS = 8
INQUIRIES = 160
MAILS = 400
PARK = "cbtc"
PAGES = {"home": "/en/", "list": "/en/parks/", "profile": f"/en/parks/{PARK}/"}
# As many inquiries from one machine would otherwise be refused as a flood.
LIMITS = {"INQUIRY_LIMIT_ADDRESS": "100000", "INQUIRY_LIMIT_NETWORK": "100000"}
QUEUE = f"""
from notifications.outbox import Mail, queue
for n in range({MAILS}):
    queue(Mail(event="mail_failure_digest", to=f"reader{{n}}@example.org", language="en", audience="platform"))
"""


class Bare(Web):
    """The bare views behind the same server."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        super().__init__(env, folder)
        self.name = "bare"
        self.log = folder / "bare.log"
        self.command[-1] = "bench.bare:application"


def say(*cells: object) -> None:
    widths = (34, 12, 12, 14)
    print("".join(str(cell).ljust(width) for cell, width in zip(cells, widths, strict=False)), flush=True)


def pid_of(process: Process) -> int:
    assert process.running is not None  # noqa: S101 — started by its context
    return process.running.pid


def row(name: str, ours: Outcome, bare: Outcome) -> None:
    say(f"{name}", f"{ours.rate:.0f}/s", f"{ours.cpu_ms:.2f} ms", f"{ours.rate / bare.rate:.2f} of bare")
    say("  bare, same size", f"{bare.rate:.0f}/s", f"{bare.cpu_ms:.2f} ms", "")


@contextmanager
def servers(folder: Path, database: str) -> Iterator[tuple[Web, Bare]]:
    """Product and bare views on one database with the demo content."""
    env = product_environment(folder, database, **LIMITS)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "load_demo")
    with Web(env, folder) as ours, Bare(env, folder) as bare:
        yield ours, bare


def measure_pages(ours: Web, bare: Bare) -> None:
    browser = Browser(ours.url)
    for name, path in PAGES.items():
        size = len(browser.get(path).html.encode())
        theirs = hammer(bare.port, pid_of(bare), [Request.get(f"/page/{size}/")], clients=CLIENTS, seconds=SECONDS)
        mine = hammer(ours.port, pid_of(ours), [Request.get(path)], clients=CLIENTS, seconds=SECONDS)
        row(f"{name} ({size // 1000} kB)", mine, theirs)


def forms(ours: Web) -> list[Request]:
    """Filled-in inquiry forms, each read from its own page as a browser would."""
    found = []
    for number in range(INQUIRIES):
        browser = Browser(ours.url)
        form = browser.get(f"/en/inquiry/?park={PARK}").form("contact_email")
        form.fill(company_name=f"Walloon Optics {number}", country="BE", contact_name="Anna Peeters")
        form.fill(contact_email=f"anna{number}@example.org", message="We need a small office near the campus.")
        form.fill(mode="office_lease", contact_language="en").tick_all("consent")
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
        found.append(Request.post("/en/inquiry/", form.values, cookie, f"10.1.{number // 250}.{number % 250 + 1}"))
    return found


def measure_inquiries(ours: Web, bare: Bare, label: str) -> None:
    posts = forms(ours)
    time.sleep(3)  # a form sent faster than a person can type goes to quarantine
    mine = hammer(ours.port, pid_of(ours), posts, clients=CLIENTS, seconds=None)
    if set(mine.statuses) != {302}:
        sys.exit(f"bench: not every inquiry was taken: {mine.statuses}\n{ours.tail()}")
    rows = [Request.post("/insert/", [("body", "x" * 500)]) for _ in range(INQUIRIES * 4)]
    theirs = hammer(bare.port, pid_of(bare), rows, clients=CLIENTS, seconds=None)
    row(f"inquiry by form, {label}", mine, theirs)


def measure_mails(folder: Path, database: str) -> None:
    with Sink() as sink:
        env = product_environment(folder, database, smtp_port=sink.port, OUTBOX_BATCH="50")
        manage(env, "migrate", "--verbosity", "0")
        shell(env, QUEUE)
        with Worker(env, folder) as worker:
            wait_until(lambda: sink.received, 60, worker.tail)
            began, already = time.perf_counter(), len(sink.received)
            sink.wait_for(MAILS, seconds=120)
            seconds = time.perf_counter() - began
    say("mails through worker and socket", f"{(MAILS - already) / seconds:.0f}/s", "", f"{MAILS} mails")


def main() -> None:
    print(f"{CLIENTS} clients, 2 server processes; CPU is the server's, per request.")
    say("", "rate", "CPU", "ratio")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if available("postgres"):
            with (
                postgres_database(ADDRESSES["postgres"], "bench") as database,
                servers(folder / "postgres", database) as (ours, bare),
            ):
                measure_pages(ours, bare)
                measure_inquiries(ours, bare, "PostgreSQL")
        else:
            print("PostgreSQL not found: measured on SQLite alone")
        with servers(folder / "sqlite", "") as (ours, bare):
            if not available("postgres"):
                measure_pages(ours, bare)
            measure_inquiries(ours, bare, "SQLite")
        measure_mails(folder / "mails", "")


if __name__ == "__main__":
    main()
