"""Asking the servers that our links lead to: a few at a time, politely, never while a visitor waits."""

import datetime
import time
from collections import deque
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from common import fetching
from common.fetching import Answer, Trouble
from common.wakeup import ring
from parks.enums import LinkState
from parks.links.collecting import collect
from parks.models import Link
from parks.models.links import MAX_ADDRESS

CHECK = "parks.tasks.check_links"
BATCH = 40
RUN_SECONDS = 120  # no question is begun later than this after the run's start
HOST_PAUSE = 2  # seconds between two questions to one server
LEASE = datetime.timedelta(hours=1)
GOOD_FOR = datetime.timedelta(days=7)
TRY_AGAIN = datetime.timedelta(days=1)
COLLECT_SECONDS = 6 * 3600
COLLECTED = "links.collected"
GONE = {404, 410}
# Servers that let no program in say so with these; a person may well be served.
SHY = {401, 403, 405, 406, 429, 451, 999}
UNREACHED = {Trouble.NAME, Trouble.CONNECTION, Trouble.TIMEOUT}
HOSTS_THAT_PROVE = 3  # servers of which none answers: then it is our own line that is down


def agent() -> str:
    return f"Parkbridge-LinkCheck/1 (+{settings.SITE_URL})"


def ask_again(links: Iterable[int]) -> int:
    """Make these addresses due at once and wake a worker; returns how many. Nobody is asked here."""
    count = Link.objects.filter(pk__in=list(links)).update(due_at=timezone.now())
    if count and settings.LINK_CHECK:
        ring(CHECK, about="links that somebody wants asked again; the schedule will find them")
    return count


def check_due(now: datetime.datetime | None = None) -> int:
    """Ask up to `BATCH` addresses that are due; returns how many were asked.

    1. Every six hours the addresses are read from the content anew. 2. Each is claimed by moving its `due_at` an hour
    on; of two workers one asks, and what a killed worker held comes back. 3. Answers are stored at the end. Where no
    server of at least three answers, nothing is learnt about links: they are asked again after the lease.
    """
    if not settings.LINK_CHECK:
        return 0
    if cache.add(COLLECTED, True, COLLECT_SECONDS):
        collect()
    now = now or timezone.now()
    answers: list[tuple[Link, Answer]] = []
    asked_at: dict[str, float] = {}
    begun = time.monotonic()
    for link in _claimed(now):
        if time.monotonic() - begun > RUN_SECONDS:
            Link.objects.filter(pk=link.pk).update(due_at=now)
            continue
        _wait_for(link.url, asked_at)
        answers.append((link, fetching.ask(link.url, agent(), allow_private=settings.LINK_CHECK_ALLOW_PRIVATE)))
        asked_at[_host(link.url)] = time.monotonic()
    if not _is_offline(answers):
        for link, answer in answers:
            _store(link, answer, timezone.now())
    return len(answers)


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _wait_for(url: str, asked_at: dict[str, float]) -> None:
    before = asked_at.get(_host(url))
    if before is not None:
        time.sleep(max(0.0, HOST_PAUSE - (time.monotonic() - before)))


def _claimed(now: datetime.datetime) -> list[Link]:
    """The due ones that nobody else took, the servers in turn so that none waits for another."""
    due = list(Link.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:BATCH])
    mine = [link for link in due if Link.objects.filter(pk=link.pk, due_at=link.due_at).update(due_at=now + LEASE)]
    queues: dict[str, deque[Link]] = {}
    for link in mine:
        queues.setdefault(_host(link.url), deque()).append(link)
    turn: list[Link] = []
    while queues:
        for host in list(queues):
            turn.append(queues[host].popleft())
            if not queues[host]:
                del queues[host]
    return turn


def _is_offline(answers: list[tuple[Link, Answer]]) -> bool:
    hosts = {_host(link.url) for link, _answer in answers}
    reached = any(answer.trouble not in UNREACHED for _link, answer in answers)
    return len(hosts) >= HOSTS_THAT_PROVE and not reached


def judge(answer: Answer, failures: int) -> str:
    """The state after one more answer; `failures` counts this one, if it is one. One bad day proves nothing."""
    if answer.status is not None and answer.status < 400:
        return LinkState.MOVED if answer.moved_to else LinkState.GOOD
    if answer.status in SHY:
        return LinkState.UNCLEAR
    if answer.status in GONE or answer.trouble in (Trouble.PRIVATE, Trouble.ADDRESS) or failures > 1:
        return LinkState.BROKEN
    return LinkState.DOUBTFUL


def _store(link: Link, answer: Answer, now: datetime.datetime) -> None:
    failed = judge(answer, 1) in (LinkState.BROKEN, LinkState.DOUBTFUL)
    failures = min(link.failures + 1, 1000) if failed else 0
    Link.objects.filter(pk=link.pk).update(
        state=judge(answer, failures),
        status=answer.status,
        trouble=answer.trouble,
        moved_to=answer.moved_to[:MAX_ADDRESS],
        failures=failures,
        failing_since=(F("failing_since") if link.failing_since else now) if failed else None,
        checked_at=now,
        due_at=now + (TRY_AGAIN if failed else GOOD_FOR),
    )
