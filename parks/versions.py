"""Tells the public pages that a record has changed.

Every park has a number (`PageVersion`) that rendered pieces carry; all content together has one token
(`common.contentversion`). `watch()` connects a model, so that saving or deleting one row is noticed by itself.
Code that writes many rows at once (`bulk_create`, `update`) calls `touch()` or `touch_all()` itself; code that saves
hundreds of rows one by one does so inside `in_bulk()`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils import timezone

from common import contentversion
from parks.models import PageVersion, Park, Party

Affected = Callable[[Any], Iterable[int] | None]  # ids of the parks that show a row; None for all of them


class Bulk:
    """What `in_bulk` has heard so far."""

    heard = False


_bulk: ContextVar[Bulk | None] = ContextVar("bulk", default=None)


class _Flush:
    """Waits in the list of what is done on commit, and vanishes with a rollback."""

    def __init__(self) -> None:
        self.parks: set[int] = set()
        self.all = False

    def __call__(self) -> None:
        _write(None if self.all else self.parks)


def _pending() -> tuple[_Flush, bool]:
    """This transaction's flush, and whether it is new."""
    for entry in connection.run_on_commit:
        if isinstance(entry[1], _Flush):
            return entry[1], False
    fresh = _Flush()
    transaction.on_commit(fresh)
    return fresh, True


def _write(parks: set[int] | None) -> None:
    now = timezone.now()
    if parks is None:
        PageVersion.objects.update(number=F("number") + 1, changed_at=now)
    elif parks:
        known = Park._base_manager.filter(pk__in=parks).values_list("pk", flat=True)
        PageVersion.objects.bulk_create(
            [PageVersion(park_id=pk, number=0, changed_at=now) for pk in known], ignore_conflicts=True
        )
        PageVersion.objects.filter(park_id__in=parks).update(number=F("number") + 1, changed_at=now)
    contentversion.bump()


@contextmanager
def in_bulk(finish: Callable[[], None] = lambda: None) -> Iterator[Bulk]:
    """One transaction in which nobody is told of single rows. If there were any: at its end, once, `finish` brings up
    to date what else listens (the search index), and every park is marked.

    Nested ones are part of the outermost, whose `finish` alone is called. Within, pages may be rendered from old rows.
    """
    if (outer := _bulk.get()) is not None:
        yield outer
        return
    bulk = Bulk()
    with transaction.atomic():
        token = _bulk.set(bulk)
        try:
            yield bulk
        finally:
            _bulk.reset(token)
        if bulk.heard:
            finish()
            touch_all()


@contextmanager
def unheard() -> Iterator[None]:
    """Around writes that the caller rolls back, whatever happens: nobody is told, nothing becomes out of date."""
    token = _bulk.set(Bulk())
    try:
        with contentversion.aside():
            yield
    finally:
        _bulk.reset(token)


def _held_back() -> bool:
    """Whether somebody will mark everything later; remembers that there is something to mark."""
    bulk = _bulk.get()
    if bulk is not None:
        bulk.heard = True
    return bulk is not None


def touch(parks: Iterable[int]) -> None:
    """These parks show something else now. No parks at all: only pages beside the parks' own have changed.

    1. The numbers grow at once, inside the caller's transaction, so a crash cannot leave a stale page behind.
    2. They grow again on commit: whoever rendered in between did so from the old rows.
    A park that was marked in this transaction already is not marked a second time before the commit.
    """
    if _held_back():
        return
    wanted = set(parks)
    if not connection.in_atomic_block:
        _write(wanted)
        return
    flush, is_new = _pending()
    if not flush.all and (is_new or wanted - flush.parks):
        flush.parks |= wanted
        _write(wanted)
    else:
        contentversion.bump()


def touch_all() -> None:
    """Every park may show something else now: a catalogue's label, an operator's promise."""
    if _held_back():
        return
    if not connection.in_atomic_block:
        _write(None)
        return
    flush, _is_new = _pending()
    if not flush.all:
        flush.all = True
        _write(None)
    else:
        contentversion.bump()


def listen(model: type[models.Model], handle: Callable[[Any], None], name: str) -> None:
    """Call `handle` with every saved and deleted row of a model, and with every row whose relations changed.
    Inside `in_bulk` it is not called.

    A relation that was changed from its other side (`park.articles.add(article)`) still hands over rows of `model`.
    """

    def changed(sender: Any, instance: Any, **kwargs: Any) -> None:
        if not kwargs.get("raw") and not _held_back():
            handle(instance)

    def linked(sender: Any, instance: Any, **kwargs: Any) -> None:
        if _held_back():
            return
        if not kwargs["reverse"]:
            handle(instance)
            return
        for row in model._base_manager.filter(pk__in=kwargs["pk_set"] or ()):
            handle(row)

    name = f"{name}.{model._meta.label}"
    post_save.connect(changed, sender=model, weak=False, dispatch_uid=name)
    post_delete.connect(changed, sender=model, weak=False, dispatch_uid=name)
    for field in model._meta.local_many_to_many:
        through = getattr(model, field.name).through
        if through._meta.auto_created:
            m2m_changed.connect(linked, sender=through, weak=False, dispatch_uid=f"{name}.{field.name}")


