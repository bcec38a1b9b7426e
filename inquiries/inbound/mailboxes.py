"""Where mails are fetched from: a folder of the machine (maildir), or an IMAP server.

A mailbox gives one mail at a time and is told when that one has been kept; a mail that nobody could keep stays where
it is. Two readers of one mailbox may meet: a mail that is gone when it is its turn was the other's.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from inquiries.inbound.parsing import MAX_BYTES

HEAD = 256 * 1024  # bytes of a mail that is too large: enough for its headers
BATCH = 200  # mails in one run
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Delivery:
    """One mail of a mailbox. `size` is larger than `raw` where only the beginning was fetched."""

    name: str
    raw: bytes
    size: int


class Mailbox(Protocol):
    def deliveries(self) -> Iterator[Delivery]: ...

    def done(self, delivery: Delivery, *, failed: bool) -> None:
        """The mail is kept in the database; `failed`: as one that could not be taken over yet."""


class Maildir:
    """Mails in `new` and `cur`; those that are done move to `processed` or `failed` beside these."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliveries(self) -> Iterator[Delivery]:
        paths = [path for name in ("new", "cur") for path in sorted((self.folder / name).glob("*")) if path.is_file()]
        for path in paths[:BATCH]:
            try:
                size = path.stat().st_size
                with path.open("rb") as file:
                    raw = file.read(HEAD if size > MAX_BYTES else size)
            except FileNotFoundError:  # another run was faster
                continue
            yield Delivery(str(path.relative_to(self.folder)), raw, size)

    def done(self, delivery: Delivery, *, failed: bool) -> None:
        path = self.folder / delivery.name
        target = self.folder / ("failed" if failed else "processed")
        target.mkdir(exist_ok=True)
        try:
            path.rename(target / path.name)
        except FileNotFoundError:
            logging.getLogger(__name__).info("a mail of the folder was moved by another run")


class Imap:
    """Unseen mails of one folder, marked as seen when they are kept; one that failed is flagged too."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self.connection = connection

    def deliveries(self) -> Iterator[Delivery]:
        found = self._ask("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:BATCH]:
            name = uid.decode()
            size = self._size(name)
            if size is None:
                continue
            part = f"(BODY.PEEK[]<0.{HEAD}>)" if size > MAX_BYTES else "(BODY.PEEK[])"
            raw = next((piece[1] for piece in self._ask("FETCH", name, part) if isinstance(piece, tuple)), None)
            if isinstance(raw, bytes):
                yield Delivery(name, raw, max(size, len(raw)) if size > MAX_BYTES else len(raw))

    def done(self, delivery: Delivery, *, failed: bool) -> None:
        self._ask("STORE", delivery.name, "+FLAGS.SILENT", r"(\Seen \Flagged)" if failed else r"(\Seen)")

    def _size(self, name: str) -> int | None:
        """None when the mail is gone."""
        for piece in self._ask("FETCH", name, "(RFC822.SIZE)"):
            line = piece[0] if isinstance(piece, tuple) else piece
            if isinstance(line, bytes) and (match := SIZE.search(line)):
                return int(match[1])
        return None

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        answer, data = self.connection.uid(command, *arguments)
        if answer != "OK":
            raise imaplib.IMAP4.error(f"{command} was answered by {answer}")
        return data


@contextmanager
def imap(place: Mapping[str, Any]) -> Iterator[Imap]:
    """Signed in at the server that `settings.INBOUND_IMAP` names; its certificate must be good."""
    connection = _connect(place)
    try:
        connection.login(place["user"], place["password"])
        answer, _data = connection.select(_quoted(place["folder"]))
        if answer != "OK":
            raise imaplib.IMAP4.error("the folder cannot be opened")
        yield Imap(connection)
    finally:
        _leave(connection)


def _connect(place: Mapping[str, Any]) -> imaplib.IMAP4:
    where = {"host": place["host"], "port": place["port"], "timeout": settings.EMAIL_TIMEOUT}
    if place["scheme"] == "imaps":
        return imaplib.IMAP4_SSL(**where, ssl_context=ssl.create_default_context())
    connection = imaplib.IMAP4(**where)
    if place["scheme"] == "imap+tls":
        connection.starttls(ssl.create_default_context())
    return connection


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (OSError, imaplib.IMAP4.error):
        logging.getLogger(__name__).debug("the mailbox's server did not say goodbye", exc_info=True)


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
