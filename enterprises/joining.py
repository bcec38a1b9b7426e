"""Colleagues: invited, joined, made an owner, gone. Every step locks the company's row first and is in the trail."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.addresses import is_address
from enterprises import mail
from enterprises.enums import MemberRole
from enterprises.models import CompanyProfile, Invitation, Member
from notifications import outbox

INVITED_FOR = timedelta(days=14)
MOST_MEMBERS = 50  # members and open invitations of one company

LAST_OWNER = _("You are the only owner. Make somebody else an owner first.")
ONLY_OWNERS = _("Only an owner of the company may do this.")


class Gone(Exception):
    """The invitation was taken, withdrawn, is too old, or went to another address."""


def invite(company: CompanyProfile, *, email: str, language: str, by: User) -> Invitation:
    """Mail an invitation; asking again sends it anew under a new link, and only the newest link works.

    Raises ValidationError: not an owner, a member already, too many people.
    """
    now = timezone.now()
    with transaction.atomic():
        row = _locked(company)
        _owner(row, by)
        if row.members.filter(is_address("user__email", email)).exists():
            raise ValidationError(_("Somebody with this address is a member already."), code="member")
        if row.members.count() + row.invitations.open().exclude(email=email).count() >= MOST_MEMBERS:
            raise ValidationError(_("A company can have at most 50 members and open invitations."), code="many")
        invitation, _created = row.invitations.open().update_or_create(
            email=email,
            defaults={
                "company": row,
                "uuid": uuid4(),
                "language": language,
                "invited_by": by,
                "created_at": now,
                "expires_at": now + INVITED_FOR,
            },
        )
        audit.record(AuditAction.INVITED, row, actor=by, invitation=invitation.pk)
        outbox.queue(mail.colleague_invitation(invitation))
    return invitation


def withdraw(company: CompanyProfile, *, invitation: int, by: User) -> None:
    """The link stops working. Once more changes nothing."""
    with transaction.atomic():
        row = _locked(company)
        _owner(row, by)
        ended = row.invitations.open().filter(pk=invitation).update(withdrawn_at=timezone.now())
        if ended:
            audit.record(AuditAction.DELETED, row, actor=by, invitation=invitation)


def accept(invitation: Invitation, *, user: User) -> Member:
    """Join as a member. Raises Gone; somebody who is a member already stays what they are."""
    with transaction.atomic():
        company = _locked(invitation.company)
        row = company.invitations.open().filter(pk=invitation.pk, uuid=invitation.uuid).first()
        if row is None or not row.is_open or row.email != user.email.lower():
            raise Gone
        row.accepted_at = timezone.now()
        row.save(update_fields=["accepted_at"])
        member, created = Member.objects.get_or_create(company=company, user=user, defaults={"role": MemberRole.MEMBER})
        if created:
            audit.record(AuditAction.JOINED, company, actor=user, member=member.pk, invitation=row.pk)
    return member


def set_role(company: CompanyProfile, *, member: int, role: str, by: User) -> None:
    """Make a member an owner, or an owner a member; one owner always stays. Raises ValidationError."""
    with transaction.atomic():
        row = _locked(company)
        _owner(row, by)
        found = row.members.filter(pk=member).first()
        if found is None or found.role == role:
            return
        if found.is_owner:
            _keep_an_owner(row)
        found.role = role
        found.save(update_fields=["role"])
        audit.record(AuditAction.CHANGED, row, actor=by, member=found.pk, role=role)


def remove(company: CompanyProfile, *, member: int, by: User) -> None:
    """Take somebody off; owners may remove everybody, and everybody may leave. The last owner stays.

    Raises ValidationError. Somebody who is gone already is no mistake (a repeat).
    """
    with transaction.atomic():
        row = _locked(company)
        found = row.members.filter(pk=member).first()
        if found is None:
            return
        if found.user_id != by.pk:
            _owner(row, by)
        if found.is_owner:
            _keep_an_owner(row)
        audit.record(AuditAction.LEFT, row, actor=by, member=found.pk, user=found.user_id)
        found.delete()


def erase_due(now: datetime) -> int:
    """Erase invitations a month after their time was over, taken or not: they hold an address."""
    return Invitation.objects.filter(expires_at__lte=now - timedelta(days=30)).delete()[0]


def _locked(company: CompanyProfile) -> CompanyProfile:
    return CompanyProfile.objects.select_for_update().get(pk=company.pk)


def _owner(company: CompanyProfile, user: User) -> None:
    if not company.members.filter(user=user, role=MemberRole.OWNER).exists():
        raise ValidationError(ONLY_OWNERS, code="owner")


def _keep_an_owner(company: CompanyProfile) -> None:
    """In the caller's transaction, which holds the company's row: nobody else can go at this moment."""
    if company.members.filter(role=MemberRole.OWNER).count() < 2:
        raise ValidationError(LAST_OWNER, code="last_owner")
