"""The promise of a first answer, on a row that the caller has locked: given, moved on after a pause, settled once."""

import datetime

from inquiries.enums import PATH, Screening, Stage
from inquiries.models import Case
from inquiries.workflow import deadlines
from parks import versions

# From here on the park has been in touch, so the promise is a matter of record.
CONTACTED = PATH[PATH.index(Stage.CONTACTED) :]
PROMISE_FIELDS = ("answer_by", "warn_at")


def give(case: Case, now: datetime.datetime) -> None:
    """Count the promise from `now`, with the working hours that were promised when the case was opened."""
    case.answer_by = deadlines.answer_by(case.operator, now, case.promised_hours)
    case.warn_at = deadlines.warn_at(case.operator, now, case.promised_hours)


def move_on(case: Case, now: datetime.datetime) -> None:
    """The pause is over: both moments keep the working time that was left. One that was kept already stays."""
    if case.first_response_at is None:
        case.warn_at = deadlines.resumed_warn_at(case, now)
        case.answer_by = deadlines.resumed_answer_by(case, now)


def settle(row: Case, now: datetime.datetime) -> bool:
    """Freeze whether the promise was kept, once it is certain; the park's public page counts it from now on.

    Nothing is settled in quarantine: nobody could answer. The caller saves the row.
    """
    if row.promise_kept is not None or row.inquiry.screening == Screening.QUARANTINED:
        return False
    row.promise_kept = deadlines.promise_kept(row, now)
    if row.promise_kept is None:
        return False
    versions.touch([row.park_id])
    return True


def answered(row: Case, at: datetime.datetime) -> None:
    """Keep the moment of the first answer, once; on a case that is contacted already it settles the promise.

    An answer that comes although the clock stands still is in time: the promise is then due where it would be if the
    clock had gone on at that moment.
    """
    if row.first_response_at is not None:
        return
    if at > row.answer_by:
        move_on(row, at)
    row.first_response_at = at
    if row.stage in CONTACTED:
        settle(row, at)
    row.save(update_fields=[*PROMISE_FIELDS, "first_response_at", "promise_kept", "updated_at"])
