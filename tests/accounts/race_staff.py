"""A code, a recovery code, a link and two seats under many hands at once; run by test_races in its own process."""

import json

import django


def main():
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from accounts import factors, links
    from accounts.models import AuditEntry, RecoveryCode
    from parks import seats
    from parks.enums import SeatRole
    from tests import cast
    from tests.accounts.staff import code, give_app
    from tests.accounts.test_links import NEW, newest
    from tests.inquiries.visiting.race import THREADS, at_once

    call_command("migrate", verbosity=0)
    operator = cast.make_operator()
    lin, mei = cast.make_lin(operator), cast.make_user("mei@cbtc.example.org")
    typed = code(give_app(lin), timezone.now())
    codes = at_once([lambda: factors.check_code(lin, typed).value] * THREADS)
    on_paper = factors.renew_codes(mei)[0]
    papers = at_once([lambda: factors.check_recovery(mei, on_paper).value] * THREADS)
    links.offer_reset(mei.email)
    secret = newest()
    passwords = at_once([lambda: links.use(secret, NEW) is not None] * THREADS)
    one, two = (cast.make_user(f"{name}@cbtc.example.org") for name in ("one", "two"))
    first, second = (seats.grant(operator, user, SeatRole.MANAGER) for user in (one, two))

    def remove(seat, actor):
        try:
            seats.revoke(seat, actor=actor)
        except seats.LastManager:
            return "last"
        return "gone"

    removed = at_once([lambda: remove(second, one), lambda: remove(first, two)])
    locks = AuditEntry.objects.filter(action="locked_out", object_id=lin.pk).count()
    print(
        json.dumps(
            {
                "codes": [codes.count("right"), locks],
                "papers": [papers.count("right"), RecoveryCode.objects.filter(used_at__isnull=False).count()],
                "passwords": passwords.count(True),
                "removed": sorted(removed),
                "managers": operator.memberships.filter(role=SeatRole.MANAGER).count(),
            }
        )
    )


if __name__ == "__main__":
    main()
