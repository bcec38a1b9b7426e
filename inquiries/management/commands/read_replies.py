"""Reads the answers that came by mail: from a folder, or from the mailbox that the settings name."""

import imaplib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inquiries.inbound import mailboxes, reading


class Command(BaseCommand):
    help = (
        "Take the mails of a mailbox in as answers: of --maildir, else of INBOUND_IMAP_URL. Mails that cannot be taken "
        "over are kept and tried again; the exit code is 1 when there were any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", help="a folder with the folders new and cur")

    def handle(self, *args: Any, **options: Any) -> None:
        tally = self._from_folder(options["maildir"]) if options["maildir"] else self._from_server()
        parts = [f"{state} {count}" for state, count in sorted(tally.states.items())]
        self.stdout.write(", ".join([f"{tally.read} mail(s) read", f"{tally.retried} tried again", *parts]))
        if tally.left:
            raise CommandError(f"Not kept, still in the mailbox: {', '.join(tally.left)}")
        if not tally.is_clean:
            raise CommandError("Some mails could not be taken over; they are tried again by the next run.")

    def _from_folder(self, name: str) -> reading.Tally:
        folder = Path(name)
        if not any((folder / part).is_dir() for part in ("new", "cur")):
            raise CommandError(f"{name} is no maildir: it has neither new nor cur.")
        return reading.empty(mailboxes.Maildir(folder))

    def _from_server(self) -> reading.Tally:
        if not settings.INBOUND_IMAP:
            raise CommandError("No mailbox: set INBOUND_IMAP_URL, or name a folder with --maildir.")
        try:
            with mailboxes.imap(settings.INBOUND_IMAP) as mailbox:
                return reading.empty(mailbox)
        except (OSError, imaplib.IMAP4.error) as error:
            raise CommandError(f"The mailbox cannot be read: {error}") from error
