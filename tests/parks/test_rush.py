"""Real threads ask for the last places, in a process of its own, on a real database file or server."""

import pytest

from tests.racing import DATABASES, new_database, race


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    with new_database(request, tmp_path) as url:
        yield url


def test_no_place_is_given_twice_and_none_stays_empty(database_url, tmp_path):
    found = race("tests.parks.rush", database_url, tmp_path)
    assert found["failures"] == []
    assert found["asked"] == {"confirmed": 5, "waiting": 14}
    assert found["then"] == {"confirmed": 5, "waiting": 16, "cancelled": 3}
    assert found["mails"] == 19 + 5 + 3
