"""The snapshot that this process holds, and how it is brought up to date."""

import datetime
import threading
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from common import contentversion
from parks.facets.building import changed, whole
from parks.facets.reading import read, read_terms
from parks.facets.records import Snapshot
from parks.models import PageVersion, Park

MARGIN = datetime.timedelta(minutes=10)  # clocks differ, and a transaction may be long
MANY = 2000  # when more parks have changed than this, all are read again


class _Held:
    """What all threads share. `inside` was read within a transaction that may still vanish; nothing builds on it."""

    lock = threading.Lock()
    committed: Snapshot | None = None
    inside: Snapshot | None = None


def _valid(token: str | None) -> Snapshot | None:
    """A snapshot that was made under this token and may be read here."""
    if token is None:
        return None
    for held in (_Held.committed, _Held.inside if connection.in_atomic_block else None):
        if held is not None and held.token == token:
            return held
    return None


def snapshot() -> Snapshot:
    """All public parks as they are now. Asks the database only when the content version has changed.

    The token is read before the rows: what is written meanwhile leaves a snapshot under an old token.
    """
    found = _valid(contentversion.current())
    if found is not None:
        return found
    with _Held.lock:
        token = contentversion.current()
        found = _valid(token)
        if found is not None:
            return found
        inside = connection.in_atomic_block
        about = {"token": token, "looked_at": timezone.now(), "provisional": inside}
        old = _Held.committed if token is not None else None
        fresh = (_refreshed(old, about) if old is not None else None) or _built(about)
        if contentversion.is_aside():
            return fresh
        if inside:
            _Held.inside = fresh
        else:
            _Held.committed, _Held.inside = fresh, None
        return fresh


def _built(about: dict[str, Any]) -> Snapshot:
    terms, names = read_terms()
    return whole(read(None, terms, names), terms=terms, **about)


def _touched(old: Snapshot) -> set[int]:
    """Parks that may have changed since the snapshot was made.

    Numbers grow with every commit; inside a transaction they grow once only, so there all recent ones are read.
    """
    changes = PageVersion.objects.filter(changed_at__gt=old.looked_at - MARGIN).values_list("park_id", "number")
    recent = dict(changes)
    if connection.in_atomic_block:
        return set(recent)
    known = old.numbers(recent)
    return {park for park, number in recent.items() if known.get(park) != number}


def _refreshed(old: Snapshot, about: dict[str, Any]) -> Snapshot | None:
    """The old snapshot with what has changed since; None when reading everything again is as good."""
    touched = _touched(old)
    if len(touched) > MANY or len(touched) * 3 > len(old.slots) + 30:
        return None
    terms, names = read_terms()
    fresh = list(read(touched, terms, names)) if touched else []
    gone = set(touched)
    public = Park.objects.listed()
    come, left = [record.pk for record in fresh], [pk for pk in gone if pk in old.slots]
    there = public.order_by().aggregate(count=Count("pk"), total=Sum("pk"))
    count, total = len(old.slots) - len(left) + len(come), sum(old.slots) - sum(left) + sum(come)
    if (there["count"], there["total"] or 0) != (count, total):
        expected = (set(old.slots) - gone) | set(come)
        present = set(public.order_by().values_list("pk", flat=True))
        gone |= expected - present
        fresh = [record for record in fresh if record.pk in present]
        unknown = present - expected
        if len(unknown) > MANY:
            return None
        fresh += read(unknown, terms, names) if unknown else ()
    return changed(old, gone, fresh, terms=terms, **about)
