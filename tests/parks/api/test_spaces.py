"""Spaces as other systems read them."""

import pytest

from common.enums import PublicationState
from parks.enums import SpaceStatus
from parks.models import Space
from tests import cast

LIST = "/api/v1/spaces/"


@pytest.fixture
def office(park_a):
    return Space.objects.create(
        park=park_a, kind=cast.make_space_type(), name_en="Floor 3", area_min=80, area_max=200, status="available"
    )


def test_a_space_names_its_park_kind_and_area(client, office):
    (space,) = client.get(LIST, {"lang": "en"}).json()["results"]
    assert (space["park"], space["kind"]["code"], space["area_max"]) == ("cbtc", "office", "200.00")
    assert (space["name"], space["status"]) == ("Floor 3", {"code": "available", "label": "Available"})
    assert space["price"] is None


def test_spaces_are_filtered_by_area(client, office):
    assert client.get(LIST, {"area_min": 150}).json()["count"] == 1
    assert client.get(LIST, {"area_min": 201}).json()["count"] == 0


def test_what_is_off_the_market_or_in_a_draft_is_not_there(client, office, park_a):
    office.status = SpaceStatus.OFF_MARKET
    office.save()
    assert client.get(LIST).json()["results"] == []
    office.status = SpaceStatus.AVAILABLE
    office.save()
    park_a.state_zh_hans = park_a.state_en = PublicationState.DRAFT
    park_a.save()
    assert client.get(f"{LIST}{office.pk}/").status_code == 404


@pytest.mark.parametrize("number", ["abc", "99999999999999999999999"])
def test_an_impossible_number_is_simply_not_there(client, db, number):
    assert client.get(f"{LIST}{number}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_needs_three_queries(client, park_a, rows, django_assert_num_queries):
    kind = cast.make_space_type()
    for _ in range(rows):
        Space.objects.create(park=park_a, kind=kind)
    with django_assert_num_queries(3):  # count, spaces with park, kind and source, their industries
        answer = client.get(LIST)
    assert len(answer.json()["results"]) == rows
