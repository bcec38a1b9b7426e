"""Posts one inquiry form twenty times at once and prints what came of it; run by test_races in its own process."""

import json
import threading
from pathlib import Path

import django
from django.conf import settings


def twenty(send):
    """Calls `send(client)` in twenty threads at the same moment; returns statuses and addresses."""
    from django.db import connection
    from django.test import Client

    outcomes, start = [], threading.Barrier(20)

    def run():
        try:
            start.wait(timeout=30)
            answer = send(Client())
            outcomes.append((answer.status_code, answer.headers.get("Location")))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def tell(outcomes):
    """Prints the answers and what is in the database and on the disk now."""
    from enterprises.models import Enterprise
    from inquiries.models import Attachment, Case, Inquiry
    from notifications.models import OutgoingEmail

    stored = [path for path in Path(settings.MEDIA_ROOT, "attachments").rglob("*") if path.is_file()]
    found = {
        "answers": [status for status, _address in outcomes],
        "receipts": sorted({str(address) for _status, address in outcomes}),
        "rows": {
            "inquiries": Inquiry.objects.count(),
            "cases": Case.objects.count(),
            "enterprises": Enterprise.objects.count(),
            "attachments": Attachment.objects.count(),
            "mails": OutgoingEmail.objects.count(),
            "files": len(stored),
        },
    }
    print(json.dumps(found))


def main():
    django.setup()
    from django.core.management import call_command

    from tests import cast
    from tests.inquiries import answers

    call_command("migrate", verbosity=0)
    typed = answers.post(cast.make_park(cast.make_operator()))
    tell(twenty(lambda client: client.post("/en/inquiry/", {**typed, "files": answers.pdf()})))


if __name__ == "__main__":
    main()
