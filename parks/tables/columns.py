"""A declared table: which model it fills, by which key, through which columns. Most is read off the model's fields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_countries import countries
from django_countries.fields import CountryField
from modeltranslation.translator import NotRegistered, translator

from common.enums import Language
from parks.enums import CooperationMode
from parks.tables import kinds

IN_LANGUAGE = {"zh_hans": _("%(label)s (Chinese)"), "en": _("%(label)s (English)")}
PARTIAL = frozenset({"opened_on", "published"})
CURRENCIES = frozenset({"currency", "price_currency"})
# How the record is named in files.
KEYS = ("slug", "code")


def key_of(model: type[models.Model]) -> str:
    """The column by which files name a record of this model."""
    names = {field.name for field in model._meta.concrete_fields}
    return next(key for key in KEYS if key in names)


@dataclass(frozen=True)
class Column:
    """`name` is the code in files and the column of the model, the language in it included."""

    name: str
    model: type[models.Model]
    required: bool = False

    @cached_property
    def field(self) -> Any:
        return self.model._meta.get_field(self.name)

    @cached_property
    def kind(self) -> kinds.Kind:
        return kind_of(self.field)

    @property
    def is_many(self) -> bool:
        return bool(self.field.many_to_many)

    @property
    def label(self) -> str:
        """In the language of the moment; a bilingual column says which of the two it is."""
        for suffix, words in IN_LANGUAGE.items():
            base = self.name.removesuffix(f"_{suffix}")
            if base != self.name and base in translated(self.model):
                return str(words) % {"label": self.model._meta.get_field(base).verbose_name}  # type: ignore[union-attr]
        return str(self.field.verbose_name)

    def label_in(self, language: str) -> str:
        with override(language):
            return self.label

    def choices(self) -> list[tuple[str, Any]]:
        return [pair for pair in getattr(self.kind, "choices", ()) if pair[0] != ""]


def translated(model: type[models.Model]) -> frozenset[str]:
    try:
        return frozenset(translator.get_options_for_model(model).get_field_names())
    except NotRegistered:
        return frozenset()


def kind_of(field: Any) -> kinds.Kind:
    """What a model's field is in a file."""
    if field.many_to_many:
        return kinds.Links(model=field.remote_field.model)
    if field.remote_field:
        return kinds.Link(model=field.remote_field.model)
    if isinstance(field, CountryField) or field.name == "country":
        return kinds.Choice(choices=tuple(countries))
    if field.choices:
        return kinds.Choice(choices=tuple((str(code), label) for code, label in field.choices))
    if field.name == "cooperation":
        return kinds.Codes(choices=tuple(CooperationMode.choices))
    if field.name in PARTIAL:
        return kinds.Partial()
    if field.name in CURRENCIES:
        return kinds.Currency()
    return _plain_kind(field)


def _plain_kind(field: Any) -> kinds.Kind:
    plain: tuple[tuple[type[models.Field], kinds.Kind], ...] = (
        (models.BooleanField, kinds.Flag()),
        (models.DecimalField, kinds.Number()),
        (models.IntegerField, kinds.Whole()),
        (models.DateField, kinds.Day()),
        (models.TimeField, kinds.Clock()),
    )
    return next((kind for type_, kind in plain if isinstance(field, type_)), kinds.Kind())


Complaint = tuple[str, str | Promise]  # column, and what is wrong with it
Rule = Callable[[Any, "Before"], Iterator[Complaint]]


@dataclass(frozen=True)
class Before:
    """What a rule needs to know beside the record as it would be."""

    is_new: bool
    texts: dict[str, str]  # of every column in the file, as it is now


@dataclass(frozen=True)
class Table:
    """`key` names the columns that together find a record again, of which `loose` ones may be empty.

    `rules` say what the model's own checks do not.
    """

    code: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    loose: frozenset[str] = frozenset()

    @property
    def label(self) -> str | Promise:
        return self.model._meta.verbose_name_plural or self.code

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def permission(self, action: str) -> str:
        return f"{self.model._meta.app_label}.{action}_{self.model._meta.model_name}"


def both(*names: str) -> list[str]:
    """`name` → name_zh_hans, name_en."""
    return [f"{name}_{language.suffix}" for name in names for language in Language]


def table(
    code: str,
    model: type[models.Model],
    key: tuple[str, ...],
    names: list[str],
    **more: Any,
) -> Table:
    """`more`: `required` beside the key, `loose` parts of the key, `rules`."""
    loose = frozenset(more.get("loose", ()))
    needed = {*key, *more.get("required", ())} - loose
    columns = tuple(Column(name, model, name in needed) for name in names)
    return Table(code, model, key, columns, tuple(more.get("rules", ())), loose)
