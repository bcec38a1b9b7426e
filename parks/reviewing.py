"""Where each text of a record stands beside its counterpart, and what an edit, a review or a publication does to that.

`common.textstates` knows the rules; here are the rows, and the version of a record that follows its texts: a published
one is stale while any of its texts is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from common.enums import Language, PublicationState
from common.languages import is_readable, other_language
from common.textstates import TextState, is_behind, judge, plain, sources_after
from parks.documents import KEPT, bilingual, relation
from parks.models import Park, Publishable, TextSource
from parks.models.publication import STALE

Key = tuple[int, str, str]  # row, field, language
# What is told of a record beside the parts that its document keeps: the relation, and whether its rows stand in the
# record's form (they have a document, hence a page, of their own).
BESIDE: dict[type[Model], dict[str, bool]] = {Park: {"buildings": True, "spaces": False}}


@dataclass(frozen=True)
class Standing:
    """One text: its state, and for a stale one its counterpart then and now."""

    field: str
    language: Language
    state: TextState
    source: str = ""
    now: str = ""
    behind_since: datetime | None = None

    @property
    def column(self) -> str:
        return f"{self.field}_{self.language.suffix}"


@dataclass(frozen=True)
class StaleRow:
    """A row within a record that has stale texts. `place` counts the rows as the record's form lists them; None for a
    row whose texts stand on a page of its own."""

    row: Model
    part: str
    place: int | None
    fields: Mapping[Language, list[str]]


def sources(model: type[Model], pks: Iterable[int]) -> dict[Key, TextSource]:
    """What the texts of these rows are in step with; one query, none for no rows."""
    wanted = [pk for pk in pks if pk is not None]
    if not wanted:
        return {}
    rows = TextSource.objects.filter(kind=model._meta.label_lower, record__in=wanted)
    return {(row.record, row.field, row.language): row for row in rows}


def standings(record: Model, known: Mapping[Key, TextSource]) -> list[Standing]:
    """Every text of a record that has a state. `known` comes from `sources`."""
    found = []
    for field in bilingual(type(record)):
        texts = _texts(record, field)
        for language in Language:
            other = Language(other_language(language))
            row = known.get((record.pk, field, language.value))
            reviewed = row is not None and row.reviewed_at is not None
            source = row.source if row else None
            settled = reviewed or is_readable(record, language)
            state = judge(texts[language], texts[other], source, settled=settled)
            if state is TextState.STALE and row is not None:
                found.append(Standing(field, language, state, row.source, texts[other], row.behind_since))
            elif state is not None:
                found.append(Standing(field, language, state))
    return found


def stale(model: type[Model]) -> Q:
    """Rows with a stale version, or with a stale text: their own, or that of a row which is part of their page.

    Each way by itself: few rows are stale, and an index knows them; all ways in one condition would read every row.
    """
    own, others = _with_stale_text(model), []
    for part in KEPT.get(model, ()):
        link = relation(model, part)
        if bilingual(link.related_model):
            rows = link.related_model._base_manager.filter(pk__in=_with_stale_text(link.related_model))
            others.append(rows.order_by().values(link.field.attname))
    if issubclass(model, Publishable):
        others.append(model._base_manager.filter(STALE).order_by().values("pk"))
    return Q(pk__in=own.union(*others) if others else own)


def _with_stale_text(model: type[Model]) -> QuerySet:
    rows = TextSource.objects.filter(kind=model._meta.label_lower, behind_since__isnull=False)
    return rows.order_by().values("record")


def stale_rows(model: type[Model], pks: Iterable[int]) -> dict[int, list[StaleRow]]:
    """By record, the rows within it that have stale texts. One query, and one for each kind of row that has any."""
    wanted = [pk for pk in pks if pk is not None]
    links = {part: relation(model, part) for part in (*KEPT.get(model, ()), *BESIDE.get(model, ()))}
    links = {part: link for part, link in links.items() if bilingual(link.related_model)}
    if not wanted or not links:
        return {}
    # Each kind by itself: few texts are stale, and an index knows them.
    each = [
        TextSource.objects.filter(
            kind=link.related_model._meta.label_lower,
            behind_since__isnull=False,
            record__in=_rows_of(link, wanted).order_by().values("pk"),
        )
        for link in links.values()
    ]
    known: dict[str, dict[int, dict[Key, TextSource]]] = {}
    for source in each[0].union(*each[1:], all=True):
        rows = known.setdefault(source.kind, {}).setdefault(source.record, {})
        rows[source.record, source.field, source.language] = source
    found: dict[int, list[StaleRow]] = {}
    for part, link in links.items():
        texts = known.get(link.related_model._meta.label_lower)
        if texts:
            for parent, one in _placed(part, link, BESIDE.get(model, {}).get(part, True), texts):
                found.setdefault(parent, []).append(one)
    return found


def _rows_of(link: Any, parents: Iterable[int] | QuerySet) -> QuerySet:
    return link.related_model._default_manager.filter(**{f"{link.field.name}__in": parents})


def _placed(
    part: str, link: Any, in_form: bool, texts: Mapping[int, Mapping[Key, TextSource]]
) -> Iterable[tuple[int, StaleRow]]:
    """The rows of one part that have these texts, each after the number of its record; in the order of the form."""
    rows = link.related_model._default_manager.filter(pk__in=list(texts))
    if in_form:  # the others count
        rows = _rows_of(link, rows.order_by().values(link.field.attname))
    along = [one.name for one in link.related_model._meta.fields if one.remote_field and one.name != link.field.name]
    places: dict[int, int] = {}
    for row in rows.select_related(*along) if along else rows:
        parent = getattr(row, link.field.attname)
        place = places[parent] = places.get(parent, -1) + 1
        fields = behind(row, texts.get(row.pk, {}))
        if any(fields.values()):
            yield parent, StaleRow(row, part, place if in_form else None, fields)


def edited(record: Model, before: Mapping[str, str]) -> None:
    """Somebody saved texts of this record, which said `before` (by column). The caller holds the record's lock.

    What each touched text is in step with is written, then the states of the record's versions.
    """
    known = sources(type(record), [record.pk])
    was_behind, kind = behind(record, known, before), record._meta.label_lower
    for field in bilingual(type(record)):
        new = _texts(record, field)
        old = {one: plain(before.get(f"{field}_{one.suffix}", new[one])) for one in Language}
        if old == new:
            continue
        rows = {one: known.get((record.pk, field, one.value)) for one in Language}
        after = sources_after(old, new, {one: row.source for one, row in rows.items() if row})
        for language in Language:
            is_own = old[language] != new[language]
            other = new[Language(other_language(language))]
            late = is_behind(new[language], other, after[language])
            row = rows[language] or TextSource(kind=kind, record=record.pk, field=field, language=language)
            _write(row, source=after[language], late=late, edited=is_own)
    _follow(record, was_behind)


def review(record: Model, field: str, language: Language, *, actor: User) -> bool:
    """A person says that this text is right beside its counterpart as it now stands; False for no such text.

    The caller holds the record's lock.
    """
    if field not in bilingual(type(record)) or not _texts(record, field)[language]:
        return False
    known = sources(type(record), [record.pk])
    was_behind = behind(record, known)
    source = _texts(record, field)[Language(other_language(language))]
    TextSource.objects.update_or_create(
        kind=record._meta.label_lower,
        record=record.pk,
        field=field,
        language=language,
        defaults={"source": source, "reviewed_at": timezone.now(), "reviewed_by": actor, "behind_since": None},
    )
    _follow(record, was_behind)
    return True


def confirm(record: Model, language: Language, *, actor: User | None) -> None:
    """This version was published as it stands: none of its texts is stale any more. Writes no state of a version."""
    other = Language(other_language(language))
    for row in TextSource.objects.filter(kind=record._meta.label_lower, record=record.pk, language=language):
        if row.field in bilingual(type(record)):
            row.source, row.behind_since = _texts(record, row.field)[other], None
            row.reviewed_at, row.reviewed_by = timezone.now(), actor
            row.save()


def forget(model: type[Model], pks: Iterable[int]) -> None:
    """These rows are gone."""
    TextSource.objects.filter(kind=model._meta.label_lower, record__in=list(pks)).delete()


def behind(
    record: Model, known: Mapping[Key, TextSource], texts: Mapping[str, str] | None = None
) -> dict[Language, list[str]]:
    """The stale fields of each language in their order; with `texts` (by column) as they were in these."""
    found: dict[Language, list[str]] = {language: [] for language in Language}
    for field, language in product(bilingual(type(record)), Language):
        row = known.get((record.pk, field, language.value))
        if row is None:
            continue
        said = {one: plain((texts or {}).get(f"{field}_{one.suffix}", _texts(record, field)[one])) for one in Language}
        if is_behind(said[language], said[Language(other_language(language))], row.source):
            found[language].append(field)
    return found


def _texts(record: Model, field: str) -> dict[Language, str]:
    return {language: plain(getattr(record, f"{field}_{language.suffix}")) for language in Language}


def _write(row: TextSource, *, source: str, late: bool, edited: bool) -> None:
    row.source = source
    row.behind_since = (row.behind_since or timezone.now()) if late else None
    if edited:
        row.reviewed_at = row.reviewed_by = None
    row.save()


def _follow(record: Model, was_behind: Mapping[Language, list[str]]) -> None:
    """A published version with a stale text is stale; one whose last stale text was put right is not."""
    if not isinstance(record, Publishable):
        return
    now_behind = behind(record, sources(type(record), [record.pk]))
    columns = []
    for language in Language:
        state, column = record.publication_state(language), f"state_{language.suffix}"
        if now_behind[language] and state == PublicationState.PUBLISHED:
            setattr(record, column, PublicationState.STALE)
            columns.append(column)
        elif was_behind[language] and not now_behind[language] and state == PublicationState.STALE:
            setattr(record, column, PublicationState.PUBLISHED)
            columns.append(column)
    if columns:
        record.save(update_fields=[*columns, "updated_at"])
