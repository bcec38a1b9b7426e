"""A record of the back office as one document: its columns, its links and its parts; and what differs between two.

Documents are what histories keep. They are read from the database, so that what two of them say in the same way is the
same. What has a page of its own (a space, a building) is a document of its own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FileField, Model
from django.db.models.fields import Field
from modeltranslation.translator import NotRegistered, translator

from common.textstates import plain
from parks import models

Document = dict[str, Any]
# What histories are kept of, and the related rows that are part of the record's page.
KEPT: dict[type[Model], tuple[str, ...]] = {
    models.Operator: (),
    models.Park: (
        "facts", "reaches", "phases", "park_industries", "park_services", "park_organisations", "recognitions",
        "statements", "platforms", "photos",
    ),
    models.Building: (),
    models.Space: (),
    models.LandParcel: (),
    models.Policy: ("figures", "conditions"),
    models.Opportunity: (),
    models.Partnership: ("parties", "activities"),
    models.Article: (),
    models.Event: (),
    models.Industry: (),
    models.SpaceType: (),
    models.Service: (),
    models.SettlementMode: ("steps",),
    models.Metric: (),
    models.Region: (),
    models.Source: (),
    models.Organisation: ("facts",),
}  # fmt: skip
# Written by the product itself, not by a person: no change of the content.
KEPT_BY_US = {"created_at", "updated_at", "sort_key", "content_looked_on", "idle_told_for"}
STATES = ("state_zh_hans", "state_en")  # written by the verbs of publication alone


@dataclass(frozen=True)
class Change:
    """One value that differs. `part` and `row` name the related row it belongs to; both are empty for the record's own.

    `field` is empty where a whole row came (`before` is None) or went (`after` is None); the other is the row then.
    """

    part: str
    row: str
    field: str
    before: Any
    after: Any


def keep(model: type[Model], *parts: str) -> None:
    """Keep histories of a model of another app; called once, when that app is ready."""
    KEPT[model] = parts


@cache
def bilingual(model: type[Model]) -> tuple[str, ...]:
    """The names of a model's bilingual fields in their order, without their languages."""
    try:
        names = set(translator.get_options_for_model(model).get_field_names())
    except NotRegistered:
        return ()
    return tuple(field.name for field in model._meta.fields if field.name in names)


def columns(model: type[Model], *but: str) -> list[Field]:
    """The columns that people fill. Of a bilingual field the two columns, not the one that stands for both."""
    hidden = {*bilingual(model), *KEPT_BY_US, *but}
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in hidden
    ]


def document(record: Model) -> Document:
    """The record as the database has it now. A query for the record, one for each link and part."""
    model = type(record)
    links = {}
    for link in model._meta.local_many_to_many:
        if getattr(record, link.name).through._meta.auto_created:
            links[link.name] = sorted(getattr(record, link.name).order_by().values_list("pk", flat=True))
    return _plain(
        {
            "fields": _rows(model, columns(model), pk=record.pk).get(record.pk, {}),
            "links": links,
            "parts": {part: _part(model, part, record.pk) for part in KEPT.get(model, ())},
        }
    )


def part_model(model: type[Model], part: str) -> type[Model]:
    """The model of the rows that a part of a document consists of."""
    return relation(model, part).related_model


def holder_of(model: type[Model]) -> tuple[type[Model], str] | None:
    """The model whose page has rows of this one as a part, and the column that leads there."""
    for holder, parts in KEPT.items():
        for found in holder._meta.related_objects:
            if found.related_model is model and found.get_accessor_name() in parts:
                return holder, found.field.attname
    return None


def relation(model: type[Model], part: str) -> Any:
    for found in model._meta.related_objects:
        if found.get_accessor_name() == part:
            return found
    raise LookupError(f"{model._meta.label} has no part {part}")


def _part(model: type[Model], part: str, pk: int) -> dict[int, Document]:
    link = relation(model, part)
    related, parent = link.related_model, link.field.name
    return _rows(related, columns(related, parent), **{parent: pk})


def _rows(model: type[Model], fields: list[Field], **where: Any) -> dict[int, Document]:
    names = [field.attname for field in fields]
    rows = model._base_manager.filter(**where).order_by("pk").values("pk", *names)
    return {row["pk"]: {field.name: row[field.attname] for field in fields} for row in rows}


def _plain(found: Document) -> Document:
    """As it comes back from the database."""
    return json.loads(json.dumps(found, cls=DjangoJSONEncoder))


def changes(before: Document, after: Document) -> Iterator[Change]:
    """What differs, in the order of the columns; the record itself, its links, its parts."""
    for group in ("fields", "links"):
        for name in _names(before[group], after[group]):
            old, new = before[group].get(name), after[group].get(name)
            if _differ(old, new):
                yield Change("", "", name, old, new)
    for part in _names(before["parts"], after["parts"]):
        yield from _changed_rows(part, before["parts"].get(part, {}), after["parts"].get(part, {}))


def _changed_rows(part: str, before: Document, after: Document) -> Iterator[Change]:
    for pk in _names(before, after):
        old, new = before.get(pk), after.get(pk)
        if old is None or new is None:
            yield Change(part, pk, "", old, new)
            continue
        for name in _names(old, new):
            if _differ(old.get(name), new.get(name)):
                yield Change(part, pk, name, old.get(name), new.get(name))


def _names(first: Document, second: Document) -> list[str]:
    return [*first, *(name for name in second if name not in first)]


def _differ(old: Any, new: Any) -> bool:
    """No text and an empty text are the same; a browser's ends of lines are no change."""
    first, second = ("" if value is None else value for value in (old, new))
    if isinstance(first, str) and isinstance(second, str):
        return plain(first) != plain(second)
    return first != second


def same(first: Document, second: Document) -> bool:
    return next(changes(first, second), None) is None


def has_files(model: type[Model]) -> bool:
    """Rows of such a model cannot come back once their file is gone."""
    return any(isinstance(field, FileField) for field in model._meta.concrete_fields)
