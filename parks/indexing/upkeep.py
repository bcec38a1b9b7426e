"""Keeping the search index: entries are written in the transaction that saves a record, by nobody else.

`watch_all` hears of every row that is saved or deleted one by one. Code that writes many rows at once
(`bulk_create`, `update`) calls `index` or `index_parks` itself, or has `manage.py reindex` run.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from pypinyin import lazy_pinyin

from common import contentversion
from common.enums import Language
from common.languages import column
from parks.indexing import keys
from parks.indexing.kinds import KINDS, Aside, Description, Kind, kind_of, named_in, register_parks
from parks.indexing.places import place_of
from parks.indexing.tokens import LONGEST_WORD, is_word, tokens
from parks.models import (
    Activity,
    Industry,
    Opportunity,
    Organisation,
    Park,
    ParkIndustry,
    Partnership,
    Party,
    PolicyCondition,
    ProcessStep,
    Region,
    SearchEntry,
    SearchWord,
    Space,
    SpaceType,
)
from parks.versions import listen

BATCH = 250
WRITTEN = [
    field.attname for field in SearchEntry._meta.concrete_fields if field.attname not in ("id", "kind", "record")
]
Progress = Callable[[str, int], None]


def sort_key(park: Park) -> str:
    """The Chinese name in pinyin, so that every database sorts it like a dictionary; the English name without one."""
    name = park.name_zh_hans or park.name_en or park.slug  # type: ignore[attr-defined]  # modeltranslation's columns
    return " ".join(lazy_pinyin(name)).casefold()[:400]


def _shown(texts: dict[str, list[str]], code: str, joint: str, limit: int | None = None) -> str:
    return joint.join(text.strip() for text in texts.get(code, ()) if text.strip())[:limit]


def _words(asides: Iterable[Aside]) -> Iterator[str]:
    return (text for aside in asides for text in aside.words.values())


def entry_of(kind: Kind, record: int, told: Description) -> tuple[SearchEntry, list[str]]:
    """The unsaved entry of a record, and the pieces of its texts."""
    entry = SearchEntry(
        kind=kind.code,
        record=record,
        slug=told.slug,
        happened=told.happened,
        weight=kind.weight + told.extra_weight,
    )
    entry.pk = place_of(kind, told.slug, entry.weight)
    for code in Language.values:
        setattr(entry, column("title", code), _shown(told.titles, code, " ", 300))
        setattr(entry, column("context", code), _shown(told.context, code, " ", 300))
        setattr(entry, column("text", code), _shown(told.texts, code, "\n"))
    titles = [text for texts in told.titles.values() for text in texts]
    entry.title_tokens, named = tokens([*titles, *_words(told.names)])
    beside = [text for part in (told.texts, told.context) for texts in part.values() for text in texts]
    entry.tokens, rest = tokens([*beside, *_words(told.more)], known=named)
    return entry, [*named, *rest]


def _same(one: SearchEntry, two: SearchEntry | None) -> bool:
    return two is not None and all(getattr(one, name) == getattr(two, name) for name in ("id", *WRITTEN))


def _stored(kind: Kind, records: list[int], fresh: list[SearchEntry]) -> dict[int, SearchEntry]:
    """The entries that these records have. A fresh one whose place is another record's takes the next free one."""
    ours = Q(kind=kind.code, record__in=records)
    rows = list(SearchEntry.objects.filter(ours | Q(pk__in=[entry.pk for entry in fresh])))
    known = set(records)
    stored = {row.record: row for row in rows if row.kind == kind.code and row.record in known}
    taken = {row.pk for row in rows} - {row.pk for row in stored.values()}
    for entry in fresh:
        while entry.pk in taken:
            entry.pk += 1
        taken.add(entry.pk)
    return stored


def _write_batch(kind: Kind, records: list[int]) -> set[str]:
    """Bring the entries of these records up to date; returns the words in them. Writes only what differs."""
    fresh, words = [], set()
    for row in kind.rows().filter(pk__in=records):
        entry, pieces = entry_of(kind, row.pk, kind.describe(row))
        fresh.append(entry)
        words |= {piece[:LONGEST_WORD] for piece in pieces if is_word(piece)}
    stored = _stored(kind, records, fresh)
    changed = [entry for entry in fresh if not _same(entry, stored.get(entry.record))]
    staying = {entry.record: entry.pk for entry in fresh}
    gone = [row.pk for row in stored.values() if staying.get(row.record) != row.pk]
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    SearchEntry.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["record", "kind"], update_fields=WRITTEN
    )
    return words


def _add_words(words: set[str]) -> None:
    """In one order for everybody, so that two transactions never wait for each other."""
    ordered = sorted(words)
    for part in _chunks(ordered, 500):
        known = set(SearchWord.objects.filter(word__in=part).values_list("word", flat=True))
        fresh = [SearchWord(word=word) for word in part if word not in known]
        SearchWord.objects.bulk_create(fresh, ignore_conflicts=True)


