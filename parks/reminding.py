"""What those who keep a park's pages are told of without asking: old figures, texts in one language alone, silence.

The chores lock row by row, say each thing once, and may run late, twice, or twice at once.
"""

import datetime
import zoneinfo
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from accounts.models import User
from common.enums import Language, PublicationState
from notifications import outbox
from parks import mail, reviewing
from parks.enums import SeatRole
from parks.mail import Gap
from parks.models import Fact, Membership, Operator, Park, Partnership, Publishable
from parks.quality import REPORTED, half_told, missing

HOUR = 8  # of Monday morning where the operator works
WEEK = datetime.timedelta(days=7)
EARLIEST = datetime.timedelta(hours=14)  # a day begins this long before it does in UTC, at most
KEEPERS = (SeatRole.EDITOR, SeatRole.MANAGER)  # who may change what the mails name
OWN = ("operator__memberships", "park__operator__memberships")  # seats at the one operator that a record belongs to


def remind_of_pairs(now: datetime.datetime) -> int:
    """Tell the managers at the sides of a partnership that nothing has been heard of it for 180 days.

    Once for each silence: a new activity begins another. Of partnerships without a manager at any side nobody is told,
    until there is one. Each row is locked and looked at again before its mails are written.
    """
    managed = _seats(SeatRole.MANAGER).filter(operator__parks__parties__partnership=OuterRef("pk"))
    due = Partnership.objects.public().idle().exclude(idle_told_for=F("last")).filter(Exists(managed))
    count = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None:
                continue
            seats = _seats(SeatRole.MANAGER).filter(operator__parks__parties__partnership=row)
            outbox.queue(*(mail.pairing_idle(row, reader) for reader in _readers(seats, "pairing_idle")))
            # `update`: no page shows it, and the row was not changed by a person
            Partnership.objects.filter(pk=pk).update(idle_told_for=row.last)
        count += 1
    return count


def remind_weekly(now: datetime.datetime) -> int:
    """On Monday morning where an operator works, or as soon as possible afterwards: what its pages lack.

    One look a week at each operator; returns at how many. 1. The operator's row is locked and looked at again.
    2. Two mails at most for each editor and manager: old figures, and texts in one language alone. None where there is
    nothing. 3. The week is noted.
    """
    latest = (now + EARLIEST).date() - WEEK
    open_ = Q(content_looked_on__isnull=True) | Q(content_looked_on__lte=latest)
    found = Operator.objects.filter(open_, is_active=True).order_by("pk")
    count = 0
    for pk, zone, looked in list(found.values_list("pk", "time_zone", "content_looked_on")):
        monday = monday_before(now, zone)
        if looked is not None and looked >= monday:
            continue
        with transaction.atomic():
            operator = found.select_for_update().filter(pk=pk).first()
            if operator is None or (operator.content_looked_on or datetime.date.min) >= monday:
                continue
            _tell(operator, monday)
            Operator.objects.filter(pk=pk).update(content_looked_on=monday)
        count += 1
    return count


def monday_before(now: datetime.datetime, zone: str) -> datetime.date:
    """The Monday on which the present week of mails began: a week ends at eight on the next one."""
    local = now.astimezone(zoneinfo.ZoneInfo(zone)) - datetime.timedelta(hours=HOUR)
    return local.date() - datetime.timedelta(days=local.weekday())


def stale_facts(operator: Operator) -> QuerySet[Fact]:
    """Headline figures of public parks that are older than a year or undated, the oldest first: as the report says."""
    parks = Park.objects.public().filter(operator=operator)
    found = Fact.objects.stale().filter(headline=True, park__in=parks).select_related("park", "metric")
    return found.order_by(F("as_of").asc(nulls_first=True), "park_id", "pk")


def gaps(operator: Operator) -> Iterator[Gap]:
    """What the records of one operator that are public in any language lack in one of them."""
    for model, along in REPORTED.items():
        rows: Any = model._default_manager.all()
        path = (*getattr(rows, "SEAT_PATHS", ()), "")[0]
        if path not in OWN:
            continue  # catalogues, and what several operators share, are kept by the platform
        mine = rows.public().filter(half_told(model), **{path.removesuffix("__memberships"): operator})
        for record in mine.select_related(*along).order_by("pk"):
            yield from _gaps_of(record)


def _gaps_of(record: Model) -> Iterator[Gap]:
    if isinstance(record, Publishable):
        for language in Language:
            if record.publication_state(language) == PublicationState.STALE:
                yield Gap(record, language)
    else:  # no versions: the texts themselves are asked
        for language, fields in reviewing.behind(record, reviewing.sources(type(record), [record.pk])).items():
            if fields:
                yield Gap(record, language)
    for field, language in missing(record):
        yield Gap(record, language, field)


def _tell(operator: Operator, monday: datetime.date) -> None:
    seats = _seats(*KEEPERS).filter(operator=operator)
    if readers := _readers(seats, "fact_stale"):
        facts = stale_facts(operator)
        shown = list(facts[: mail.SHOWN])
        total = facts.count() if shown else 0
        week = mail.Weekly(operator, monday, total)
        outbox.queue(*(post for reader in readers for post in mail.fact_stale(week, shown, reader)))
    if readers := _readers(seats, "translation_stale"):
        found = list(gaps(operator))
        week = mail.Weekly(operator, monday, len(found))
        named = found[: mail.SHOWN]
        outbox.queue(*(post for reader in readers for post in mail.translation_stale(week, named, reader)))


def _seats(*roles: str) -> QuerySet[Membership]:
    """Seats whose holders can do something about it now."""
    return Membership.objects.filter(
        role__in=roles, operator__is_active=True, user__is_active=True, user__is_staff=True
    )


def _readers(seats: QuerySet[Membership], event: str) -> Sequence[User]:
    """The holders who want this mail, each once."""
    rows = seats.select_related("user").order_by("pk").distinct()
    return list({seat.user_id: seat.user for seat in rows if event not in seat.muted_events}.values())
