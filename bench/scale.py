"""The same pages with few and with very many parks: what grows, and how much."""

import os
import secrets
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from bench.load import HOST, Request, exchange, hammer
from bench.report import say
from bench.servers import Served
from tests.journeys.processes import manage

FEW = 1_000
MANY = int(os.environ.get("BENCH_PARKS", "100000"))
WARMING = 4
BROAD = "broad search (5 %)"
FIRST = "broad search, first time"
PATHS = {
    "list": ("/en/parks/", "/en/parks/?page=7", "/en/parks/?sort=newest"),
    "list and counts, filtered": ("/en/parks/?country=CN&kind=science_park", "/en/parks/?industry=new_it&space=office"),
    "selective search": ("/en/search/?q=generated-000777", "/zh-hans/search/?q=%E5%9B%AD%E5%8C%BA+000777"),
    BROAD: ("/en/search/?q=sodium", "/zh-hans/search/?q=%E9%92%A0%E7%94%B5%E6%B1%A0"),
}


def fill(env: dict[str, str], count: int) -> None:
    began = time.perf_counter()
    manage(env, "generate_parks", str(count), timeout=3600)
    manage(env, "refresh_pages", timeout=3600)
    say(f"  {count} parks made in", f"{time.perf_counter() - began:.0f} s")


def times(served: Served, env: dict[str, str], seconds: float) -> dict[str, float]:
    """Mean seconds of an answer, one client; every address asked before, by so many clients that each process met it.

    A broad search is also measured while content changes before each: what it matches is kept until then.
    """
    found = {}
    for name, paths in PATHS.items():
        requests = [Request.get(path) for path in paths]
        first = hammer(served.port, served.pid, requests * WARMING, clients=WARMING, seconds=None)
        if set(first.statuses) != {200}:
            raise SystemExit(f"bench: {name} answered {first.statuses}\n{served.tail()}")
        outcome = hammer(served.port, served.pid, requests, clients=1, seconds=seconds)
        found[name] = outcome.seconds / outcome.count
    found[FIRST] = _first_time(served, env, list(map(Request.get, PATHS[BROAD])), seconds)
    return found


def _first_time(served: Served, env: dict[str, str], requests: Sequence[Request], seconds: float) -> float:
    """Mean seconds of an answer where content has changed just before."""
    version, spent, count = Path(env["VAR_DIR"]) / "content-version", 0.0, 0
    with socket.create_connection((HOST, served.port), timeout=60) as connection:
        while spent < seconds:
            for request in requests:
                version.write_text(secrets.token_hex(8), encoding="ascii")
                began = time.perf_counter()
                exchange(connection, request)
                spent, count = spent + time.perf_counter() - began, count + 1
    return spent / count


def compare(few: dict[str, float], many: dict[str, float], aim: float) -> None:
    for name in few:
        ratio, limit = many[name] / few[name], 3.0 if name.startswith("broad") else aim
        verdict = "ok" if ratio <= limit else f"aim {limit:g}"
        say(name, f"{few[name] * 1000:.1f} ms", f"{many[name] * 1000:.1f} ms", f"× {ratio:.2f} {verdict}")
