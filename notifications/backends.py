"""A mail backend that keeps each mail as one `.eml` file, and the reading of that folder as a mailbox."""

import email
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"^[0-9]{8}T[0-9]{12}-[0-9a-f]{8}$")


class MailboxBackend(BaseEmailBackend):
    """Writes to EMAIL_FILE_PATH, one file a mail; a half-written file is never visible."""

    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            part = self.folder / f".{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(self.folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class KeptMail:
    """One mail of the folder, as a mail reader shows it."""

    name: str
    parsed: ParsedMessage

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(key, str(value)) for key, value in self.parsed.items()]

    @property
    def subject(self) -> str:
        return str(self.parsed["subject"] or "")

    @property
    def to(self) -> str:
        return str(self.parsed["to"] or "")

    @property
    def date(self) -> str:
        return str(self.parsed["date"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.parsed.get_body(preferencelist=(kind,))
        return part.get_content() if part is not None else ""


def kept_mails(limit: int = 200) -> list[KeptMail]:
    """The newest mails of the folder, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    names = sorted((path.stem for path in folder.glob("*.eml") if NAME.match(path.stem)), reverse=True)
    return [mail for name in names[:limit] if (mail := kept_mail(name))]


def kept_mail(name: str) -> KeptMail | None:
    """One mail of the folder, or None; a name that is no name of ours never reaches the file system."""
    path = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    if not NAME.match(name) or not path.is_file():
        return None
    parsed = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    return KeptMail(name, parsed)
