"""Offers in versions: kept as drafts, sent once, opened, answered. The link goes out, never the terms or a file.

Every verb locks the case's row first.
"""

import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_text
from common.uploads import CheckedFile
from inquiries import access, conversation, mail, rendering
from inquiries.enums import MessageAuthor, ProposalAnswer
from inquiries.models import Attachment, Case, Message, Proposal
from inquiries.workflow import deadlines, messages

WORDS_LENGTH = 4000  # a message's room, less the sentence before them
SENTENCES = {
    ProposalAnswer.ACCEPTED: _("We accept proposal version %(version)d."),
    ProposalAnswer.COUNTERED: _("Our counter-offer to proposal version %(version)d:"),
    ProposalAnswer.DECLINED: _("We decline proposal version %(version)d."),
}


def attach(proposal: Proposal, file: CheckedFile | None, stored: list[str]) -> Attachment | None:
    """Give a draft its one file, or take it off; the former file goes with the commit.

    The name of a file written goes into `stored` at once (see `messages.stored_files`). The caller holds the lock of
    the case.
    """
    former = Attachment.objects.filter(proposal=proposal).first()
    if former:
        name = str(former.file.name)
        former.delete()
        transaction.on_commit(partial(default_storage.delete, name))
    if file is None:
        return None
    attachment = Attachment(
        proposal=proposal, name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256
    )
    attachment.file.save(file.name, file.file, save=False)
    stored.append(str(attachment.file.name))
    attachment.save()
    return attachment


def send(proposal: Proposal, *, actor: User) -> Message:
    """Send one version: a line in the conversation, and a mail with the link to its page. Versions sent before are
    superseded. A second call changes nothing.

    Raises ValidationError when the terms are empty, the validity is missing or over, a later version was sent
    already, and in quarantine; PermissionDenied.
    """
    key = f"proposal:{proposal.pk}"
    with transaction.atomic():
        row = access.worked_case(proposal.case_id, actor)
        offer = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        offer.case = row
        known = messages.known(row, MessageAuthor.STAFF, messages.Draft("", key=key))
        if known:
            return known
        if messages.is_quarantined(row):
            raise ValidationError(messages.QUARANTINED)
        _check(offer, row)
        now = timezone.now()
        sent = Proposal.objects.filter(case=row, sent_at__isnull=False, superseded_at__isnull=True)
        sent.exclude(pk=offer.pk).update(superseded_at=now, updated_at=now)
        offer.sent_at = proposal.sent_at = now
        offer.save(update_fields=["sent_at", "updated_at"])
        draft = messages.Draft(_announcement(offer, row.inquiry.contact_language), key=key)
        return messages.from_staff(row, actor, draft, [], announce=partial(mail.proposal_sent, offer))


def view(proposal: Proposal, now: datetime.datetime) -> bool:
    """The enterprise opens the offer: the first time is kept, whoever else opens it at the same moment."""
    unseen = Proposal.objects.filter(pk=proposal.pk, sent_at__isnull=False, first_viewed_at__isnull=True)
    return bool(unseen.update(first_viewed_at=now))


def answer(proposal: Proposal, *, said: str, words: str, language: str, key: str) -> Proposal:
    """The enterprise accepts, declines or makes a counter-offer; a message of its own tells the staff.

    The last answer counts while the offer stands; accepting is final. The same answer under the same `key` again
    changes nothing. Raises ValidationError when the offer does not stand any more, and for a counter-offer without
    words.
    """
    words = normalise_text(words).strip()
    if said not in ProposalAnswer.values:
        raise ValidationError({"answer": _("Choose an answer.")})
    if len(words) > WORDS_LENGTH:
        raise ValidationError({"words": _("At most 4,000 characters, please.")})
    if said == ProposalAnswer.COUNTERED and not words:
        raise ValidationError({"words": _("Write your counter-offer.")})
    with transaction.atomic():
        row = Case.objects.locked(proposal.case_id)
        offer = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        offer.case = row
        with translation.override(language):
            body = str(SENTENCES[ProposalAnswer(said)]) % {"version": offer.version}
        draft = messages.checked(messages.Draft("\n\n".join(part for part in (body, words) if part), key=key))
        if messages.known(row, MessageAuthor.ENTERPRISE, draft):
            return offer
        if not offer.can_be_answered:
            raise ValidationError(_("This proposal cannot be answered any more. Please write to the park."))
        message = conversation.write(row, body=draft.body, language=language, key=key)
        offer.answer, offer.answered_at = said, message.created_at
        offer.save(update_fields=["answer", "answered_at", "updated_at"])
        audit.record(AuditAction.CHANGED, row, what="proposal_answered", version=offer.version, answer=said)
    return offer


def _check(offer: Proposal, row: Case) -> None:
    errors = {}
    if not offer.terms.strip():
        errors["terms"] = _("Write the terms before you send the proposal.")
    if offer.valid_until is None:
        errors["valid_until"] = _("Say until when the proposal is valid.")
    elif offer.valid_until < deadlines.today(row.operator):
        errors["valid_until"] = _("This date is over.")
    if errors:
        raise ValidationError(errors)
    if Proposal.objects.filter(case=row, sent_at__isnull=False, version__gt=offer.version).exists():
        raise ValidationError(_("A later version was sent already. Write a new one."))


def _announcement(offer: Proposal, language: str) -> str:
    """The line in the conversation: version, validity, spaces. The terms stand on the proposal's own page."""
    with translation.override(language):
        lines = [
            gettext("Proposal, version %(version)d, valid until %(date)s")
            % {"version": offer.version, "date": f"{offer.valid_until:%Y-%m-%d}"}
        ]
        spaces = [rendering.space_name(space, language) for space in offer.spaces.select_related("kind")]
        if spaces:
            lines.append(gettext("Spaces: %(names)s") % {"names": pgettext("list", ", ").join(spaces)})
    return "\n".join(lines)
