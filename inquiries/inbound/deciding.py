"""What people do with a mail that was held back, and what is forgotten in the end."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import access
from inquiries.enums import IncomingState, MessageAuthor
from inquiries.inbound import composing, receiving
from inquiries.models import Case, IncomingEmail, Message
from inquiries.workflow.messages import stored_files

DECIDED = _("Somebody else has decided about this mail already.")
LOST = _("Its content is not here: it was too large, cannot be read, or was erased. Ask for it once more.")
KEPT_DAYS = 90  # that the mail as it came is kept after it was dealt with
BATCH = 200


def take_over(incoming: IncomingEmail, *, actor: User) -> Message:
    """Make a mail that was held back a message of its case; it says where it came from.

    1. The case is locked, and `actor` must work on it.
    2. The mail's row is locked; whoever comes second is told that it is decided.

    A mail to the address of staff becomes a message of `actor` to the enterprise. Raises ValidationError,
    PermissionDenied.
    """
    if incoming.case_id is None:
        raise ValidationError(_("Say first to which case it belongs."))
    with stored_files(), transaction.atomic():
        case = access.worked_case(incoming.case_id, actor)
        row = _undecided(incoming)
        letter = receiving.letter_of(row)
        if not letter.is_readable or letter.is_cut:
            raise ValidationError(LOST)
        content = composing.compose(letter, case, foreword=_origin(row, case))
        row.message = receiving.say(row, content, case, actor)
        row.state = IncomingState.ACCEPTED
        _decide(row, actor)
        audit.record(AuditAction.RELEASED, case, actor=actor, what="incoming_mail", incoming=row.pk, reason=row.reason)
    return row.message


def reject(incoming: IncomingEmail, *, actor: User) -> None:
    """Leave a mail that was held back alone for good. Its writer is not told."""
    with transaction.atomic():
        if incoming.case_id is not None:
            access.worked_case(incoming.case_id, actor)
        elif not actor.is_platform_admin:
            raise PermissionDenied
        row = _undecided(incoming)
        row.state = IncomingState.REJECTED
        _decide(row, actor)
        target = row.case if row.case is not None else row
        audit.record(AuditAction.CHANGED, target, actor=actor, what="incoming_mail_rejected", incoming=row.pk)


def attach(incoming: IncomingEmail, case: Case, *, actor: User) -> None:
    """Say to which case a mail belongs whose address names none; it stays held back until somebody takes it over.

    Those who work on the case read it from now on, so what opens the inquiry is blotted out first.
    """
    if not actor.is_platform_admin:
        raise PermissionDenied
    with transaction.atomic():
        access.worked_case(case.pk, actor)
        row = _undecided(incoming)
        if row.case_id is not None:
            raise ValidationError(DECIDED)
        row.case, row.author = case, MessageAuthor.ENTERPRISE
        for name in ("subject", "text", "original"):
            setattr(row, name, composing.discreet(getattr(row, name), case))
        row.save(update_fields=["case", "author", "subject", "text", "original"])
        audit.record(AuditAction.CHANGED, case, actor=actor, what="incoming_mail_attached", incoming=row.pk)


def _undecided(incoming: IncomingEmail) -> IncomingEmail:
    row = IncomingEmail.objects.select_for_update(of=("self",)).get(pk=incoming.pk)
    if row.state != IncomingState.QUARANTINED or row.case_id != incoming.case_id:
        raise ValidationError(DECIDED)
    return row


def _decide(row: IncomingEmail, actor: User) -> None:
    row.decided_by, row.decided_at = actor, timezone.now()
    row.save()


def _origin(row: IncomingEmail, case: Case) -> str:
    """Both sides read who wrote: it was not the person to whom the address belongs, or nobody could be sure."""
    with translation.override(case.inquiry.contact_language):
        return gettext("By mail from %(sender)s, taken over by the park") % {"sender": row.sender or "?"}


# --- Forgetting -------------------------------------------------------------------------------


def forget(now: datetime.datetime) -> int:
    """Erase the mails as they came 90 days after they arrived, and all words of those that became no message.

    What waits for a decision or another attempt about a case is left; what names no case has had its time. Row by row:
    the row first, then its file.
    """
    due = IncomingEmail.objects.exclude(raw="").filter(received_at__lt=now - datetime.timedelta(days=KEPT_DAYS))
    waiting = Q(state__in=(IncomingState.QUARANTINED, IncomingState.FAILED), case__isnull=False)
    rows = due.exclude(waiting).order_by("received_at")
    return sum(erase(row, everything=row.state != IncomingState.ACCEPTED) for row in rows[:BATCH])


def erase(row: IncomingEmail, *, everything: bool = True) -> bool:
    """Delete the mail as it came; with `everything` also who wrote and what. Its Message-ID stays, so that the same
    mail is not taken in again."""
    storage, name = row.raw.storage, str(row.raw.name)
    words = {"sender": "", "sender_name": "", "subject": "", "text": "", "original": "", "files": []}
    with transaction.atomic():
        changed = IncomingEmail.objects.filter(pk=row.pk, raw=name).update(raw="", **(words if everything else {}))
        if changed and name:
            transaction.on_commit(lambda: storage.delete(name))
    return bool(changed)
