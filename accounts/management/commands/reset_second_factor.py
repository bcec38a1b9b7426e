"""For an installation whose only administrator lost the second factor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import factors
from accounts.models import User


class Command(BaseCommand):
    help = "Take away a person's second factor and end their sessions; it is logged, and the person is told by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.of_address(options["email"])
        if user is None:
            raise CommandError("Nobody has this e-mail address.")
        factors.reset(user, actor=None)
        self.stdout.write("Done. The next sign-in with the password sets up a new one.")
