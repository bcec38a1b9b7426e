"""Mails that time brings: a promise in danger or broken, a case at rest, an enterprise that says nothing."""

import datetime
import math
from decimal import Decimal

from inquiries import rendering
from inquiries.mail.addressing import readers_of, to_enterprise, to_staff
from inquiries.models import Case
from notifications.outbox import Mail


def sla_risk(case: Case, left: Decimal) -> list[Mail]:
    """To the staff: three quarters of the promised time have passed; `left` in working hours."""
    return [
        mail
        for case, readers in readers_of("sla_risk", [case])
        for mail in to_staff("sla_risk", case, readers, _this_promise(case), hours_left=math.floor(left))
    ]


def sla_breached(case: Case) -> list[Mail]:
    """To the staff and to the managers of the operator: the promised time is over."""
    return [
        mail
        for case, readers in readers_of("sla_breached", [case], also_managers=True)
        for mail in to_staff("sla_breached", case, readers, _this_promise(case), hours=case.promised_hours)
    ]


def no_activity(case: Case, last: datetime.datetime) -> list[Mail]:
    """To the officer in charge: nothing has happened since `last`."""
    subject = f"{case.mail_reference}:{last.isoformat()}"
    return [
        mail
        for case, readers in readers_of("no_activity", [case])
        for reader in readers
        for mail in to_staff("no_activity", case, [reader], subject, last=_moment(case, last, reader.language))
    ]


def silence_warning(case: Case, since: datetime.datetime, until: datetime.date) -> list[Mail]:
    """To the enterprise, silent since `since`: without a word the park closes the inquiry on `until`."""
    return to_enterprise(
        "silence_warning",
        case.inquiry,
        f"{case.mail_reference}:{since.isoformat()}",
        case=case,
        until=f"{until:%Y-%m-%d}",
    )


def _this_promise(case: Case) -> str:
    """One promise, one warning: a promise that was moved on after a pause is another one."""
    return f"{case.mail_reference}:{case.answer_by.isoformat()}"


def _moment(case: Case, at: datetime.datetime, language: str) -> str:
    return rendering.moment(at, case.operator.time_zone, language)
