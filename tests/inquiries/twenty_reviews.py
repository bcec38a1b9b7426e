"""Sends one draft twenty times at once and prints what came of it; run by test_races in its own process."""

import django


def main():
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from tests import cast
    from tests.inquiries import answers
    from tests.inquiries.twenty import tell, twenty
    from tests.inquiries.views.walk import Walk, hidden

    call_command("migrate", verbosity=0)
    park = cast.make_park(cast.make_operator())
    walk = Walk(Client()).to_review(park)
    walk.post("need", message="x", files=answers.pdf(), go="save")
    typed = {**hidden(walk.open("review")), "consent": answers.ticks(park, country="BE", language="en"), "proof": ""}
    address = walk.at("review")
    tell(twenty(lambda client: client.post(address, typed)))


if __name__ == "__main__":
    main()
