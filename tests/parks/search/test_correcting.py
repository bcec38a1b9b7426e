"""Second thoughts about queries that found nothing."""

import pytest

from parks.indexing import rebuild
from parks.models import Article, SearchWord
from parks.search import corrected, find, suggest
from parks.search.correcting import distance
from tests.parks.search import records


@pytest.mark.parametrize(
    ("one", "two", "edits"),
    [
        ("incubtor", "incubator", 1),
        ("incuabtor", "incubator", 1),
        ("incbtor", "incubator", 2),
        ("park", "park", 0),
        ("prak", "park", 1),
        ("park", "parks", 1),
        ("park", "tarn", 2),
        ("a", "abcdef", 3),
        ("photonics", "economics", 3),
    ],
)
def test_the_distance_between_words(one, two, edits):
    assert distance(one, two, 2) == distance(two, one, 2) == edits


@pytest.fixture
def incubator(db):
    return records.make_article(title_en="Incubator in Hamburg", title_zh_hans="汉堡孵化器启用")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("incubtor", "incubator"),
        ("incuabtor", "incubator"),
        ("inkubater", "incubator"),
        ("nicubator", "incubator"),
        ("incubattor", "incubator"),
        ("hambrug", "hamburg"),
        ("Hambourg", "hamburg"),
    ],
)
def test_a_word_typed_wrongly_is_replaced_and_told(incubator, typed, word):
    found = find(typed)
    assert [row.slug for row in found.ranked] == ["opening"]
    assert (found.replaced, found.words) == ({typed.lower(): word}, word)


@pytest.mark.parametrize("typed", ["inkubater2", "hmabrugx", "imc", "xyz", "hamb0rg", "孵化奇", "孵化气"])
def test_what_is_too_far_a_code_or_chinese_is_not_replaced(incubator, typed):
    found = find(typed)
    assert (found.total, found.replaced) == (0, {}), found.words


def test_known_words_stay_as_they_are(incubator):
    records.make_article("second", title_en="Incubators")
    found = find("hamburg incubatr")
    assert found.replaced == {"incubatr": "incubator"}
    assert find("incubators hamburg").replaced == {}


def test_the_more_frequent_of_equally_near_words_is_taken(db):
    for slug in ("one", "two"):
        records.make_article(slug, title_en="Marine")
    records.make_article("three", title_en="Marina")
    assert find("marinx").replaced == {"marinx": "marine"}


def test_chinese_without_a_space_is_cut_where_nothing_joins(incubator):
    found = find("汉堡的孵化器")
    assert [row.slug for row in found.ranked] == ["opening"]
    assert (found.words, found.replaced) == ("汉堡 孵化器", {})


def test_words_that_left_with_their_record_are_not_offered(incubator):
    records.make_article("second", title_en="Sekretariat", state_en="draft")
    assert not SearchWord.objects.filter(word="sekretariat").exists()
    Article.objects.filter(slug="opening").update(title_en="Something")
    Article.objects.get(slug="opening").save()
    assert find("incubtor").total == 0
    rebuild()
    assert not SearchWord.objects.filter(word="incubator").exists()


@pytest.mark.parametrize("typed", ["prak", "aprk", "pakr", "pork", "spark"])
def test_a_short_word_may_have_its_neighbours_swapped(db, typed):
    records.make_article(title_en="Park", title_zh_hans="园区")
    assert find(typed).replaced == {typed: "park"}


@pytest.mark.parametrize("typed", ["acbdegfh", "bacdefhg", "abxdexgh"])
def test_two_mistakes_in_eight_letters_leave_a_part_to_find_the_word_by(db, typed):
    records.make_article(title_en="abcdefgh", title_zh_hans="园区")
    assert find(typed).replaced == {typed: "abcdefgh"}


def test_a_word_that_only_begins_another_is_tried_too(db):
    records.make_article("software", title_en="Zhongguancun Software Park")
    records.make_article("parcel", title_en="Parcel of land")
    found = find("Zhongguancun Software Parc")
    assert ([row.slug for row in found.ranked], found.replaced) == (["software"], {"parc": "park"})
    assert [row.slug for row in find("parc").ranked] == ["parcel"]


def test_a_word_that_only_begins_another_is_not_replaced_by_that(db):
    records.make_article("software", title_en="Zhongguancun Software")
    records.make_article("parcel", title_en="Parce")
    assert (find("zhongguancun parc").total, find("zhongguancun parc").replaced) == (0, {})


def test_suggestions_are_corrected(incubator):
    assert [line["title"] for line in suggest("incubatr", "en")] == ["Incubator in Hamburg"]
    assert [line["title"] for line in suggest("hamburg incubatr", "en")] == ["Incubator in Hamburg"]
    assert suggest("xyzw", "en") == []


def test_what_was_meant_is_told_where_nothing_else_is_found(incubator):
    assert [corrected(text) for text in ("incubatr", "汉堡的孵化器")] == ["incubator", "汉堡 孵化器"]
    assert [corrected(text) for text in ("incubator", "hamburg xyzw", "", "？")] == [""] * 4


def test_a_plural_typed_wrongly_finds_the_singular(db):
    records.make_article(title_en="Technology")
    assert find("technolgies").replaced == {"technolgies": "technology"}
