"""From the database to the parks: who is looked at, in how many questions, and what is said when nobody fits."""

import datetime
from decimal import Decimal

import pytest

from inquiries.matching import recommend as module
from inquiries.matching.recommend import recommend
from inquiries.matching.requirements import Wish, complete, wish_of
from inquiries.matching.scoring import Criterion
from parks import facets
from parks.models import Industry, ParkIndustry, Region, SettlementMode
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 27)


@pytest.fixture
def mode(db):
    mode = builders.office_mode()
    mode.space_types.add(cast.make_space_type())
    return mode


@pytest.fixture
def optics(db):
    return cast.make_industry("optics", parent=cast.make_industry("photonics"))


def slugs(wish, **options):
    return [one.park.slug for one in recommend(wish, TODAY, **options).found]


def test_the_best_come_first_and_three_at_most(operator_a, optics):
    parks = [cast.make_park(operator_a, f"p{number}") for number in range(5)]
    for park in parks[2:]:
        ParkIndustry.objects.create(park=park, industry=optics)
    assert slugs(Wish(industry="optics")) == ["p2", "p3", "p4"]
    assert slugs(Wish(industry="optics"), limit=5) == ["p2", "p3", "p4", "p0", "p1"]
    assert slugs(complete(Wish(industry="photonics"))) == ["p2", "p3", "p4"]  # a branch is part of it


def test_only_listed_parks_that_take_inquiries(operator_a, park_a):
    cast.make_park(operator_a, "invented", is_demonstration=True)
    cast.make_park(operator_a, "full", state="full")
    cast.make_park(operator_a, "closed", accepts_inquiries=False)
    cast.make_park(operator_a, "draft", state_zh_hans="draft", state_en="draft")
    cast.make_park(cast.make_operator("gone", is_active=False), "gone")
    assert slugs(Wish(country="BE")) == ["cbtc"]


def test_place_and_direction(park_a, park_b):
    assert slugs(Wish(country="BE")) == ["cbtc", "parkb"]
    assert slugs(Wish(direction="inbound")) == ["parkb", "cbtc"]
    belgium = Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    wallonia = Region.objects.create(code="wal", name_en="Wallonia", kind="province", country="BE", parent=belgium)
    park_a.region = wallonia
    park_a.save()
    wish = complete(Wish(region="wal"))
    assert (wish.country, wish.region_around) == ("BE", {"be"})
    found = recommend(wish, TODAY).found
    assert [(one.park.slug, one.match.findings[0].verdict) for one in found] == [
        ("cbtc", "fits"),
        ("parkb", "does_not"),
    ]


def test_spaces_are_the_rows_to_ask_for_and_invented_ones_count_nowhere(park_a, park_b, mode):
    fitting = builders.make_space(park_a, "A1", area_min=100, area_max=150)
    builders.make_space(park_a, "A2", area_min=100, status="let")
    builders.make_space(park_b, "B1", area_min=100, is_demonstration=True)
    first, second = recommend(complete(Wish(area_min=Decimal(90), area_max=Decimal(120)), ["office"]), TODAY).found
    assert (first.park, first.spaces, first.match.is_good) == (park_a, [fitting], True)
    assert (second.park, second.spaces) == (park_b, [])


@pytest.mark.parametrize("spoken", ["zh-CN, en", "ZH，EN", "zh、en", "en;zh-Hans"])
def test_languages_are_understood_as_people_write_them(park_a, spoken):
    park_a.languages_spoken = spoken
    park_a.save()
    [one] = recommend(Wish(languages=("zh",)), TODAY).found
    assert one.match.findings[0].verdict == "fits"


@pytest.mark.parametrize("count", [1, 3])
def test_six_questions_however_many_parks(operator_a, optics, mode, count, django_assert_num_queries):
    for number in range(count):
        park = cast.make_park(operator_a, f"p{number}")
        ParkIndustry.objects.create(park=park, industry=optics)
        park.settlement_modes.add(mode)
        builders.make_space(park, area_min=100).industries.add(optics)
    facets.snapshot()
    wish = complete(Wish(industry="optics", mode=mode.code, area_min=Decimal(50)), ["office"])
    with django_assert_num_queries(5):
        assert len(recommend(wish, TODAY).found) == count


def test_the_pool_takes_those_that_meet_the_most(operator_a, optics, monkeypatch):
    """With more parks than are judged the one that meets everything is still among them."""
    monkeypatch.setattr(module, "POOL", 3)
    for number in range(8):
        cast.make_park(operator_a, f"p{number}")
    best = cast.make_park(operator_a, "zz")
    ParkIndustry.objects.create(park=best, industry=optics)
    assert slugs(Wish(industry="optics", country="BE")) == ["zz", "p0", "p1"]


def test_when_no_park_is_good_it_says_what_to_give_up(park_a, park_b, optics):
    ParkIndustry.objects.create(park=park_b, industry=optics)
    ParkIndustry.objects.create(park=park_a, industry=cast.make_industry("biotech"))
    result = recommend(Wish(industry="optics", country="BE"), TODAY)
    assert not result.is_good
    assert [(one.criterion, one.count) for one in result.relaxations] == [(Criterion.PLACE, 1), (Criterion.INDUSTRY, 1)]
    assert recommend(Wish(industry="optics", country="CN"), TODAY).relaxations == ()


def test_no_parks_at_all(db):
    result = recommend(Wish(country="BE"), TODAY)
    assert (result.found, result.relaxations, result.is_good) == ([], [], False)


def test_the_wish_of_an_inquiry(db, optics, mode):
    be = Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    wal = Region.objects.create(code="wal", name_en="Wallonia", kind="province", country="BE", parent=be)
    inquiry = builders.make_inquiry(
        enterprise=builders.make_enterprise(industry=Industry.objects.get(code="optics")),
        mode=SettlementMode.objects.get(),
        contact_language="zh-hans",
        need={"area_min": 80, "wanted_country": "BE", "wanted_region": wal, "move_in_from": TODAY},
    )
    wish = wish_of(inquiry)
    assert (wish.industry, wish.industry_parent, wish.mode, wish.kinds) == (
        "optics",
        "photonics",
        "office_lease",
        {"office"},
    )
    assert (wish.country, wish.region, wish.area_min, wish.by, wish.languages) == ("BE", "wal", 80, TODAY, ("zh",))
