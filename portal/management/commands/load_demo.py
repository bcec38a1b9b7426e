"""Fills an installation with the demo: real parks, invented staff and companies."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.translation import override

from portal.demo.loading import Loaded, load
from portal.demo.people import Account


class Command(BaseCommand):
    help = "Load the demo content. Running it again changes nothing and keeps passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--staff-password", help="for the accounts that are created; random when not given")
        parser.add_argument("--password-file", type=Path, help="a file whose first line is that password")
        parser.add_argument("--in-production", action="store_true", help="load the demo into a production database")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and not options["in_production"]:
            raise CommandError("This is a production installation. To load the demo all the same: --in-production")
        given = self.given_password(options)
        loaded = load(staff_password=given)
        if not any(loaded.counts.values()):
            self.stdout.write("The demo content is there already; nothing was changed.")
            return
        self.stdout.write("Created: " + ", ".join(f"{n} {name}" for name, n in loaded.counts.items() if n))
        if loaded.accounts:
            self.stdout.write("\n".join(sign_in_lines(loaded, show_password=not given)))

    def given_password(self, options: dict[str, Any]) -> str:
        """The password from the command line, a file or DEMO_STAFF_PASSWORD; empty when none was given."""
        password = options["staff_password"] or os.environ.get("DEMO_STAFF_PASSWORD", "")
        if options["password_file"]:
            try:
                password = options["password_file"].read_text(encoding="utf-8").partition("\n")[0].strip()
            except OSError as error:
                raise CommandError(f"{options['password_file']}: {error.strerror}") from error
            if not password:
                raise CommandError(f"{options['password_file']} holds no password in its first line.")
        if password:
            try:
                validate_password(password)
            except ValidationError as refusal:
                raise CommandError(" ".join(refusal.messages)) from refusal
        return password


def sign_in_lines(loaded: Loaded, *, show_password: bool) -> list[str]:
    """How to sign in as each new member of staff, in words for the terminal."""
    with override("zh-hans"):
        address = settings.SITE_URL + reverse("admin:index")
    password = f"{loaded.password}  (shown this once only)" if show_password else "the one you gave"
    lines = ["", f"Demo staff sign in at {address}", f"  Password for all of them: {password}"]
    width = max(len(account.email) for account in loaded.accounts)
    return [*lines, *(f"  {account.email:<{width}}  {_role(account)}" for account in loaded.accounts), ""]


def _role(account: Account) -> str:
    where = f" at {', '.join(account.operators)}" if account.operators else ""
    return f"{' and '.join(account.roles)}{where} ({account.name})"
