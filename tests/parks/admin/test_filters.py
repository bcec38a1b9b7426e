"""What the address of a list may name beside what its filters offer."""

import pytest

from tests import cast
from tests.inquiries.builders import make_space


@pytest.fixture
def asked(client):
    """What the list of spaces shows for an address: names of rows, and what is marked as chosen for the park."""

    def get(*values):
        page = client.get("/en/admin/parks/space/", {"park__id__exact": values}, follow=True)
        assert page.status_code == 200
        changes = page.context["cl"]
        [spec] = [spec for spec in changes.filter_specs if spec.title == "park"] or [None]
        chosen = [choice["display"] for choice in spec.choices(changes) if choice["selected"]] if spec else None
        return sorted(space.name_en for space in changes.result_list), chosen

    return get


def test_a_row_that_the_filter_does_not_offer_narrows_the_list_all_the_same(lin, client, park_a, operator_a, asked):
    make_space(park_a, "Office")
    empty = cast.make_park(operator_a, "empty")
    client.force_login(lin)
    assert asked(park_a.pk) == (["Office"], ["cbtc park"])  # the only one, so that there is nothing to choose
    assert asked(empty.pk) == ([], ["empty park"])
    assert asked() == (["Office"], None)
    make_space(cast.make_park(operator_a, "third"), "Laboratory")
    assert asked(empty.pk) == ([], ["empty park"])
    assert asked(park_a.pk, empty.pk) == (["Office"], ["cbtc park", "empty park"])
    assert asked() == (["Laboratory", "Office"], ["All"])


def test_a_row_out_of_scope_or_none_at_all_finds_nothing(lin, client, park_a, park_b, asked):
    make_space(park_a, "Office")
    make_space(park_b, "Theirs")
    client.force_login(lin)
    for value in (park_b.pk, park_b.pk + 99, "abc", "-1", "１２", "", "1,2", "9" * 18):
        assert asked(value) == ([], []), value
    assert asked(park_b.pk, "abc", park_a.pk) == (["Office"], ["cbtc park"])


def test_a_row_named_in_the_address_costs_the_same_however_many_rows_there_are(
    lin, client, park_a, operator_a, django_assert_num_queries
):
    client.force_login(lin)
    for more in (1, 2):
        for number in range(more):
            make_space(cast.make_park(operator_a, f"p{more}{number}"))
        client.get(f"/en/admin/parks/space/?park__id__exact={park_a.pk}")
        with django_assert_num_queries(10):
            client.get(f"/en/admin/parks/space/?park__id__exact={park_a.pk}")
