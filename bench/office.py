"""The back office with few and with very many rows: what an officer of the largest operator and the platform wait for.

PostgreSQL alone. A third of the generated cases are that operator's; few and many come from the same two years, so that
as large a share of them is overdue. How many rows a list shows is told beside its time.
"""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request as Visit
from urllib.request import urlopen

import psycopg

from bench.load import Request, hammer
from bench.report import say
from bench.servers import Served
from tests.journeys.processes import manage, shell

FEW = (1_000, 1_000)  # parks, cases
MANY = (int(os.environ.get("BENCH_PARKS", "100000")), int(os.environ.get("BENCH_CASES", "1000000")))
AIM = 2.0
ROLES = ("officer", "platform")
# Sessions as the sign-in page makes them, the number of a case, and words that only its company has.
READERS = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from accounts.enums import PlatformRole
from accounts.models import User
from inquiries.models import Case
from parks.models import Park
operator = Park.objects.get(slug="generated-000001").operator
officer = User.objects.get(email=f"officer0@{operator.slug}.example.org")
platform, _made = User.objects.update_or_create(
    email="bench@example.org", defaults={"is_staff": True, "platform_role": PlatformRole.ADMIN}
)
def session(user):
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key
case = Case.objects.filter(operator=operator, inquiry__reference__lte="PB-2025-0000900").live().order_by("pk").last()
rare = case.inquiry.contact_email.partition(".")[0].replace("@", " ")
print(json.dumps({"officer": session(officer), "platform": session(platform), "case": case.pk, "rare": rare}))
"""
CASES, COMMON = "/en/admin/inquiries/case/", "激光"
PATHS = {
    "Today": "/en/admin/",
    "cases": CASES,
    "cases, fourth page": f"{CASES}?p=3&show=all",
    "cases, all, newest first": f"{CASES}?show=all",
    "cases, without an answer": f"{CASES}?show=unanswered",
    "cases, overdue": f"{CASES}?show=overdue",
    "cases, written last": f"{CASES}?show=written",
    "cases, mine": f"{CASES}?owner=me",
    "cases, nobody's": f"{CASES}?owner=nobody",
    "cases, ended": f"{CASES}?show=ended",
    "cases, lost": f"{CASES}?stage__exact=lost",
    "cases, in one mode": f"{CASES}?mode=office_lease",
    "cases, new": f"{CASES}?stage__exact=new",
    "cases, waiting": f"{CASES}?show=waiting",
    "cases, common word": f"{CASES}?show=all&q={quote(COMMON)}",
    "cases, common word, open": f"{CASES}?q={quote(COMMON)}",
    "cases, rare word": f"{CASES}?show=all&q={{rare}}",
    "header, common word": f"/en/admin/find/?q={quote(COMMON)}",
    "header, rare word": "/en/admin/find/?q={rare}",
    "case": f"{CASES}{{case}}/change/",
    "board": f"{CASES}board/",
    "companies": "/en/admin/enterprises/enterprise/",
    "parks": "/en/admin/parks/park/",
    "parks, searched": "/en/admin/parks/park/?q=000777",
    "audit trail": "/en/admin/accounts/auditentry/",
}
ROW = b'name="_selected_action"'


@dataclass(frozen=True)
class Answer:
    """Mean seconds of an answer, and how many rows of a list it shows."""

    seconds: float
    rows: int


Times = dict[tuple[str, str], Answer]


def fill(env: dict[str, str], database: str, parks: int, cases: int) -> None:
    apart = f"--minutes-apart={max(1, MANY[1] // cases)}"
    for command in (("generate_parks", str(parks)), ("generate_cases", str(cases), apart)):
        began = time.perf_counter()
        manage(env, *command, timeout=7200)
        say(f"  {' '.join(command)}", f"{time.perf_counter() - began:.0f} s")
    with psycopg.connect(database, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")  # what autovacuum does on a server that has some minutes


def asked(env: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Role and name of the page, its path, and the cookie of somebody who is signed in."""
    found = json.loads(shell(env, READERS).splitlines()[-1])
    for role in ROLES:
        for name, path in PATHS.items():
            address = path.format(rare=quote(found["rare"]), case=found["case"])
            yield role, name, address, f"sessionid={found[role]}"


def rows(served: Served, path: str, cookie: str) -> int:
    with urlopen(Visit(served.url + path, headers={"Cookie": cookie})) as answer:
        return answer.read().count(ROW)


def times(served: Served, env: dict[str, str], seconds: float) -> Times:
    """One client; every page asked before. Pages that a role may not open are left out."""
    found = {}
    for role, name, path, cookie in asked(env):
        request = Request.get(path, cookie)
        first = hammer(served.port, served.pid, [request] * 3, clients=1, seconds=None)
        if set(first.statuses) == {403}:
            continue
        if set(first.statuses) != {200}:
            raise SystemExit(f"bench: {name} for {role} answered {first.statuses}\n{served.tail()}")
        outcome = hammer(served.port, served.pid, [request], clients=1, seconds=seconds)
        found[role, name] = Answer(outcome.seconds / outcome.count, rows(served, path, cookie))
    return found


def compare(few: Times, many: Times) -> None:
    for (role, name), before in few.items():
        after = many[role, name]
        ratio = after.seconds / before.seconds
        verdict = "ok" if ratio <= AIM else f"aim {AIM:g}"
        shown = f", {before.rows} and {after.rows} rows" if after.rows else ""
        say(
            f"{name} ({role})",
            f"{before.seconds * 1000:.0f} ms",
            f"{after.seconds * 1000:.0f} ms",
            f"× {ratio:.2f} {verdict}{shown}",
        )


def measure(env: dict[str, str], folder: Path, database: str, seconds: float) -> None:
    """First with few, then with very many parks and cases."""
    measured = []
    for parks, cases in (FEW, MANY):
        say(f"back office, {parks} parks and {cases} cases")
        fill(env, database, parks, cases)
        with Served(env, folder) as served:
            measured.append(times(served, env, seconds / 2))
    say("back office: growth", f"{FEW[1]} cases", f"{MANY[1]} cases")
    compare(*measured)
