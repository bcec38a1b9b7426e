"""The dry run: every row is read and planned, nothing is written but what the page shows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import transaction

from accounts.models import User
from common.sheets import Line
from parks.importing.reading import Reader, lines, opened, reader_of
from parks.importing.records import Plan, Planner
from parks.models import ImportBatch, ImportRow
from parks.tables import TABLES, Directory
from parks.worklist import BatchState, RowOutcome

CHUNK = 250
WORDS = 60  # unknown words of one column that the page offers to translate
Progress = Callable[[int, int], None]  # rows done, rows in all
T = TypeVar("T")


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def tools(batch: ImportBatch, user: User) -> tuple[Reader, Planner]:
    directory = Directory(user, TABLES[batch.table])
    return reader_of(batch, directory), Planner(user, TABLES[batch.table], directory)


def plans(reader: Reader, planner: Planner, part: Iterable[Line], *, lock: bool = False) -> Iterator[Plan]:
    """The plans of these rows, in order: a row that names a record which one before it makes is read again by then."""
    reads = [(line, reader.read(line)) for line in part]
    planner.meet([read for _line, read in reads], lock=lock)
    for line, read in reads:
        named = (reader.table.by_name[name].field.related_model for name in read.unknown)
        yield planner.plan(reader.read(line) if reader.table.model in named else read)


def check(batch: ImportBatch, user: User, told: Progress) -> None:
    """Plan every row and store what came of it. Once more does the same again: the rows of before are replaced."""
    found = list(lines(opened(batch)))
    reader, planner = tools(batch, user)
    counts: Counter[str] = Counter()
    unknown: dict[str, Counter[str]] = {}
    ImportRow.objects.filter(batch=batch).delete()
    told(0, len(found))
    for number, part in enumerate(chunks(found), 1):
        with transaction.atomic():
            rows = []
            for plan in plans(reader, planner, part):
                counts[plan.outcome] += 1
                _count_unknown(plan, unknown)
                rows.append(row_of(batch, plan))
            ImportRow.objects.bulk_create(rows)
        told(min(number * CHUNK, len(found)), len(found))
    words = {name: dict(counter.most_common(WORDS)) for name, counter in unknown.items()}
    store_counts(batch, counts)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.CHECKED, unknown=words)


def _count_unknown(plan: Plan, unknown: dict[str, Counter[str]]) -> None:
    for name, word in plan.read.unknown.items():
        unknown.setdefault(name, Counter())[word[:100]] += 1


def row_of(batch: ImportBatch, plan: Plan) -> ImportRow:
    record = plan.record
    return ImportRow(
        batch=batch,
        number=plan.read.number,
        key=key_text(batch, plan),
        outcome=plan.outcome,
        changes=plan.changes or {},
        errors=plan.read.errors,
        record=record.pk if record is not None and record.pk else None,
    )


def key_text(batch: ImportBatch, plan: Plan) -> str:
    """The key as the file writes it."""
    texts = [plan.read.texts.get(name, "") for name in TABLES[batch.table].key]
    return " / ".join(text for text in texts if text)[:300]


def store_counts(batch: ImportBatch, counts: Counter[str]) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        rows_new=counts[RowOutcome.NEW],
        rows_changed=counts[RowOutcome.CHANGED],
        rows_unchanged=counts[RowOutcome.UNCHANGED],
        rows_refused=counts[RowOutcome.REFUSED],
    )
