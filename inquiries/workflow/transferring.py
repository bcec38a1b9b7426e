"""Handing a case over to another operator: staff ask, the enterprise decides, nothing is passed on before it agrees.

What the other operator gets is what the enterprise itself submitted: the inquiry with its attachments. The
conversation, notes, figures and the case itself stay where they are.
"""

import datetime
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.languages import local_text
from common.text import normalise_line
from inquiries import consents, mail
from inquiries.enums import Stage, TransferState
from inquiries.models import Case, Transfer
from inquiries.workflow import messages, transitions
from inquiries.workflow.transitions import MoveRefused
from notifications import outbox
from parks.models import Park

REASON_LENGTH = 300


class NotAsked(Exception):
    """There is no open question: it was answered, taken back, or the case has ended. Nothing was changed."""


class ConsentMissing(Exception):
    """The texts were not all agreed to in their present words. Nothing was changed."""


def targets(case: Case) -> QuerySet[Park]:
    """Parks of other operators that take inquiries and were not asked in this one."""
    return (
        Park.objects.accepting()
        .exclude(operator=case.operator_id)
        .exclude(cases__inquiry=case.inquiry_id)
        .select_related("operator")
    )


def open_question(case: Case) -> Transfer | None:
    """The question that the enterprise has not answered yet."""
    asked = case.transfers.filter(state=TransferState.ASKED)
    return asked.select_related("to_park__operator").first()


def texts(case: Case, transfer: Transfer, language: str) -> list[consents.ConsentText]:
    """What the enterprise has to agree to, in this language."""
    return consents.for_transfer(transfer.to_park.operator, str(case.inquiry.enterprise.country), language)


def ask(case: Case, *, to_park: Park, reason: str, actor: User) -> Transfer:
    """Ask the enterprise whether `to_park` may have its inquiry; a mail names the recipient and its country.

    Asking for the same park while the question is open changes nothing. Raises MoveRefused.
    """
    with transaction.atomic():
        row = transitions.worked(case, actor)
        reason = normalise_line(reason)
        asked = open_question(row)
        if asked and asked.to_park_id == to_park.pk:
            return asked
        reasons = _refusals(row, to_park, reason, asked)
        if reasons:
            raise MoveRefused(*reasons)
        transfer = Transfer.objects.create(case=row, to_park=to_park, reason=reason, asked_by=actor)
        audit.record(AuditAction.CHANGED, row, actor=actor, what="transfer_asked", to_park=to_park.slug)
        outbox.queue(*mail.transfer_asked(transfer))
    return transfer


def withdraw(case: Case, actor: User) -> bool:
    """Take the open question back; False when there is none any more."""
    with transaction.atomic():
        row = transitions.worked(case, actor)
        transfer = open_question(row)
        if transfer is None:
            return False
        _answer(transfer, TransferState.WITHDRAWN, timezone.now())
        audit.record(AuditAction.CHANGED, row, actor=actor, what="transfer_withdrawn", to_park=transfer.to_park.slug)
    return True


def decline(case: Case) -> None:
    """The enterprise does not want it: the case stays where it is, and its staff are told. Raises NotAsked."""
    with transaction.atomic():
        row, transfer = _asked(case)
        _answer(transfer, TransferState.DECLINED, timezone.now())
        audit.record(AuditAction.CHANGED, row, what="transfer_declined", to_park=transfer.to_park.slug)
        outbox.queue(*mail.transfer_answered(transfer))


def agree(case: Case, *, ticks: Collection[str], language: str) -> Case:
    """The enterprise agrees; returns the new case at the other operator.

    1. Lock the case; of two clicks at once the second waits here and finds no open question any more (NotAsked).
    2. Compare the ticks with the present words (ConsentMissing), and whether the park still takes inquiries.
    3. Store the consents, open the new case, close this one as transferred, tell both sides' staff and the enterprise:
       all in one transaction.
    """
    with transaction.atomic():
        row, transfer = _asked(case)
        wanted = texts(row, transfer, language)
        if consents.missing(wanted, ticks):
            raise ConsentMissing
        if not targets(row).filter(pk=transfer.to_park_id).exists():
            raise MoveRefused(gettext("This park takes no inquiries any more."))
        now = timezone.now()
        consents.renew(consents.rows(row.inquiry, wanted, now, language))
        new = _open_there(row, transfer, now)
        transfer.new_case = new
        _answer(transfer, TransferState.AGREED, now)
        audit.record(AuditAction.CHANGED, row, what="transfer_agreed", to_park=transfer.to_park.slug)
        transitions.move(row, Stage.TRANSFERRED, actor=None, note=transfer.reason)
        outbox.queue(*mail.transferred_in(new), *mail.transfer_answered(transfer))
    return new


def _open_there(row: Case, transfer: Transfer, now: datetime.datetime) -> Case:
    """The new case; the first line of its log says where it comes from, in the language of the staff there."""
    language = transfer.to_park.operator.default_language
    with translation.override(language):
        origin = local_text(row.park, "name", language).text
        note = gettext("Handed over by %(park)s with the enterprise's consent.") % {"park": origin}
    try:
        with transaction.atomic():
            return transitions.open_cases(row.inquiry, [transfer.to_park], now=now, note=note)[0]
    except IntegrityError as error:  # another case of this inquiry was handed over there at the same moment
        raise MoveRefused(gettext("This park has the inquiry already.")) from error


def _refusals(row: Case, to_park: Park, reason: str, asked: Transfer | None) -> list[str]:
    reasons = []
    if not row.is_open:
        reasons.append(gettext("This case is no longer open."))
    if messages.is_quarantined(row):
        reasons.append(str(messages.QUARANTINED))
    if asked:
        reasons.append(gettext("The enterprise is asked about another park already. Take that back first."))
    if not reason:
        reasons.append(gettext("Say why: the enterprise reads it."))
    if len(reason) > REASON_LENGTH:
        reasons.append(gettext("The reason may have at most %(count)d characters.") % {"count": REASON_LENGTH})
    if not targets(row).filter(pk=to_park.pk).exists():
        reasons.append(gettext("This park cannot take the inquiry: it takes none, or it was asked already."))
    return reasons


def _answer(transfer: Transfer, state: TransferState, now: datetime.datetime) -> None:
    transfer.state, transfer.answered_at = state, now
    transfer.save(update_fields=["state", "answered_at", "new_case"])


def _asked(case: Case) -> tuple[Case, Transfer]:
    """The locked case and its open question."""
    row = Case.objects.locked(case.pk)
    transfer = open_question(row)
    if transfer is None or not row.is_open:
        raise NotAsked
    transfer.case = row
    return row, transfer
