"""Two people save one park's page at the same moment; run by test_overlap in its own process."""

import json
import threading

import django

ROUNDS = 6


def main():
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from parks.models import Park, Revision, Source, Statement
    from tests import cast
    from tests.parks.admin.pages import filled

    setup_test_environment()  # so that answers tell their context
    call_command("migrate", verbosity=0)
    park = cast.make_park(cast.make_operator())
    row = Statement.objects.create(park=park, text_en="Words", source=Source.objects.create(code="s", title_en="S"))
    people = [cast.make_wei(), cast.make_user("qin@x.example.org", platform_role="platform_editor")]
    clients = [Client(raise_request_exception=False) for _person in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    address, results = f"/en/admin/parks/park/{park.pk}/change/", []
    for turn in range(ROUNDS):
        pages = [filled(client.get(address)) for client in clients]
        start, answers = threading.Barrier(2), [0, 0]

        def save(number, turn=turn, pages=pages, start=start, answers=answers):
            data = {**pages[number], "aliases": f"{turn}-{number}", "statements-0-text_en": f"Words {turn}-{number}"}
            start.wait(timeout=30)
            answers[number] = clients[number].post(address, data).status_code
            connection.close()

        threads = [threading.Thread(target=save, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        park.refresh_from_db()
        row.refresh_from_db()
        winner = answers.index(302) if 302 in answers else None
        agrees = (park.aliases, row.text_en) == (f"{turn}-{winner}", f"Words {turn}-{winner}")
        results.append([sorted(answers), agrees])
    numbers = list(Revision.objects.filter(kind="parks.park").order_by("number").values_list("number", flat=True))
    print(json.dumps({"results": results, "revisions": numbers, "stored": Park.objects.count()}))


if __name__ == "__main__":
    main()
