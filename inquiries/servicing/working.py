"""What the staff do with a request. Each verb says to the tenant what it should know; none of it is done twice."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.uploads import CheckedFile
from inquiries import access, mail
from inquiries.enums import MessageAuthor, ServiceEntryKind, ServiceStatus
from inquiries.models import ServiceEntry, ServiceRequest
from inquiries.servicing import rows
from inquiries.servicing.rows import Line
from inquiries.workflow import messages
from notifications import outbox

STAFF = MessageAuthor.STAFF


def accept(request: ServiceRequest, *, owner: User, actor: User) -> ServiceRequest:
    """Take a request on, in the charge of `owner`; the tenant is told who looks after it and by when.

    Accepting again what `owner` has already changes nothing.
    """
    with transaction.atomic():
        row = rows.locked(request, actor)
        if row.status == ServiceStatus.ACCEPTED and row.owner_id == owner.pk:
            return row
        _charge(row, owner)
        entry = rows.change(row, ServiceStatus.ACCEPTED, Line(STAFF, actor))
        outbox.queue(*mail.service_request_update(entry), *mail.service_request_assigned(row, actor))
    return row


def assign(request: ServiceRequest, *, owner: User, actor: User) -> ServiceRequest:
    """Give a request that is not over to a colleague, who gets a mail; the tenant reads the name on its page."""
    with transaction.atomic():
        row = rows.locked(request, actor)
        if row.owner_id == owner.pk:
            return row
        if not row.is_live:
            raise ValidationError(rows.CHANGED_MEANWHILE)
        former = row.owner_id
        _charge(row, owner)
        row.save(update_fields=["owner", "updated_at"])
        rows.record(row, actor, "service_owner", from_user=former, to_user=owner.pk)
        outbox.queue(*mail.service_request_assigned(row, actor))
    return row


def start(request: ServiceRequest, *, actor: User) -> ServiceRequest:
    """Work has begun; the tenant reads it on its page and gets no mail, since it has nothing to do."""
    return _go(request, actor)


def resume(request: ServiceRequest, *, actor: User) -> ServiceRequest:
    """The tenant answered by phone, say: the due date moves on by the time that was left."""
    return _go(request, actor)


def wait(request: ServiceRequest, *, actor: User, question: str, key: str = "") -> ServiceRequest:
    """Ask the tenant something; the due date stands still until it answers."""
    return _say(
        request, ServiceStatus.WAITING, actor, _line(actor, question, "question", _("Write the question."), key)
    )


def solve(request: ServiceRequest, *, actor: User, words: str, key: str = "") -> ServiceRequest:
    """It is done: `words` say how. The tenant may rate it, or say within 14 days that it is not."""
    return _say(request, ServiceStatus.SOLVED, actor, _line(actor, words, "words", _("Say what was done."), key))


def reject(request: ServiceRequest, *, actor: User, reason: str, key: str = "") -> ServiceRequest:
    """It will not be done; the tenant reads why."""
    return _say(request, ServiceStatus.REJECTED, actor, _line(actor, reason, "reason", _("Say why."), key))


def message(
    request: ServiceRequest, *, actor: User, body: str, files: Sequence[CheckedFile] = (), key: str = ""
) -> ServiceEntry:
    """Write to the tenant, which gets a mail. Possible on a request that is over too."""
    draft = messages.checked(messages.Draft(body, files, key))
    line = Line(STAFF, actor, draft.body, draft.key, ServiceEntryKind.MESSAGE)
    with messages.stored_files() as stored, transaction.atomic():
        row = rows.locked(request, actor)
        entry = rows.known(row, line)
        if entry:
            return entry
        entry = rows.write(row, line)
        messages.attach(draft.files, stored, service_entry=entry)
        rows.record(row, actor, "service_message", entry=entry.pk)
        outbox.queue(*mail.service_request_update(entry))
    return entry


def note(request: ServiceRequest, *, actor: User, body: str, key: str = "") -> ServiceEntry:
    """An internal note; the tenant never sees it."""
    body = messages.checked(messages.Draft(body)).body
    line = Line(STAFF, actor, body, messages.bound(key, body), ServiceEntryKind.NOTE)
    with transaction.atomic():
        row = rows.locked(request, actor)
        entry = rows.known(row, line)
        if entry is None:
            entry = rows.write(row, line)
            rows.record(row, actor, "service_note", entry=entry.pk)
    return entry


def _line(actor: User, words: str, field: str, needed: object, key: str) -> Line:
    words = rows.words_of(words, field, needed=needed)
    return Line(STAFF, actor, words, messages.bound(key, words))


def _go(request: ServiceRequest, actor: User) -> ServiceRequest:
    with transaction.atomic():
        row = rows.locked(request, actor)
        if row.status != ServiceStatus.IN_PROGRESS:
            rows.change(row, ServiceStatus.IN_PROGRESS, Line(STAFF, actor))
    return row


def _say(request: ServiceRequest, to: ServiceStatus, actor: User, line: Line) -> ServiceRequest:
    with transaction.atomic():
        row = rows.locked(request, actor)
        if rows.known(row, line) is None:
            entry = rows.change(row, to, line)
            outbox.queue(*mail.service_request_update(entry))
    return row


def _charge(row: ServiceRequest, owner: User) -> None:
    if not access.officers(row.case.operator).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("This person is neither officer nor manager at this operator.")})
    row.owner = owner
