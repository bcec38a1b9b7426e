"""The index in memory against the rows: the same parks, the same counts, also after edits."""

import datetime
import random
import threading
from decimal import Decimal

import pytest
from django.db import transaction
from django.http import QueryDict

from common import contentversion
from parks import facets, versions
from parks.enums import OPEN_SPACE_STATUSES, ParkKind, ParkLevel, SpaceStatus
from parks.facets import answers, held
from parks.filters import CHINA, ParkFilter
from parks.models import Park, Region, Service, Space
from tests import cast


@pytest.fixture
def many(operator_a, operator_b):
    """Thirty parks with everything that filters look at, by chance but always the same."""
    chance = random.Random(7)
    country = Region.objects.create(code="cn", name_en="China", kind="country", country="CN")
    province = Region.objects.create(code="hubei", name_en="Hubei", kind="province", country="CN", parent=country)
    cities = [
        Region.objects.create(code=code, name_en=code, kind="city", country="CN", parent=province)
        for code in ("wuhan", "yichang")
    ]
    bio = cast.make_industry("bio")
    industries = [bio, cast.make_industry("vaccines", parent=bio), cast.make_industry("chips")]
    types = [cast.make_space_type(f"type{number}", ladder_step=number) for number in range(4)]
    modes = [cast.make_mode(f"mode{number}") for number in range(3)]
    services = [Service.objects.create(code=f"service{number}", tier="general") for number in range(3)]
    for number in range(30):
        country = chance.choice(["CN", "CN", "BE", "DE"])
        park = cast.make_park(
            chance.choice([operator_a, operator_b]),
            f"p{number:02}",
            country=country,
            region=chance.choice([*cities, province, None]) if country == "CN" else None,
            kind=chance.choice(ParkKind.values[:4]),
            level=chance.choice(["", *ParkLevel.values]),
            accepts_inquiries=chance.random() < 0.7,
            state_en=chance.choice(["published", "draft"]),
            state_zh_hans=chance.choice(["published", "draft", "archived"]),
            sort_key=f"{chance.random()}",
        )
        park.industries.set(chance.sample(industries, chance.randint(0, 3)))
        park.services.set(chance.sample(services, chance.randint(0, 2)))
        park.settlement_modes.set(chance.sample(modes, chance.randint(0, 2)))
        for _each in range(chance.randint(0, 4)):
            low = chance.choice([None, Decimal("0"), Decimal("49.99"), Decimal("100"), Decimal("2500.5")])
            high = chance.choice([None, Decimal("2500.5"), Decimal("90000")])
            Space.objects.create(
                park=park,
                kind=chance.choice(types),
                status=chance.choice(SpaceStatus.values),
                area_min=low,
                area_max=high,
                available_from=chance.choice([None, datetime.date(2026, 5, 1), datetime.date(2027, 1, 1)]),
            )


def within(query, name, own):
    wanted = set(query.getlist(name))
    return not wanted or bool(wanted & own)


def fits_space(query, space):
    low = space.area_max if space.area_max is not None else space.area_min
    high = space.area_min if space.area_min is not None else space.area_max
    is_open = space.status in OPEN_SPACE_STATUSES
    return (
        space.status != SpaceStatus.OFF_MARKET
        and within(query, "space", {space.kind.code})
        and within(query, "step", {str(space.kind.ladder_step)})
        and ("area_min" not in query or (low is not None and low >= Decimal(query["area_min"])))
        and ("area_max" not in query or (high is not None and high <= Decimal(query["area_max"])))
        and ("open" not in query or is_open)
        and (
            "available_by" not in query
            or (is_open and (space.available_from is None or space.available_from.isoformat() <= query["available_by"]))
        )
    )


def places(park):
    found, region = {park.country}, park.region
    while region:
        found.add(region.code)
        region = region.parent
    return found


def fits(query, park):
    industries = {row.code for row in park.industries.all()}
    industries |= {row.parent.code for row in park.industries.all() if row.parent}
    place = QueryDict(mutable=True)
    regions = query.getlist("region")
    place.setlist("place", regions or query.getlist("country"))
    if regions and "BE" in query.getlist("country"):
        place.appendlist("place", "BE")
    asks_space = {"space", "step", "area_min", "area_max", "open", "available_by"} & set(query)
    return (
        (park.is_public_in("en") or park.is_public_in("zh-hans"))
        and within(query, "direction", {"inbound" if park.country in CHINA else "outbound"})
        and within(place, "place", places(park))
        and within(query, "kind", {park.kind})
        and within(query, "level", {park.level})
        and within(query, "industry", industries)
        and within(query, "mode", {row.code for row in park.settlement_modes.all()})
        and within(query, "service", {row.code for row in park.services.all()})
        and ("accepting" not in query or park.can_be_asked)
        and (not asks_space or any(fits_space(query, space) for space in park.spaces.all()))
    )


