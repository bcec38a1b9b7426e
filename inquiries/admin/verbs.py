"""What can be done on a case page: one table, one door each.

A verb names its permission, its form and what it does with a valid form; the door (`doors.py`) checks the
scope and the permission, shows the page again with the errors, or says what was done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import conversation, submission
from inquiries.admin import asking, holds, mails, proposals, records, service_block, visits
from inquiries.admin import forms as small
from inquiries.admin.forms import Refused
from inquiries.admin.timeline import mails_about
from inquiries.models import Case, Proposal, Qualification, Settlement, Visit
from inquiries.workflow import quarantine, reviewing, transferring, transitions
from notifications import outbox


@dataclass(frozen=True)
class Verb:
    """`prepare` gives the row that a record form writes; `section` is the part of the page it stands in."""

    name: str
    permission: str
    form: type[forms.BaseForm]
    run: Callable[[Case, Any, User], Any]
    done: str | Promise
    section: str
    prepare: Callable[[Case, Any], Any] | None = None


# --- What each verb does ----------------------------------------------------------------------


def _move(case: Case, form: Any, user: User) -> None:
    data = form.cleaned_data
    case.stage = data["seen"]
    transitions.move(
        case,
        data["to"],
        actor=user,
        note=data["note"],
        force=bool(data.get("force")),
        lost_reason=data.get("lost_reason") or "",
    )


def _plan(case: Case, form: Any, user: User) -> None:
    with transaction.atomic():
        row = Case.objects.locked(case.pk)
        row.next_action = form.cleaned_data["next_action"]
        row.next_action_on = form.cleaned_data["next_action_on"]
        row.save(update_fields=["next_action", "next_action_on", "updated_at"])
        audit.record(AuditAction.CHANGED, row, actor=user, what="next_action")


def _log(case: Case, form: Any, user: User) -> None:
    data = form.cleaned_data
    contact = conversation.Contact(
        kind=data["kind"], happened_at=data["happened_at"], summary=data["summary"], outcome=data["outcome"]
    )
    conversation.log_contact(case, contact, actor=user, key=data["key"])


def _note(case: Case, form: Any, user: User) -> None:
    conversation.note(case, actor=user, body=form.cleaned_data["body"], key=form.cleaned_data["key"])


def _reply(case: Case, form: Any, user: User) -> None:
    files = form.basket.files if form.basket else []
    conversation.reply(case, actor=user, body=form.cleaned_data["body"], files=files, key=form.cleaned_data["key"])


def _review(case: Case, form: Any, user: User) -> None:
    reviewing.ask_review(case, actor=user, body=form.cleaned_data["body"], key=form.cleaned_data["key"])


def _transfer(case: Case, form: Any, user: User) -> None:
    data = form.cleaned_data
    transferring.ask(case, to_park=data["to_park"], reason=data["reason"], actor=user)


def _keep(case: Case, form: Any, user: User) -> None:
    if not transferring.withdraw(case, user):
        raise Refused(_("There is no open question any more. Open the page again."))


def _release(case: Case, form: Any, user: User) -> None:
    if not submission.release(case.inquiry, user):
        raise Refused(_("This inquiry is not in quarantine any more."))


def _reject(case: Case, form: Any, user: User) -> None:
    quarantine.reject(case, actor=user, reason=form.cleaned_data["reason"])


def _save(what: str) -> Callable[[Case, Any, User], Any]:
    def run(case: Case, form: Any, user: User) -> Any:
        with transaction.atomic():
            locked = Case.objects.locked(case.pk)  # two officers at once: one after the other
            row = form.known(locked)
            if row is None:
                row = form.save()
                fields = sorted(set(form.changed_data) - records.HIDDEN)
                audit.record(AuditAction.CHANGED, case, actor=user, what=what, fields=fields)
        return row

    return run


def _resend(case: Case, form: Any, user: User) -> None:
    """Only mails about this very case; a mail of another case is refused like one that never was."""
    with transaction.atomic():
        row = mails_about(case).filter(pk=form.cleaned_data["mail"]).first()
        if row is None or not outbox.resend(row, user):
            raise Refused(_("This mail cannot be sent again now."))
        audit.record(AuditAction.RESENT, case, actor=user, mail=row.pk, event=row.event)


# --- The rows that record forms write ---------------------------------------------------------


def qualification_of(case: Case, data: Any = None) -> Qualification:
    return Qualification.objects.filter(case=case).first() or Qualification(case=case)


def settlement_of(case: Case, data: Any = None) -> Settlement:
    return Settlement.objects.filter(case=case).first() or Settlement(case=case)


def _own_row(model: type[Visit] | type[Proposal], key: str) -> Callable[[Case, Any], Any]:
    """The row of this case that the form names, or a new one. Another case's number finds nothing."""

    def find(case: Case, data: Any) -> Any:
        pk = str(data.get(key) or "") if data else ""
        if not pk:
            return model(case=case)
        row = model.objects.filter(case=case, pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
        if row is None:
            raise Refused(_("There is no such entry on this case."))
        return row

    return find


_CHANGE = "inquiries.change_case"
_VISIT = "inquiries.change_visit"
_TABLE = (
    Verb("move", _CHANGE, small.MoveForm, _move, _("The stage was changed."), "next"),
    Verb(
        "assign",
        _CHANGE,
        small.AssignForm,
        lambda case, form, user: transitions.assign(case, form.cleaned_data["owner"], user),
        _("The officer in charge was set."),
        "charge",
    ),
    Verb("plan", _CHANGE, small.PlanForm, _plan, _("The next action was kept."), "charge"),
    Verb(
        "wait",
        _CHANGE,
        small.WaitForm,
        lambda case, form, user: transitions.await_enterprise(case, form.cleaned_data["question"], user),
        _("The question was sent; the clock stands still until the answer."),
        "waiting",
    ),
    Verb(
        "resume",
        _CHANGE,
        small.EmptyForm,
        lambda case, form, user: transitions.resume(case, user),
        _("The clock runs again."),
        "waiting",
    ),
    Verb(
        "hold",
        _CHANGE,
        small.HoldForm,
        lambda case, form, user: transitions.hold(case, form.cleaned_data["until"], form.cleaned_data["reason"], user),
        _("The case is on hold."),
        "waiting",
    ),
    Verb(
        "unhold",
        _CHANGE,
        small.EmptyForm,
        lambda case, form, user: transitions.unhold(case, user),
        _("The case was taken up again."),
        "waiting",
    ),
    Verb(
        "review",
        _CHANGE,
        asking.ReviewForm,
        _review,
        _("The managers were asked for the decision."),
        "charge",
    ),
    Verb(
        "transfer",
        _CHANGE,
        asking.TransferForm,
        _transfer,
        _("The enterprise was asked; nothing is passed on before it agrees."),
        "transfer",
    ),
    Verb("keep", _CHANGE, small.EmptyForm, _keep, _("The question was taken back."), "transfer"),
    Verb("release", _CHANGE, small.EmptyForm, _release, _("The inquiry was released; its mails go out now."), "next"),
    Verb("reject", _CHANGE, small.RejectForm, _reject, _("The inquiry was rejected; no mail goes out."), "next"),
    Verb(
        "reply",
        "inquiries.add_message",
        small.ReplyForm,
        _reply,
        _("The message was stored; a mail to the enterprise goes out if it gave an address."),
        "talk",
    ),
    Verb(
        "note",
        "inquiries.add_note",
        small.NoteForm,
        _note,
        _("The note was kept."),
        "talk",
    ),
    Verb("interaction", "inquiries.add_interaction", small.InteractionForm, _log, _("The contact was logged."), "talk"),
    Verb(
        "qualification",
        "inquiries.change_qualification",
        records.QualificationForm,
        _save("qualification"),
        _("The qualification was saved."),
        "qualification",
        qualification_of,
    ),
    Verb(
        "visit_confirm",
        _VISIT,
        visits.ConfirmForm,
        visits.run_confirm,
        _("The visit is confirmed; the invitations go out."),
        "visits",
        _own_row(Visit, "visit_confirm-visit"),
    ),
    Verb(
        "visit_change",
        _VISIT,
        visits.ChangeForm,
        visits.run_change,
        _("The visit was changed; everybody invited gets the new entry."),
        "visits",
        _own_row(Visit, "visit_change-visit"),
    ),
    Verb(
        "visit_cancel",
        _VISIT,
        visits.CancelForm,
        visits.run_cancel,
        _("The visit was cancelled."),
        "visits",
        _own_row(Visit, "visit_cancel-visit"),
    ),
    Verb(
        "visit_outcome",
        _VISIT,
        visits.OutcomeForm,
        visits.run_outcome,
        _("The outcome was kept."),
        "visits",
        _own_row(Visit, "visit_outcome-visit"),
    ),
    Verb(
        "visit_letter",
        _VISIT,
        visits.LetterForm,
        visits.run_letter,
        _("The enterprise now reads that the letter was sent."),
        "visits",
        _own_row(Visit, "visit_letter-visit"),
    ),
    Verb(
        "proposal",
        "inquiries.change_proposal",
        proposals.ProposalForm,
        proposals.propose,
        _("The proposal was saved."),
        "proposals",
        _own_row(Proposal, "proposal-proposal"),
    ),
    Verb(
        "settlement",
        "inquiries.change_settlement",
        records.SettlementForm,
        _save("settlement"),
        _("The contract data were saved."),
        "settlement",
        settlement_of,
    ),
    Verb(
        "keep_space",
        "inquiries.add_spacehold",
        holds.KeepForm,
        holds.keep,
        _("The space is on hold; the enterprise was told."),
        "holds",
    ),
    Verb(
        "release_space",
        "inquiries.change_spacehold",
        holds.ReleaseForm,
        holds.release,
        _("The hold has ended; the enterprise was told."),
        "holds",
    ),
    Verb(
        "decline_hold",
        "inquiries.change_spacehold",
        holds.DeclineForm,
        holds.decline,
        _("The enterprise was told that the space cannot be kept."),
        "holds",
    ),
    Verb(
        "leave",
        "inquiries.change_settlement",
        holds.LeaveForm,
        holds.leave,
        _("The company has left; its spaces are free again."),
        "settlement",
    ),
    Verb(
        "mail_take",
        "inquiries.change_incomingemail",
        mails.DecideForm,
        mails.take_over,
        _("The mail is a message of this case now."),
        "mails",
    ),
    Verb(
        "mail_reject",
        "inquiries.change_incomingemail",
        mails.DecideForm,
        mails.reject,
        _("The mail was rejected."),
        "mails",
    ),
    Verb(
        "service_enter",
        "inquiries.add_servicerequest",
        service_block.EnterForm,
        service_block.enter,
        _("The request was entered; the tenant was told its number and due date."),
        "services",
    ),
    Verb(
        "check_in_log",
        "inquiries.change_checkin",
        service_block.LogForm,
        service_block.log,
        _("The answers were kept."),
        "services",
    ),
    Verb("resend", _CHANGE, small.ResendForm, _resend, _("The mail is sent again."), "timeline"),
)
VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}
# Their forms belong to one row each: the page has no blank one.
PER_ROW = frozenset(
    {"resend", "mail_take", "mail_reject", "release_space", "decline_hold", "service_enter", "check_in_log"}
    | {"visit_change", "visit_cancel", "visit_outcome", "visit_letter"}
)


def refusals(error: Exception) -> list[str]:
    """The sentences of a refusal, whichever verb raised it."""
    if isinstance(error, transitions.MoveRefused):
        return [*map(str, error.reasons), *map(str, error.missing)]
    if isinstance(error, ValidationError):
        return [str(message) for message in error.messages]
    return [str(error)]
