"""What a query finds, in which order, and what it must never find."""

import pytest

from common.enums import PublicationState
from enterprises.models import Story
from parks import publishing
from parks.models import Article, Metric, Organisation, Park, Partnership, Party, SearchEntry, Space
from parks.search import find, hits, suggest
from tests import cast
from tests.parks.search import records

KINDS = ["park", "mode", "service", "opportunity", "policy", "story", "partnership", "space", "event", "article",
         "organisation", "metric"]  # fmt: skip


def slugs(query, kind=""):
    return [row.slug for row in find(query, kind).ranked]


@pytest.mark.parametrize("query", ["photonics", "Photon", "光电", "光电 photonics", "PHOTONICS"])
def test_every_kind_is_found_in_either_language(operator_a, query):
    records.make_world(operator_a)
    found = find(query)
    assert [(kind.code, count) for kind, count in found.facets] == [(code, 1) for code in KINDS]
    assert found.total == len(found.ranked) == len(KINDS)


def test_facets_count_everything_while_one_kind_is_shown(operator_a):
    records.make_world(operator_a)
    records.make_policy("second", title_en="Photonics voucher")
    found = find("photonics", "policy")
    assert {row.kind for row in found.ranked} == {"policy"}
    assert (found.count("policy"), len(found.ranked), found.total) == (2, 2, len(KINDS) + 1)
    assert sum(count for _kind, count in found.facets) == found.total


def test_a_single_character_and_two_of_them_are_found_wherever_they_stand(db):
    records.make_article(title_zh_hans="中国—比利时科技园")
    for query in ("园", "科", "中", "科技", "技园", "时科", "科技园", "比利时科技园"):
        assert slugs(query) == ["opening"], query
    for query in ("国比", "园中", "技科", "科园", "园科技"):
        assert slugs(query) == [], query


def test_mixed_words_must_all_be_there(operator_a):
    park = cast.make_park(operator_a, "cbtc", name_zh_hans="中比科技园", name_en="CBTC", summary_zh_hans="带有孵化器")
    cast.make_park(operator_a, "other", summary_zh_hans="孵化器")
    assert slugs("CBTC 孵化器") == slugs("cbtc孵化器") == [park.slug]


def test_numbers_and_codes_are_exact(db):
    records.make_policy(document_number="国发〔2024〕12号", title_en="Rule E411")
    assert slugs("2024") == slugs("e411") == slugs("12") == slugs("E411 2024") == ["grant"]
    assert slugs("202") == slugs("E41") == slugs("E412") == []


@pytest.mark.parametrize(
    "query",
    ["", " ", "？！", "\x00", "*", '"', "''", "a\x00b*", "NOT AND OR NEAR(", '"photonics" OR *', "title_tokens : x",
     "photonics'; DROP TABLE", "a & !b | <->", "%_", "(" * 500, "x" * 5000, "园" * 5000, "a b c d e f g h i j k l",
     "\ud800", "٣", "판교", "ﬁ", "\U0001f600", "q0000", "e\u0301" * 90],
)  # fmt: skip
def test_hostile_queries_find_little_and_break_nothing(operator_a, query):
    records.make_world(operator_a)
    assert find(query).total == len(find(query).ranked)
    suggest(query, "en")
    cast.Park.objects.count()


def test_words_of_other_scripts_are_found(db):
    records.make_article(title_en="Pangyo 판교 and Zürich, Łódź, Привет")
    for query in ("판교", "zurich", "ZÜRICH", "łódź", "łód", "привет"):
        assert slugs(query) == ["opening"], query


def test_little_words_are_left_out_beside_others(db):
    records.make_article(title_en="Laboratory opens")
    assert slugs("the laboratory of a") == ["opening"]
    assert slugs("the") == []


def test_titles_come_before_texts_and_whole_titles_first(db):
    records.make_article("in-text", title_en="Other", body_en="about photonics")
    records.make_article("in-title", title_en="All about photonics in Europe")
    records.make_article("whole", title_en="Photonics")
    assert slugs("photonics") == ["whole", "in-title", "in-text"]


def test_of_equals_the_later_comes_first(db):
    for year in ("2019", "2026-03", "2024-11-02"):
        records.make_article(f"a{year}", published=year)
    assert slugs("laboratory") == ["a2026-03", "a2024-11-02", "a2019"]


def test_the_park_that_is_called_so_comes_before_what_mentions_it(operator_a):
    cast.make_park(operator_a, "cbtc", name_en="China-Belgium Technology Center", aliases="CBTC")
    records.make_article(title_en="CBTC news", published="2026-01-01")
    records.make_event(title_en="Agreement on CBTC")
    assert slugs("CBTC")[0] == "cbtc"


def test_a_version_that_is_not_published_is_neither_found_nor_shown(db):
    article = records.make_article(title_en="Hidden words", body_en="secretly", state_en=PublicationState.DRAFT)
    assert slugs("hidden") == slugs("secretly") == []
    [row] = find("实验室").ranked
    [hit] = hits([row], find("实验室").asked, "en")
    assert (hit.title.text, hit.title.html_language, hit.title.is_fallback) == ("光电实验室启用", "zh-Hans", True)
    assert not SearchEntry.objects.filter(tokens__contains="secretly").exists()
    publishing.publish(article, "en", actor=None)
    assert slugs("hidden") == slugs("secretly") == ["opening"]
    publishing.withdraw(article, "en", actor=None)
    assert slugs("hidden") == []
    publishing.withdraw(article, "zh-hans", actor=None)
    assert slugs("实验室") == [] and not SearchEntry.objects.exists()


