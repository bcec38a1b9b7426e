"""Everything that happened on a case, merged by time, newest first."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inquiries.enums import MessageAuthor, Stage
from inquiries.mail.occasions import occasion
from inquiries.models import Attachment, Case, IncomingEmail
from inquiries.workflow.gates import LABELS
from notifications.enums import RESENDABLE_STATES, Audience, MailState
from notifications.models import OutgoingEmail

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
    incoming: IncomingEmail | None = None

    @property
    def tone(self) -> str:
        return TONES.get(MailState(self.mail.state), "quiet") if self.mail else "quiet"

    @property
    def original(self) -> str:
        """All that a mail said, where that is more than what was taken over of it."""
        whole = self.incoming.original if self.incoming else ""
        return whole if whole.strip() != self.body.strip() else ""

    @property
    def is_internal(self) -> bool:
        """What the enterprise neither wrote nor got to read."""
        is_notice = self.mail is not None and self.mail.audience != Audience.ENQUIRER
        return self.kind in ("note", "contact") or is_notice

    @property
    def may_resend(self) -> bool:
        return self.mail is not None and self.mail.state in RESENDABLE_STATES

    @property
    def error(self) -> str:
        """The last error, unless the mail went out after all."""
        return self.mail.error_text if self.mail and self.mail.state != MailState.SENT else ""


# What the timeline can be narrowed to: the kinds of entries behind each word, in the order of its buttons.
KINDS: dict[str, tuple[str | Promise, frozenset[str]]] = {
    "messages": (_("Messages"), frozenset({"staff", "enterprise"})),
    "notes": (_("Notes"), frozenset({"note"})),
    "contacts": (_("Calls and meetings"), frozenset({"contact"})),
    "mails": (_("Mails"), frozenset({"mail"})),
    "stages": (_("Stages"), frozenset({"stage", "forced"})),
    "files": (_("Files"), frozenset()),
}


def narrowed(entries: Iterable["Entry"], kind: str) -> list["Entry"]:
    """The entries of one kind; those with a file for `files`; all where nothing of the sort is asked for."""
    if kind == "files":
        return [entry for entry in entries if entry.files]
    if kind in KINDS:
        return [entry for entry in entries if entry.kind in KINDS[kind][1]]
    return list(entries)


def mails_about(case: Case) -> QuerySet[OutgoingEmail]:
    """Mails about this case; of those about the whole inquiry only those to the enterprise."""
    return OutgoingEmail.objects.filter(
        Q(about=case.mail_reference) | Q(about=case.inquiry.mail_reference, audience=Audience.ENQUIRER)
    )


def timeline(case: Case) -> list[Entry]:
    """Five queries and three for the files, however long the case is."""
    entries = [*_messages(case), *_notes(case), *_contacts(case), *_stages(case), *_mails(case), *_handed_in(case)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _messages(case: Case) -> Iterator[Entry]:
    for message in case.messages.select_related("user", "incoming").prefetch_related("attachments"):
        ours = message.author == MessageAuthor.STAFF
        yield Entry(
            message.created_at,
            "staff" if ours else "enterprise",
            _("Message to the enterprise") if ours else _("Message from the enterprise"),
            str(message.user or "") if ours else case.inquiry.contact_name,
            message.body,
            files=list(message.attachments.all()),
            incoming=getattr(message, "incoming", None),
        )


def _notes(case: Case) -> Iterator[Entry]:
    for note in case.notes.select_related("user"):
        yield Entry(note.created_at, "note", _("Internal note"), str(note.user or ""), note.body)


def _contacts(case: Case) -> Iterator[Entry]:
    for contact in case.interactions.select_related("user"):
        title = contact.get_kind_display() if contact.reached else _tried(contact.get_kind_display())
        yield Entry(contact.happened_at, "contact", title, str(contact.user or ""), contact.summary)


def _tried(kind: str) -> Any:
    return _("%(kind)s, nobody reached") % {"kind": kind}


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


def _handed_in(case: Case) -> Iterator[Entry]:
    """The files that came with the inquiry, as one entry."""
    if files := list(case.inquiry.attachments.all()):
        yield Entry(
            case.created_at, "files", _("Files handed in with the inquiry"), case.inquiry.contact_name, files=files
        )


def _skipped(codes: Iterable[str]) -> list[Any]:
    return [_("Forced; missing then: %(what)s") % {"what": LABELS.get(code, code)} for code in codes]


def _mails(case: Case) -> Iterator[Entry]:
    for mail in mails_about(case).order_by("created_at", "pk"):
        yield Entry(mail.created_at, "mail", occasion(mail.event), mail.to, mail=mail)
