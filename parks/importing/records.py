"""What a row would make of a record: the record as it would be, what changes, and what speaks against it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Model, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from parks.importing.reading import Read
from parks.models import FormerSlug, ParkIndustry, Publishable
from parks.tables import Before, Column, Directory, Table, writable
from parks.tables.directory import held_everywhere
from parks.worklist import RowOutcome

ABSENT = _("There is no such record that you may change, and you may not add one.")
TAKEN = _("This name or code cannot be used here. Choose another.")


@dataclass
class Plan:
    """`record` is unsaved; `many` holds the wanted numbers of each relation. Without one the row is refused."""

    read: Read
    outcome: str
    record: Model | None = None
    changes: dict[str, list[str]] | None = None
    many: dict[str, list[int]] | None = None

    @property
    def key(self) -> str:
        return " / ".join(text for text in self.read.texts.values() if text)[:300]


def number(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


class Planner:
    """Plans the rows of one batch. Records are looked up for many rows at once (`meet`), then each row is planned."""

    def __init__(self, user: User, table: Table, directory: Directory) -> None:
        self.user, self.table, self.directory = user, table, directory
        self.everywhere = held_everywhere(user, table.permission("change"))
        self.adds = user.has_perm(table.permission("add"))
        self.seen: dict[tuple[Any, ...], int] = {}
        self.found: dict[tuple[Any, ...], list[Model]] = {}
        self.reachable: set[int] = set()
        self.former: set[str] = set()
        self.operator = directory.only_operator() if "operator" in table.by_name else None

    def meet(self, reads: Iterable[Read], *, lock: bool = False) -> None:
        """Look up the records that these rows name, among all there are: a foreign one must not be made twice."""
        wanted: dict[str, set[Any]] = {}
        for read in reads:
            for name in self.table.key:
                if (value := read.values.get(name)) is not None:
                    wanted.setdefault(name, set()).add(value)
        self.found = {}
        if not wanted:
            return
        first = {self._attname(name): values for name, values in wanted.items() if name not in self.table.loose}
        rows = self.table.model._base_manager.filter(**{f"{name}__in": values for name, values in first.items()})
        records = self.with_links(rows.order_by("pk").select_for_update() if lock else rows.order_by("pk"))
        for record in records:
            self.found.setdefault(self._key_of(record), []).append(record)
        mine = writable(self.user, self.table, "change").filter(pk__in=[record.pk for record in records])
        self.reachable = set(mine.values_list("pk", flat=True))
        if issubclass(self.table.model, Publishable):
            kind = self.table.model._meta.label_lower
            slugs = FormerSlug.objects.filter(kind=kind, slug__in=wanted.get("slug", ()))
            self.former = set(slugs.values_list("slug", flat=True))

    def with_links(self, rows: Any) -> list[Any]:
        """The records with the relations that files can name, in few queries."""
        many = [column for column in self.table.columns if column.is_many]
        names = ["park_industries" if _is_ranked(column) else column.name for column in many]
        return list(rows.prefetch_related(*names))

    def _attname(self, name: str) -> str:
        return str(self.table.by_name[name].field.attname)

    def _key_of(self, record: Model) -> tuple[Any, ...]:
        return tuple(getattr(record, self._attname(name)) for name in self.table.key)

    def plan(self, read: Read) -> Plan:
        record = self._record(read)
        if record is None:
            return Plan(read, RowOutcome.REFUSED)
        is_new = record.pk is None
        before = {} if is_new else self.texts(record)
        many = self._fill(read, record, is_new)
        after = {name: self._text(column, record, many) for name, column in self._given(read)}
        changes = {name: [before.get(name, ""), text] for name, text in after.items() if before.get(name, "") != text}
        self._refuse_hidden(read, record, before, changes, is_new)
        self._check(read, record, Before(is_new, before), set(changes))
        if read.errors:
            return Plan(read, RowOutcome.REFUSED)
        if is_new:
            self.directory.announce(record)
            return Plan(read, RowOutcome.NEW, record, changes, many)
        outcome = RowOutcome.CHANGED if changes else RowOutcome.UNCHANGED
        return Plan(read, outcome, record, changes, many)

    def _key(self, read: Read) -> tuple[Any, ...] | None:
        """What the row is about; None when it does not say, or when an earlier row is about the same."""
        for name in self.table.key:
            if name not in read.values and name not in self.table.loose:
                read.complain(name, _("Without this the row cannot be told apart. Fill it in."))
        if any(error["column"] in self.table.key for error in read.errors):
            return None
        key = tuple(read.values.get(name) for name in self.table.key)
        if (earlier := self.seen.setdefault(key, read.number)) != read.number:
            read.complain(self.table.key[-1], _("Row %(row)s of this file is about the same record."), row=earlier)
            return None
        return key

    def _record(self, read: Read) -> Model | None:
        """The record of this row, a new one, or None when the row cannot have one."""
        key = self._key(read)
        if key is None:
            return None
        found = self.found.get(key, [])
        if len(found) > 1:
            read.complain(self.table.key[-1], _("Several records fit this row. Change them in the back office."))
            return None
        if found:
            if found[0].pk in self.reachable:
                return found[0]
            read.complain(self.table.key[-1], TAKEN if self.adds else ABSENT)
            return None
        if not self.adds:
            read.complain(self.table.key[-1], ABSENT)
            return None
        if self.table.key == ("slug",) and key[0] in self.former:
            read.complain("slug", TAKEN)
            return None
        return self.table.model()

    def _given(self, read: Read) -> Iterator[tuple[str, Column]]:
        for column in self.table.columns:
            default = column.name == "operator" and self.operator is not None
            if column.name in read.values or column.name in read.cleared or default:
                yield column.name, column

    def _fill(self, read: Read, record: Model, is_new: bool) -> dict[str, list[int]]:
        """Set what the row says; returns the relations to several records, which are written later."""
        many: dict[str, list[int]] = {}
        if is_new and self.operator is not None and "operator" not in read.values:
            read.values["operator"] = self.operator
        for name, column in self._given(read):
            if name in read.cleared:
                self._clear(read, record, column, many)
            elif name in read.values and column.is_many:
                many[name] = read.values[name]
            elif name in read.values:
                self._set(record, column, read.values[name])
        if is_new:
            for column in self.table.columns:
                if column.required and column.name not in read.values:
                    read.complain(column.name, _("A new record needs this."))
            if "operator" in self.table.by_name and not self.everywhere and getattr(record, "operator_id", 0) is None:
                read.complain("operator", _("A new record needs this."))
        return many

    def _clear(self, read: Read, record: Model, column: Column, many: dict[str, list[int]]) -> None:
        if column.is_many:
            many[column.name] = []
        elif column.required or not (column.field.null or column.field.blank):
            read.complain(column.name, _("This cannot be emptied."))
        else:
            setattr(record, column.field.attname, None if column.field.null else column.field.get_default())

    def _set(self, record: Model, column: Column, value: Any) -> None:
        """A number below zero is a record that the same file makes further up."""
        stand_in = self.directory.stand_ins.get(column.field.related_model, {}).get(value) if _is_link(column) else None
        if stand_in is not None:
            setattr(record, column.name, stand_in)
        else:
            setattr(record, column.field.attname, value)

    # --- What stands there, and what would ------------------------------------------------------

    def texts(self, record: Model) -> dict[str, str]:
        return {column.name: self._text(column, record, {}) for column in self.table.columns}

    def _text(self, column: Column, record: Model, many: dict[str, list[int]]) -> str:
        if column.is_many:
            wanted = many.get(column.name)
            pks = self.linked(record, column) if wanted is None else wanted
            return column.kind.write(pks, self.directory)
        return column.kind.write(number(getattr(record, column.field.attname)), self.directory)

    def linked(self, record: Model, column: Column) -> list[int]:
        """The records in reach that a relation leads to; the others stay linked, whatever a file says."""
        if record.pk is None:
            return []
        if _is_ranked(column):
            return [row.industry_id for row in record.park_industries.all()]  # type: ignore[attr-defined]
        related = column.field.related_model
        pks = [one.pk for one in getattr(record, column.name).all()]
        self.directory.key(related, 0)
        return [pk for pk in pks if self.directory.key(related, pk) != "…"]

    # --- What speaks against it -----------------------------------------------------------------

    def _refuse_hidden(
        self, read: Read, record: Model, before: dict[str, str], changes: dict[str, list[str]], is_new: bool
    ) -> None:
        """Whose a record is stays the platform's business; what a person cannot see that person does not replace."""
        if is_new:
            return
        for name in changes:
            if before.get(name) == "…" or (name == "operator" and not self.everywhere):
                read.complain(name, _("You cannot change this."))

    def _check(self, read: Read, record: Model, before: Before, changed: set[str]) -> None:
        """The model's own rules, then those of the table. Constraints on columns that stay are not asked."""
        fields = {column.field.name for column in self.table.columns if not column.is_many}
        links = {column.name for column in self.table.columns if _is_link(column)}
        untold = {field.name for field in record._meta.fields if field.name not in fields}
        with _complaining(read):
            record.clean_fields(exclude=untold | links | {error["column"] for error in read.errors})
        if read.errors:
            return
        for name, value in ((name, read.values[name]) for name in changed if name in read.values):
            self._refuse_retired(read, name, value, before)
        with _complaining(read):
            record.clean()
        for rule in self.table.rules:
            for name, sentence in rule(record, before):
                read.complain(name, sentence)
        for constraint in record._meta.constraints:
            touched = [name for name in _names(constraint) if name in changed] if not read.errors else []
            if touched and not _holds(constraint, record):
                read.complain(touched[-1], constraint.violation_error_message)

    def _refuse_retired(self, read: Read, name: str, value: Any, before: Before) -> None:
        column = self.table.by_name[name]
        if not (_is_link(column) or column.is_many):
            return
        standing = before.texts.get(name, "")
        for pk in value if isinstance(value, list) else [value]:
            model = column.field.related_model
            if self.directory.is_retired(model, pk) and self.directory.key(model, pk) not in standing:
                read.complain(name, _("This value is retired: old records keep it, no others take it."))


def _is_ranked(column: Column) -> bool:
    return column.is_many and column.field.remote_field.through is ParkIndustry


def _is_link(column: Column) -> bool:
    return bool(column.field.remote_field) and not column.is_many


def _names(constraint: Any) -> list[str]:
    """Columns that a check reads; uniqueness is a matter of keys and of the database."""
    if not isinstance(constraint, CheckConstraint) or not isinstance(constraint.condition, Q):
        return []
    return list(dict.fromkeys(name for name in _lookups(constraint.condition)))


def _lookups(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _lookups(child)
        elif isinstance(child, tuple):
            yield child[0].split("__")[0]
            if hasattr(child[1], "name"):
                yield child[1].name


def _holds(constraint: Any, record: Model) -> bool:
    try:
        constraint.validate(type(record), record)
    except ValidationError:
        return False
    return True


class _complaining:
    """Turns what the model refuses into complaints about cells."""

    def __init__(self, read: Read) -> None:
        self.read = read

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if not isinstance(error, ValidationError):
            return False
        told = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, found in told.items():
            first = found[0]
            self.read.complain("" if name == NON_FIELD_ERRORS else name, first.message, **(first.params or {}))
        return True
