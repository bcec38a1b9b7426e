"""The search page, its suggestions and its interface."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.enums import PublicationState
from parks.models import Park
from tests import cast
from tests.parks.search import records


def page(client, query="", language="en"):
    answer = client.get(f"/{language}/search/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def world(operator_a):
    return records.make_world(operator_a)


def test_the_form_works_without_script_and_in_both_languages(client, db):
    for language in ("en", "zh-hans"):
        text = page(client, language=language)
        assert f'<form class="finder finder--search" method="get" action="/{language}/search/" role="search"' in text
        assert '<input type="search" name="q" id="search-q" maxlength="100" value=""' in text
        assert '<button type="submit" class="button">' in text


def test_results_name_kind_title_excerpt_and_page(client, world):
    text = page(client, "?q=photonics+grant")
    assert '<a href="/en/policies/grant/"><mark>Photonics</mark> <mark>grant</mark></a>' in text
    assert '<span class="tag tag--quiet">Policy</span>' in text
    assert "1 result" in text and 'value="photonics grant"' in text


def test_what_matches_outside_title_and_excerpt_is_told_and_marked(client, operator_a):
    park = cast.make_park(operator_a, "ov")
    park.industries.add(cast.make_industry("light", name_zh_hans="光电", name_en="Photonics & <lasers>"))
    park.save()
    line = '<p class="result__excerpt">Industry: <mark>Photonics</mark> &amp; &lt;lasers&gt;</p>'
    assert page(client, "?q=photonics").count(line) == 1


def test_facets_count_and_lead_to_one_kind(client, world):
    text = page(client, "?q=photonics&page=2")
    assert (
        '<a href="?q=photonics&amp;type=policy"><span>Policies</span> <span class="facets__count">1</span></a>' in text
    )
    assert '<span>Everything</span> <span class="facets__count">12</span>' in text
    narrowed = page(client, "?q=photonics&type=policy")
    assert narrowed.count('<li class="result">') == 1
    assert '<input type="hidden" name="type" value="policy">' in narrowed
    assert "Nothing of this kind" in page(client, "?q=photonics+grant&type=park")


@pytest.mark.parametrize("query", ["?q=laboratory", "?q=laboratory+1&type=article", "?q=%22%3Cb%3E+laboratory&page=2"])
def test_pages_of_one_frame_are_as_those_of_a_reader_with_cookies(client, db, query):
    """The others are joined from the frame of the first; `tests/common/test_framing.py`."""
    for number in range(25):
        records.make_article(f"a{number}", title_en=f"<b> Laboratory {number}")
    page(client, "?q=laboratory+2")
    joined = page(client, query)
    client.cookies["other"] = "1"
    assert joined == page(client, query)


def test_a_word_typed_wrongly_is_told(client, world):
    text = page(client, "?q=photonicks")
    assert "Showing results for <b>photonics</b> instead of photonicks" in text


def test_nothing_found_says_what_to_try(client, world):
    text = page(client, "?q=zzzz")
    assert "Nothing found for “zzzz”" in text and 'href="/en/parks/"' in text


def test_a_hit_in_the_other_language_is_marked(client, world):
    records.make_article("only-chinese", title_zh_hans="激光中心", title_en="Laser", state_en=PublicationState.DRAFT)
    text = page(client, "?q=激光")
    assert 'lang="zh-Hans" hreflang="zh-Hans"><mark>激光</mark>中心</a> <small class="untranslated">' in text
    assert "Laser" not in text


def test_what_was_typed_and_what_was_found_is_escaped(client, db):
    records.make_article(title_en="<script>alert(1)</script>", body_en="<img onerror=x> script")
    text = page(client, "?q=<script>")
    assert "<script>alert" not in text and "<img onerror" not in text
    assert "&lt;<mark>script</mark>&gt;alert(1)" in text and 'value="&lt;script&gt;"' in text


@pytest.mark.parametrize(
    "query",
    ["?q=%00", "?q=%FF%FE", "?q=" + "x" * 3000, "?q=photonics&page=99999999999999999999", "?q=photonics&page=-1",
     "?q=photonics&page=x", "?q=photonics&type=%00", "?q=photonics&type=nothing", "?q=a&q=b", "?q=%22*%20NEAR(",
     "?q=photonics&lang=fr", "?type=park", "?q=%F0%9F%98%80", "?q=" + "%E5%9B%AD" * 900],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/en/search/", "/zh-hans/search/", "/en/search/suggest/", "/api/v1/search/"])
def test_odd_addresses_are_answered(client, world, address, query):
    assert client.get(address + query).status_code in ((200, 404) if "page=" in query else (200,))


def test_pages_of_twenty(client, db):
    for number in range(25):
        records.make_article(f"a{number}", title_en=f"Laboratory {number}")
    assert page(client, "?q=laboratory").count('<li class="result">') == 20
    second = page(client, "?q=laboratory&page=2")
    assert second.count('<li class="result">') == 5
    first = '<a href="?q=laboratory&amp;page=1">1</a>'
    assert f'{first}</li><li><a aria-current="page" href="?q=laboratory&amp;page=2">2</a>' in second


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("laboratory", 3), ("photonics", 3), ("photnics laboratry", 8)])
def test_the_number_of_queries_does_not_grow(client, db, number, query, queries):
    for at in range(number):
        records.make_article(f"a{at}", title_en=f"Laboratory {at}", body_en="photonics")
    client.get("/en/")
    with CaptureQueriesContext(
        connection,
    ) as made:
        text = client.get(f"/en/search/?q={query}").content.decode()
    assert text.count('<li class="result">') == number
    assert len(made) == queries - records.TOGETHER


def test_suggestions_are_json(client, world):
    answer = client.get("/en/search/suggest/?q=photonics g")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "query": "photonics g",
        "suggestions": [
            {
                "type": "policy",
                "label": "Policy",
                "title": "Photonics grant",
                "lang": "en",
                "context": "",
                "url": "/en/policies/grant/",
            }
        ],
    }
    assert client.get("/zh-hans/search/suggest/?q=光电补").json()["suggestions"][0]["title"] == "光电补贴"
    assert client.get("/en/search/suggest/").json() == {"query": "", "suggestions": []}


def test_the_interface_gives_the_same_results(client, world):
    answer = client.get("/api/v1/search/?q=photonics grant&lang=en").json()
    assert answer == {
        "count": 1,
        "next": None,
        "previous": None,
        "total": 1,
        "facets": [{"type": "policy", "label": "Policies", "count": 1}],
        "replaced": [],
        "results": [
            {
                "type": "policy",
                "label": "Policy",
                "title": "Photonics grant",
                "context": "",
                "excerpt": "Pays",
                "found_in": "",
                "language": "en",
                "date": "",
                "url": "http://testserver/en/policies/grant/",
            }
        ],
    }
    chinese = client.get("/api/v1/search/?q=photonicks&type=policy&lang=zh-hans").json()
    assert chinese["results"][0]["title"] == "光电补贴"
    assert chinese["replaced"] == [{"typed": "photonicks", "used": "photonics"}]
    assert (chinese["count"], chinese["total"]) == (1, 12)
    assert client.get("/api/v1/search/?lang=en").json()["results"] == []


def test_an_edit_is_found_at_once(client, operator_a):
    park = cast.make_park(operator_a, name_en="Old name")
    assert "Old" in page(client, "?q=old+name")
    park.name_en = "New name"
    park.save()
    assert "Nothing found" in page(client, "?q=old+name")
    assert "New" in page(client, "?q=new+name")
    Park.objects.get().delete()
    assert "Nothing found" in page(client, "?q=new+name")
