from decimal import Decimal

import pytest
from django.http import QueryDict

from parks.enums import ParkKind, ParkState, SpaceStatus
from parks.filters import ParkFilter
from parks.indexing import reindex
from parks.models import Fact, Metric, Park, Region, Source, Space
from tests import cast


@pytest.fixture
def parks(park_a, park_b):
    """CBTC in Belgium with a laboratory of 80 to 600 m², and a full Chinese incubator with a nursery."""
    Park.objects.filter(pk=park_b.pk).update(kind=ParkKind.INCUBATOR, level="national", state=ParkState.FULL)
    lab = cast.make_space_type("lab", name_zh_hans="实验室", name_en="Laboratory")
    nursery = cast.make_space_type("nursery", name_zh_hans="苗圃", name_en="Nursery", ladder_step=1)
    Space.objects.create(park=park_a, kind=lab, area_min=80, area_max=600)
    Space.objects.create(park=park_a, kind=nursery)
    Space.objects.create(park=park_b, kind=nursery, area_min=5, area_max=20)
    for park in (park_a, park_b):
        reindex(park)
    return park_a, park_b


def slugs(query):
    return [park.slug for park in ParkFilter(QueryDict(query), Park.objects.public()).qs]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["cbtc", "parkb"]),
        ("direction=outbound", ["cbtc"]),
        ("direction=inbound", ["parkb"]),
        ("country=BE", ["cbtc"]),
        ("kind=incubator", ["parkb"]),
        ("level=national", ["parkb"]),
        ("accepting=true", ["cbtc"]),
        ("space=lab", ["cbtc"]),
        ("step=1", ["cbtc", "parkb"]),
        ("area_min=500", ["cbtc"]),
        ("area_min=601", []),
        ("area_max=20", ["parkb"]),
        ("area_max=4", []),
        ("area_min=10&area_max=100", ["cbtc", "parkb"]),
        ("step=1&area_min=100", []),
        ("q=parkb", ["parkb"]),
        ("q=%E5%9B%AD%E5%8C%BA", ["cbtc", "parkb"]),
        ("q=park&direction=outbound", ["cbtc"]),
    ],
)
def test_each_filter_narrows_the_list(parks, query, expected):
    assert slugs(query) == expected


def test_a_space_off_the_market_counts_for_nothing(parks):
    Space.objects.filter(kind__code="lab").update(status=SpaceStatus.OFF_MARKET)
    assert slugs("space=lab") == []


def test_an_industry_takes_in_its_branches(parks):
    park_a, park_b = parks
    bio = cast.make_industry("bio")
    branch = cast.make_industry("vaccines", parent=bio)
    park_a.industries.add(branch)
    park_b.industries.add(bio, branch)
    assert slugs("industry=bio") == ["cbtc", "parkb"]
    assert slugs("industry=vaccines") == ["cbtc", "parkb"]
    park_b.industries.remove(branch)
    assert slugs("industry=vaccines") == ["cbtc"]


def test_a_region_takes_in_what_lies_within(parks):
    country = Region.objects.create(code="cn", name_zh_hans="中国", kind="country", country="CN")
    province = Region.objects.create(code="hubei", name_zh_hans="湖北", kind="province", country="CN", parent=country)
    city = Region.objects.create(code="wuhan", name_zh_hans="武汉", kind="city", country="CN", parent=province)
    Park.objects.filter(slug="parkb").update(region=city)
    assert slugs("region=hubei") == slugs("region=wuhan") == ["parkb"]


def test_ways_to_settle_and_services(parks):
    from parks.models import Service

    park_a, park_b = parks
    park_a.settlement_modes.add(cast.make_mode())
    park_b.services.add(Service.objects.create(code="visa", name_zh_hans="签证", tier="general"))
    assert slugs("mode=office_lease") == ["cbtc"]
    assert slugs("service=visa") == ["parkb"]


def test_size_orders_by_land_area_and_leaves_the_unknown_last(parks):
    park_a, park_b = parks
    metric = Metric.objects.create(code="land_area", name_zh_hans="占地", unit="ha")
    source = Source.objects.create(code="s")
    assert slugs("sort=size") == ["cbtc", "parkb"]
    Fact.objects.create(park=park_b, metric=metric, source=source, value=Decimal("8"))
    assert slugs("sort=size") == ["parkb", "cbtc"]
    Fact.objects.create(park=park_a, metric=metric, source=source, value=Decimal("10"))
    assert slugs("sort=size") == ["cbtc", "parkb"]


@pytest.mark.parametrize(
    "query",
    [
        "direction=sideways",
        "country=XX",
        "country=%00",
        "region=%00",
        "industry=%00",
        "industry=%F0%9F%98%80",
        "mode=999999999999999999999",
        "space=%27%20OR%201%3D1",
        "step=seven",
        "area_min=abc",
        "area_min=-1",
        "area_min=NaN",
        "area_min=Infinity",
        "area_max=1e400",
        "area_max=99999999999999999999999",
        "accepting=perhaps",
        "sort=price",
        "q=%00",
        "q=" + "x" * 101,
        "service=" + "%E5%9B%AD" * 50,
    ],
)
def test_a_value_that_makes_no_sense_is_told_and_left_out(parks, query):
    chosen = ParkFilter(QueryDict(query), Park.objects.public())
    assert [park.slug for park in chosen.qs] == ["cbtc", "parkb"]
    assert len(chosen.form.errors) == 1
