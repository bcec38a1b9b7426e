"""The list of parks in the back office: in the order of names, searched by an index, within the scope."""

import pytest

from parks.models import Park, Region
from parks.search import staffed
from tests import cast

pytestmark = pytest.mark.django_db
LIST = "/en/admin/parks/park/"


@pytest.fixture
def listed(client, wei):
    def get(query="", user=wei):
        client.force_login(user)
        return [park.slug for park in client.get(f"{LIST}{query}").context["cl"].result_list]

    return get


def test_the_search_finds_drafts_by_pieces_of_names_in_scope(listed, park_a, operator_b, lin):
    cast.make_park(park_a.operator, "draft-777", name_zh_hans="光谷草案", state_zh_hans="draft", state_en="draft")
    cast.make_park(operator_b, "other-777")
    assert listed("?q=光谷") == ["draft-777"]
    assert listed("?q=777") == ["draft-777", "other-777"]
    assert listed("?q=777", lin) == ["draft-777"]
    assert listed("?q=nothing") == []
    assert listed("?q=%20", lin) == listed("", lin) == ["cbtc", "draft-777"]


def test_more_than_a_thousand_are_said(client, wei, park_a, operator_b, monkeypatch):
    cast.make_park(operator_b, "second")
    monkeypatch.setattr(staffed, "CANDIDATES", 1)
    client.force_login(wei)
    words = "More than a thousand match; only some of them are listed."
    assert words in client.get(f"{LIST}?q=park").content.decode()
    assert words not in client.get(f"{LIST}?q=cbtc").content.decode()


def test_filters_offer_operators_in_sight_and_the_countries_of_the_catalogue(client, listed, park_a, park_b, lin, wei):
    assert listed(f"?operator__id__exact={park_b.operator_id}") == [park_b.slug]
    assert listed(f"?operator__id__exact={park_b.operator_id}", lin) == []  # narrowed, though it is not offered
    Region.objects.create(code="cn", name_en="China", kind="country", country="CN")
    Park.objects.filter(pk=park_a.pk).update(country="CN")
    Park.objects.filter(pk=park_b.pk).update(country="BE")
    assert listed("?country=CN") == [park_a.slug]
    assert listed("?country=XX") == []
    client.force_login(wei)
    assert {f"?operator__id__exact={park.operator_id}" for park in (park_a, park_b)} <= {
        choice["query_string"]
        for spec in client.get(LIST).context["cl"].filter_specs
        for choice in spec.choices(client.get(LIST).context["cl"])
    }
    client.force_login(lin)
    assert f"operator__id__exact={park_b.operator_id}" not in client.get(LIST).content.decode()
