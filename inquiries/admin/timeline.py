"""Everything that happened on a case, merged by time, newest first."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inquiries.enums import MessageAuthor, Stage
from inquiries.models import Attachment, Case, IncomingEmail
from inquiries.workflow.gates import LABELS
from notifications.enums import RESENDABLE_STATES, Audience, MailState
from notifications.models import OutgoingEmail

# What a mail is, for people; its event is the code of its template.
EVENTS: dict[str, str | Promise] = {
    "inquiry_received": _("Confirmation to the enterprise"),
    "inquiry_new": _("Notice of a new inquiry to staff"),
    "inquiry_assigned": _("Notice to the officer in charge"),
    "message": _("Your message to the enterprise"),
    "more_info_requested": _("Your question to the enterprise"),
    "enquirer_replied": _("Notice of a message from the enterprise"),
    "mail_held": _("Notice of a mail that was held back"),
    "stage_public_change": _("Progress told to the enterprise"),
    "proposal_sent": _("Link to the proposal to the enterprise"),
    "hold_requested": _("Notice that the enterprise asks to keep a space"),
    "hold_expiring": _("Notice of the end of a hold"),
    "signed_welcome": _("Welcome to the enterprise"),
    "sla_risk": _("Warning: the promised time runs out"),
    "sla_breached": _("Escalation: the promise is broken"),
    "no_activity": _("Reminder: nothing has happened for long"),
    "silence_warning": _("Warning to the enterprise before the end"),
    "transfer_asked": _("Question to the enterprise about a transfer"),
    "transfer_answered": _("The enterprise's decision about a transfer"),
    "transferred_in": _("Notice of an inquiry handed over"),
    "review_needed": _("Request for the admission decision"),
    "visit_requested": _("Notice of a visit asked for"),
    "visit_confirmed": _("Invitation to a visit"),
    "visit_changed": _("Change of a visit"),
    "visit_cancelled": _("Cancellation of a visit"),
    "visit_reminder": _("Reminder of a visit"),
    "service_request_new": _("Notice of a request for a service"),
    "service_request_update": _("News of a request to the tenant"),
    "service_request_replied": _("Notice of the tenant's words about a request"),
    "service_request_overdue": _("Warning: a request is overdue"),
    "check_in": _("Questions to the tenant after moving in"),
    "check_in_answered": _("Notice of the tenant's answers"),
    "withdrawn_confirm": _("Confirmation of the withdrawal to the enterprise"),
    "consent_withdrawn": _("Notice of a withdrawn consent"),
    "erasure_confirm": _("Code for the erasure to the enterprise"),
    "export_confirm": _("Code for the copy of its data to the enterprise"),
    "routing_new": _("Notice of an inquiry without a park"),
    "routing_proposed": _("Proposed parks to the enterprise"),
    "routing_message": _("Message of the desk to the enterprise"),
    "routing_reply": _("Notice of a message to the desk"),
    "routing_answered": _("The enterprise's decision about proposed parks"),
    "routing_shared": _("Confirmation that parks have the inquiry"),
    "routing_due": _("Warning: the desk's promise"),
    "routing_ended": _("End at the desk, to the enterprise"),
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
        yield Entry(mail.created_at, "mail", EVENTS.get(mail.event, mail.event), mail.to, mail=mail)
