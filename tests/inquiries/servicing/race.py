"""One form sent many times, one check-in asked by many chores; run by test_races in its own process.

Prints what came of it.
"""

import json

import django

from tests.inquiries.visiting.race import THREADS, at_once


def main():
    django.setup()
    import datetime

    from django.core.management import call_command

    from inquiries import servicing
    from inquiries.models import CheckIn, ServiceRequest, Settlement
    from notifications.models import OutgoingEmail
    from tests import cast
    from tests.inquiries import builders

    call_command("migrate", verbosity=0)
    operator = cast.make_operator()
    park, lin = cast.make_park(operator), cast.make_lin(operator)
    builders.make_service()
    case = builders.make_settled(park, lin)
    wish = servicing.Wish("cbtc:visa", "Two permits")
    asked = at_once([lambda: servicing.ask(case, wish, key="form")] * THREADS)
    request = asked[0]
    at_once([lambda: servicing.accept(request, owner=lin, actor=lin)] * THREADS)
    at_once([lambda: servicing.solve(request, actor=lin, words="Done", key="k")] * THREADS)
    at_once([lambda: servicing.rate(request, rating=5, comment="")] * THREADS)
    now = datetime.datetime.now(datetime.UTC)
    Settlement.objects.update(settled_on=now.date() - datetime.timedelta(days=95))
    opened = at_once([lambda: servicing.open_due(now)] * THREADS)
    events = OutgoingEmail.objects.values_list("event", flat=True)
    found = {
        "requests": ServiceRequest.objects.count(),
        "same": len({row.pk for row in asked}),
        "lines": list(request.entries.order_by("pk").values_list("to_status", flat=True)),
        "check_ins": CheckIn.objects.count(),
        "opened": sum(opened),
        "mails": sorted(events),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
