"""The company and the person behind an inquiry: erased when nothing else needs them."""

import datetime
import re
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry, SignInCode, User
from enterprises.models import CompanyProfile, Enterprise, Invitation, Member, Story, Subscription, Tenancy
from inquiries import drafting
from inquiries.models import Draft, Inquiry
from inquiries.privacy import titles
from notifications import outbox
from notifications.enums import Audience
from notifications.models import OutgoingEmail
from parks import revising
from parks.models import InvitedSeat, Registration, SearchEntry, SearchWord


def erase_company(inquiry: Inquiry, now: datetime.datetime, *, keeps_contract: bool) -> bool:
    """Empty the description that this inquiry gave of its company; in the caller's transaction.

    It stays while a contract has to be proved or another inquiry that is not erased uses the same row. In public the
    company is named no more in any case.
    """
    enterprise = inquiry.enterprise
    for tenancy in Tenancy.objects.filter(enterprise=enterprise, consent_on__isnull=False):
        tenancy.consent_on = None
        tenancy.save(update_fields=["consent_on"])
    others = Inquiry.objects.filter(enterprise=enterprise, erased_at__isnull=True).exclude(pk=inquiry.pk)
    if keeps_contract or others.exists():
        return False
    for story in Story.objects.filter(enterprise=enterprise):
        story.consent_on, story.enterprise = None, None
        for column in ("company_zh_hans", "company_en"):
            setattr(story, column, "")
        story.save()
        revising.forget(story)
    words = re.findall(r"\w+", f"{enterprise.name_zh_hans} {enterprise.name_en}".lower())
    enterprise.name_zh_hans = enterprise.name_en = enterprise.registration_number = enterprise.website = ""
    enterprise.founded_year, enterprise.qualifications, enterprise.profile = None, [], None
    enterprise.erased_at = now
    enterprise.save()
    tenancies = Tenancy.objects.filter(enterprise=enterprise)
    titles.forget(enterprise, *tenancies)
    _forget_words(words)
    return True


def _forget_words(words: Iterable[str]) -> None:
    """Words of the company's name that the search corrects typing errors with, unless something public says them."""
    for word in words:
        if not SearchEntry.objects.filter(tokens__icontains=word).exists():
            SearchWord.objects.filter(word=word).delete()


def erase_person(inquiry: Inquiry, *, everything: bool) -> None:
    """The account of the contact's address with what belongs to it, unless another inquiry or colleagues need it.

    With `everything` also what the address asked for apart from inquiries: registrations for events, subscriptions.
    """
    email = inquiry.contact_email
    if not email:
        return
    if everything:
        Registration.objects.filter(email__iexact=email).delete()
        Subscription.objects.filter(email__iexact=email).delete()
    others = Inquiry.objects.filter(contact_email__iexact=email, erased_at__isnull=True).exclude(pk=inquiry.pk)
    if others.exists():
        return
    outbox.erase(_mails_outside(email, everything=everything), timezone.now())
    SignInCode.objects.filter(email__iexact=email).delete()
    Invitation.objects.filter(email__iexact=email).delete()
    InvitedSeat.objects.filter(email__iexact=email).delete()
    user = User.objects.of_address(email)
    if user is not None and (user.enters_by_code or not (user.is_staff or user.is_superuser)):
        _erase_account(user, inquiry, everything=everything)


def _mails_outside(email: str, *, everything: bool) -> models.QuerySet[OutgoingEmail]:
    """Mails to the address that are about no inquiry: codes, invitations; news and tickets only with everything else.

    The last mail of the erasure is still to be sent.
    """
    rows = OutgoingEmail.objects.filter(to__iexact=email, audience=Audience.ENQUIRER).exclude(event="erasure_done")
    if everything:
        rows = rows.exclude(about__startswith="routing:")
        return rows.exclude(about__startswith="case:").exclude(about__startswith="inquiry:")
    return rows.filter(event__in=("signin_code", "signin_staff", "colleague_invitation"))


def _erase_account(user: User, inquiry: Inquiry, *, everything: bool) -> None:
    """An account stays that has added another inquiry, has subscribed, or is the last owner of colleagues' company.

    Of somebody who also works in the back office the enterprise's side alone goes.
    """
    added = Inquiry.objects.filter(added__user=user, erased_at__isnull=True).exclude(pk=inquiry.pk)
    subscribed = Subscription.objects.filter(email__iexact=user.email).exists()
    if added.exists() or subscribed or any(_needs(profile, user) for profile in CompanyProfile.objects.of(user)):
        return
    for profile in list(CompanyProfile.objects.of(user)):
        if not Member.objects.filter(company=profile).exclude(user=user).exists():
            titles.forget(profile)
            outbox.erase(OutgoingEmail.objects.filter(about=f"company:{profile.pk}"), timezone.now())
            Enterprise.objects.filter(profile=profile).update(profile=None)
            profile.delete()
    _erase_drafts(Draft.objects.filter(Q(owner=user) | Q(email__iexact=user.email), inquiry__isnull=True))
    if user.is_staff or user.is_superuser:
        Member.objects.filter(user=user).delete()
        user.added_inquiries.all().delete()
        user.enters_by_code, user.guest_mark = False, ""
        user.save(update_fields=["enters_by_code", "guest_mark"])
        return
    with audit.unlocked():
        AuditEntry.objects.filter(actor=user).update(address=None)
    titles.forget(user)
    user.delete()


def _needs(profile: CompanyProfile, user: User) -> bool:
    members = list(Member.objects.filter(company=profile))
    others = [member for member in members if member.user_id != user.pk]
    return bool(others) and not any(member.is_owner for member in others)


def _erase_drafts(drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        drafting.erase(draft)
