import xml.etree.ElementTree as ET

import pytest

from parks.covers import Traits, cover_svg, etag_of, traits_of
from parks.enums import Qualifier
from parks.models import Fact, Metric, ParkIndustry, Source
from tests import cast

FULL = Traits("ict", (1, 2, 3, 4, 5, 6), 3, 3)


@pytest.mark.parametrize("traits", [Traits(), FULL, Traits("ict", (2, 99), 0, 0)])
@pytest.mark.parametrize("slug", ["cbtc", "a", "x" * 80, "hangzhou-future-sci-tech-city"])
def test_a_cover_is_small_whole_and_harmless(slug, traits):
    svg = cover_svg(slug, traits)
    root = ET.fromstring(svg)
    assert root.get("viewBox") == "0 0 640 360"
    assert len(svg.encode()) < 7000
    assert "script" not in svg and "style" not in svg and svg.count("http") == 1
    assert not "".join(root.itertext()).strip()  # no words: nothing to translate
    ids = {node.get("id") for node in root.iter() if node.get("id")}
    assert {node.get("href")[1:] for node in root.iter() if node.get("href")} <= ids


def test_the_same_slug_gives_the_same_drawing_and_another_another():
    first = cover_svg("cbtc", FULL)
    cover_svg.cache_clear()
    assert cover_svg("cbtc", FULL) == first
    assert cover_svg("optics-valley", FULL) != first


@pytest.mark.parametrize(
    "other", [Traits("energy", FULL.steps, 3, 3), Traits("ict", (1,), 3, 3), Traits("ict", FULL.steps, 0, 3)]
)
def test_what_is_known_of_a_park_shows(other):
    assert cover_svg("cbtc", other) != cover_svg("cbtc", FULL)
    assert etag_of("cbtc", other) != etag_of("cbtc", FULL)


def test_more_companies_build_higher():
    def tall(companies):
        return cover_svg("cbtc", Traits(companies=companies)).count('href="#h5"')

    assert tall(0) < tall(3)


def test_the_traits_of_a_park(park_a, django_assert_num_queries):
    assert traits_of(None) == traits_of(park_a) == Traits()
    parent = cast.make_industry("ict")
    ParkIndustry.objects.create(park=park_a, industry=cast.make_industry("optics", parent=parent), rank=1)
    ParkIndustry.objects.create(park=park_a, industry=cast.make_industry("energy"), rank=2)
    for step in (3, 1, 3):
        park_a.spaces.create(kind=cast.make_space_type(f"s{step}{park_a.spaces.count()}", ladder_step=step))
    park_a.spaces.create(kind=cast.make_space_type("gone", ladder_step=5), status="off_market")
    source = Source.objects.create(code="s")
    for code, value in (("land_area", 8), ("land_area", 120), ("tenants", None), ("companies", 500)):
        metric, _new = Metric.objects.get_or_create(code=code, defaults={"unit": "x"})
        qualifier = "" if value else Qualifier.DOZENS
        Fact.objects.create(park=park_a, metric=metric, value=value, qualifier=qualifier, source=source)
    with django_assert_num_queries(3):
        assert traits_of(park_a) == Traits("ict", (1, 3), 2, 2)
