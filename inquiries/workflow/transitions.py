"""The one door through which a case changes its stage, its waiting flags and its officer.

Only `submission`, the admin, the API and the demo import this. Reasons are in the reader's active language.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.access import Denied
from common.measures import NO_DATA, money
from common.text import normalise_line, normalise_text
from enterprises.enums import EnterpriseType
from inquiries import access, indexing, mail
from inquiries.enums import ENDS, LostReason, Stage
from inquiries.models import Case, Inquiry, Qualification, Requirement, StageChange
from inquiries.workflow import assigning, deadlines, effects, gates, messages, promise, stages, visits, waiting
from inquiries.workflow.stages import Move
from notifications import outbox
from parks import versions
from parks.models import Park

FORCE_REASON_LENGTH = 10
NOTE_LENGTH = 500
HOLD_REASON_LENGTH = 300


class MoveRefused(Exception):
    """Nothing was changed. `reasons` are sentences; `missing` is what the gates still ask for."""

    def __init__(self, *reasons: str, missing: Sequence[gates.Missing] = ()) -> None:
        self.reasons = list(reasons)
        self.missing = list(missing)
        super().__init__(*reasons)

    def __str__(self) -> str:
        return "; ".join([*self.reasons, *map(str, self.missing)])


@dataclass(frozen=True)
class _Step:
    """A stage change that somebody asks for."""

    to: Stage
    kind: Move
    note: str
    force: bool
    actor: User | None


# --- Opening ----------------------------------------------------------------------------------


def open_cases(inquiry: Inquiry, parks: Iterable[Park], *, now: datetime.datetime, note: str = "") -> list[Case]:
    """One case for each park, in the caller's transaction; the same few statements for one park or for many.

    Writes cases, their qualifications (a copy of what the enterprise said) and the first line of each stage
    log with `note`, and lets the operators' rules choose the officers in charge. The caller mails, except to those.
    A park named twice is opened once.
    """
    asked = list({park.pk: park for park in parks}.values())
    prefetch_related_objects(asked, "operator")
    need = _need(inquiry)
    with transaction.atomic(savepoint=False):
        cases = Case.objects.bulk_create(
            Case(
                inquiry=inquiry,
                park=park,
                operator=park.operator,
                mode_id=inquiry.mode_id,
                promised_hours=park.operator.response_hours,
                answer_by=deadlines.answer_by(park.operator, now),
                warn_at=deadlines.warn_at(park.operator, now),
                created_at=now,
            )
            for park in asked
        )
        Qualification.objects.bulk_create(_qualification(case, need) for case in cases)
        StageChange.objects.bulk_create(StageChange(case=case, to_stage=Stage.NEW, at=now, note=note) for case in cases)
        indexing.enter([inquiry])
        assigning.assign_opened(cases)
    return cases


def _need(inquiry: Inquiry) -> Requirement:
    try:
        return inquiry.requirement
    except ObjectDoesNotExist:
        return Requirement(inquiry=inquiry)


def _qualification(case: Case, need: Requirement) -> Qualification:
    inquiry, enterprise = case.inquiry, case.inquiry.enterprise
    return Qualification(
        case=case,
        industry_id=enterprise.industry_id,
        mode_id=inquiry.mode_id,
        readiness=inquiry.readiness,
        area_min=need.area_min,
        area_max=need.area_max,
        move_in_from=need.move_in_from,
        budget_note=_budget(need, case.operator.default_language),
        registration_number=enterprise.registration_number,
        not_yet_registered=enterprise.kind == EnterpriseType.TEAM and not enterprise.registration_number,
        emissions=need.emissions,
        waste_water=need.waste_water,
        noise=need.noise,
        hazardous=need.hazardous,
    )


def _budget(need: Requirement, language: str) -> str:
    """`€12,000 per year`, in the language of the operator's staff."""
    with translation.override(language):
        words = money(need.budget, need.budget_currency, need.budget_period)
    return "" if words == NO_DATA else words


# --- Moving -----------------------------------------------------------------------------------


