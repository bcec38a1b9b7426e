"""Two real threads save the same page at once, on a real database file or server: one is stored, the other is told."""

import pytest

from tests.racing import DATABASES, new_database, race


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    with new_database(request, tmp_path) as url:
        yield url


def test_one_is_stored_and_the_other_is_told(database_url, tmp_path):
    found = race("tests.parks.overlap", database_url, tmp_path)
    assert found["results"] == [[[200, 302], True]] * 6
    assert found["revisions"] == list(range(1, 8))
