"""What many entries match is kept until content changes, and never what may still vanish."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common import contentversion
from parks.search import find, matching
from tests.parks.search import records

pytestmark = pytest.mark.django_db(transaction=True)
MANY = matching.FEW + 1


@pytest.fixture(autouse=True)
def nothing_kept():
    matching._KEPT.clear()
    yield
    matching._KEPT.clear()


def laboratories(number, start=0):
    for at in range(start, start + number):
        records.make_article(f"a{at}", title_en=f"Laboratory {at}")


def asked(text="laboratory", kind=""):
    """How many were found, and what the database was asked for."""
    with CaptureQueriesContext(connection) as made:
        found = find(text, kind)
    return found.total, [query["sql"] for query in made]


def test_what_fills_a_page_is_looked_up_once(db):
    laboratories(MANY)
    first, again, narrowed = asked(), asked(), asked(kind="article")
    assert [total for total, _sql in (first, again, narrowed)] == [MANY, MANY, MANY]
    ranked = first[1][-1]
    assert len(first[1]) > 1
    assert (again[1], narrowed[1]) == ([ranked], [ranked])
    assert asked("Laboratory")[1] == [ranked]


def test_few_are_looked_up_each_time(db):
    laboratories(matching.FEW)
    asked()  # reads the known words, which are kept
    assert asked() == asked()
    assert matching._KEPT == {}


def test_an_edit_is_found_at_once(db):
    laboratories(MANY)
    assert asked()[0] == MANY
    laboratories(1, start=MANY)
    assert asked()[0] == MANY + 1


def test_nothing_is_kept_of_a_transaction_that_may_vanish(db):
    laboratories(MANY)
    assert asked()[0] == MANY
    with pytest.raises(RuntimeError, match="given up"), transaction.atomic():
        laboratories(1, start=MANY)
        assert asked()[0] == MANY + 1
        raise RuntimeError("given up")
    assert asked()[0] == MANY


def test_nothing_is_kept_of_words_that_nobody_saved(db):
    laboratories(MANY)
    with contentversion.aside():
        asked()
    assert matching._KEPT == {}


def test_so_many_answers_are_kept(db, monkeypatch):
    monkeypatch.setattr(matching, "MOST_KEPT", 2)
    laboratories(MANY)
    for text in ("laboratory", "lab", "labor", "labora"):
        asked(text)
        assert len(matching._KEPT) <= 2


def test_nothing_is_kept_for_longer_than_a_page(db, monkeypatch):
    laboratories(MANY)
    asked()
    assert len(asked()[1]) == 1
    monkeypatch.setattr(matching, "LIFETIME", -1.0)
    matching._KEPT.clear()
    asked()
    assert len(asked()[1]) == 2
