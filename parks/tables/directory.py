"""Finds the records that a file names, among those that the person may point at; knows no others."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.access import Allowed, Decision, Denied
from parks.models import Operator
from parks.scoping import permissions_of
from parks.tables.columns import Table, key_of
from parks.tables.kinds import CellError, fold

NAMES = ("name_zh_hans", "name_en", "title_zh_hans", "title_en")
ACTIONS = ("change", "add")


def held_everywhere(user: User, permission: str) -> bool:
    return user.is_superuser or permission in permissions_of(user.platform_role)


def may_import(user: User, table: Table) -> Decision:
    """Whoever may add or change such records one by one may do it by a file, with the same rows in reach.

    Catalogues have no operator: they need a role of the platform, or the right to add (sources).
    """
    if not user.is_active or not user.is_staff:
        return Denied(_("Your role does not allow you to change this."))
    scoped = hasattr(table.model._default_manager.all(), "where_granted")
    for action in ACTIONS:
        permission = table.permission(action)
        if held_everywhere(user, permission) or (user.has_perm(permission) and (scoped or _hangs_on(table))):
            return Allowed()
    return Denied(_("Your role does not allow you to change this."))


def _hangs_on(table: Table) -> bool:
    """Whether the rows of a model without a scope of its own hang on a park, by their key."""
    return "park" in table.key


def writable(user: User, table: Table, action: str) -> QuerySet:
    """The records of a table that this person may change (or add beside)."""
    rows: Any = table.model._default_manager.all()
    permission = table.permission(action)
    if hasattr(rows, "where_granted"):
        return rows.where_granted(user, permission)
    if held_everywhere(user, permission):
        return rows
    if _hangs_on(table) and user.has_perm(permission):
        parks: Any = table.by_name["park"].field.remote_field.model._default_manager.all()
        return rows.filter(park__in=parks.where_granted(user, permission).values("pk"))
    return rows.none()


class Directory:
    """Names of records, by model, read once. `person` decides which there are: nothing out of reach is found.

    Records that the same file makes further up are found too: `announce` at the check (a stand-in with a number
    below zero), `learn` once they are written.
    """

    def __init__(self, user: User, table: Table) -> None:
        self.user, self.table = user, table
        self._known: dict[type[Model], dict[str, int]] = {}
        self._keys: dict[type[Model], dict[int, str]] = {}
        self._ambiguous: dict[type[Model], set[str]] = {}
        self._retired: dict[type[Model], set[int]] = {}
        self.stand_ins: dict[type[Model], dict[int, Model]] = {}

    def rows(self, model: type[Model]) -> QuerySet:
        """What a row of this table may point at."""
        rows: Any = model._default_manager.all()
        if not hasattr(rows, "where_granted"):
            return rows  # public catalogues
        for action in ACTIONS:
            permission = self.table.permission(action)
            if self.user.has_perm(permission):
                return rows.where_granted(self.user, permission)
        return rows.none()

    def _load(self, model: type[Model]) -> None:
        key, columns = key_of(model), {field.name for field in model._meta.concrete_fields}
        names = [name for name in NAMES if name in columns]
        known: dict[str, int] = {}
        ambiguous: set[str] = set()
        self._keys[model], self._retired[model] = {}, set()
        retired = ["retired"] if "retired" in columns else []
        found = list(self.rows(model).values_list("pk", key, *retired, *names))
        for pk, code, *rest in found:
            self._keys[model][pk] = code
            if retired and rest[0]:
                self._retired[model].add(pk)
            for name in rest[len(retired) :]:
                word = fold(name or "")
                if word and known.setdefault(word, pk) != pk:
                    ambiguous.add(word)
        for pk, code, *_rest in found:  # a code goes before any name
            known[fold(code)] = pk
            ambiguous.discard(fold(code))
        self._known[model], self._ambiguous[model] = known, ambiguous

    def find(self, model: type[Model], text: str) -> int:
        if model not in self._known:
            self._load(model)
        word = fold(text)
        if word in self._ambiguous[model]:
            raise CellError(_("Several records have this name. Use the code."))
        if word not in self._known[model]:
            kind = model._meta.verbose_name
            raise CellError(_("Among the records that you can use here there is no %(kind)s of this name."), kind=kind)
        return self._known[model][word]

    def key(self, model: type[Model], pk: int) -> str:
        """How a record is written in files; one out of reach is not named."""
        if model not in self._keys:
            self._load(model)
        return self._keys[model].get(pk, "…")

    def is_retired(self, model: type[Model], pk: int) -> bool:
        return pk in self._retired.get(model, ())

    def announce(self, record: Model) -> None:
        """A new record of this file that later rows may name before it is written."""
        model = type(record)
        if not any(column.field.related_model is model for column in self.table.columns):
            return
        if model not in self._known:
            self._load(model)
        stand_in = model(**{field.attname: getattr(record, field.attname) for field in model._meta.concrete_fields})
        stand_in.pk = -1 - len(self.stand_ins.get(model, {}))
        self.stand_ins.setdefault(model, {})[stand_in.pk] = stand_in
        self._name(record, stand_in.pk)

    def learn(self, record: Model) -> None:
        if type(record) in self._known:
            self._name(record, record.pk)

    def _name(self, record: Model, pk: int) -> None:
        model, code = type(record), getattr(record, key_of(type(record)))
        self._known[model][fold(code)] = pk
        self._keys[model][pk] = code

    def only_operator(self) -> int | None:
        """The operator of whoever has one alone: it goes without saying."""
        if held_everywhere(self.user, self.table.permission("change")):
            return None
        numbers = list(self.rows(Operator).values_list("pk", flat=True)[:2])
        return numbers[0] if len(numbers) == 1 else None
