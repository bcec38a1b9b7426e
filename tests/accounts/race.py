"""One code entered by many at once, and asked for by many at once; run by test_races in its own process."""

import json

import django


def main():
    django.setup()
    from django.core.management import call_command

    from accounts import codes
    from accounts.models import AuditEntry, SignInCode, User
    from tests.accounts.codes import ANNA, newest_code, wrong_code
    from tests.inquiries.visiting.race import THREADS, at_once

    call_command("migrate", verbosity=0)
    asked = at_once([lambda: codes.begin(ANNA, "en").pk] * 4)
    live = SignInCode.objects.get(closed_at__isnull=True)
    guesses = at_once([lambda: codes.enter(live.handle, wrong_code(), language="en").state.value] * THREADS)
    live.refresh_from_db()
    second = codes.begin(ANNA, "en")
    code = newest_code()
    entered = at_once([lambda: codes.enter(second.handle, code, language="en").state.value] * THREADS)
    print(
        json.dumps(
            {
                "asked": len(asked),
                "wrong": guesses.count("wrong"),
                "attempts": live.attempts,
                "closed": live.closed_at is not None,
                "entered": entered.count("entered"),
                "users": User.objects.count(),
                "failures": AuditEntry.objects.filter(action="sign_in_failed").count(),
            }
        )
    )


if __name__ == "__main__":
    main()
