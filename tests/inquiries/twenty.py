"""Posts one inquiry form twenty times at once and prints what came of it; run by test_races in its own process."""

import json
import threading
from pathlib import Path

import django
from django.conf import settings


def main():
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from enterprises.models import Enterprise
    from inquiries.models import Attachment, Case, Inquiry
    from notifications.models import OutgoingEmail
    from tests import cast
    from tests.inquiries import answers

    call_command("migrate", verbosity=0)
    typed = answers.post(cast.make_park(cast.make_operator()))
    outcomes, start = [], threading.Barrier(20)

    def send():
        try:
            upload = answers.pdf()
            start.wait(timeout=30)
            answer = Client().post("/en/inquiry/", {**typed, "files": upload})
            outcomes.append((answer.status_code, answer.headers.get("Location")))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
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


if __name__ == "__main__":
    main()
