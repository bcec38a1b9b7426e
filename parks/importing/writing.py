"""Writes one planned record as its form would: texts, relations, staleness, trail; and what search and pages show."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Model, prefetch_related_objects

from accounts import audit
from accounts.models import User
from parks import indexing, reviewing, revising, versions
from parks.documents import document, holder_of
from parks.importing.records import Planner
from parks.models import (
    Industry,
    Opportunity,
    Organisation,
    Park,
    ParkIndustry,
    Partnership,
    Region,
    RevisionCause,
    Space,
    SpaceType,
)
from parks.tables import Directory, Table
from parks.tables.columns import Column

FEW = 50  # up to so many records search and pages are told one by one, as after a form; of more, once at the end


def save(record: Any, changes: dict[str, list[str]], many: dict[str, list[int]], planner: Planner) -> None:
    """The record and its relations, in the caller's transaction, with the lock on the record's row held. A new one is a
    draft; publishing is another step. Texts that fall behind their counterparts and the history follow as after a form.
    """
    directory, is_new, kept = planner.directory, record.pk is None, revising.is_kept(type(record))
    before = document(record) if kept and not is_new else None
    record.save()
    for name, wanted in many.items():
        if name in changes:
            _link(record, directory.table.by_name[name], wanted, directory)
    if not is_new:
        reviewing.edited(record, {name: old for name, (old, _new) in changes.items()})
    if kept:
        revising.keep(record, RevisionCause.IMPORTED, actor=planner.user, before=before)
    directory.learn(record)


def _link(record: Any, column: Column, wanted: list[int], directory: Directory) -> None:
    """Exactly these, and those that are out of the person's reach."""
    if column.field.remote_field.through is ParkIndustry:
        record.park_industries.exclude(industry__in=wanted).delete()
        for rank, pk in enumerate(wanted, 1):
            ParkIndustry.objects.update_or_create(park=record, industry_id=pk, defaults={"rank": rank})
        return
    related = column.field.related_model
    manager = getattr(record, column.name)
    directory.key(related, 0)
    unseen = [pk for pk in manager.values_list("pk", flat=True) if directory.key(related, pk) == "…"]
    manager.set([*wanted, *unseen])


@contextmanager
def at_once(records: list[Any], table: Table, count: int) -> Iterator[None]:
    """One transaction. `records` collects what was written; of many, search is told at the end."""
    if count <= FEW:
        with transaction.atomic():
            yield
        return
    with versions.in_bulk(lambda: tell_search(records, table)):
        yield


@contextmanager
def on_page_of(model: type[Model], pages: Iterable[int], actor: User) -> Iterator[None]:
    """Around the writing of rows that are part of another record's page, as the figures of a park: each of these pages
    gets one version for all of them, as after its form. In a transaction; the pages are locked, by their numbers.
    """
    found, before = holder_of(model), []
    if found is not None:
        rows = found[0]._base_manager.filter(pk__in=list(pages)).order_by("pk").select_for_update()
        before = [(page, document(page)) for page in rows]
    yield
    for page, was in before:
        revising.keep(page, RevisionCause.IMPORTED, actor=actor, before=was)


def pages_of(model: type[Model], records: Iterable[int | None]) -> set[int]:
    """The numbers of the pages that these records are part of; none where each has its own page."""
    found = holder_of(model)
    if found is None:
        return set()
    return set(model._base_manager.filter(pk__in=[pk for pk in records if pk]).values_list(found[1], flat=True))


def tell_search(records: Iterable[Any], table: Table) -> None:
    rows = list(records)
    if issubclass(table.model, Park):
        pks = [row.pk for row in rows]
        indexing.index_parks(pks)
        indexing.index(Opportunity.objects.filter(park__in=pks))
        indexing.index(Partnership.objects.filter(parties__park__in=pks))
    elif issubclass(table.model, Space):
        indexing.index([*rows, *(Park(pk=pk) for pk in {row.park_id for row in rows})])
    elif issubclass(table.model, Industry | Region | SpaceType):
        for row in rows:
            indexing.reindex_naming(row)
        indexing.index(rows)
    else:
        indexing.index(rows)
        if issubclass(table.model, Organisation):
            indexing.index(Partnership.objects.filter(parties__organisation__in=[row.pk for row in rows]).distinct())


def trail(written: Iterable[tuple[str, Model, list[str]]], actor: User, batch: int) -> None:
    """One entry for each record, as after a form: who, what, which fields; and which import it was."""
    found = list(written)
    hanging = [record for _action, record, _fields in found if hasattr(record, "park_id")]
    prefetch_related_objects(hanging, "park")  # whose business they are
    audit.record_all(
        ((action, record, {"fields": fields, "import": batch}) for action, record, fields in found), actor=actor
    )
