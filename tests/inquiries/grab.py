"""Several processes reach for the same space at the same moment, many times over; run by test_races on its own.

Each round has a fresh space. `grant` or `sign`: every process has its own case and does it at once. Prints what came
of it.
"""

import json
import multiprocessing
import sys
from collections import Counter

import django

PROCESSES, ROUNDS = 3, 10


def prepare(verb):
    """Cases and spaces: round by round the space, and the case of each process."""
    from django.core.management import call_command
    from django.db import connections

    from inquiries.models import Case
    from tests import cast
    from tests.inquiries import builders

    call_command("migrate", verbosity=0)
    operator = cast.make_operator()
    park, lin = cast.make_park(operator), cast.make_lin(operator)
    spaces = [builders.make_space(park, f"S{number}").pk for number in range(ROUNDS)]
    cases = []
    for space in spaces:
        row = []
        for _process in range(PROCESSES):
            case = builders.make_case(park)
            if verb == "sign":
                builders.make_ripe(case, lin, spaces=[space])
                Case.objects.filter(pk=case.pk).update(stage="admitted")
            row.append(case.pk)
        cases.append(row)
    connections.close_all()  # no process inherits another's connection
    return lin.pk, spaces, cases


def compete(verb, number, lin, spaces, cases, start, outcomes):
    """One process: in every round it waits for the others and then tries. Any error but a refusal is told."""
    django.setup()
    from django.core.exceptions import ValidationError

    from accounts.models import User
    from inquiries.models import Case
    from inquiries.workflow import holding, transitions
    from parks.models import Space

    actor = User.objects.get(pk=lin)
    for round_number, space in enumerate(spaces):
        case, wanted = Case.objects.get(pk=cases[round_number][number]), Space.objects.get(pk=space)
        start.wait(timeout=60)
        try:
            if verb == "grant":
                holding.grant(case, wanted, actor=actor)
            else:
                transitions.move(case, "signed", actor=actor)
            outcomes.put((round_number, "won"))
        except (ValidationError, transitions.MoveRefused):
            outcomes.put((round_number, "refused"))
        except Exception as error:  # noqa: BLE001 - told to the test
            outcomes.put((round_number, repr(error)))


def counted(verb):
    from inquiries.models import Case, Letting, SpaceHold
    from notifications.models import OutgoingEmail
    from parks.models import Space

    return {
        "holds": SpaceHold.objects.live().values("space").distinct().count(),
        "all holds": SpaceHold.objects.count(),
        "lettings": Letting.objects.live().values("space").distinct().count(),
        "all lettings": Letting.objects.count(),
        "signed": Case.objects.filter(stage="signed").count(),
        "statuses": dict(Counter(Space.objects.values_list("status", flat=True))),
        "mails": OutgoingEmail.objects.count(),
    }


def main(verb):
    django.setup()
    lin, spaces, cases = prepare(verb)
    context = multiprocessing.get_context("spawn")
    start, outcomes = context.Barrier(PROCESSES), context.SimpleQueue()
    crowd = [
        context.Process(target=compete, args=(verb, number, lin, spaces, cases, start, outcomes))
        for number in range(PROCESSES)
    ]
    for process in crowd:
        process.start()
    found = [outcomes.get() for _attempt in range(PROCESSES * ROUNDS)]
    for process in crowd:
        process.join()
    rounds = [sorted(what for number, what in found if number == place) for place in range(ROUNDS)]
    print(json.dumps({"rounds": rounds, "then": counted(verb)}))


if __name__ == "__main__":
    main(sys.argv[1])
