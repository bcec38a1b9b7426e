"""Mails about signing in. The code, or the link that holds a secret, stands in the body alone."""

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import SignInCode, StaffLink, User
from notifications.enums import Audience
from notifications.outbox import Mail


def signin_code(row: SignInCode, code: str, language: str) -> Mail:
    """The code, to whoever reads the address; nothing else in it is of any use."""
    return _mail("signin_code", row, language, code=code, minutes=_minutes(row))


def signin_staff(row: SignInCode, language: str) -> Mail:
    """To an address of the back office: no code, but where staff sign in."""
    with override(language):
        address = settings.SITE_URL + reverse("admin:login")
    return _mail("signin_staff", row, language, staff_url=address)


def staff_reset(link: StaffLink, secret: str) -> Mail:
    """To somebody of the back office who forgot the password."""
    minutes = round((link.expires_at - link.created_at).total_seconds() / 60)
    words = {"link_url": _link(link.user, secret), "minutes": minutes}
    return _staff("staff_reset", link.user, f"staff_reset:{link.digest[:16]}", **words)


def staff_security(user: User, what: str, **words: object) -> Mail:
    """Something about how this person signs in has changed, or somebody tried in vain; `what` is a word of the
    template's. Of attempts in vain one mail a day is enough."""
    with override(user.language):
        forgot = settings.SITE_URL + reverse("accounts:forgot")
    dedupe = f"staff_locked:{user.pk}:{timezone.now():%Y-%m-%d}" if what == "locked" else ""
    return _staff("staff_security", user, dedupe, what=what, forgot_url=forgot, **words)


def _staff(event: str, user: User, dedupe: str, **words: object) -> Mail:
    return Mail(
        event=event,
        to=user.email,
        language=user.language,
        audience=Audience.PLATFORM if user.is_platform_staff else Audience.STAFF,
        context=words,
        dedupe=dedupe,
    )


def _link(user: User, secret: str) -> str:
    with override(user.language):
        return settings.SITE_URL + reverse("accounts:staff_link", args=[secret])


def _mail(event: str, row: SignInCode, language: str, **words: object) -> Mail:
    turn = hashlib.sha256(row.handle.encode()).hexdigest()[:16]
    return Mail(
        event=event,
        to=row.email,
        language=language,
        audience=Audience.ENQUIRER,
        context=words,
        dedupe=f"{event}:{turn}",
    )


def _minutes(row: SignInCode) -> int:
    return round((row.expires_at - row.created_at).total_seconds() / 60)
