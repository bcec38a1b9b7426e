"""A mail that arrived: known or new, by a person or a machine, by whom it should be or by somebody else.

Taken over at once is only what was sent to an address that was signed here, by the person to whom that was given.
Everything else is kept with its reason; nothing is answered, so nobody learns which addresses exist.
"""

import logging
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from common import ratelimit
from inquiries import conversation, mail, reply_addresses
from inquiries.enums import IncomingReason, IncomingState, MessageAuthor
from inquiries.inbound import composing, machines, parsing
from inquiries.inbound.parsing import Letter
from inquiries.models import Case, IncomingEmail, Message
from inquiries.reply_addresses import Writer
from inquiries.workflow.messages import stored_files
from notifications import outbox

logger = logging.getLogger(__name__)
HOURLY = 60  # mails that one case takes over within an hour
MAX_ATTEMPTS = 5
BATCH = 20


@dataclass(frozen=True)
class Verdict:
    """What is to become of a letter. `case`, `author` and `user` are what its address says."""

    state: str
    reason: str = ""
    case: Case | None = None
    author: str = ""
    user: User | None = None


def receive(raw: bytes, size: int | None = None) -> IncomingEmail:
    """Take one mail in; `size` when `raw` is only its beginning. The same mail again returns its row unchanged.

    1. A mail whose Message-ID is known was dealt with before.
    2. One transaction writes the row (its Message-ID is unique: of two runs with the same mail the second waits and
       then finds the row), the raw file, and the message with all that follows from it.
    3. When that fails, a second transaction keeps the mail as one that failed; `retry` takes it up again. When even
       that fails the error goes to the caller, who leaves the mail where it lies.
    """
    letter = parsing.read(raw, size)
    if (known := _known(letter)) is not None:
        return known
    try:
        return _take_in(letter, raw)
    except Exception:
        if (known := _known(letter)) is not None:  # another run was faster
            return known
        logger.exception("an incoming mail could not be taken over; it is kept and tried again")
        return _keep_failed(letter, raw)


def retry() -> int:
    """Try mails that failed again; returns how many are done with. Five attempts, then they wait for a person."""
    waiting = IncomingEmail.objects.filter(state=IncomingState.FAILED, attempts__lt=MAX_ATTEMPTS).order_by("pk")
    return sum(_try_again(pk) for pk in waiting.values_list("pk", flat=True)[:BATCH])


def _known(letter: Letter) -> IncomingEmail | None:
    return IncomingEmail.objects.filter(header_id=letter.message_id).first()


def _take_in(letter: Letter, raw: bytes) -> IncomingEmail:
    with stored_files() as stored, transaction.atomic():
        row = _row(letter, attempts=1)
        row.raw.save("mail", ContentFile(raw), save=False)
        stored.append(str(row.raw.name))
        row.save()
        _settle(row, letter)
    return row


def _keep_failed(letter: Letter, raw: bytes) -> IncomingEmail:
    with stored_files() as stored, transaction.atomic():
        row = _row(letter, attempts=1)
        row.raw.save("mail", ContentFile(raw), save=False)
        stored.append(str(row.raw.name))
        row.save()
    return row


def _try_again(pk: int) -> bool:
    """One mail in one transaction, unless another run has it; an attempt that fails is counted."""
    try:
        with transaction.atomic():
            row = IncomingEmail.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if row is None or row.state != IncomingState.FAILED:
                return False
            row.attempts += 1
            _settle(row, letter_of(row))
    except Exception:
        logger.exception("incoming mail %s could not be taken over", pk)
        IncomingEmail.objects.filter(pk=pk, state=IncomingState.FAILED).update(attempts=F("attempts") + 1)
        return False
    return True


def letter_of(row: IncomingEmail) -> Letter:
    """The mail as it came, read again; without words or files when it was erased."""
    if not row.raw:
        return Letter(row.header_id, row.size, is_readable=False)
    with row.raw.open("rb") as file:
        return parsing.read(file.read(), row.size)


def _row(letter: Letter, *, attempts: int) -> IncomingEmail:
    """As it stands until it was dealt with: failed."""
    return IncomingEmail(
        header_id=letter.message_id,
        sender=letter.sender,
        sender_name=letter.sender_name,
        subject=letter.subject,
        state=IncomingState.FAILED,
        reason=IncomingReason.ERROR,
        size=letter.size,
        attempts=attempts,
    )


