"""One form, one step, one check-in: many at once, in a process of its own, on a real database file or server."""

import pytest

from tests.racing import DATABASES, new_database, race


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    with new_database(request, tmp_path) as url:
        yield url


def test_of_many_at_once_each_thing_happens_once(database_url, tmp_path):
    found = race("tests.inquiries.servicing.race", database_url, tmp_path)
    assert found == {
        "requests": 1,
        "same": 1,
        "lines": ["open", "accepted", "solved", "closed"],
        "check_ins": 1,
        "opened": 1,
        "mails": ["check_in", "service_request_new", "service_request_replied"] + ["service_request_update"] * 3,
    }
