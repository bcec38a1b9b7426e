"""The index follows the records, one by one and in bulk."""

import pytest
from django.core.management import call_command
from django.db import transaction

from parks.indexing import index, index_parks, rebuild, reindex_naming
from parks.indexing.tokens import MOST_TOKENS, terms, tokens, tokens_of
from parks.models import Article, Industry, Operator, Park, Region, SearchEntry, SearchWord, Space, SpaceType
from parks.search import find, search
from tests import cast
from tests.inquiries import builders
from tests.parks.search import records


def test_a_run_of_chinese_becomes_pairs_and_ends_apart():
    assert len(tokens_of("智慧谷")) == 3
    assert tokens_of("智慧谷")[0] == tokens_of("智慧")[0]
    assert tokens_of("智慧谷")[2] == tokens_of("谷")[0] and tokens_of("谷科")[0].startswith(tokens_of("谷")[0])
    assert tokens_of("cbtc") == ["cbtc"] and all(token.isascii() for token in tokens_of("판교"))


def test_every_piece_is_kept_once_and_not_without_end():
    assert tokens(["Park 12, park"], known=["12"]) == ("park", ["park"])
    text, pieces = tokens([" ".join(f"word{number}" for number in range(20_000))])
    assert len(pieces) == len(text.split()) == MOST_TOKENS
    assert terms("Ａｂ　é") == ["ab", "e"]


def bulk_parks(operator, number):
    made = Park._base_manager.bulk_create(
        Park(operator=operator, slug=f"bulk-{at}", name_zh_hans=f"批量{at}", name_en=f"Bulk {at}", kind="science_park",
             country="BE", **records.PUBLISHED)
        for at in range(number)
    )  # fmt: skip
    return [park.pk for park in made]


def test_parks_written_in_bulk_are_indexed_by_their_ids(operator_a, django_assert_max_num_queries):
    numbers = bulk_parks(operator_a, 30)
    assert find("bulk").total == 0
    with django_assert_max_num_queries(16):
        index_parks(numbers)
    assert find("bulk").total == find("批量").total == 30
    assert set(Park.objects.values_list("sort_key", flat=True).filter(slug="bulk-7")) == {"pi liang 7"}


def test_a_park_is_not_found_by_spaces_that_are_invented_or_off_the_market(park_a):
    def found():
        return [park.slug for park in search(Park.objects.all(), "aquarium")]

    space = builders.make_space(park_a, "Aquarium")
    assert found() == ["cbtc"]
    for field, value, there in (
        ("is_demonstration", True, []),
        ("is_demonstration", False, ["cbtc"]),
        ("status", "off_market", []),
        ("status", "let", ["cbtc"]),
    ):
        setattr(space, field, value)
        space.save()
        assert found() == there, (field, value)
        rebuild()
        assert found() == there, (field, value)


def test_spaces_are_searched_by_their_own_entries(park_a):
    hall, office = builders.make_space(park_a, "Hall"), builders.make_space(park_a, "Loft")
    assert [row.pk for row in search(Space.objects.all(), "hall", "space")] == [hall.pk]
    rows = search(Space.objects.all(), "cbtc", "space").order_by("pk")
    assert [(row.pk, row.name_rank) for row in rows] == [(hall.pk, 1), (office.pk, 1)]


def test_reindex_makes_everything_again_and_forgets_what_is_gone(operator_a, capsys):
    records.make_world(operator_a)
    before = {(row.kind, row.slug): (row.title_tokens, row.tokens) for row in SearchEntry.objects.all()}
    words = set(SearchWord.objects.values_list("word", flat=True))
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    SearchWord.objects.create(word="vanished")
    SearchEntry.objects.create(kind="article", pk=7, record=999, slug="gone", title_tokens="vanished")
    SearchEntry.objects.create(kind="unknown", pk=8, record=1, slug="gone", title_tokens="vanished")
    call_command("reindex")
    assert {(row.kind, row.slug): (row.title_tokens, row.tokens) for row in SearchEntry.objects.all()} == before
    assert set(SearchWord.objects.values_list("word", flat=True)) == words
    assert find("vanished").total == 0
    assert "policy: 1" in capsys.readouterr().out


def test_nothing_is_written_when_nothing_changed(operator_a, django_assert_num_queries):
    records.make_world(operator_a)
    rebuild()
    before = list(SearchEntry.objects.order_by("pk").values())
    rebuild()
    assert list(SearchEntry.objects.order_by("pk").values()) == before


def test_records_of_other_kinds_are_passed_over(operator_a):
    index([operator_a, Operator(), Article()])
    assert not SearchEntry.objects.exists()


def test_what_is_rolled_back_is_not_found(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        records.make_article()
        assert find("laboratory").total == 1
        raise RuntimeError
    assert find("laboratory").total == 0


def test_a_new_name_of_a_catalogue_value_reaches_parks_and_spaces(operator_a):
    park = records.make_world(operator_a)
    country = Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    park.region = Region.objects.create(code="ll", name_en="Louvain", kind="city", country="BE", parent=country)
    park.save()
    park.industries.add(cast.make_industry(parent=cast.make_industry("top")))
    for row, name in (
        (country, "Belgique"),
        (Industry.objects.get(code="top"), "Biology"),
        (SpaceType.objects.get(), "Workbench"),
    ):
        row.name_en = name
        row.save()
        reindex_naming(row)
        assert [found.slug for found in search(Park.objects.all(), name)] == ["optics"], name
    assert find("workbench", "space").count("space") == 1


def test_relations_changed_from_either_side_are_noticed(park_a):
    article = records.make_article(body_en="photonics")
    SearchEntry.objects.filter(kind="article").delete()
    park_a.articles.add(article)
    assert find("photonics").total == 1
    SearchEntry.objects.filter(kind="article").delete()
    article.parks.remove(park_a)
    assert find("photonics").total == 1