QUERIES = [
    "", "direction=inbound", "country=CN&country=BE", "country=CN&region=hubei", "country=BE&region=wuhan",
    "region=wuhan&region=yichang", "kind=incubator&kind=science_park", "level=national", "industry=bio",
    "industry=vaccines&industry=chips", "mode=mode0&mode=mode1", "service=service1", "accepting=true", "space=type1",
    "step=1&step=2", "open=true", "open=true&step=3", "area_min=49.99", "area_min=50", "area_max=49.99",
    "area_min=100&area_max=2500.5", "area_min=100000", "area_max=0", "available_by=2026-05-01",
    "available_by=2026-04-30&space=type2", "country=CN&industry=bio&open=true&area_min=10&kind=science_park",
]  # fmt: skip


def test_the_index_finds_what_the_rows_say(many):
    related = (
        "industries__parent",
        "services",
        "settlement_modes",
        "spaces__kind",
        "region__parent__parent",
        "operator",
    )
    parks = list(Park.objects.prefetch_related(*related))
    for query in QUERIES:
        asked = QueryDict(query)
        expected = sorted(park.slug for park in parks if fits(asked, park))
        chosen = ParkFilter(asked, Park.objects.public())
        assert chosen.complaints == {}, query
        assert sorted(park.slug for park in chosen.qs) == expected, query
        assert chosen.qs.count() == len(chosen.answer) == len(expected), query


def found_with(query, name, code, *without):
    alone = QueryDict(query, mutable=True)
    for other in without:
        alone.pop(other, None)
    alone[name] = code
    return len(ParkFilter(alone, Park.objects.public()).answer)


def test_a_count_is_what_one_gets_with_that_value(many):
    for query in QUERIES:
        counts = ParkFilter(QueryDict(query), Park.objects.public()).counts
        for name in ("direction", "kind", "level", "industry", "mode", "service", "space", "step", "open", "accepting"):
            for code, count in counts[name].items():
                assert count == found_with(query, name, code), (query, name, code)
        for name, other in (("country", "region"), ("region", "country")):
            for code, count in counts[name].items():
                assert count == found_with(query, name, code, other), (query, name, code)


def test_late_pages_go_on_where_early_ones_ended(many, monkeypatch):
    for query in QUERIES:
        for sort in ("name", "newest", "size"):
            asked = QueryDict(f"{query}&sort={sort}")
            answer = ParkFilter(asked, Park.objects.public()).answer
            whole = answer.ids()
            assert len(whole) == len(answer)
            monkeypatch.setattr(answers, "DEEP", 4)
            paged = [pk for start in range(0, len(whole) + 3, 3) for pk in answer.ids(start, start + 3)]
            monkeypatch.undo()
            assert paged == whole, (query, sort)
    assert 1 < len(facets.snapshot().written_out) <= 16


def slugs(query=""):
    return [park.slug for park in ParkFilter(QueryDict(query), Park.objects.public()).qs]


def test_an_edit_is_seen_at_once_and_again(park_a, park_b, django_assert_num_queries):
    assert slugs("kind=incubator") == []
    park_a.kind = ParkKind.INCUBATOR
    park_a.save()
    assert slugs("kind=incubator") == ["cbtc"]
    park_b.kind = ParkKind.INCUBATOR
    park_b.save()
    park_a.kind = ParkKind.BONDED_ZONE
    park_a.save()
    assert slugs("kind=incubator") == ["parkb"]
    with django_assert_num_queries(0):
        assert len(ParkFilter(QueryDict("kind=incubator"), Park.objects.public()).answer) == 1


def test_languages_are_published_one_by_one(park_a, park_b):
    park_a.state_zh_hans = "draft"
    park_a.save()
    assert slugs() == ["cbtc", "parkb"]
    park_a.state_en = "archived"
    park_a.save()
    assert slugs() == ["parkb"]
    park_a.state_zh_hans = "published"
    park_a.save()
    assert slugs() == ["cbtc", "parkb"]


def test_a_deleted_park_and_a_new_one(park_a, park_b):
    assert slugs() == ["cbtc", "parkb"]
    park_b.delete()
    assert slugs() == ["cbtc"]
    cast.make_park(park_a.operator, "third")
    assert slugs() == ["cbtc", "third"]


