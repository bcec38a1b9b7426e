import pytest

from common.enums import PublicationState
from parks.indexing import reindex, sort_key
from parks.indexing.tokens import terms
from parks.models import Park, Region, SearchEntry
from parks.search import search
from tests import cast


@pytest.fixture
def cbtc(operator_a):
    park = cast.make_park(
        operator_a,
        "cbtc",
        name_zh_hans="中国—比利时科技园",
        name_en="China-Belgium Technology Center (CBTC)",
        summary_zh_hans="位于新鲁汶的中欧双向孵化园区",
        summary_en="In Louvain-la-Neuve, near Liège",
        aliases="CBTC智慧谷; ＣＢＴＣ",
    )
    reindex(park)
    return park


@pytest.fixture
def optics(operator_b):
    park = cast.make_park(
        operator_b,
        "optics-valley",
        name_zh_hans="武汉光谷",
        name_en="Optics Valley",
        summary_zh_hans="与中国—比利时科技园结对",
        summary_en="Paired with CBTC",
    )
    reindex(park)
    return park


def found(query):
    return [park.slug for park in search(Park.objects.all(), query).order_by("name_rank", "slug")]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("CBTC智慧谷", ["cbtc", "智慧谷"]),
        ("ＣＢＴＣ　１２", ["cbtc", "12"]),
        ("Liège, E411公路", ["liege", "e411", "公路"]),
        ("100%_x", ["100", "x"]),
        ("？！—", []),
    ],
)
def test_a_text_is_cut_into_runs_of_chinese_and_words(text, pieces):
    assert terms(text) == pieces


@pytest.mark.parametrize(
    "query",
    [
        "科技",
        "比利时",
        "时",
        "智慧谷",
        "CBTC",
        "ｃｂｔｃ",
        "techno",
        "CBTC 科技园",
        "cbtc科技",
        "liège",
        "LIEGE",
        "孵化园区",
    ],
)
def test_words_of_either_language_find_the_park(cbtc, query):
    assert "cbtc" in found(query)


@pytest.mark.parametrize("query", ["技科", "京科", "echnology", "cbtc 武汉大学", "%", "_", "？", "CBTC%"])
def test_what_is_not_there_is_not_found(cbtc, query):
    assert found(query) == (["cbtc"] if query == "CBTC%" else [])


def test_parks_with_the_words_in_the_name_come_first(cbtc, optics):
    assert found("科技园") == ["cbtc", "optics-valley"]
    assert found("光谷") == ["optics-valley"]


def test_every_piece_of_the_query_must_match(cbtc, optics):
    assert found("光谷 CBTC") == ["optics-valley"]
    assert found("光谷 louvain") == []


def test_place_kind_and_industry_are_found_in_both_languages(cbtc):
    country = Region.objects.create(code="be", name_zh_hans="比利时", name_en="Belgium", kind="country", country="BE")
    cbtc.region = Region.objects.create(
        code="lln", name_zh_hans="新鲁汶", name_en="Ottignies", kind="city", country="BE", parent=country
    )
    cbtc.save()
    cbtc.industries.add(cast.make_industry(name_zh_hans="生命科学", name_en="Life sciences"))
    reindex(cbtc)
    for query in ("新鲁汶", "ottignies", "生命科学", "life", "belgium", "science park", "科技园"):
        assert found(query) == ["cbtc"], query


def test_an_unpublished_version_is_not_searched(cbtc):
    cbtc.state_en = PublicationState.DRAFT
    cbtc.save()
    reindex(cbtc)
    entry = SearchEntry.objects.get(kind="park", record=cbtc.pk)
    assert "neuve" not in entry.tokens and entry.title_en == entry.text_en == ""
    assert found("Louvain") == []
    assert found("新鲁汶") == ["cbtc"]


def test_reindexing_twice_changes_nothing_and_keeps_the_date_of_change(cbtc):
    before = [*Park.objects.values("sort_key", "updated_at"), *SearchEntry.objects.values()]
    reindex(cbtc)
    assert [*Park.objects.values("sort_key", "updated_at"), *SearchEntry.objects.values()] == before


def test_chinese_names_sort_by_pinyin(cbtc, optics):
    assert sort_key(optics).startswith("wu han")
    assert [park.slug for park in Park.objects.order_by("sort_key")] == ["optics-valley", "cbtc"]


def test_a_query_of_many_pieces_is_cut_short(cbtc):
    assert found(" ".join(["cbtc"] * 50)) == ["cbtc"]
