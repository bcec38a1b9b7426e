"""One mail, one message: many at once, in a process of its own, on a real database file or server."""

import pytest

from tests.racing import DATABASES, new_database, race


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    with new_database(request, tmp_path) as url:
        yield url


def test_of_many_at_once_one_takes_a_mail_in_and_one_decides(database_url, tmp_path):
    found = race("tests.inquiries.inbound.race", database_url, tmp_path)
    assert found == {"rows": 1, "kept": 2, "taken": 1, "messages": 2, "mails": 2, "files": 1, "raw": 2}
