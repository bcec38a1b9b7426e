"""The two waiting flags of an open case, on a row that the caller has locked."""

import datetime

from inquiries.models import Case
from inquiries.workflow import deadlines

WAITING_FIELDS = ("awaiting_enterprise_since", "awaiting_question", "answer_by", "on_hold_until", "on_hold_reason")


def pause(case: Case, question: str, now: datetime.datetime) -> None:
    """Wait for the enterprise: its clock stands still from the first open question on."""
    case.awaiting_enterprise_since = case.awaiting_enterprise_since or now
    case.awaiting_question = question


def resume(case: Case, now: datetime.datetime) -> bool:
    """The enterprise answered: the promise moves on by the working time that was left. False when nobody waited."""
    if case.awaiting_enterprise_since is None:
        return False
    case.answer_by = deadlines.resumed_answer_by(case, now)
    case.awaiting_enterprise_since = None
    case.awaiting_question = ""
    return True


def clear(case: Case) -> None:
    """An ended case waits for nobody. The promise stays as it was."""
    case.awaiting_enterprise_since = None
    case.awaiting_question = ""
    case.on_hold_until = None
    case.on_hold_reason = ""
