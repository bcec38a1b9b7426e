"""The service desk: tenants ask for services of the catalogue, the park does them, the tenant says how it was.

Every verb locks the case first and then the request or the check-in. What the tenant is told goes out in the same
transaction, in its contact's language.
"""

from inquiries.servicing.answering import rate, reopen, write
from inquiries.servicing.asking import Wish, ask, enter
from inquiries.servicing.catalogue import Offer, is_open_for, offers
from inquiries.servicing.checkins import Answers, answer, log_answer, open_due
from inquiries.servicing.minding import close_solved, warn_overdue
from inquiries.servicing.working import accept, assign, message, note, reject, resume, solve, start, wait

__all__ = [
    "Answers",
    "Offer",
    "Wish",
    "accept",
    "answer",
    "ask",
    "assign",
    "close_solved",
    "enter",
    "is_open_for",
    "log_answer",
    "message",
    "note",
    "offers",
    "open_due",
    "rate",
    "reject",
    "reopen",
    "resume",
    "solve",
    "start",
    "wait",
    "warn_overdue",
    "write",
]