def move(
    case: Case, to: str, *, actor: User | None, note: str = "", force: bool = False, lost_reason: str = ""
) -> StageChange:
    """Move a case to another stage, or raise MoveRefused with everything that stands against it.

    1. Lock the row and read the stage again; refuse when it is no longer the one that `case` shows.
    2. Ask `access` (`actor` None is the system, which never forces) and the table of `stages`.
    3. Ask the gates; a forced move needs the permission and a reason, and logs what was missing.
    4. Change spaces, holds and tenancy (`effects`), settle the promise, clear what an end makes void.
    5. Write the case, the log, the audit entry and the mail in the same transaction.

    `lost_reason` is needed for `lost`, unless it is stored already. Afterwards `case` shows what was stored.
    """
    with transaction.atomic():
        row = Case.objects.locked(case.pk)
        if row.stage != case.stage:
            raise MoveRefused(gettext("Somebody else moved this case meanwhile. Look at it again."))
        step = _asked(row, to, actor, normalise_text(note), force)
        if to == Stage.LOST:
            row.lost_reason = lost_reason or row.lost_reason
            if row.lost_reason and row.lost_reason not in LostReason.values:
                raise MoveRefused(gettext("There is no such reason."))
        if to in ENDS:
            row.end_note = step.note or row.end_note
        change = _carry_out(row, step, _gaps(row, step))
    for column in row._meta.concrete_fields:
        setattr(case, column.attname, getattr(row, column.attname))
    return change


def _asked(row: Case, to: str, actor: User | None, note: str, force: bool) -> _Step:
    """The step, checked against permissions and the table."""
    if actor is not None:
        allowed = access.may_move(actor, row, to, force)
        if isinstance(allowed, Denied):
            raise MoveRefused(str(allowed.reason))
    elif force:
        raise MoveRefused(gettext("Only a park manager may force a stage."))
    kind = stages.kind_of(row.stage, to)
    if kind is None:
        raise MoveRefused(gettext("A case cannot go from “%(from)s” to “%(to)s”.") % _names(row.stage, to))
    reasons = []
    if kind is Move.REOPEN and row.is_shut:
        reasons.append(str(messages.WITHDRAWN))
    if kind is Move.LEAVE_SETTLED and not force:
        reasons.append(gettext("A settled case stays settled; only a park manager may change that, with a reason."))
    if force and len(note) < FORCE_REASON_LENGTH:
        reasons.append(
            gettext("Say in at least %(count)d characters why you force it.") % {"count": FORCE_REASON_LENGTH}
        )
    elif kind in stages.NEEDS_NOTE and not note:
        reasons.append(gettext("Say why."))
    if len(note) > NOTE_LENGTH:
        reasons.append(gettext("The note may have at most %(count)d characters.") % {"count": NOTE_LENGTH})
    if reasons:
        raise MoveRefused(*reasons)
    return _Step(Stage(to), kind, note, force, actor)


def _gaps(row: Case, step: _Step) -> list[gates.Missing]:
    """What a forced step skips; a step that is not forced may skip nothing."""
    missing = gates.missing(row, step.to)
    refused = [gap for gap in missing if not (step.force and gap.forceable)]
    if refused:
        raise MoveRefused(missing=refused)
    return missing


def _carry_out(row: Case, step: _Step, gaps: list[gates.Missing]) -> StageChange:
    now, origin = timezone.now(), Stage(row.stage)
    reasons, details = effects.take(row, origin, step.to, now)
    if reasons:
        raise MoveRefused(*reasons)
    if step.to in (*promise.CONTACTED, *ENDS):
        promise.settle(row, now)
    if row.promise_kept is not None and Stage.INVALID in (origin, step.to):
        versions.touch([row.park_id])  # an invalid inquiry does not count in the park's public record
    if step.to in ENDS:
        waiting.clear(row)
        visits.call_off_all(row, step.actor, now)
    else:
        row.lost_reason = row.end_note = ""
    row.stage = step.to
    row.save()
    forced = bool(gaps) or step.kind is Move.LEAVE_SETTLED
    codes = [gap.code for gap in gaps]
    change = StageChange.objects.create(
        case=row,
        from_stage=origin,
        to_stage=step.to,
        actor=step.actor,
        at=now,
        note=step.note,
        forced=forced,
        missing=codes,
    )
    action = AuditAction.FORCED if forced else AuditAction.MOVED
    audit.record(action, row, actor=step.actor, from_stage=origin, to_stage=step.to, missing=codes, **details)
    if stages.told_to_enterprise(origin, step.to):
        outbox.queue(*mail.stage_news(change))
    return change


