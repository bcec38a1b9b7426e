"""One slot, one form, one revision: many at once, in a process of its own, on a real database file or server."""

import pytest

from tests.racing import DATABASES, new_database, race


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    with new_database(request, tmp_path) as url:
        yield url


def test_of_many_at_once_one_takes_the_slot_asks_and_changes(database_url, tmp_path):
    found = race("tests.inquiries.visiting.race", database_url, tmp_path)
    assert found == {
        "taken": 1, "winner": True, "trips": 1, "rows": 2, "requests": 2, "changed": 1, "sequence": 1
    }  # fmt: skip
