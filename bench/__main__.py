"""`make bench`: what our pages, inquiries and mails cost, as ratios to bare views of the same size in the same run.

Printed, never asserted: machines differ, ratios much less. Everything runs on 127.0.0.1 and stops by itself.
BENCH_SECONDS (default 4) is the time for each measured page, BENCH_PARKS (default 100000) the size of the large
catalogue, BENCH_CASES (default 1000000) that of the back office. `make bench ARGS=pages` measures one part: pages,
scale, office (PostgreSQL alone), inquiries, mails.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from bench import office, pages, scale
from bench.load import Outcome, Request, hammer
from bench.report import say
from bench.servers import Served, side_by_side
from tests.journeys.browser import Browser
from tests.journeys.processes import Worker, manage, postgres_database, product_environment, shell
from tests.journeys.smtp import Sink, wait_until
from tests.services import ADDRESSES, available

PARTS = ("pages", "scale", "office", "inquiries", "mails")
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


def row(name: str, ours: Outcome, bare: Outcome) -> None:
    say(f"{name}", f"{ours.rate:.0f}/s", f"{ours.cpu_ms:.2f} ms", f"{ours.rate / bare.rate:.2f} of bare")
    say("  bare", f"{bare.rate:.0f}/s", f"{bare.cpu_ms:.2f} ms", "")


def with_demo(folder: Path, database: str) -> dict[str, str]:
    """The environment of an installation with the demo content."""
    env = product_environment(folder, database, **LIMITS)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "load_demo")
    return env


def forms(ours: Served) -> list[Request]:
    """Filled-in inquiry forms, each read from its own page as a browser would."""
    found = []
    for number in range(INQUIRIES):
        browser = Browser(ours.url)
        form = browser.get(f"/en/inquiry/?whole=1&park={PARK}").form("contact_email")
        form.fill(company_name=f"Walloon Optics {number}", country="BE", contact_name="Anna Peeters")
        form.fill(contact_email=f"anna{number}@example.org", message="We need a small office near the campus.")
        form.fill(mode="office_lease", contact_language="en").tick_all("consent")
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
        found.append(Request.post("/en/inquiry/", form.values, cookie, f"10.1.{number // 250}.{number % 250 + 1}"))
    return found


def measure_inquiries(ours: Served, bare: Served, label: str) -> None:
    posts = forms(ours)
    time.sleep(3)  # a form sent faster than a person can type goes to quarantine
    mine = hammer(ours.port, ours.pid, posts, clients=CLIENTS, seconds=None)
    if set(mine.statuses) != {302}:
        sys.exit(f"bench: not every inquiry was taken: {mine.statuses}\n{ours.tail()}")
    rows = [Request.post("/insert/", [("body", "x" * 500)]) for _ in range(INQUIRIES * 4)]
    theirs = hammer(bare.port, bare.pid, rows, clients=CLIENTS, seconds=None)
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


def measure_installation(folder: Path, database: str, label: str, parts: set[str]) -> None:
    """Pages and inquiries on one database: first with the demo, then with few, then with very many parks."""
    env = with_demo(folder, database)
    if {"pages", "inquiries"} & parts:
        say(f"{label}, the demo")
        with side_by_side(env, folder) as (kept, fresh, bare):
            if "pages" in parts:
                pages.measure_kept(kept, bare, PAGES, CLIENTS, SECONDS)
                pages.measure_rendered(fresh, bare, pages.cases(0), SECONDS)
            if "inquiries" in parts:
                measure_inquiries(kept, bare, label)
    if "scale" not in parts:
        return
    measured = []
    for count in (scale.FEW, scale.MANY):
        say(f"{label}, {count} parks more")
        scale.fill(env, count)
        with side_by_side(env, folder) as (_kept, fresh, bare):
            measured.append(scale.times(fresh, env, SECONDS))
            pages.measure_rendered(fresh, bare, pages.cases(count), SECONDS)
    say(f"{label}: growth", f"{scale.FEW} parks", f"{scale.MANY} parks")
    few, many = measured
    scale.compare(few, many, aim=1.5 if database else 2.0)


def measure_office(folder: Path) -> None:
    """On a database of its own: the pages of the public are measured without a million cases beside them."""
    with postgres_database(ADDRESSES["postgres"], "bench") as database:
        env = product_environment(folder, database)
        manage(env, "migrate", "--verbosity", "0")
        office.measure(env, folder, database, SECONDS)


def main() -> None:
    parts = set(sys.argv[1:]) or set(PARTS)
    if unknown := parts - set(PARTS):
        sys.exit(f"bench: unknown part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print(f"{CLIENTS} clients where requests a second are told, else one; 2 server processes; CPU is the server's.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if available("postgres"):
            if parts - {"office", "mails"}:
                with postgres_database(ADDRESSES["postgres"], "bench") as database:
                    measure_installation(folder / "postgres", database, "PostgreSQL", parts)
            if "office" in parts:
                measure_office(folder / "office")
        else:
            print("PostgreSQL not found: measured on SQLite alone")
        if parts - {"office", "mails"}:
            measure_installation(folder / "sqlite", "", "SQLite", parts)
        if "mails" in parts:
            measure_mails(folder / "mails", "")


if __name__ == "__main__":
    main()
