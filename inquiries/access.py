"""What each role may do with inquiries and cases; rows are narrowed by `for_staff`."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import PlatformRole
from accounts.models import User
from common.access import Allowed, Decision, Denied
from inquiries.enums import CASE_ROLES, Stage
from inquiries.models import Case, Routing
from parks.access import grant
from parks.enums import SeatRole
from parks.models import Membership, Operator

_CASE_WORK = (
    grant("view", "inquiry", "requirement", "consent", "attachment", "stagechange", "message", "note", "transfer")
    | grant("view change", "case", "qualification")
    | grant("view add change", "visit", "proposal", "settlement", "spacehold")
    | grant("view", "letting", "serviceentry")
    | grant("view add change", "servicerequest")
    | grant("view change", "checkin")
    | grant("view add change delete", "slot")
    | grant("view add", "interaction")
    | grant("add", "message", "note")
    | grant("view change", "incomingemail")
    | grant("view", "replytemplate", "assignmentrule")
)
# Inquiries that name no park: of the platform's administrators alone.
_DESK_WORK = (
    grant("view change", "routing") | grant("view add", "routingmessage") | grant("view add change", "routingoffer")
)
# What people asked about their data, and the doors that do it for them.
_PRIVACY = grant("view", "privacyrequest") | grant("erase takeout", "inquiry")
# Lists with the contact of people in them leave the house unmasked.
_TAKE_ALONG = grant("export", "case", "inquiry", "incomingemail", "assignmentrule")
_TEMPLATES = grant("add change delete", "replytemplate", "assignmentrule")
# `report` counts cases, `name` also by the officer in charge: managers look at people, officers and auditors do not.
_LEADING = grant("force name", "case")
_COUNTING = grant("report", "case")
PERMISSIONS: dict[str, frozenset[str]] = {
    SeatRole.OFFICER: _CASE_WORK | _COUNTING,
    SeatRole.MANAGER: _CASE_WORK | _COUNTING | _TEMPLATES | _TAKE_ALONG | _LEADING,
    PlatformRole.ADMIN: _CASE_WORK
    | _COUNTING
    | _TEMPLATES
    | _TAKE_ALONG
    | _LEADING
    | grant("export", "routing")
    | _DESK_WORK
    | _PRIVACY,
    PlatformRole.AUDITOR: grant("view", "privacyrequest") | _COUNTING,
}


def may_work(user: User | AnonymousUser, case: Case) -> Decision:
    """Answer, note, plan, assign: everyday work on this case."""
    if Case.objects.for_staff(user, "change").filter(pk=case.pk).exists():
        return Allowed()
    return Denied(_("You do not work on this case: it belongs to another operator, or your role does not cover cases."))


def worked_case(pk: int, actor: User) -> Case:
    """The case as it is now, locked until the transaction ends, for somebody who works on it; else PermissionDenied."""
    row = Case.objects.locked(pk)
    allowed = may_work(actor, row)
    if isinstance(allowed, Denied):
        raise PermissionDenied(str(allowed.reason))
    return row


def worked_routing(pk: int, actor: User) -> Routing:
    """The inquiry at the desk as it is now, locked until the transaction ends, for who works there; else
    PermissionDenied."""
    row = Routing.objects.locked(pk)
    if not Routing.objects.for_staff(actor, "change").filter(pk=pk).exists():
        raise PermissionDenied(str(_("Only the platform's administrators work on inquiries without a park.")))
    return row


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
