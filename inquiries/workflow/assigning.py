"""Who gets a new case by the rules of its operator (`AssignmentRule`).

A rule may never stand in the way of an inquiry: without a rule that fits, with nobody there, or if anything fails, the
case stays nobody's and stands first in the list.
"""

import logging
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import mail
from inquiries.enums import CASE_ROLES, OPEN_STAGES
from inquiries.models import AssignmentRule, Case
from notifications import outbox
from parks.models import Industry, Membership, Operator

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Subject:
    """What the conditions of a rule are compared with; empty where nothing is known, and then only an empty
    condition fits."""

    operator: Operator
    park: int | None = None
    industry: Industry | None = None
    language: str = ""
    mode: int | None = None
    direction: str = ""

    @classmethod
    def of(cls, case: Case) -> "Subject":
        inquiry = case.inquiry
        return cls(
            operator=case.operator,
            park=case.park_id,
            industry=inquiry.enterprise.industry,
            language=inquiry.contact_language,
            mode=inquiry.mode_id,
            direction=inquiry.direction,
        )


@dataclass(frozen=True)
class Verdict:
    """One rule, whether it fits, who of its people is there, and how many open cases each of those has."""

    rule: AssignmentRule
    fits: bool
    people: Sequence[tuple[User, int]] = ()
    absent: Sequence[User] = ()
    left: Sequence[User] = ()

    @property
    def chosen(self) -> User | None:
        """The least loaded; of equals whoever has had the account for longer."""
        if not self.fits or not self.people:
            return None
        return min(self.people, key=lambda pair: (pair[1], pair[0].pk))[0]


def verdicts(subject: Subject) -> list[Verdict]:
    """What each rule in use says, in their order; four queries at most, however many rules there are."""
    rules = list(
        AssignmentRule.objects.filter(operator=subject.operator, is_active=True)
        .order_by("position", "pk")
        .prefetch_related("people")
    )
    if not rules:
        return []
    day = timezone.localdate(timezone=zoneinfo.ZoneInfo(subject.operator.time_zone))
    here, away = _staff(subject.operator, day)
    loads = _loads(subject.operator, here)
    found = []
    for rule in rules:
        people = list(rule.people.all())
        found.append(
            Verdict(
                rule=rule,
                fits=fits(rule, subject),
                people=[(person, loads.get(person.pk, 0)) for person in people if person.pk in here],
                absent=[person for person in people if person.pk in away],
                left=[person for person in people if person.pk not in here | away],
            )
        )
    return found


def fits(rule: AssignmentRule, subject: Subject) -> bool:
    """Whether every condition of the rule is empty or met."""
    industry = subject.industry
    industries = {industry.pk, industry.parent_id} if industry is not None else set()
    return (
        rule.park_id in (None, subject.park)
        and (rule.industry_id is None or rule.industry_id in industries)
        and rule.language in ("", subject.language)
        and rule.mode_id in (None, subject.mode)
        and rule.direction in ("", subject.direction)
    )


def choose(subject: Subject) -> tuple[AssignmentRule, User] | None:
    """The first rule that fits and has somebody there, and whom it gives the case to."""
    for verdict in verdicts(subject):
        if person := verdict.chosen:
            return verdict.rule, person
    return None


def assign_opened(cases: Iterable[Case]) -> None:
    """Put somebody in charge of each of these new cases, who gets a mail; in the transaction that opened them.

    Each in a savepoint of its own: what fails there is logged and undone, and the case is kept without an officer. Two
    inquiries at the same moment may both go to whoever had the fewest cases. One query where no operator has a rule.
    """
    opened = list(cases)
    rules = AssignmentRule.objects.filter(operator__in={case.operator_id for case in opened}, is_active=True)
    ruled = set(rules.order_by().values_list("operator", flat=True))
    for case in opened:
        if case.operator_id not in ruled:
            continue
        try:
            with transaction.atomic():
                _assign(case)
        except Exception:
            logger.exception("the assignment rules of operator %d failed; the case stays nobody's", case.operator_id)
            case.owner = None


def _assign(case: Case) -> None:
    found = choose(Subject.of(case))
    if found is None:
        return
    rule, person = found
    case.owner = person
    Case.objects.filter(pk=case.pk).update(owner=person)
    entry = audit.record(AuditAction.CHANGED, case, what="owner", from_user=None, to_user=person.pk, rule=rule.pk)
    outbox.queue(*mail.inquiry_assigned(case, entry))


def _staff(operator: Operator, day: date) -> tuple[set[int], set[int]]:
    """Who works on this operator's cases and is there on this day, and who is away. Away by one seat is away."""
    seats = Membership.objects.filter(
        operator=operator, operator__is_active=True, role__in=CASE_ROLES, user__is_active=True, user__is_staff=True
    )
    away, everybody = set(), set()
    for seat in seats:
        everybody.add(seat.user_id)
        if seat.is_away(day):
            away.add(seat.user_id)
    return everybody - away, away


def _loads(operator: Operator, people: Iterable[int]) -> dict[int, int]:
    """How many open cases of this operator each of these people has."""
    rows = Case.objects.filter(operator=operator, owner__in=list(people), stage__in=OPEN_STAGES)
    return dict(rows.order_by().values_list("owner").annotate(count=Count("pk")))
