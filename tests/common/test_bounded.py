"""Lists and numbers that count to a bound."""

import pytest

from common import backoffice
from common.backoffice import BoundedPaginator, Row, block, counted
from parks.models import Industry
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    for number in range(5):
        cast.make_industry(f"i{number}")
    return Industry.objects.order_by("code")


def test_a_list_is_counted_to_its_bound(rows, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(BoundedPaginator, "bound", 3)
    pages = BoundedPaginator(rows, 2)
    with django_assert_num_queries(1) as asked:
        assert (pages.count, pages.is_more, pages.num_pages) == (3, True, 2)
    assert "LIMIT 4" in asked.captured_queries[0]["sql"]
    monkeypatch.setattr(BoundedPaginator, "bound", 5)
    assert (BoundedPaginator(rows, 2).count, BoundedPaginator(rows, 2).is_more) == (5, False)
    assert BoundedPaginator([1, 2], 2).count == 2


def test_a_block_counts_only_what_it_does_not_show(rows, monkeypatch, django_assert_num_queries):
    def make(row):
        return Row(row.code, "/")

    with django_assert_num_queries(1):
        assert block(rows, 5, make, title="x", url="/", empty="-").count == 5
    monkeypatch.setattr(backoffice, "TODAY_COUNTED", 4)
    with django_assert_num_queries(2):
        found = block(rows, 2, make, title="x", url="/", empty="-")
    assert (found.shown, [row.title for row in found.rows]) == ("4+", ["i0", "i1"])
    assert counted(rows, 9) == 5