def _chunks(values: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _write(kind: Kind, records: Iterable[int]) -> set[str]:
    words: set[str] = set()
    for part in _chunks(records):
        with transaction.atomic(savepoint=False):
            found = _write_batch(kind, part)
            _add_words(found - words)
        words |= found
    return words


def index(records: Iterable[Model]) -> None:
    """Bring the entries of some records up to date, whatever happened to them: a record that is gone, or no longer
    public, has none. Records of kinds that are not searched are passed over; twice in a row changes nothing.
    """
    by_kind: dict[str, list[int]] = {}
    for record in records:
        kind = kind_of(type(record))
        if kind is not None and record.pk is not None:
            by_kind.setdefault(kind.code, []).append(record.pk)
    for code, numbers in by_kind.items():
        _write(KINDS[code], numbers)


def index_parks(ids: Iterable[int]) -> None:
    """For code that writes parks in bulk (`bulk_create`, `update`): call it once with their ids, after their
    industries and spaces are written too. Writes sort keys, what staff find the parks by and the entries of the parks
    and of their spaces, in batches of 250, each in a transaction of its own unless the caller is in one; about a
    millisecond a park.
    """
    for part in _chunks(ids):
        with transaction.atomic(savepoint=False):
            _sort(part)
            keys.enter(part)
            _write(KINDS["park"], part)
            _write(KINDS["space"], Space.objects.filter(park__in=part).order_by("pk").values_list("pk", flat=True))


def _sort(parks: list[int]) -> None:
    """Write the sort keys that differ."""
    changed = []
    for park in Park._base_manager.filter(pk__in=parks).only("slug", "name_zh_hans", "name_en", "sort_key"):
        key = sort_key(park)
        if park.sort_key != key:
            park.sort_key = key
            changed.append(park)
    Park._base_manager.bulk_update(changed, ["sort_key"])


def reindex(park: Park) -> None:
    """Write the sort key of a park, what staff find it by, its entry and those that show its name,
    without touching `updated_at`.

    Saving a park, a space or an industry of a park does this by itself; call it after other code wrote what a park's
    entry reads. Twice in a row changes nothing.
    """
    park.sort_key = sort_key(park)
    index_parks([park.pk])
    index(Opportunity.objects.filter(park=park.pk))
    index(Partnership.objects.filter(parties__park=park.pk))


def reindex_naming(row: Industry | SpaceType | Region) -> None:
    """Bring up to date what search knows of every park and space whose entry names this catalogue value."""
    reached = {
        Industry: ("industries", "industries__parent"),
        SpaceType: ("spaces__kind",),
        Region: ("region", "region__parent", "region__parent__parent", "region__parent__parent__parent"),
    }[type(row)]
    named = Q()
    for path in reached:
        named |= Q(**{path: row})
    numbers = Park.objects.filter(named).order_by("pk").distinct().values_list("pk", flat=True)
    _write(KINDS["park"], list(numbers))
    if isinstance(row, SpaceType):
        _write(KINDS["space"], list(Space.objects.filter(kind=row).order_by("pk").values_list("pk", flat=True)))


def rebuild(progress: Progress = lambda code, count: None) -> None:
    """Make the whole index again from the records, batch by batch; readers find the old entries until then.

    What staff find parks by is made again with it. Entries of records that are gone and words that occur nowhere are
    removed at the end.
    """
    words: set[str] = set()
    for part in _chunks(Park._base_manager.order_by("pk").values_list("pk", flat=True).iterator()):
        with transaction.atomic(savepoint=False):
            _sort(part)
            keys.enter(part)
    for kind in KINDS.values():
        numbers = list(kind.rows().order_by("pk").values_list("pk", flat=True))
        words |= _write(kind, numbers)
        public = kind.rows().order_by().values("pk")
        SearchEntry.objects.filter(kind=kind.code).exclude(record__in=public).delete()
        progress(kind.code, len(numbers))
    SearchEntry.objects.exclude(kind__in=KINDS).delete()
    stale = [word for word in SearchWord.objects.values_list("word", flat=True) if word not in words]
    for part in _chunks(stale, 500):
        SearchWord.objects.filter(word__in=part).delete()
    contentversion.bump()


def watch(model: type[Model], shown: Callable[[Any], Iterable[Model]], name: str = "search") -> None:
    """Keep the entries of the records that show a row of this model; another app gives a `name` of its own."""
    listen(model, lambda row: index(shown(row)), name)


def watch_all() -> None:
    """Register this app's kinds and connect every model whose texts are searched; called once, at the start."""
    register_parks()
    listen(Park, reindex, "search")
    for kind in KINDS.values():
        if kind.model is not Park and kind.model is not Space:
            watch(kind.model, lambda row: [row])
    watch(Space, lambda row: [row, Park(pk=row.park_id)])
    watch(ParkIndustry, lambda row: [Park(pk=row.park_id)])
    watch(PolicyCondition, lambda row: [row.policy])
    watch(ProcessStep, lambda row: [row.mode])
    for side in (Party, Activity):
        watch(side, lambda row: [row.partnership])
    watch(Organisation, named_in, "search.partnerships")
