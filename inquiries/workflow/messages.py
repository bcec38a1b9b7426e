"""A message on a case that the caller has locked: stored once, with its files, first answer, audit and mail."""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_text
from common.uploads import MAX_FILES, CheckedFile
from inquiries import mail
from inquiries.enums import MessageAuthor, Screening
from inquiries.models import Attachment, Case, Message
from inquiries.workflow import promise
from notifications import outbox

BODY_LENGTH = 5000
# Mails about a quarantined inquiry do not leave, so an answer to it would be none.
QUARANTINED = _("Release the inquiry from quarantine first.")
WITHDRAWN = _("The enterprise has withdrawn its consent, or its data was erased: nothing is done here any more.")


@dataclass(frozen=True)
class Draft:
    """A message on its way in. `key` tells a repeat of the same message from a second one; see `checked`."""

    body: str
    files: Sequence[CheckedFile] = ()
    key: str = field(default_factory=lambda: str(uuid.uuid4()))


@contextmanager
def stored_files() -> Iterator[list[str]]:
    """Collects the names of files written to storage and deletes them again when the block fails.

    Wrap it around the transaction, so that a failing commit leaves no file without a row either. A caller
    that opens an outer transaction and rolls it back afterwards must clean up itself.
    """
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def checked(draft: Draft) -> Draft:
    """The draft with clean text, or a ValidationError for `body` or `files`.

    Its key stands for the form and for what it says: the same form again is the same message, and a form that was
    corrected (back, change, send again) is a second one.
    """
    body = normalise_text(draft.body)
    if not body.strip() and not draft.files:
        raise ValidationError({"body": _("Write a message, or add a file.")})
    if len(body) > BODY_LENGTH:
        raise ValidationError(
            {"body": ValidationError(_("At most %(limit)d characters, please."), params={"limit": BODY_LENGTH})}
        )
    if len(draft.files) > MAX_FILES:
        raise ValidationError(
            {"files": ValidationError(_("At most %(limit)d files, please."), params={"limit": MAX_FILES})}
        )
    return Draft(body, draft.files, bound(draft.key, body, *sorted(file.sha256 for file in draft.files)))


def bound(key: str, *content: str) -> str:
    """A form's key together with a digest of what the form says; none without a key."""
    digest = hashlib.sha256("\0".join(content).encode()).hexdigest()
    return f"{key}:{digest}" if key else ""


def submission_key(case: Case, kind: str, key: str) -> str:
    """What is stored of a form's `key`; `kind` is the side that wrote a message, or what else was written.

    Bound to the case and the kind, so that nobody reaches another's message with a guessed or copied key.
    Without a key it is a new one every time.
    """
    return mark(case.pk, kind, key or uuid.uuid4())


def mark(*parts: object) -> str:
    """A digest of what makes one thing the same again."""
    return hashlib.sha256(":".join(str(part) for part in parts).encode()).hexdigest()


def known(row: Case, author: str, draft: Draft) -> Message | None:
    """The message that this key has made already."""
    return Message.objects.filter(submission_key=submission_key(row, author, draft.key)).first()


def is_quarantined(row: Case) -> bool:
    """Whether mails about this case are withheld."""
    return row.inquiry.screening == Screening.QUARANTINED


def from_staff(
    row: Case,
    actor: User,
    draft: Draft,
    stored: list[str],
    *,
    announce: Callable[[Message], list[outbox.Mail]] = mail.message,
    is_answer: bool = True,
) -> Message:
    """Store a message of the park on a locked row: message, files, first answer, audit, mail; or find it stored.

    `announce` makes the mail. A question that the case then waits for is no answer (`is_answer` false): the promise
    stands still meanwhile and goes on afterwards. Raises ValidationError while the inquiry is in quarantine.
    """
    message = known(row, MessageAuthor.STAFF, draft)
    if message:
        return message
    if is_quarantined(row):
        raise ValidationError(QUARANTINED)
    if row.is_shut:
        raise ValidationError(WITHDRAWN)
    language = row.inquiry.contact_language
    message = store(row, Message(author=MessageAuthor.STAFF, user=actor, language=language), draft, stored)
    if is_answer:
        promise.answered(row, message.created_at)
    audit.record(AuditAction.CHANGED, row, actor=actor, what="message", message=message.pk)
    outbox.queue(*announce(message))
    return message


def store(row: Case, message: Message, draft: Draft, stored: list[str]) -> Message:
    """Write the message and its files, and whose turn it is; every file's name goes into `stored` once it exists."""
    message.case = row
    message.body = draft.body
    message.submission_key = submission_key(row, message.author, draft.key)
    message.created_at = timezone.now()
    message.save()
    row.enterprise_wrote_at = message.created_at if message.author == MessageAuthor.ENTERPRISE else None
    row.save(update_fields=["enterprise_wrote_at"])
    attach(draft.files, stored, message=message)
    return message


def attach(files: Sequence[CheckedFile], stored: list[str], **owner: Model) -> None:
    """Write files and their rows, which hang on `owner`; the name of every file goes into `stored` at once."""
    attachments = []
    for file in files:
        attachment = Attachment(
            name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256, **owner
        )
        attachment.file.save(file.name, file.file, save=False)
        stored.append(str(attachment.file.name))
        attachments.append(attachment)
    Attachment.objects.bulk_create(attachments)


def ask(row: Case, *, actor: User, question: str) -> Message:
    """Send the question that a waiting case waits for. The caller holds the row's lock and has checked `actor`."""
    with stored_files() as stored:
        return from_staff(
            row,
            actor,
            checked(Draft(question)),
            stored,
            announce=mail.more_info_requested,
            is_answer=False,
        )
