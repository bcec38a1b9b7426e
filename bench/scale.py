"""The same pages with few and with very many parks: what grows, and how much."""

import os
import time

from bench.load import Request, hammer
from bench.report import say
from bench.servers import Served
from tests.journeys.processes import manage

FEW = 1_000
MANY = int(os.environ.get("BENCH_PARKS", "100000"))
PATHS = {
    "list": ("/en/parks/", "/en/parks/?page=7", "/en/parks/?sort=newest"),
    "list and counts, filtered": ("/en/parks/?country=CN&kind=science_park", "/en/parks/?industry=new_it&space=office"),
    "selective search": ("/en/search/?q=generated-000777", "/zh-hans/search/?q=%E5%9B%AD%E5%8C%BA+000777"),
    "broad search (5 %)": ("/en/search/?q=sodium", "/zh-hans/search/?q=%E9%92%A0%E7%94%B5%E6%B1%A0"),
}


def fill(env: dict[str, str], count: int) -> None:
    began = time.perf_counter()
    manage(env, "generate_parks", str(count), timeout=3600)
    manage(env, "refresh_pages", timeout=3600)
    say(f"  {count} parks made in", f"{time.perf_counter() - began:.0f} s")


def times(served: Served, seconds: float) -> dict[str, float]:
    """Mean seconds of an answer, one client; every address asked once before."""
    found = {}
    for name, paths in PATHS.items():
        requests = [Request.get(path) for path in paths]
        first = hammer(served.port, served.pid, requests, clients=1, seconds=None)
        if set(first.statuses) != {200}:
            raise SystemExit(f"bench: {name} answered {first.statuses}\n{served.tail()}")
        outcome = hammer(served.port, served.pid, requests, clients=1, seconds=seconds)
        found[name] = outcome.seconds / outcome.count
    return found


def compare(few: dict[str, float], many: dict[str, float], aim: float) -> None:
    for name in PATHS:
        ratio, limit = many[name] / few[name], 3.0 if name.startswith("broad") else aim
        verdict = "ok" if ratio <= limit else f"aim {limit:g}"
        say(name, f"{few[name] * 1000:.1f} ms", f"{many[name] * 1000:.1f} ms", f"× {ratio:.2f} {verdict}")
