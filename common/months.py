"""Calendar months before a moment; retention periods are told in them."""

import calendar
from datetime import datetime


def months_before(at: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last day of that month where it has no such day."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def months_after(at: datetime, months: int) -> datetime:
    return months_before(at, -months)
