"""Publishing a park: each language version on its own."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.access import Denied
from common.enums import Language, PublicationState
from parks.indexing import reindex
from parks.models import Park

# What a reader of one language must find before that version may go out.
LABELS = {"name": _("name"), "summary": _("short text"), "description": _("description")}
REQUIRED = tuple(LABELS)


class PublicationRefused(Exception):
    """`reasons` say what stands in the way, each in words for the reader."""

    def __init__(self, reasons: list[Denied]) -> None:
        super().__init__("; ".join(str(denied.reason) for denied in reasons))
        self.reasons = reasons


def missing_fields(park: Park, language: str) -> list[str]:
    """The bilingual fields that are still empty in this language."""
    suffix = Language(language).suffix
    return [field for field in REQUIRED if not (getattr(park, f"{field}_{suffix}") or "").strip()]


def blockers(park: Park, language: str, *, actor: User | None) -> list[Denied]:
    """Why this person may not publish this version now; an empty list when they may. No actor is the system itself."""
    found, tongue = _forbidden(park, actor), Language(language)
    for name in missing_fields(park, language):
        label = LABELS[name]
        found.append(Denied(format_lazy(_("“{field}” is empty in {language}."), field=label, language=tongue.label)))
    return found


def withdrawal_blockers(park: Park, language: str, *, actor: User | None) -> list[Denied]:
    """Why this person may not withdraw this version now."""
    found = _forbidden(park, actor)
    if not park.is_public_in(language):
        found.append(Denied(_("This language version is not published.")))
    return found


def publish(park: Park, language: str, *, actor: User | None) -> None:
    """Make one language version public, or confirm a stale one; the other version stays as it is.

    1. The row is locked and read afresh. 2. What stands in the way raises PublicationRefused.
    3. State, day of review (a person's, not the system's) and audit entry are written. A published version stays as
    it is, unaudited.
    """
    with transaction.atomic():
        fresh = Park.objects.select_for_update().get(pk=park.pk)
        if reasons := blockers(fresh, language, actor=actor):
            raise PublicationRefused(reasons)
        if fresh.publication_state(language) != PublicationState.PUBLISHED:
            fresh.last_reviewed_on = timezone.localdate() if actor else fresh.last_reviewed_on
            _store(fresh, language, PublicationState.PUBLISHED, AuditAction.PUBLISHED, actor)
    _copy_state(fresh, park, language)


def withdraw(park: Park, language: str, *, actor: User | None) -> None:
    """Take one public language version off the site into the archive; steps as in `publish`."""
    with transaction.atomic():
        fresh = Park.objects.select_for_update().get(pk=park.pk)
        if reasons := withdrawal_blockers(fresh, language, actor=actor):
            raise PublicationRefused(reasons)
        _store(fresh, language, PublicationState.ARCHIVED, AuditAction.CHANGED, actor)
    _copy_state(fresh, park, language)


def _forbidden(park: Park, actor: User | None) -> list[Denied]:
    if actor is None or Park.objects.for_staff(actor, "change").filter(pk=park.pk).exists():
        return []
    return [Denied(_("Your role does not allow you to change this park."))]


def _store(park: Park, language: str, state: str, action: str, actor: User | None) -> None:
    """Write the state, its audit entry and the search index, which takes in the texts of public versions only."""
    column = f"state_{Language(language).suffix}"
    before = getattr(park, column)
    setattr(park, column, state)
    park.save(update_fields=[column, "last_reviewed_on", "updated_at"])
    audit.record(action, park, actor=actor, language=language, before=before, after=state)
    reindex(park)


def _copy_state(fresh: Park, park: Park, language: str) -> None:
    """Let the caller's object say what the row says."""
    column = f"state_{Language(language).suffix}"
    setattr(park, column, getattr(fresh, column))
    park.last_reviewed_on, park.updated_at = fresh.last_reviewed_on, fresh.updated_at
