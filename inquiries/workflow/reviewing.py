"""Asking a manager for the admission decision."""

from django.db import transaction
from django.utils.translation import gettext

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import mail
from inquiries.enums import PATH, Stage
from inquiries.models import Case, Note
from inquiries.workflow import messages, transitions
from inquiries.workflow.transitions import MoveRefused
from notifications import outbox

UNDECIDED = PATH[: PATH.index(Stage.ADMITTED)]


def ask_review(case: Case, *, actor: User, body: str, key: str = "") -> Note:
    """Ask the operator's managers to decide on admission: kept as an internal note, and mailed to each of them.

    The same words under the same `key` return the first note. Raises ValidationError for empty or too long words and
    MoveRefused when there is nothing to decide or nobody to ask.
    """
    body = messages.checked(messages.Draft(body)).body
    with transaction.atomic():
        row = transitions.worked(case, actor)
        mark = messages.submission_key(row, "review", messages.bound(key, body))
        known = Note.objects.filter(submission_key=mark).first()
        if known:
            return known
        if row.stage not in UNDECIDED:
            raise MoveRefused(gettext("There is no admission to decide on: it was decided, or the case has ended."))
        note = Note(case=row, user=actor, body=body, submission_key=mark)
        note.save()
        mails = mail.review_needed(note, actor)
        if not mails:
            raise MoveRefused(gettext("No other manager works here who could be asked."))
        audit.record(AuditAction.CHANGED, row, actor=actor, what="review_needed", note=note.pk)
        outbox.queue(*mails)
    return note
