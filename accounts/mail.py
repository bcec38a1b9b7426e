"""Mails about signing in. The code stands in the body alone."""

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.models import SignInCode
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
