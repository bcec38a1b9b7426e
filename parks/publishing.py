"""Publishing a record: each language version on its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.access import Denied
from common.enums import Language, PublicationState
from parks import reviewing, revising
from parks.documents import document
from parks.models import PlannedPublication, PlanState, Publishable, RevisionCause, TextSource


class PublicationRefused(Exception):
    """`reasons` say what stands in the way, each in words for the reader."""

    def __init__(self, reasons: list[Denied]) -> None:
        super().__init__("; ".join(str(denied.reason) for denied in reasons))
        self.reasons = reasons


def missing_fields(record: Publishable, language: str) -> list[str]:
    """The bilingual fields that a reader of this language must find, and that are still empty."""
    suffix = Language(language).suffix
    return [field for field in record.REQUIRED_TEXTS if not (getattr(record, f"{field}_{suffix}") or "").strip()]


def label_of(record: Publishable, field: str) -> str | Promise:
    """The field's name for readers, without the language that its columns carry."""
    column: Any = record._meta.get_field(field)
    return column.verbose_name


def blockers(
    record: Publishable,
    language: str,
    *,
    actor: User | None,
    known: Mapping[reviewing.Key, TextSource] | None = None,
) -> list[Denied]:
    """Why this person may not publish this version now; an empty list when they may. No actor is the system itself.

    `known` (`reviewing.sources`) spares a query.
    """
    found, tongue = forbidden(record, actor), Language(language)
    for name in missing_fields(record, language):
        label = label_of(record, name)
        words = format_lazy(_("“{field}” is empty in {language}."), field=label, language=tongue.label)
        found.append(Denied(words, field=f"{name}_{tongue.suffix}"))
    return [*found, *_stale(record, tongue, known), *_wordless_pictures(record, tongue)]


def _stale(record: Publishable, language: Language, known: Mapping[reviewing.Key, TextSource] | None) -> list[Denied]:
    """Texts whose counterpart has changed since: that they still hold is said by a person, not by publishing."""
    sources = reviewing.sources(type(record), [record.pk]) if known is None else known
    words = _("“{field}” is stale in {language}.")
    return [
        Denied(
            format_lazy(words, field=label_of(record, name), language=language.label),
            field=f"{name}_{language.suffix}",
        )
        for name in reviewing.behind(record, sources)[language]
    ]


def _wordless_pictures(record: Publishable, language: Language) -> list[Denied]:
    """A picture must say what it shows to those who do not see it, in the language of the version."""
    photos: Any = getattr(record, "photos", None)
    if photos is None:
        return []
    empty = photos.filter(Q(**{f"alt_{language.suffix}": ""}) | Q(**{f"alt_{language.suffix}": None})).count()
    if not empty:
        return []
    sentence = ngettext_lazy(
        "{count} picture has no description in {language}.",
        "{count} pictures have no description in {language}.",
        empty,
    )
    return [Denied(format_lazy(sentence, count=empty, language=language.label))]


def withdrawal_blockers(record: Publishable, language: str, *, actor: User | None) -> list[Denied]:
    """Why this person may not withdraw this version now."""
    found = forbidden(record, actor)
    if not record.is_public_in(language):
        found.append(Denied(_("This language version is not published.")))
    return found


def publish(record: Publishable, language: str, *, actor: User | None) -> None:
    """Make one language version public; the other version stays as it is.

    1. The row is locked and read afresh. 2. What stands in the way raises PublicationRefused.
    3. State, day of review (a person's, not the system's) and audit entry are written; the texts of this version count
    as reviewed, and the history gets a version. A published version stays as it is, unaudited. 4. A publication that
    was planned for later has nothing left to do.
    """
    with transaction.atomic():
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if reasons := blockers(fresh, language, actor=actor):
            raise PublicationRefused(reasons)
        if fresh.publication_state(language) != PublicationState.PUBLISHED:
            fresh.last_reviewed_on = timezone.localdate() if actor else fresh.last_reviewed_on
            with kept(fresh, RevisionCause.PUBLISHED, actor):
                reviewing.confirm(fresh, Language(language), actor=actor)
                _store(fresh, language, PublicationState.PUBLISHED, AuditAction.PUBLISHED, actor)
        end_plan(fresh, language, PlanState.DONE)
    _copy_state(fresh, record, language)


def confirm(record: Publishable, language: str, *, actor: User) -> None:
    """Say that every text of this version holds beside the other language as that now stands.

    1. The row is locked and read afresh. 2. Its texts count as reviewed. 3. A stale version is published again, unless
    something else stands in the way: then PublicationRefused is raised and nothing was reviewed. A draft stays one.
    """
    with transaction.atomic():
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if reasons := forbidden(fresh, actor):
            raise PublicationRefused(reasons)
        reviewing.confirm(fresh, Language(language), actor=actor)
        if fresh.publication_state(language) == PublicationState.STALE:
            publish(fresh, language, actor=actor)
    _copy_state(fresh, record, language)


def withdraw(record: Publishable, language: str, *, actor: User | None) -> None:
    """Take one public language version off the site into the archive; steps as in `publish`."""
    with transaction.atomic():
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if reasons := withdrawal_blockers(fresh, language, actor=actor):
            raise PublicationRefused(reasons)
        with kept(fresh, RevisionCause.WITHDRAWN, actor):
            _store(fresh, language, PublicationState.ARCHIVED, AuditAction.CHANGED, actor)
    _copy_state(fresh, record, language)


@contextmanager
def kept(record: Publishable, cause: str, actor: User | None) -> Iterator[None]:
    """What happens within becomes a version of the record's history; what the system does by itself does not."""
    before = document(record) if actor is not None and revising.is_kept(type(record)) else None
    yield
    if before is not None:
        revising.keep(record, cause, actor=actor, before=before)


def waiting_plan(record: Publishable, language: str) -> QuerySet[PlannedPublication]:
    """The planned publication of this version; none or one."""
    rows = PlannedPublication.objects.filter(kind=record._meta.label_lower, record=record.pk, language=language)
    return rows.filter(state=PlanState.WAITING)


def end_plan(record: Publishable, language: str, state: str) -> int:
    """Nothing is waited for any more; returns how many plans ended. A plan is ended once, whoever is faster."""
    return waiting_plan(record, language).update(state=state, ended_at=timezone.now())


def forbidden(record: Publishable, actor: User | None) -> list[Denied]:
    """Why this person may not publish or withdraw this record at all. The system itself may."""
    rows: Any = type(record)._default_manager.all()
    if actor is None or rows.for_staff(actor, "change").filter(pk=record.pk).exists():
        return []
    return [Denied(_("Your role does not allow you to change this."))]


def _store(record: Publishable, language: str, state: str, action: str, actor: User | None) -> None:
    """Write the state and its audit entry. Saving brings the search index up to date: `parks.indexing` listens."""
    column = f"state_{Language(language).suffix}"
    before = getattr(record, column)
    setattr(record, column, state)
    record.save(update_fields=[column, "last_reviewed_on", "updated_at"])
    audit.record(action, record, actor=actor, language=language, before=before, after=state)


def _copy_state(fresh: Publishable, record: Publishable, language: str) -> None:
    """Let the caller's object say what the row says."""
    column = f"state_{Language(language).suffix}"
    setattr(record, column, getattr(fresh, column))
    record.last_reviewed_on, record.updated_at = fresh.last_reviewed_on, fresh.updated_at
