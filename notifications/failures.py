"""What went wrong with one attempt: permanent or not, whose fault, in words that hold no secrets."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from notifications.enums import FailureKind

TOO_BIG = 552
GOODBYE = 421
CREDENTIALS = re.compile(r"//[^/@\s]+@")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Failure:
    """Why one attempt failed. `disconnected`: the connection is gone; `unreachable`: it never stood."""

    kind: FailureKind
    detail: str = ""
    permanent: bool = False
    disconnected: bool = False
    unreachable: bool = False

    @property
    def stored(self) -> str:
        """As kept in `last_error`: the code, then what the mail server said."""
        return f"{self.kind}: {self.detail}" if self.detail else str(self.kind)


def classify(error: Exception) -> Failure:
    """Sort an exception of a mail backend.

    Permanent is only what this mail's own recipient or content caused (5xx, unusable address). A refused
    sender or log-in is a mistake in the settings, which would hit every mail: it is retried for 48 hours.
    """
    match error:
        case smtplib.SMTPServerDisconnected() if isinstance(error.__context__, TimeoutError):
            return Failure(FailureKind.TIME_OUT, "", disconnected=True)
        case smtplib.SMTPServerDisconnected():
            return Failure(FailureKind.CONNECTION, _said(error), disconnected=True)
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return _response(FailureKind.RECIPIENT_REFUSED, code, text)
        case smtplib.SMTPSenderRefused():
            permanent = error.smtp_code == TOO_BIG
            kind = FailureKind.CONTENT_REFUSED if permanent else FailureKind.SENDER_REFUSED
            return _response(kind, error.smtp_code, error.smtp_error, permanent=permanent)
        case smtplib.SMTPDataError():
            return _response(FailureKind.CONTENT_REFUSED, error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():
            return _response(FailureKind.TEMPORARY, error.smtp_code, error.smtp_error, permanent=False)
        case smtplib.SMTPNotSupportedError():
            return Failure(FailureKind.BAD_ADDRESS, _said(error), permanent=True)
        case TimeoutError():
            return Failure(FailureKind.TIME_OUT, "", disconnected=True)
        case ssl.SSLError() | OSError():
            return Failure(FailureKind.CONNECTION, _said(error), disconnected=True)
        case ValueError():  # BadHeaderError, and UnicodeError from a domain that has no wire form
            return Failure(FailureKind.BAD_ADDRESS, _said(error), permanent=True)
        case _:
            return Failure(FailureKind.OTHER, f"{type(error).__name__}: {_said(error)}", disconnected=True)


def _response(kind: FailureKind, code: int, text: bytes | str, *, permanent: bool | None = None) -> Failure:
    final = 500 <= code < 600 if permanent is None else permanent
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    if not final and kind in (FailureKind.RECIPIENT_REFUSED, FailureKind.CONTENT_REFUSED):
        kind = FailureKind.TEMPORARY
    return Failure(kind, clean(f"{code} {said}"), permanent=final, disconnected=code == GOODBYE)


def _said(error: Any) -> str:
    return clean(str(error) or type(error).__name__)


def clean(text: str) -> str:
    """One line, at most 500 characters, with the mail account's name and password blotted out."""
    for secret in (settings.EMAIL_HOST_PASSWORD, settings.EMAIL_HOST_USER):
        if secret:
            text = text.replace(secret, "***")
    return CONTROL.sub(" ", CREDENTIALS.sub("//***@", text)).strip()[:500]
