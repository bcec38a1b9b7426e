"""Many enterprises want one slot at the same moment, and one form is sent many times; run by test_races in its own
process. Prints what came of it."""

import json
import threading

import django

THREADS = 8


def at_once(verbs):
    from django.core.exceptions import ValidationError
    from django.db import connection

    outcomes, start = [], threading.Barrier(len(verbs))

    def run(verb):
        try:
            start.wait(timeout=30)
            outcomes.append(verb())
        except ValidationError:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def main():
    django.setup()
    import datetime

    from django.core.management import call_command
    from django.utils import timezone

    from inquiries import visiting
    from inquiries.models import Slot, Trip, Visit
    from notifications.models import OutgoingEmail
    from tests import cast
    from tests.inquiries import builders

    call_command("migrate", verbosity=0)
    operator = cast.make_operator()
    park, lin = cast.make_park(operator), cast.make_lin(operator)
    slot = builders.make_slot(park, timezone.now() + datetime.timedelta(days=9))
    cases = [builders.make_case(park) for _number in range(THREADS)]
    wishes = visiting.Wishes(zone="Europe/Brussels")

    def take(case):
        stop = visiting.Stop(case, "on_site", slot=slot.pk)
        return visiting.ask(case.inquiry, stops=[stop], wishes=wishes, key="slot")

    def ask(case):
        stop = visiting.Stop(case, "on_site", (slot.starts_at,))
        return visiting.ask(case.inquiry, stops=[stop], wishes=wishes, key="form")

    taken = at_once([lambda case=case: take(case) for case in cases])
    winner = Slot.objects.get().visit
    asked = at_once([lambda: ask(cases[0])] * THREADS)
    visit = visiting.book(
        cases[1],
        actor=lin,
        terms=visiting.Terms(mode="online", starts_at=slot.starts_at, online_url=builders.MEETING),
    )
    first = visiting.Terms(mode="online", starts_at=slot.starts_at, place="Here")
    second = visiting.Terms(mode="online", starts_at=slot.starts_at, place="There")
    changed = at_once(
        [lambda terms=terms: visiting.change(visit, actor=lin, terms=terms, seen=0) for terms in (first, second)]
    )
    found = {
        "taken": sum(trip is not None for trip in taken),
        "winner": [trip.visits.get().pk for trip in taken if trip] == [winner.pk],
        "trips": len({trip.pk for trip in asked}),
        "rows": Trip.objects.count(),
        "requests": OutgoingEmail.objects.filter(event="visit_requested").count(),
        "changed": sum(row is not None for row in changed),
        "sequence": Visit.objects.get(pk=visit.pk).sequence,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
