"""Publishing a record: each language version on its own."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.access import Denied
from common.enums import Language, PublicationState
from parks.models import Publishable


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


def blockers(record: Publishable, language: str, *, actor: User | None) -> list[Denied]:
    """Why this person may not publish this version now; an empty list when they may. No actor is the system itself."""
    found, tongue = _forbidden(record, actor), Language(language)
    for name in missing_fields(record, language):
        label = label_of(record, name)
        found.append(Denied(format_lazy(_("“{field}” is empty in {language}."), field=label, language=tongue.label)))
    return found


def withdrawal_blockers(record: Publishable, language: str, *, actor: User | None) -> list[Denied]:
    """Why this person may not withdraw this version now."""
    found = _forbidden(record, actor)
    if not record.is_public_in(language):
        found.append(Denied(_("This language version is not published.")))
    return found


def publish(record: Publishable, language: str, *, actor: User | None) -> None:
    """Make one language version public, or confirm a stale one; the other version stays as it is.

    1. The row is locked and read afresh. 2. What stands in the way raises PublicationRefused.
    3. State, day of review (a person's, not the system's) and audit entry are written. A published version stays as
    it is, unaudited.
    """
    with transaction.atomic():
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if reasons := blockers(fresh, language, actor=actor):
            raise PublicationRefused(reasons)
        if fresh.publication_state(language) != PublicationState.PUBLISHED:
            fresh.last_reviewed_on = timezone.localdate() if actor else fresh.last_reviewed_on
            _store(fresh, language, PublicationState.PUBLISHED, AuditAction.PUBLISHED, actor)
    _copy_state(fresh, record, language)


def withdraw(record: Publishable, language: str, *, actor: User | None) -> None:
    """Take one public language version off the site into the archive; steps as in `publish`."""
    with transaction.atomic():
        fresh = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if reasons := withdrawal_blockers(fresh, language, actor=actor):
            raise PublicationRefused(reasons)
        _store(fresh, language, PublicationState.ARCHIVED, AuditAction.CHANGED, actor)
    _copy_state(fresh, record, language)


def _forbidden(record: Publishable, actor: User | None) -> list[Denied]:
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
