"""What each role may do with inquiries and cases; rows are narrowed by `for_staff`."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import PlatformRole
from accounts.models import User
from common.access import Allowed, Decision, Denied
from inquiries.enums import CASE_ROLES, Stage
from inquiries.models import Case
from parks.access import grant
from parks.enums import SeatRole
from parks.models import Membership, Operator

_CASE_WORK = (
    grant("view", "inquiry", "requirement", "consent", "attachment", "stagechange", "message", "note")
    | grant("view change", "case", "qualification")
    | grant("view add change", "visit", "proposal", "settlement")
    | grant("view add", "interaction")
    | grant("add", "message", "note")
)
PERMISSIONS: dict[str, frozenset[str]] = {
    SeatRole.OFFICER: _CASE_WORK,
    SeatRole.MANAGER: _CASE_WORK | grant("force export", "case"),
    PlatformRole.ADMIN: _CASE_WORK | grant("force export", "case"),
}


def may_work(user: User | AnonymousUser, case: Case) -> Decision:
    """Answer, note, plan, assign: everyday work on this case."""
    if Case.objects.for_staff(user, "change").filter(pk=case.pk).exists():
        return Allowed()
    return Denied(_("You do not work on this case: it belongs to another operator, or your role does not cover cases."))


def may_move(user: User | AnonymousUser, case: Case, to: str, force: bool = False) -> Decision:
    """Move this case to stage `to`. Whether the case is ripe for it is the business of the workflow."""
    if to not in Stage.values:
        return Denied(_("There is no such stage."))
    allowed = may_work(user, case)
    if not allowed or not force:
        return allowed
    if Case.objects.for_staff(user, "force").filter(pk=case.pk).exists():
        return Allowed()
    return Denied(_("Only a park manager may force a stage."))


def officers(operator: Operator) -> QuerySet[User]:
    """Who may be in charge of this operator's cases."""
    seats = Membership.objects.filter(operator=operator, operator__is_active=True, role__in=CASE_ROLES)
    return User.objects.filter(Exists(seats.filter(user=OuterRef("pk"))), is_active=True, is_staff=True)
