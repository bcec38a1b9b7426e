"""One form posted by twenty threads at once, one space wanted by several processes: each on a real database."""

import pytest

from tests.inquiries import grab
from tests.racing import DATABASES, new_database, race


@pytest.fixture(params=DATABASES)
def database_url(request, tmp_path):
    with new_database(request, tmp_path) as url:
        yield url


@pytest.mark.parametrize("module", ["tests.inquiries.twenty", "tests.inquiries.twenty_reviews"])
def test_twenty_posts_of_one_form_make_one_inquiry(database_url, tmp_path, module):
    """The form on one page with a file, and the last step of a draft that has one."""
    found = race(module, database_url, tmp_path)
    assert found["answers"] == [302] * 20
    assert len(found["receipts"]) == 1
    assert found["rows"] == {"inquiries": 1, "cases": 1, "enterprises": 1, "attachments": 1, "mails": 1, "files": 1}


ONE_WINNER = ["refused"] * (grab.PROCESSES - 1) + ["won"]


def test_of_several_cases_that_reach_for_one_space_one_holds_it(database_url, tmp_path):
    found = race("tests.inquiries.grab", database_url, tmp_path, "grant")
    assert found["rounds"] == [ONE_WINNER] * grab.ROUNDS
    assert found["then"] == {
        "holds": grab.ROUNDS,
        "all holds": grab.ROUNDS,
        "lettings": 0,
        "all lettings": 0,
        "signed": 0,
        "statuses": {"held": grab.ROUNDS},
        "mails": grab.ROUNDS,
    }


def test_of_several_cases_that_sign_one_space_one_has_it(database_url, tmp_path):
    found = race("tests.inquiries.grab", database_url, tmp_path, "sign")
    assert found["rounds"] == [ONE_WINNER] * grab.ROUNDS
    assert found["then"] == {
        "holds": 0,
        "all holds": 0,
        "lettings": grab.ROUNDS,
        "all lettings": grab.ROUNDS,
        "signed": grab.ROUNDS,
        "statuses": {"let": grab.ROUNDS},
        "mails": grab.ROUNDS,
    }
