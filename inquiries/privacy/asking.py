"""Asking for a copy or for the erasure. The secret link may have been passed on, so it does not suffice: a code goes
to the contact's address, or somebody is signed in with that very address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common import mailedcodes
from inquiries import mail
from inquiries.enums import PrivacyKind, PrivacySource, PrivacyState
from inquiries.models import Inquiry, PrivacyRequest
from inquiries.privacy import erasing
from notifications import outbox

PURPOSE = "inquiries.privacy"
LIFETIME = timedelta(minutes=30)
MOST_A_DAY = 5  # codes for one inquiry and one wish
KEPT = timedelta(days=1)


class TooMany(Exception):
    """Many codes were mailed for this inquiry today."""


def proves(user: User | None, inquiry: Inquiry) -> bool:
    """Whether being signed in shows that this is the contact: the account has the very address that was given."""
    return user is not None and bool(inquiry.contact_email) and user.email.lower() == inquiry.contact_email.lower()


def waiting(inquiry: Inquiry, kind: str) -> PrivacyRequest | None:
    """The wish that waits for its code."""
    found = PrivacyRequest.objects.filter(inquiry=inquiry, kind=kind, state=PrivacyState.ASKED)
    return found.filter(expires_at__gt=timezone.now()).first()


def ask(inquiry: Inquiry, *, kind: str, everything: bool = False) -> PrivacyRequest:
    """Mail a new code to the contact; the one before is void. Raises TooMany. An inquiry without an address cannot ask.

    The inquiry's row is locked, so that of two clicks at once each voids what was before.
    """
    with transaction.atomic():
        row = Inquiry.objects.select_for_update(of=("self",), no_key=True).get(pk=inquiry.pk)
        now = timezone.now()
        mine = PrivacyRequest.objects.filter(inquiry=row, kind=kind, source=PrivacySource.PERSON)
        if mine.filter(created_at__gt=now - KEPT).count() >= MOST_A_DAY:
            raise TooMany
        mine.filter(state=PrivacyState.ASKED).update(state=PrivacyState.LAPSED, digest="")
        code = mailedcodes.fresh()
        request = PrivacyRequest(
            inquiry=row,
            kind=kind,
            source=PrivacySource.PERSON,
            language=row.contact_language,
            everything=everything,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        request.digest = mailedcodes.digest(PURPOSE, request.handle, code)
        request.save()
        letter = mail.erasure_confirm if kind == PrivacyKind.ERASE else mail.export_confirm
        outbox.queue(*letter(request, code, round(LIFETIME.total_seconds() / 60)))
        audit.record(AuditAction.CHANGED, row, what=f"{kind}_asked")
    return request


def confirm(inquiry: Inquiry, *, kind: str, code: str) -> PrivacyRequest | None:
    """The wish that this code confirms; None when it does not fit or nothing waits. Five wrong codes void it.

    A copy is done with that; an erasure is confirmed, and `carry_out` does it.
    """
    with transaction.atomic():
        found = PrivacyRequest.objects.select_for_update(of=("self",)).filter(inquiry=inquiry, kind=kind)
        row = found.filter(state=PrivacyState.ASKED, expires_at__gt=timezone.now()).first()
        if row is None:
            return None
        if not mailedcodes.fits(row.digest, PURPOSE, row.handle, code):
            row.attempts += 1
            row.state = PrivacyState.LAPSED if row.attempts >= row.MOST_ATTEMPTS else row.state
            row.save(update_fields=["attempts", "state"])
            return None
        return _confirmed(row)


def confirm_signed_in(inquiry: Inquiry, *, kind: str, everything: bool = False) -> PrivacyRequest:
    """The same without a code, for the contact who is signed in. The caller has asked `proves`."""
    source = PrivacySource.PERSON
    row = PrivacyRequest(
        inquiry=inquiry, kind=kind, source=source, language=inquiry.contact_language, everything=everything
    )
    with transaction.atomic():
        return _confirmed(row)


def for_somebody(inquiry: Inquiry, *, kind: str, actor: User, everything: bool = False) -> PrivacyRequest:
    """The platform does it for a person that asked in another way. The caller has asked whether `actor` may."""
    row = PrivacyRequest(
        inquiry=inquiry,
        kind=kind,
        source=PrivacySource.STAFF,
        actor=actor,
        language=inquiry.contact_language,
        everything=everything,
    )
    with transaction.atomic():
        return _confirmed(row)


def carry_out(request: PrivacyRequest) -> bool:
    """Do a confirmed erasure; once more changes nothing. False when it was done before."""
    with transaction.atomic():
        row = PrivacyRequest.objects.select_related("inquiry", "actor").get(pk=request.pk)
        if row.state != PrivacyState.CONFIRMED:
            return False
        is_first = erasing.erase(row.inquiry, actor=row.actor, everything=row.everything)
        PrivacyRequest.objects.filter(pk=row.pk).update(state=PrivacyState.DONE, done_at=timezone.now())
    return is_first


def lapse_due(now: datetime) -> int:
    """Wishes whose code was never entered."""
    due = Q(state=PrivacyState.ASKED, expires_at__lte=now)
    return PrivacyRequest.objects.filter(due).update(state=PrivacyState.LAPSED, digest="")


def _confirmed(row: PrivacyRequest) -> PrivacyRequest:
    is_copy = row.kind == PrivacyKind.EXPORT
    row.state = PrivacyState.DONE if is_copy else PrivacyState.CONFIRMED
    row.done_at = timezone.now() if is_copy else None
    row.digest = ""
    row.save()
    if is_copy:
        audit.record(AuditAction.EXPORTED, row.inquiry, actor=row.actor, kind="personal_data", source=row.source)
    return row
