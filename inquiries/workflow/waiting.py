"""The two waiting flags of an open case, on a row that the caller has locked."""

import datetime
import zoneinfo

from django.db import transaction

from accounts import audit
from accounts.enums import AuditAction
from inquiries.models import Case
from inquiries.workflow import promise

WAITING_FIELDS = (
    "awaiting_enterprise_since",
    "awaiting_question",
    *promise.PROMISE_FIELDS,
    "on_hold_until",
    "on_hold_reason",
)


def pause(case: Case, question: str, now: datetime.datetime) -> None:
    """Wait for the enterprise: its clock stands still from the first open question on."""
    case.awaiting_enterprise_since = case.awaiting_enterprise_since or now
    case.awaiting_question = question


def resume(case: Case, now: datetime.datetime) -> bool:
    """The enterprise answered at `now`: the promise moves on by the working time that was left.

    The one door, whether it answered on its page, by mail, or on the phone. False when nobody waited for it then.
    """
    if case.awaiting_enterprise_since is None or now < case.awaiting_enterprise_since:
        return False
    promise.move_on(case, now)
    case.awaiting_enterprise_since = None
    case.awaiting_question = ""
    return True


def clear(case: Case) -> None:
    """An ended case waits for nobody. The promise stays as it was."""
    case.awaiting_enterprise_since = None
    case.awaiting_question = ""
    case.on_hold_until = None
    case.on_hold_reason = ""
    case.enterprise_wrote_at = None


def lift_holds(now: datetime.datetime) -> int:
    """Take cases up again whose hold is over where their operator works; returns how many."""
    tomorrow = now.astimezone(datetime.UTC).date() + datetime.timedelta(days=1)  # no zone is further ahead
    lifted = 0
    for pk in Case.objects.live().filter(on_hold_until__lte=tomorrow).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Case.objects.locked(pk)
            today = now.astimezone(zoneinfo.ZoneInfo(row.operator.time_zone)).date()
            if row.on_hold_until is None or row.on_hold_until > today:
                continue
            row.on_hold_until, row.on_hold_reason = None, ""
            row.save(update_fields=[*WAITING_FIELDS, "updated_at"])
            audit.record(AuditAction.CHANGED, row, what="hold_over")
            lifted += 1
    return lifted
