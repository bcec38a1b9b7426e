"""Twenty guests ask for five places at once, one address among them twice; run by test_rush in its own process."""

import json
import threading
from collections import Counter

import django

PLACES, GUESTS = 5, 20


def main():
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from notifications.models import OutgoingEmail
    from parks import registering
    from parks.models import Registration
    from tests.parks.telling import make_open_event

    call_command("migrate", verbosity=0)
    event = make_open_event(capacity=PLACES)

    def together(tasks):
        start, failures = threading.Barrier(len(tasks)), []

        def run(task):
            try:
                start.wait(timeout=30)
                task()
            except Exception as error:  # noqa: BLE001 - told to the test
                failures.append(repr(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return failures

    def ask(number):
        guest = registering.Guest("Guest", "", f"guest{number}@x.example.org", "en", "I agree.")
        return lambda: registering.register(event, guest)

    def counted():
        return dict(Counter(Registration.objects.values_list("state", flat=True)))

    failures = together([ask(number) for number in range(GUESTS - 1)] + [ask(0)])
    asked = counted()
    confirmed = list(Registration.objects.select_related("event").filter(state="confirmed"))[:3]
    failures += together(
        [lambda row=row: registering.cancel(row) for row in confirmed] + [ask(100 + number) for number in range(5)]
    )
    print(json.dumps({"failures": failures, "asked": asked, "then": counted(), "mails": OutgoingEmail.objects.count()}))


if __name__ == "__main__":
    main()
