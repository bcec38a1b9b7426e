"""Many runs find the same mail, and many people decide about one, at the same moment; run by test_races in its own
process. Prints what came of it."""

import json

import django

from tests.inquiries.visiting.race import THREADS, at_once


def main():
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from inquiries import reply_addresses
    from inquiries.inbound import deciding, receiving
    from inquiries.models import IncomingEmail, Message
    from notifications.models import OutgoingEmail
    from tests import cast
    from tests.inquiries import builders
    from tests.inquiries.inbound import letters

    call_command("migrate", verbosity=0)
    settings.INBOUND_REPLY_ADDRESS = "reply@parks.example.org"
    operator = cast.make_operator()
    lin = cast.make_lin(operator)
    case = builders.make_case(cast.make_park(operator))
    to = reply_addresses.address(reply_addresses.Writer(case.pk))
    file = [("plan.pdf", "application/pdf", letters.PDF)]
    raw = letters.with_files(to, files=file, number="1@mail")
    rows = at_once([lambda: receiving.receive(raw)] * THREADS)
    held = receiving.receive(letters.gmail_en(to, sender="colleague@x.org", number="2@mail"))
    taken = at_once([lambda: deciding.take_over(held, actor=lin)] * THREADS)
    stored = list(settings.MEDIA_ROOT.glob("attachments/*/*/*"))
    facts = {
        "rows": len({row.pk for row in rows}),
        "kept": IncomingEmail.objects.count(),
        "taken": sum(message is not None for message in taken),
        "messages": Message.objects.count(),
        "mails": OutgoingEmail.objects.filter(event="enquirer_replied").count(),
        "files": len(stored),
        "raw": len(list(settings.MEDIA_ROOT.glob("incoming/*/*/*"))),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
