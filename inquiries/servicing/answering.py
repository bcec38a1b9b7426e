"""What the tenant says on the page of its request."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.uploads import CheckedFile
from inquiries import mail
from inquiries.enums import MessageAuthor, ServiceEntryKind, ServiceStatus
from inquiries.models import ServiceEntry, ServiceRequest
from inquiries.servicing import rows, states
from inquiries.servicing.rows import Line
from inquiries.workflow import messages
from notifications import outbox

TENANT = MessageAuthor.ENTERPRISE
COMMENT_LENGTH = 1000


def write(request: ServiceRequest, *, body: str, files: Sequence[CheckedFile] = (), key: str) -> ServiceEntry:
    """A message to whoever is in charge. A request that waited for the tenant goes on, its due date with it.

    The same words and files under the same `key` again return the first entry. Not on a request that is over: it is
    opened again, or a new one is made.
    """
    draft = messages.checked(messages.Draft(body, files, key))
    line = Line(TENANT, None, draft.body, draft.key, ServiceEntryKind.MESSAGE)
    with messages.stored_files() as stored, transaction.atomic():
        row = rows.locked(request, None)
        entry = rows.known(row, line)
        if entry:
            return entry
        if not row.is_live:
            raise ValidationError(_("This request is over. Open it again, or ask for the service anew."))
        entry = rows.write(row, line)
        messages.attach(draft.files, stored, service_entry=entry)
        if row.status == ServiceStatus.WAITING:
            rows.change(row, ServiceStatus.IN_PROGRESS, Line(TENANT))
        rows.record(row, None, "service_tenant_message", entry=entry.pk)
        outbox.queue(*mail.service_request_replied(entry))
    return entry


def rate(request: ServiceRequest, *, rating: int, comment: str) -> ServiceRequest:
    """From 1 to 5, once, after it was solved; that closes it. Who is in charge gets a mail."""
    comment = rows.words_of(comment, "comment", limit=COMMENT_LENGTH)
    if rating not in range(1, 6):
        raise ValidationError({"rating": _("Choose from 1 to 5.")})
    with transaction.atomic():
        row = rows.locked(request, None)
        if (row.rating, row.rating_comment) == (rating, comment):
            return row
        if not states.may_rate(row):
            raise ValidationError(rows.CHANGED_MEANWHILE)
        row.rating, row.rating_comment = rating, comment
        if row.status == ServiceStatus.SOLVED:
            entry = rows.change(row, ServiceStatus.CLOSED, Line(TENANT))
        else:
            row.save(update_fields=["rating", "rating_comment", "updated_at"])
            entry = row.entries.filter(to_status=ServiceStatus.CLOSED).latest("pk")
        rows.record(row, None, "service_rated", rating=rating)
        outbox.queue(*mail.service_request_replied(entry))
    return row


def reopen(request: ServiceRequest, *, reason: str, key: str) -> ServiceRequest:
    """It is not solved after all: within 14 days the tenant opens it again, and the due date counts anew."""
    reason = rows.words_of(reason, "reason", needed=_("Say what is still missing."))
    line = Line(TENANT, None, reason, messages.bound(key, reason))
    with transaction.atomic():
        row = rows.locked(request, None)
        if rows.known(row, line):
            return row
        if not states.may_reopen(row, timezone.now()):
            raise ValidationError(_("This request can no longer be opened again. Please ask for the service anew."))
        entry = rows.change(row, ServiceStatus.OPEN, line)
        outbox.queue(*mail.service_request_replied(entry))
    return row