def _settle(row: IncomingEmail, letter: Letter) -> None:
    """Judge the letter and do what follows; the caller's transaction holds the row."""
    verdict = judge(letter)
    row.case, row.author, row.user = verdict.case, verdict.author, verdict.user
    row.state, row.reason = verdict.state, verdict.reason
    row.text = composing.discreet(letter.answer, verdict.case)
    row.original = composing.discreet(letter.text, verdict.case)
    row.files = [enclosure.name for enclosure in letter.files][:50]
    row.subject = composing.discreet(row.subject, verdict.case)
    if row.reason == IncomingReason.BOUNCE:
        machines.note_bounce(letter)
    if row.state == IncomingState.ACCEPTED and row.case is not None:
        _hand_over(row, letter, row.case)
    row.save()
    if row.state == IncomingState.QUARANTINED and row.case is not None:
        outbox.queue(*mail.mail_held(row.case, timezone.localdate()))


def _hand_over(row: IncomingEmail, letter: Letter, case: Case) -> None:
    """Make it a message; what the case's rules have against it holds the mail back instead."""
    try:
        with transaction.atomic():
            row.message = say(row, composing.compose(letter, case), case, row.user)
    except ValidationError:
        row.state, row.reason = IncomingState.QUARANTINED, IncomingReason.REFUSED
    except PermissionDenied:
        row.state, row.reason = IncomingState.QUARANTINED, IncomingReason.NO_RIGHT


def say(row: IncomingEmail, content: composing.Content, case: Case, actor: User | None) -> Message:
    """The message itself, by the verbs that the pages use; `actor` writes it where it goes to the enterprise."""
    key = f"mail:{row.header_id}"
    if row.author == MessageAuthor.STAFF and actor is not None:
        return conversation.reply(case, actor=actor, body=content.body, files=content.files, key=key)
    language = case.inquiry.contact_language
    return conversation.write(case, body=content.body, files=content.files, language=language, key=key)


# --- Judging ----------------------------------------------------------------------------------


def judge(letter: Letter) -> Verdict:
    """What is to become of it. Reads the database, writes nothing (a counter in the cache apart)."""
    if not letter.is_readable:
        return _held(IncomingReason.UNREADABLE)
    addressed = _addressed(letter)
    machine = machines.reason(letter)
    if machine:
        return Verdict(IncomingState.IGNORED, machine, addressed.case, addressed.author, addressed.user)
    if addressed.reason or addressed.case is None:
        return addressed
    reason = _against(letter, addressed, addressed.case)
    state = IncomingState.QUARANTINED if reason else IncomingState.ACCEPTED
    return Verdict(state, reason, addressed.case, addressed.author, addressed.user)


def _held(reason: str) -> Verdict:
    return Verdict(IncomingState.QUARANTINED, reason)


def _addressed(letter: Letter) -> Verdict:
    """Which case and whom the letter's addresses name, or why they name none."""
    tokens = [token for each in letter.recipients if (token := reply_addresses.token_in(each)) is not None]
    writers = list(dict.fromkeys(writer for token in tokens if (writer := reply_addresses.read(token))))
    if not writers:
        return _held(IncomingReason.FORGED if tokens else IncomingReason.NO_ADDRESS)
    if len({writer.case_id for writer in writers}) > 1:
        return _held(IncomingReason.SEVERAL)
    cases = Case.objects.select_related("inquiry", "operator", "park", "owner")
    case = cases.filter(pk=writers[0].case_id).first()
    if case is None:
        return _held(IncomingReason.NO_CASE)
    named = [_named(case, writer) for writer in writers]
    return next((one for one in named if letter.sender and letter.sender == known_address(one)), named[0])


def _named(case: Case, writer: Writer) -> Verdict:
    if writer.user_id is None:
        return Verdict(IncomingState.ACCEPTED, case=case, author=MessageAuthor.ENTERPRISE)
    user = User.objects.filter(pk=writer.user_id).first()
    return Verdict(IncomingState.ACCEPTED, case=case, author=MessageAuthor.STAFF, user=user)


def known_address(verdict: Verdict) -> str:
    """Where the person whom the address names writes from; empty for nobody."""
    if verdict.case is None:
        return ""
    if verdict.author == MessageAuthor.ENTERPRISE:
        return verdict.case.inquiry.contact_email.lower()
    return verdict.user.email.lower() if verdict.user is not None and verdict.user.is_active else ""


def _against(letter: Letter, verdict: Verdict, case: Case) -> str:
    """What stands against taking it over; empty for nothing."""
    if verdict.author == MessageAuthor.STAFF and not known_address(verdict):
        return IncomingReason.NO_RIGHT
    if not letter.sender or letter.sender != known_address(verdict):
        return IncomingReason.STRANGER
    if "dmarc=fail" in letter.head.get("authentication-results", "").lower():
        return IncomingReason.UNAUTHENTIC
    if letter.is_cut:
        return IncomingReason.TOO_LARGE
    if not letter.answer.strip() and not letter.files:
        return IncomingReason.EMPTY
    if ratelimit.hit("inbound", str(case.pk), HOURLY, 3600, event=letter.message_id):
        return IncomingReason.TOO_MANY
    return ""
