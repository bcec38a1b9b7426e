"""Everything that happened on a case, merged by time, newest first."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inquiries.enums import MessageAuthor, Stage
from inquiries.models import Attachment, Case
from inquiries.workflow.gates import LABELS
from notifications.enums import RESENDABLE_STATES, Audience, MailState
from notifications.models import OutgoingEmail

# What a mail is, for people; its event is the code of its template.
EVENTS: dict[str, str | Promise] = {
    "inquiry_received": _("Confirmation to the enterprise"),
    "inquiry_new": _("Notice of a new inquiry to staff"),
    "inquiry_assigned": _("Notice to the officer in charge"),
    "message": _("Your message to the enterprise"),
    "enquirer_replied": _("Notice of a message from the enterprise"),
    "stage_public_change": _("Progress told to the enterprise"),
}
TONES = {
    MailState.SENT: "ok",
    MailState.FAILED: "error",
    MailState.BOUNCED: "error",
    MailState.AWAITING_RETRY: "warn",
    MailState.WITHHELD: "warn",
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `kind` chooses its mark, `title` says what it is without one."""

    at: datetime.datetime
    kind: str
    title: str | Promise
    who: str = ""
    body: str = ""
    facts: list[Any] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    mail: OutgoingEmail | None = None

    @property
    def tone(self) -> str:
        return TONES.get(MailState(self.mail.state), "quiet") if self.mail else "quiet"

    @property
    def may_resend(self) -> bool:
        return self.mail is not None and self.mail.state in RESENDABLE_STATES

    @property
    def error(self) -> str:
        """The last error, unless the mail went out after all."""
        return self.mail.error_text if self.mail and self.mail.state != MailState.SENT else ""


def mails_about(case: Case) -> QuerySet[OutgoingEmail]:
    """Mails about this case; of those about the whole inquiry only those to the enterprise."""
    return OutgoingEmail.objects.filter(
        Q(about=case.mail_reference) | Q(about=case.inquiry.mail_reference, audience=Audience.ENQUIRER)
    )


def timeline(case: Case) -> list[Entry]:
    """Five queries and two for the files, however long the case is."""
    entries = [*_messages(case), *_notes(case), *_contacts(case), *_stages(case), *_mails(case)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _messages(case: Case) -> Iterator[Entry]:
    for message in case.messages.select_related("user").prefetch_related("attachments"):
        ours = message.author == MessageAuthor.STAFF
        yield Entry(
            message.created_at,
            "staff" if ours else "enterprise",
            _("Message to the enterprise") if ours else _("Message from the enterprise"),
            str(message.user or "") if ours else case.inquiry.contact_name,
            message.body,
            files=list(message.attachments.all()),
        )


def _notes(case: Case) -> Iterator[Entry]:
    for note in case.notes.select_related("user"):
        yield Entry(note.created_at, "note", _("Internal note"), str(note.user or ""), note.body)


def _contacts(case: Case) -> Iterator[Entry]:
    for contact in case.interactions.select_related("user"):
        yield Entry(
            contact.happened_at, "contact", contact.get_kind_display(), str(contact.user or ""), contact.summary
        )


def _stages(case: Case) -> Iterator[Entry]:
    for change in case.stage_changes.select_related("actor"):
        if not change.from_stage:
            title: Any = _("Inquiry received")
        else:
            title = _("%(from)s → %(to)s") % {
                "from": Stage(change.from_stage).label,
                "to": Stage(change.to_stage).label,
            }
        yield Entry(
            change.at,
            "forced" if change.forced else "stage",
            title,
            str(change.actor or ""),
            change.note,
            facts=_skipped(change.missing) if change.forced else [],
        )


def _skipped(codes: Iterable[str]) -> list[Any]:
    return [_("Forced; missing then: %(what)s") % {"what": LABELS.get(code, code)} for code in codes]


def _mails(case: Case) -> Iterator[Entry]:
    for mail in mails_about(case).order_by("created_at", "pk"):
        yield Entry(mail.created_at, "mail", EVENTS.get(mail.event, mail.event), mail.to, mail=mail)
