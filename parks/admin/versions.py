"""Versions of a record in words: what each changed, field by field, as the reader may know it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, DateTimeField, ForeignKey, ManyToManyField, Model, TextField
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.enums import Language
from common.worddiff import Piece, excerpt, pieces
from parks.documents import STATES, Change, Document, bilingual, changes, part_model
from parks.models import Revision

MOST_LINES = 200  # of one version; more are counted
NOTHING = "—"


@dataclass(frozen=True)
class Line:
    """One change: where, and the words before and after; of a longer text the changed words in their place."""

    label: str
    before: str
    after: str
    changed: list[Piece]


@dataclass
class Version:
    revision: Revision
    lines: list[Line] = field(default_factory=list)
    more: int = 0


def told(
    page: Any, request: HttpRequest, model: type[Model], rows: list[tuple[Revision, Document | None]]
) -> list[Version]:
    """Each version with its changes. A row that this person may not look at is named by nobody."""
    order = _Order(model)
    found = {
        row.number: sorted(changes(former, row.data), key=order) if former is not None else [] for row, former in rows
    }
    words = Words(page, request, model, [one for several in found.values() for one in several])
    versions = []
    for row, _former in rows:
        every = found[row.number]
        lines = [words.line(change) for change in every[:MOST_LINES]]
        versions.append(Version(row, lines, max(0, len(every) - MOST_LINES)))
    return versions


class _Order:
    """Changes as the page has them: the record's columns, its links, its parts; the states of its versions last.

    The database does not keep the order of a document.
    """

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.places: dict[str, list[str]] = {}

    def __call__(self, change: Change) -> tuple[Any, ...]:
        if change.part not in self.places:
            model = part_model(self.model, change.part) if change.part else self.model
            names = [field.name for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)]
            self.places[change.part] = [name for name in names if name not in STATES] + [*STATES]
        known = self.places[change.part]
        place = known.index(change.field) if change.field in known else len(known)
        return (bool(change.part), change.part, int(change.row or 0), place)


class Words:
    """Says changes of one record in words; what they point at is looked up once for each kind of row."""

    def __init__(self, page: Any, request: HttpRequest, model: type[Model], found: Iterable[Change]) -> None:
        self.model = model
        wanted: dict[type[Model], set[int]] = {}
        for change in found:
            for name, value in self._values(change):
                related = self._related(change.part, name)
                if related is not None:
                    wanted.setdefault(related, set()).update(value if isinstance(value, list) else [value])
        self.names = {
            related: {row.pk: str(row) for row in page.in_reach(request, related).filter(pk__in=pks - {None})}
            for related, pks in wanted.items()
        }

    def line(self, change: Change) -> Line:
        label = self._label(change)
        if not change.field:
            before, after = self._row(change.part, change.before), self._row(change.part, change.after)
            return Line(label, before, after, [])
        column = self._column(change.part, change.field)
        before, after = self._text(column, change.before), self._text(column, change.after)
        is_text = isinstance(column, CharField | TextField) and not column.choices
        changed = excerpt(pieces(before, after)) if is_text and change.before and change.after else []
        return Line(label, before, after, changed)

    @staticmethod
    def _values(change: Change) -> list[tuple[str, Any]]:
        if change.field:
            return [(change.field, change.before), (change.field, change.after)]
        return list((change.before or change.after or {}).items())

    def _column(self, part: str, name: str) -> Any:
        model = part_model(self.model, part) if part else self.model
        try:
            return model._meta.get_field(name)
        except FieldDoesNotExist:  # a column of former days
            return None

    def _related(self, part: str, name: str) -> type[Model] | None:
        column = self._column(part, name)
        return column.related_model if isinstance(column, ForeignKey | ManyToManyField) else None

    def _label(self, change: Change) -> str:
        words = []
        if change.part:
            words.append(str(part_model(self.model, change.part)._meta.verbose_name))
        if change.field:
            words.append(self._field_label(change.part, change.field))
        return capfirst(" · ".join(words))

    def _field_label(self, part: str, name: str) -> str:
        model = part_model(self.model, part) if part else self.model
        for language in Language:
            bare = name.removesuffix(f"_{language.suffix}")
            if bare != name and bare in bilingual(model):
                label = self._column(part, bare).verbose_name
                return _("{field} ({language})").format(field=label, language=language.label)
        column = self._column(part, name)
        return str(column.verbose_name) if column is not None else name

    def _row(self, part: str, row: Document | None) -> str:
        """A related row in short: what is said in it, in the order of its columns."""
        if row is None:
            return NOTHING
        order = [field.name for field in part_model(self.model, part)._meta.concrete_fields if field.name != "order"]
        said = [self._text(self._column(part, name), row[name]) for name in order if name in row]
        return " · ".join(text for text in said if text not in (NOTHING, _("No")))[:300] or NOTHING

    def _text(self, column: Any, value: Any) -> str:
        if value in (None, "", []):
            return NOTHING
        if isinstance(column, ForeignKey | ManyToManyField):
            known = self.names.get(column.related_model, {})
            several = value if isinstance(value, list) else [value]
            return ", ".join(known.get(pk, _("(not visible to you, or gone)")) for pk in several)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        choices = {str(code): str(label) for code, label in getattr(column, "flatchoices", None) or ()}
        if isinstance(value, list):
            return ", ".join(choices.get(str(one), str(one)) for one in value)
        if isinstance(column, DateTimeField):
            return formats.localize(timezone.localtime(datetime.fromisoformat(value)))
        return choices.get(str(value), str(value))