def test_a_rolled_back_write_leaves_nothing_behind(park_a):
    with transaction.atomic():
        park_a.kind = ParkKind.INCUBATOR
        park_a.save()
        assert slugs("kind=incubator") == ["cbtc"]
        transaction.set_rollback(True)
    contentversion.bump()
    assert slugs("kind=incubator") == []


@pytest.mark.django_db(transaction=True)
def test_committed_changes_are_taken_over_without_reading_the_others(operator_a, monkeypatch):
    for number in range(12):
        cast.make_park(operator_a, f"p{number:02}")
    before = facets.snapshot()
    asked = []
    monkeypatch.setattr(held, "read", lambda parks, *rest: (asked.append(parks), original(parks, *rest))[1])
    Park.objects.get(slug="p03").delete()
    changed = Park.objects.get(slug="p05")
    changed.kind = ParkKind.INCUBATOR
    changed.save()
    cast.make_park(operator_a, "p99")
    assert slugs("kind=incubator") == ["p05"]
    assert [slug for slug in slugs() if slug in ("p03", "p05", "p99")] == ["p05", "p99"]
    assert asked and None not in asked and sum(map(len, asked)) == 2
    fresh, again = facets.snapshot(), held._built({"token": None, "looked_at": before.looked_at, "provisional": False})
    wanted = facets.Wanted()
    assert facets.counts(fresh, wanted)["kind"] == {
        **dict.fromkeys(before.bits["kind"], 0),
        **facets.counts(again, wanted)["kind"],
    }
    for sort in ("name", "newest", "size"):
        assert facets.Answer(fresh, wanted, sort, "en").ids() == facets.Answer(again, wanted, sort, "en").ids()
    assert len(before.slots) == 12  # nobody changed what readers may still hold


original = held.read


@pytest.mark.django_db(transaction=True)
def test_bulk_writes_are_seen_once_they_are_told(operator_a):
    park = cast.make_park(operator_a, "p1")
    assert slugs("kind=incubator") == []
    Park.objects.filter(pk=park.pk).update(kind=ParkKind.INCUBATOR)
    versions.touch([park.pk])
    assert slugs("kind=incubator") == ["p1"]


def test_without_a_token_nothing_is_kept(park_a, monkeypatch):
    assert slugs() == ["cbtc"]
    monkeypatch.setattr(contentversion, "current", lambda: None)
    Park.objects.filter(pk=park_a.pk).update(kind=ParkKind.INCUBATOR)
    assert slugs("kind=incubator") == ["cbtc"]


@pytest.mark.django_db(transaction=True)
def test_threads_share_one_snapshot(operator_a):
    cast.make_park(operator_a, "p1")
    facets.snapshot()
    found = []
    threads = [threading.Thread(target=lambda: found.append(facets.snapshot())) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len({id(each) for each in found}) == 1


def test_rows_of_an_answer_are_a_queryset(park_a, park_b):
    chosen = ParkFilter(QueryDict("sort=newest"), Park.objects.public()).qs
    assert [park.slug for park in chosen] == ["parkb", "cbtc"]
    assert [park.slug for park in chosen[1:2]] == ["cbtc"]
    assert chosen.exists() and chosen[0].slug == "parkb" and chosen.first().slug == "parkb"
    assert [park.slug for park in chosen.iterator()] == ["parkb", "cbtc"]
    assert sorted(chosen.values_list("slug", flat=True)) == ["cbtc", "parkb"]
    assert [park.slug for park in chosen.select_related("operator").prefetch_related("spaces")] == ["parkb", "cbtc"]
    one = ParkFilter(QueryDict("country=BE"), Park.objects.public()).qs
    assert list(one.filter(slug="parkb")) == [] and one.filter(slug="cbtc").count() == 1
    assert list(ParkFilter(QueryDict("country=BE"), Park.objects.filter(slug="parkb")).qs) == []
    assert list(ParkFilter({}, Park.objects.none()).qs) == []


def test_an_invented_space_says_nothing_about_its_park(park_a):
    nursery = cast.make_space_type("nursery", ladder_step=1)
    space = Space.objects.create(park=park_a, kind=nursery, name_en="Desk", is_demonstration=True)
    assert slugs("step=1") == slugs("space=nursery") == []
    space.is_demonstration = False
    space.save()
    assert slugs("step=1") == slugs("space=nursery") == ["cbtc"]
