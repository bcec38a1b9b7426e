"""What is said about a case: messages that both sides see, and what only the park keeps.

Every verb locks the case's row first, so two answers at once are stored one after the other.
"""

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.access import Denied
from common.languages import local_text
from common.text import normalise_text
from common.uploads import CheckedFile
from inquiries import access, mail
from inquiries.enums import InteractionKind, MessageAuthor
from inquiries.models import Case, Interaction, Message, Note, Proposal
from inquiries.workflow import deadlines, messages, waiting
from notifications import outbox


def reply(case: Case, *, actor: User, body: str, files: Sequence[CheckedFile] = (), key: str) -> Message:
    """The park writes to the enterprise, which gets a mail in its own language. Possible on ended cases too.

    The first answer stops the clock of the promise. The same words and files under the same `key` again return
    the first message and send nothing. Raises ValidationError for an empty or too long message and while the
    inquiry is in quarantine, PermissionDenied.
    """
    draft = messages.checked(messages.Draft(body, files, key))
    with messages.stored_files() as stored, transaction.atomic():
        row = _lock_for(actor, case)
        return messages.from_staff(row, actor, draft, stored)


def write(case: Case, *, body: str, files: Sequence[CheckedFile] = (), language: str, key: str) -> Message:
    """The enterprise writes; the staff get a mail each. A case that waited for the enterprise goes on.

    On an ended case the message is kept and the staff are told that the case had ended; it stays ended.
    The same words and files under the same `key` again return the first message and send nothing.
    """
    draft = messages.checked(messages.Draft(body, files, key))
    with messages.stored_files() as stored, transaction.atomic():
        row = Case.objects.locked(case.pk)
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
        row = _lock_for(actor, case)
        mark = messages.submission_key(row, "note", messages.bound(key, body))
        known = Note.objects.filter(submission_key=mark).first()
        if known:
            return known
        created = Note.objects.create(case=row, user=actor, body=body, submission_key=mark)
        audit.record(AuditAction.CHANGED, row, actor=actor, what="note", note=created.pk)
    return created


def log_interaction(
    case: Case, *, actor: User, kind: str, happened_at: datetime.datetime, summary: str, key: str = ""
) -> Interaction:
    """A contact outside the system. It counts as the first answer when there was none before.

    A contact from before the case was opened is kept, but answers nothing. The same entry under the same
    `key` again returns the first one.
    """
    summary = normalise_text(summary)
    errors = {}
    if kind not in InteractionKind.values:
        errors["kind"] = _("Choose one of the kinds.")
    if happened_at > timezone.now():
        errors["happened_at"] = _("This is in the future.")
    if not summary or len(summary) > 2000:
        errors["summary"] = _("Say in 1 to 2,000 characters what was said.")
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        row = _lock_for(actor, case)
        mark = messages.submission_key(row, "interaction", messages.bound(key, kind, happened_at.isoformat(), summary))
        known = Interaction.objects.filter(submission_key=mark).first()
        if known:
            return known
        created = Interaction.objects.create(
            case=row, user=actor, kind=kind, happened_at=happened_at, summary=summary, submission_key=mark
        )
        if happened_at >= row.created_at.replace(second=0, microsecond=0):  # people log to the minute
            messages.first_response(row, max(happened_at, row.created_at))
        audit.record(AuditAction.CHANGED, row, actor=actor, what="interaction", interaction=created.pk)
    return created


def send_proposal(proposal: Proposal, *, actor: User) -> Message:
    """Send one version of an offer as a message; a mail with the link follows. A second call changes nothing.

    Raises ValidationError when the terms are empty or the validity is missing or over, and in quarantine.
    """
    key = f"proposal:{proposal.pk}"
    with messages.stored_files() as stored, transaction.atomic():
        row = _lock_for(actor, proposal.case)
        offer = Proposal.objects.select_for_update().get(pk=proposal.pk)
        known = messages.known(row, MessageAuthor.STAFF, messages.Draft("", key=key))
        if known:
            return known
        if messages.is_quarantined(row):
            raise ValidationError(messages.QUARANTINED)
        _check_offer(offer, row)
        offer.sent_at = proposal.sent_at = timezone.now()
        offer.save(update_fields=["sent_at", "updated_at"])
        draft = messages.Draft(_offer_text(offer, row.inquiry.contact_language), key=key)
        return messages.from_staff(row, actor, draft, stored)


def _lock_for(actor: User, case: Case) -> Case:
    row = Case.objects.locked(case.pk)
    allowed = access.may_work(actor, row)
    if isinstance(allowed, Denied):
        raise PermissionDenied(str(allowed.reason))
    return row


def _check_offer(offer: Proposal, row: Case) -> None:
    errors = {}
    if not offer.terms.strip():
        errors["terms"] = _("Write the terms before you send the proposal.")
    if offer.valid_until is None:
        errors["valid_until"] = _("Say until when the proposal is valid.")
    elif offer.valid_until < deadlines.today(row.operator):
        errors["valid_until"] = _("This date is over.")
    if errors:
        raise ValidationError(errors)


def _offer_text(offer: Proposal, language: str) -> str:
    """The offer as the enterprise reads it: version, validity, spaces, then the terms as staff wrote them."""
    with translation.override(language):
        lines = [
            gettext("Proposal, version %(version)d, valid until %(date)s")
            % {"version": offer.version, "date": f"{offer.valid_until:%Y-%m-%d}"}
        ]
        spaces = [
            local_text(space, "name", language).text or local_text(space.kind, "name", language).text
            for space in offer.spaces.select_related("kind")
        ]
        if spaces:
            lines.append(gettext("Spaces: %(names)s") % {"names": pgettext("list", ", ").join(spaces)})
    return "\n".join(lines) + "\n\n" + normalise_text(offer.terms)
