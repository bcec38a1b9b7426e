"""Three, six and twelve months after moving in the tenant is asked how it goes; each time once."""

import calendar
import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import mail
from inquiries.enums import CheckInMonth, Stage
from inquiries.models import Case, CheckIn, Settlement
from inquiries.servicing import rows
from inquiries.servicing.catalogue import is_open_for
from inquiries.workflow import deadlines
from notifications import outbox

# A chore that comes late still asks; what is older is past (a system that was set up after the company had moved in).
STILL_ASKED = datetime.timedelta(days=45)
MOST_JOBS = 1_000_000
NEEDS_LENGTH = 2000


@dataclass(frozen=True)
class Answers:
    """`satisfaction` from 1 to 5; how many people work there now, if known; what the tenant needs, if anything."""

    satisfaction: int
    jobs: int | None = None
    needs: str = ""


def day_of(settled_on: datetime.date, months: int) -> datetime.date:
    """So many months later; the last day of a month that has no such day."""
    years, month = divmod(settled_on.month - 1 + months, 12)
    year, month = settled_on.year + years, month + 1
    return datetime.date(year, month, min(settled_on.day, calendar.monthrange(year, month)[1]))


def open_due(now: datetime.datetime) -> int:
    """Ask every tenant whose third, sixth or twelfth month is over where its operator works; returns how many.

    The row comes first and is unique for settlement and month, so nobody is asked twice, however often this runs.
    """
    today = now.astimezone(datetime.UTC).date() + datetime.timedelta(days=1)  # no zone is further ahead
    opened = 0
    for month in CheckInMonth.values:
        span = datetime.timedelta(days=month * 31 + 1) + STILL_ASKED
        due = (
            Settlement.objects.filter(case__stage=Stage.SETTLED, settled_on__gte=today - span)
            .filter(settled_on__lte=today - datetime.timedelta(days=month * 28))
            .exclude(check_ins__month=month)
            .order_by("pk")
        )
        opened += sum(_open(case, month, now) for case in due.values_list("case", flat=True))
    return opened


def _open(case: int, month: int, now: datetime.datetime) -> bool:
    with transaction.atomic():
        row = Case.objects.locked(case)
        settlement = Settlement.objects.get(case=row)
        if settlement.settled_on is None or not is_open_for(row):
            return False
        due_on = day_of(settlement.settled_on, month)
        today = now.astimezone(deadlines.zone_of(row.operator)).date()
        if not due_on <= today <= due_on + STILL_ASKED:
            return False
        check_in, is_new = CheckIn.objects.get_or_create(
            settlement=settlement, month=month, defaults={"due_on": due_on, "created_at": now}
        )
        if is_new:
            settlement.case = row
            check_in.settlement = settlement
            outbox.queue(*mail.check_in(check_in))
    return is_new


def answer(check_in: CheckIn, answers: Answers) -> CheckIn:
    """The tenant answers on its page, once; the staff get a mail."""
    return _answer(check_in, answers, None)


def log_answer(check_in: CheckIn, answers: Answers, *, actor: User) -> CheckIn:
    """Staff keep what the tenant said in a call. Raises ValidationError, PermissionDenied."""
    return _answer(check_in, answers, actor)


def _answer(check_in: CheckIn, answers: Answers, actor: User | None) -> CheckIn:
    """The same answers again change nothing; others are refused once there are some."""
    needs = rows.words_of(answers.needs, "needs", limit=NEEDS_LENGTH)
    if answers.satisfaction not in range(1, 6):
        raise ValidationError({"satisfaction": _("Choose from 1 to 5.")})
    if answers.jobs is not None and not 0 <= answers.jobs <= MOST_JOBS:
        raise ValidationError({"jobs": _("Enter a whole number such as 25.")})
    with transaction.atomic():
        row = rows.lock_case(check_in.settlement.case_id, actor)
        current = CheckIn.objects.locked(check_in.pk)
        if (current.satisfaction, current.jobs, current.needs) == (answers.satisfaction, answers.jobs, needs):
            return current
        if current.answered_at is not None:
            raise ValidationError(_("These questions were answered already."))
        current.satisfaction, current.jobs, current.needs = answers.satisfaction, answers.jobs, needs
        current.answered_at, current.logged_by = timezone.now(), actor
        current.save()
        current.settlement.case = row
        audit.record(AuditAction.CHANGED, row, actor=actor, what="check_in_answered", check_in=current.pk)
        if actor is None:
            outbox.queue(*mail.check_in_answered(current))
    return current
