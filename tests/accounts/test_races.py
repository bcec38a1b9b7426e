"""Codes under many hands at once, in a process of its own, on a real database file or server."""

import pytest

from tests.racing import DATABASES, new_database, race


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    with new_database(request, tmp_path) as url:
        yield url


def test_of_many_at_once_five_guess_and_one_enters(database_url, tmp_path):
    found = race("tests.accounts.race", database_url, tmp_path)
    assert found == {
        "asked": 4, "wrong": 4, "attempts": 5, "closed": True, "entered": 1, "users": 1, "failures": 5
    }  # fmt: skip


def test_of_many_at_once_one_signs_in_one_sets_the_password_and_one_manager_stays(database_url, tmp_path):
    found = race("tests.accounts.race_staff", database_url, tmp_path)
    assert found == {"codes": [1, 1], "papers": [1, 1], "passwords": 1, "removed": ["gone", "last"], "managers": 1}
