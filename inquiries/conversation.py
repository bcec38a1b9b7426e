"""What is said about a case: messages that both sides see, and what only the park keeps.

Every verb locks the case's row first, so two answers at once are stored one after the other.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_text
from common.uploads import CheckedFile
from inquiries import access, mail
from inquiries.enums import ContactOutcome, InteractionKind, MessageAuthor
from inquiries.models import Case, Interaction, Message, Note
from inquiries.workflow import messages, promise, waiting
from notifications import outbox


def reply(case: Case, *, actor: User, body: str, files: Sequence[CheckedFile] = (), key: str) -> Message:
    """The park writes to the enterprise, which gets a mail in its own language. Possible on ended cases too.

    The first answer stops the clock of the promise. The same words and files under the same `key` again return
    the first message and send nothing. Raises ValidationError for an empty or too long message and while the
    inquiry is in quarantine, PermissionDenied.
    """
    draft = messages.checked(messages.Draft(body, files, key))
    with messages.stored_files() as stored, transaction.atomic():
        row = access.worked_case(case.pk, actor)
        return messages.from_staff(row, actor, draft, stored)


def write(case: Case, *, body: str, files: Sequence[CheckedFile] = (), language: str, key: str) -> Message:
    """The enterprise writes; the staff get a mail each. A case that waited for the enterprise goes on.

    On an ended case the message is kept and the staff are told that the case had ended; it stays ended.
    The same words and files under the same `key` again return the first message and send nothing.
    """
    draft = messages.checked(messages.Draft(body, files, key))
    with messages.stored_files() as stored, transaction.atomic():
        row = Case.objects.locked(case.pk)
        if row.inquiry.erased_at is not None:
            raise ValidationError(messages.WITHDRAWN)
        known = messages.known(row, MessageAuthor.ENTERPRISE, draft)
        if known:
            return known
        message = messages.store(row, Message(author=MessageAuthor.ENTERPRISE, language=language), draft, stored)
        resumed = waiting.resume(row, message.created_at)
        row.save(update_fields=[*waiting.WAITING_FIELDS, "updated_at"])
        audit.record(AuditAction.CHANGED, row, what="enterprise_message", message=message.pk, resumed=resumed)
        outbox.queue(*mail.enquirer_replied(message))
    return message


def note(case: Case, *, actor: User, body: str, key: str = "") -> Note:
    """An internal note; the enterprise never sees it. The same words under the same `key` return the first one."""
    body = messages.checked(messages.Draft(body)).body
    with transaction.atomic():
        row = access.worked_case(case.pk, actor)
        mark = messages.submission_key(row, "note", messages.bound(key, body))
        known = Note.objects.filter(submission_key=mark).first()
        if known:
            return known
        created = Note.objects.create(case=row, user=actor, body=body, submission_key=mark)
        audit.record(AuditAction.CHANGED, row, actor=actor, what="note", note=created.pk)
    return created


@dataclass(frozen=True)
class Contact:
    """A contact outside the system as it is logged. `outcome` is a `ContactOutcome`."""

    kind: str
    happened_at: datetime.datetime
    summary: str
    outcome: str = ContactOutcome.SPOKE

    @property
    def reached(self) -> bool:
        return self.outcome != ContactOutcome.TRIED


def log_interaction(
    case: Case, *, actor: User, kind: str, happened_at: datetime.datetime, summary: str, key: str = ""
) -> Interaction:
    """Somebody spoke with the enterprise outside the system; see `log_contact`."""
    return log_contact(case, Contact(kind, happened_at, summary), actor=actor, key=key)


def log_contact(case: Case, contact: Contact, *, actor: User, key: str = "") -> Interaction:
    """A contact outside the system. It counts as the first answer when there was none before.

    An attempt that reached nobody answers nothing; an answer to the question that the case waits for lets the clock
    go on from the moment it was heard. A contact from before the case was opened is kept, but answers nothing. The
    same entry under the same `key` again returns the first one.
    """
    contact = _checked(contact)
    with transaction.atomic():
        row = access.worked_case(case.pk, actor)
        said = (contact.kind, contact.happened_at.isoformat(), contact.summary, contact.outcome)
        mark = messages.submission_key(row, "interaction", messages.bound(key, *said))
        known = Interaction.objects.filter(submission_key=mark).first()
        if known:
            return known
        created = Interaction.objects.create(
            case=row,
            user=actor,
            kind=contact.kind,
            happened_at=contact.happened_at,
            summary=contact.summary,
            reached=contact.reached,
            submission_key=mark,
        )
        resumed = contact.outcome == ContactOutcome.ANSWERED and _resume(row, contact.happened_at)
        if contact.reached and contact.happened_at >= _minute(row.created_at):
            promise.answered(row, max(contact.happened_at, row.created_at))
        if contact.reached and row.enterprise_wrote_at and contact.happened_at >= _minute(row.enterprise_wrote_at):
            row.enterprise_wrote_at = None
            row.save(update_fields=["enterprise_wrote_at"])
        audit.record(AuditAction.CHANGED, row, actor=actor, what="interaction", interaction=created.pk, resumed=resumed)
    return created


def _checked(contact: Contact) -> Contact:
    errors = {}
    if contact.kind not in InteractionKind.values:
        errors["kind"] = _("Choose one of the kinds.")
    if contact.happened_at > timezone.now():
        errors["happened_at"] = _("This is in the future.")
    if contact.outcome not in ContactOutcome.values:
        errors["outcome"] = _("Choose what the contact came to.")
    summary = normalise_text(contact.summary)
    if not summary or len(summary) > 2000:
        errors["summary"] = _("Say in 1 to 2,000 characters what was said.")
    if errors:
        raise ValidationError(errors)
    return replace(contact, summary=summary)


def _minute(at: datetime.datetime) -> datetime.datetime:
    """People log to the minute."""
    return at.replace(second=0, microsecond=0)


def _resume(row: Case, at: datetime.datetime) -> bool:
    """The enterprise answered at `at`, logged to the minute; an answer from before the question is none."""
    since = row.awaiting_enterprise_since
    if since is None or at < _minute(since) or not waiting.resume(row, max(at, since)):
        return False
    row.save(update_fields=[*waiting.WAITING_FIELDS, "updated_at"])
    return True
