import pytest

from parks.models import Organisation, Source
from tests import cast
from tests.parks.telling import make_article, make_regions

pytestmark = pytest.mark.django_db


def page(client, address="", language="en"):
    response = client.get(f"/{language}/news/{address}")
    assert response.status_code == 200
    return response.content.decode()


def listed(client, query):
    response = client.get(f"/en/news/{query}")
    assert response.status_code == 200
    return [article.slug for article in response.context["page"]]


def test_the_latest_comes_first_and_undated_ones_last(client):
    for slug, day in (("undated", ""), ("month", "2025-09"), ("day", "2025-08-19"), ("year", "2016")):
        make_article(slug, published=day)
    make_article("draft", state_zh_hans="draft", state_en="draft")
    assert listed(client, "") == ["month", "day", "year", "undated"]
    html = page(client)
    assert '<time datetime="2025-09">2025-09</time>' in html
    assert "date not known" in html
    assert "4 articles" in html and "draft title" not in html


def test_every_filter_narrows_and_can_be_shared(client, park_a, park_b):
    regions, industry = make_regions(), cast.make_industry()
    branch = cast.make_industry("biotech", parent=industry)
    make_article("a", parks=[park_a], industries=[branch], region=regions["be-lln"], kind="feature")
    make_article("b", parks=[park_b], region=regions["cn"], published="2024-01", body_en="About lasers")
    make_article("c", parks=[park_a, park_b], published="")
    assert listed(client, "?region=be") == listed(client, "?region=be-lln") == ["a"]
    assert listed(client, "?park=cbtc") == ["a", "c"]
    assert listed(client, "?industry=life-sciences") == listed(client, "?industry=biotech") == ["a"]
    assert listed(client, "?kind=feature") == ["a"]
    assert listed(client, "?year=2024") == ["b"]
    assert listed(client, "?q=LASERS about") == ["b"]
    assert listed(client, "?q=b标题") == ["b"]
    assert listed(client, "?park=parkb&region=cn") == ["b"]
    assert 'href="/zh-hans/news/?park=parkb"' in page(client, "?park=parkb")
    assert "No article fits all of this" in page(client, "?q=nothing-like-it")


def test_words_of_a_version_that_is_not_public_are_not_searched(client):
    make_article("a", state_en="draft", body_en="secret")
    assert listed(client, "?q=secret") == []


@pytest.mark.parametrize(
    "query",
    [
        "?region=%00",
        "?park=nobody",
        "?year=99999999999999999999",
        "?industry=%F0%9F%98%80",
        "?kind=x&page=-1",
        "?q=%00",
    ],
)
def test_nonsense_is_told_and_left_out(client, query):
    make_article("a")
    assert "a title" in page(client, query)
    page(client, query, "zh-hans")


def test_a_form_with_blanks_leads_to_the_short_address(client):
    assert client.get("/en/news/?q=&kind=news&park=").url == "/en/news/?kind=news"


def test_an_article_names_its_source_parks_and_organisations(client, park_a):
    source = Source.objects.create(code="https://example.org/1", url="https://example.org/1", title_en="The Paper")
    article = make_article(
        "a",
        parks=[park_a, cast.make_park(park_a.operator, "hidden", state_zh_hans="draft", state_en="draft")],
        source=source,
        body_en="First.\n\nSecond <b>.",
        body_zh_hans="第一段",
    )
    article.organisations.add(Organisation.objects.create(slug="ucl", name_en="University", kind="university"))
    html = page(client, "a/")
    assert "<p>First.</p>" in html and "<p>Second &lt;b&gt;.</p>" in html
    assert '<a href="https://example.org/1" rel="noopener nofollow">The Paper</a>' in html
    assert 'href="/en/parks/cbtc/"' in html and "hidden park" not in html
    assert "University" in html
    assert "第一段" in page(client, "a/", "zh-hans")


def test_a_headline_says_that_there_is_no_text(client):
    make_article("a")
    assert "The source holds this headline and its date only" in page(client, "a/")
    make_article("b", body_en="Text")
    assert "The source holds this headline" not in page(client, "b/")


def test_a_version_that_is_missing_gives_way_to_the_other_and_says_so(client):
    make_article("a", state_en="draft", body_zh_hans="正文", title_en="Not public")
    html = page(client, "a/")
    assert "a标题" in html and "正文" in html and "Not public" not in html
    assert "You are reading the Chinese version" in html
    assert '<h1 class="telling__title" lang="zh-Hans">' in html
    assert 'hreflang="en" href="http://testserver/en/news/a/"' not in html


@pytest.mark.parametrize("slug", ["none", "draft"])
def test_what_is_not_public_is_not_there(client, slug):
    make_article("draft", state_zh_hans="archived", state_en="draft")
    assert client.get(f"/en/news/{slug}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?park=cbtc&kind=news&industry=life-sciences&region=be&year=2025&q=title"])
def test_the_number_of_queries_does_not_grow(client, park_a, count, query, django_assert_num_queries):
    regions, industry = make_regions(), cast.make_industry()
    for number in range(count):
        park = park_a if not number else cast.make_park(park_a.operator, f"p{number}")
        make_article(f"n{number}", parks=[park_a, park], industries=[industry], region=regions["be"])
    with django_assert_num_queries(7):
        assert len(listed(client, query)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_article_takes_the_same_queries_whatever_it_names(client, park_a, count, django_assert_num_queries):
    parks = [park_a, *(cast.make_park(park_a.operator, f"p{number}") for number in range(1, count))]
    for number in range(count + 1):
        make_article(f"n{number}", parks=parks, body_en="Text")
    with django_assert_num_queries(5):
        page(client, "n0/")
