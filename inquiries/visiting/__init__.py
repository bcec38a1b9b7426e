"""Visits: asked for by the enterprise, agreed, changed, cancelled, recorded and judged.

Every verb locks the case first, then the slots in order of id, then the visit; so nobody waits in a circle, and of two
who want one slot the second reads it as taken. Calendar entries go out with the mails of the same transaction.
"""

from inquiries.visiting.afterwards import feed_back, letter_sent, record, remind
from inquiries.visiting.agreeing import book, cancel, change, confirm
from inquiries.visiting.asking import Stop, Wishes, ask, asked
from inquiries.visiting.rows import Terms

__all__ = [
    "Stop",
    "Terms",
    "Wishes",
    "ask",
    "asked",
    "book",
    "cancel",
    "change",
    "confirm",
    "feed_back",
    "letter_sent",
    "record",
    "remind",
]