def watch(model: type[models.Model], affected: Affected) -> None:
    """Mark the parks that show a row whenever `listen` hears of it; also the park that a row has just left.

    Before a row is deleted it is asked which parks show it: afterwards its links are gone.
    """

    def leave(sender: Any, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
        if kwargs.get("raw") or instance.pk is None or not (update_fields is None or "park" in update_fields):
            return
        stored = sender._base_manager.filter(pk=instance.pk).exclude(park=instance.park_id)
        instance._left_parks = list(stored.values_list("park_id", flat=True))

    def part(sender: Any, instance: Any, **kwargs: Any) -> None:
        if _bulk.get() is None:
            instance._left_parks = list(affected(instance) or ())

    def mark(row: Any) -> None:
        parks = affected(row)
        if parks is None:
            touch_all()
        else:
            touch(pk for pk in (*parks, *row.__dict__.pop("_left_parks", ())) if pk)

    if any(field.name == "park" for field in model._meta.concrete_fields):
        pre_save.connect(leave, sender=model, weak=False, dispatch_uid=f"versions.leave.{model._meta.label}")
    pre_delete.connect(part, sender=model, weak=False, dispatch_uid=f"versions.part.{model._meta.label}")
    listen(model, mark, "versions")


def follow(
    model: type[models.Model],
    *,
    saving: Callable[[Any], None] | None = None,
    saved: Callable[[Any], None] | None = None,
    deleted: Callable[[Any], None] | None = None,
) -> None:
    """For what belongs to single rows outside the database, as files do: called in the transaction, cascades too."""
    for signal, follower in ((pre_save, saving), (post_save, saved), (post_delete, deleted)):
        if follower is not None:
            _connect(signal, model, follower)


def _connect(signal: Any, model: type[models.Model], follower: Callable[[Any], None]) -> None:
    def told(sender: Any, instance: Any, **kwargs: Any) -> None:
        if not kwargs.get("raw"):
            follower(instance)

    signal.connect(told, sender=model, weak=False, dispatch_uid=f"versions.follow.{model._meta.label}")


def family(park: Park) -> set[int]:
    """The park and those whose profiles name it: around it, within it, and on the other side of its partnerships."""
    within = Park._base_manager.filter(Q(parent=park.pk) | Q(host=park.pk)).values_list("pk", flat=True)
    beside = Party._base_manager.filter(partnership__parties__park=park.pk, park__isnull=False)
    return {park.pk, park.parent_id or 0, park.host_id or 0, *within, *beside.values_list("park_id", flat=True)} - {0}


def watch_all() -> None:
    """Connect every model of this app that the public can see; called once, when the app is ready."""
    from parks import models as all_models

    watch(Park, family)
    for part in (
        all_models.Fact, all_models.Reach, all_models.Phase, all_models.Recognition, all_models.Statement,
        all_models.ParkIndustry, all_models.ParkService, all_models.ParkOrganisation, all_models.Building,
        all_models.Space, all_models.LandParcel, all_models.TechPlatform, all_models.Photo, all_models.Opportunity,
    ):  # fmt: skip
        watch(part, lambda row: [row.park_id])
    watch(all_models.Rendition, lambda row: [row.photo.park_id])
    for linked in (all_models.Article, all_models.Event):
        watch(linked, lambda row: row.parks.values_list("pk", flat=True) if row.pk else ())
    for clause in (all_models.PolicyFigure, all_models.PolicyCondition):
        watch(clause, lambda row: row.policy.parks.values_list("pk", flat=True))
    watch(all_models.Partnership, lambda row: row.parties.values_list("park_id", flat=True) if row.pk else ())
    watch(Party, lambda row: [row.park_id, *row.partnership.parties.values_list("park_id", flat=True)])
    watch(all_models.Activity, lambda row: row.partnership.parties.values_list("park_id", flat=True))
    watch(all_models.Operator, lambda row: row.parks.values_list("pk", flat=True) if row.pk else ())
    for catalogue in (
        all_models.Industry, all_models.SpaceType, all_models.Service, all_models.SettlementMode, all_models.Metric,
        all_models.Region, all_models.Source, all_models.Organisation, all_models.Policy,
    ):  # fmt: skip
        watch(catalogue, lambda row: None)
    for beside in (all_models.ProcessStep, all_models.ExchangeRate):
        watch(beside, lambda row: ())