def test_spaces_follow_their_park(operator_a):
    park = records.make_world(operator_a)
    assert find("laboratory", "space").count("space") == 1
    for language in ("en", "zh-hans"):
        publishing.withdraw(park, language, actor=None)
    assert [kind.code for kind, _count in find("laboratory").facets] == ["article"]
    assert [row.slug for row in find("optics").ranked] == []


def test_a_space_off_the_market_is_not_found(operator_a):
    records.make_world(operator_a)
    space = Space.objects.get()
    space.status = "off_market"
    space.save()
    assert find("laboratory", "space").count("space") == 0


def test_stories_need_the_companys_consent(operator_a):
    records.make_world(operator_a)
    story = Story.objects.get()
    story.consent_on = None
    story.save()
    assert find("story").total == 0


def test_what_is_deleted_is_forgotten(db):
    records.make_article()
    Article.objects.all().delete()
    assert find("laboratory").total == 0


def test_a_rename_reaches_what_shows_the_name(operator_a):
    park = records.make_world(operator_a)
    park.name_en = "Lightworks"
    park.save()
    assert {row.kind for row in find("lightworks").ranked} == {"park", "space", "opportunity", "partnership", "story"}
    assert Park.objects.get().sort_key == park.sort_key


def test_a_renamed_organisation_is_found_itself_and_with_its_partnerships(operator_a):
    records.make_world(operator_a)
    maker = Organisation.objects.get()
    Party.objects.create(partnership=Partnership.objects.get(), organisation=maker, order=2)
    maker.name_en = "Skyworth"
    maker.save()
    assert [(row.kind, row.slug) for row in find("skyworth").ranked] == [
        ("organisation", "lens"),
        ("partnership", "pair"),
    ]
    assert [(line["type"], line["title"]) for line in suggest("skyw", "en")][:1] == [("organisation", "Skyworth")]


def test_definitions_are_found_by_their_parts_and_come_after_the_rest(operator_a):
    records.make_world(operator_a)
    metric = Metric.objects.get()
    metric.items_en = "Dark rooms"
    metric.save()
    assert [(row.kind, row.slug) for row in find("dark rooms").ranked] == [("metric", "labs")]
    metric.retired = True
    metric.save()
    assert find("dark rooms").total == 0


def test_a_broad_query_counts_all_and_ranks_the_best(db):
    Article.objects.bulk_create(
        Article(slug=f"n{number}", title_en=f"Laboratory {number}", title="x", **records.PUBLISHED)
        for number in range(150)
    )
    from parks.indexing import rebuild

    rebuild()
    found = find("laboratory")
    assert (found.total, len(found.ranked)) == (150, 120)


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(operator_a, django_assert_num_queries, number):
    for at in range(number):
        records.make_article(f"a{at}", title_en=f"Laboratory {at}", body_en="photonics")
    with django_assert_num_queries(3 - records.TOGETHER):  # words, places, titles and texts
        found = find("laboratory")
        hits(found.ranked, found.asked, "en")
    with django_assert_num_queries(3 - records.TOGETHER):
        found = find("photonics")
        hits(found.ranked, found.asked, "en")
    with django_assert_num_queries(8 - records.TOGETHER):
        found = find("photnics laboratry")
        assert len(hits(found.ranked, found.asked, "en")) == number


def test_words_are_looked_up_once_for_each_version_of_the_content(operator_a, django_assert_num_queries):
    records.make_article("a", title_en="Laboratory")
    assert find("labo").total == 1
    with django_assert_num_queries(2 - records.TOGETHER):  # places, titles and texts
        assert find("labo").total == 1
    records.make_article("b", title_en="Laborious")
    with django_assert_num_queries(3 - records.TOGETHER):
        assert find("labo").total == 2


def test_suggestions_are_titles_that_begin_so(operator_a):
    records.make_world(operator_a)
    words = [line["title"] for line in suggest("photonics g", "en")]
    assert words == ["Photonics grant"]
    assert suggest("光电补", "zh-hans")[0] == {
        "type": "policy", "label": suggest("光电补", "zh-hans")[0]["label"], "title": "光电补贴", "lang": "zh-Hans",
        "context": "", "url": suggest("光电补", "zh-hans")[0]["url"],
    }  # fmt: skip
    assert len(suggest("photonics", "en")) == 8
    assert suggest("", "en") == suggest("？", "en") == []


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("factory", "factories"),
        ("factories", "factory"),
        ("technology", "technologies"),
        ("city", "Cities"),
        ("incubator", "incubators"),
        ("policy", "policies"),
        ("box", "boxes"),
        ("branch", "branches"),
        ("process", "processes"),
        ("service", "services"),
        ("movie", "movies"),
        ("incubators", "incubator"),
        ("factories", "factori"),
    ],
)
def test_singular_and_plural_find_each_other(db, written, asked):
    records.make_article(title_en="Other", body_en=f"about {written} here")
    found = find(asked)
    assert ([row.slug for row in found.ranked], found.replaced) == (["opening"], {})
    [hit] = hits(found.ranked, found.asked, "en")
    assert f"<mark>{written}</mark>" in hit.excerpt
    assert [line["title"] for line in suggest(asked, "en")] == ["Other"]


def test_a_title_in_the_other_number_ranks_as_the_word_itself(db):
    records.make_article("in-text", title_en="Other", body_en="factories")
    records.make_article("in-title", title_en="The factory of the future")
    assert slugs("factories") == ["in-title", "in-text"]