def _names(origin: str, to: str) -> dict[str, str]:
    return {"from": str(Stage(origin).label), "to": str(Stage(to).label)}


# --- Waiting and being in charge --------------------------------------------------------------


def await_enterprise(case: Case, question: str, actor: User) -> Case:
    """Ask the enterprise something and wait: the question goes out as a message, the promise stands still.

    Asking again while waiting replaces the question and sends the new one; the same question twice is one.
    """
    with transaction.atomic():
        row = _open_row(case, actor)
        question = normalise_text(question)
        if not question.strip():
            raise MoveRefused(gettext("Write the question to the enterprise."))
        if messages.is_quarantined(row):
            raise MoveRefused(str(messages.QUARANTINED))
        if question != row.awaiting_question:
            messages.ask(row, actor=actor, question=question)
            waiting.pause(row, question, timezone.now())
            _save_waiting(row, actor, "awaiting_enterprise")
    return row


def resume(case: Case, actor: User) -> Case:
    """Stop waiting for the enterprise (it answered by phone, say); the promise moves on by the time left."""
    with transaction.atomic():
        row = _open_row(case, actor)
        if waiting.resume(row, timezone.now()):
            _save_waiting(row, actor, "resumed")
    return row


def hold(case: Case, until: datetime.date, reason: str, actor: User) -> Case:
    """Put the case aside until a day; the promise to the enterprise keeps running."""
    with transaction.atomic():
        row = _open_row(case, actor)
        reason = normalise_line(reason)
        reasons = []
        if until <= deadlines.today(row.operator):
            reasons.append(gettext("The hold must end on a later day."))
        if not reason:
            reasons.append(gettext("Say why the case is put on hold."))
        if len(reason) > HOLD_REASON_LENGTH:
            reasons.append(gettext("The reason may have at most %(count)d characters.") % {"count": HOLD_REASON_LENGTH})
        if reasons:
            raise MoveRefused(*reasons)
        row.on_hold_until, row.on_hold_reason = until, reason
        _save_waiting(row, actor, "on_hold")
    return row


def unhold(case: Case, actor: User) -> Case:
    """Take the case up again."""
    with transaction.atomic():
        row = _open_row(case, actor)
        if row.on_hold_until is not None:
            row.on_hold_until, row.on_hold_reason = None, ""
            _save_waiting(row, actor, "unhold")
    return row


def assign(case: Case, owner: User, actor: User) -> Case:
    """Put an officer or manager of the case's operator in charge, who gets a mail unless they took it themselves."""
    with transaction.atomic():
        row = worked(case, actor)
        if row.stage in ENDS:
            raise MoveRefused(gettext("This case has ended. Re-open it first."))
        if not access.officers(row.operator).filter(pk=owner.pk).exists():
            raise MoveRefused(
                gettext("%(person)s is neither officer nor manager at %(operator)s.")
                % {"person": owner, "operator": row.operator}
            )
        if row.owner_id != owner.pk:
            former, row.owner = row.owner_id, owner
            row.save(update_fields=["owner", "updated_at"])
            entry = audit.record(
                AuditAction.CHANGED, row, actor=actor, what="owner", from_user=former, to_user=owner.pk
            )
            outbox.queue(*mail.inquiry_assigned(row, entry))
    case.owner = row.owner
    return row


def worked(case: Case, actor: User) -> Case:
    """`access.worked_case` for verbs that refuse with MoveRefused."""
    row = Case.objects.locked(case.pk)
    allowed = access.may_work(actor, row)
    if isinstance(allowed, Denied):
        raise MoveRefused(str(allowed.reason))
    return row


def _open_row(case: Case, actor: User) -> Case:
    row = worked(case, actor)
    if not row.is_open:
        raise MoveRefused(gettext("This case is no longer open."))
    return row


def _save_waiting(row: Case, actor: User, what: str) -> None:
    row.save(update_fields=[*waiting.WAITING_FIELDS, "updated_at"])
    audit.record(AuditAction.CHANGED, row, actor=actor, what=what)
