"""Mails to the park's staff, each in its reader's language."""

import datetime

from accounts.models import AuditEntry, User
from inquiries.mail.addressing import managers_of, readers_of, to_staff
from inquiries.models import Case, Message, Note
from notifications.outbox import Mail


def inquiry_new(*cases: Case) -> list[Mail]:
    """To the staff of each case's operator. One query for the recipients of all cases."""
    return [
        mail
        for case, readers in readers_of("inquiry_new", cases)
        for mail in to_staff("inquiry_new", case, readers, case.mail_reference)
    ]


def inquiry_assigned(case: Case, entry: AuditEntry) -> list[Mail]:
    """To the new officer in charge, unless they took the case themselves; `entry` is the audit of the assignment."""
    owner = case.owner
    if owner is None or owner == entry.actor:
        return []
    by = str(entry.actor) if entry.actor else ""
    return to_staff("inquiry_assigned", case, [owner], f"audit:{entry.pk}", assigned_by=by)


def enquirer_replied(message: Message) -> list[Mail]:
    """To the staff: what the enterprise wrote on its progress page."""
    files = [attachment.name for attachment in message.attachments.all()]
    return [
        mail
        for case, readers in readers_of("enquirer_replied", [message.case])
        for mail in to_staff("enquirer_replied", case, readers, f"message:{message.pk}", body=message.body, files=files)
    ]


def review_needed(note: Note, asked_by: User) -> list[Mail]:
    """To the operator's managers: a colleague asks for the admission decision, with the words of the note."""
    case = note.case
    readers = managers_of("review_needed", case, without=asked_by)
    return to_staff("review_needed", case, readers, f"note:{note.pk}", asked_by=str(asked_by), body=note.body)


def mail_held(case: Case, day: datetime.date) -> list[Mail]:
    """To the staff: a mail about this case waits for their decision. One a day, however many come."""
    return [
        mail
        for case, readers in readers_of("mail_held", [case])
        for mail in to_staff("mail_held", case, readers, f"{case.mail_reference}:{day:%Y-%m-%d}")
    ]
