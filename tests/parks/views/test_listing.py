import pytest
from django.core.cache import cache
from django.utils.html import strip_tags

from common.enums import PublicationState
from parks.indexing import reindex
from parks.models import Park, Region, Space
from tests import cast
from tests.parks.disputes import make_disputed


@pytest.fixture(autouse=True)
def indexed(park_a):
    cast.make_park(park_a.operator, "draft", state_zh_hans="draft", state_en="draft")
    for park in Park.objects.all():
        reindex(park)


def page(client, query="", language="en"):
    response = client.get(f"/{language}/parks/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_public_parks_are_listed_with_their_count(client):
    html = page(client)
    assert "cbtc park" in html
    assert "1 park" in html
    assert "draft park" not in html


def test_blank_fields_of_the_form_leave_the_address(client):
    response = client.get("/en/parks/?q=&direction=outbound&industry=&page=")
    assert response.status_code == 302
    assert response.url == "/en/parks/?direction=outbound"
    assert client.get("/en/parks/?q=").url == "/en/parks/"


def test_the_language_switch_keeps_filters_and_order(client):
    html = page(client, "?q=cbtc&direction=outbound&sort=newest")
    assert 'href="/zh-hans/parks/?q=cbtc&amp;direction=outbound&amp;sort=newest"' in html
    assert '<html lang="en">' in html
    assert '<html lang="zh-Hans">' in page(client, "?q=cbtc", "zh-hans")


def test_a_filter_in_use_can_be_removed_alone(client):
    html = page(client, "?q=cbtc&direction=outbound&page=1")
    assert 'href="/en/parks/?direction=outbound"' in html
    assert 'href="/en/parks/?q=cbtc"' in html


def test_an_empty_result_offers_what_would_find_parks(client):
    html = page(client, "?q=cbtc&direction=inbound")
    assert "No park fits all of this" in html
    assert 'href="/en/parks/?q=cbtc"' in html
    assert "without “Direction: From abroad to China”" in html
    assert "without “Text: cbtc”" not in html


def test_nonsense_is_told_in_the_readers_language_and_left_out(client):
    html = page(client, "?direction=sideways&area_min=%00&industry=%00&page=minus&sort=%00&utm=%00")
    assert "These values were not understood" in html
    assert "cbtc park" in html


@pytest.mark.parametrize("query", ["?q=<script>alert(1)</script>", "?q=%22%3E%3Cimg%20onerror%3D1%3E"])
def test_what_was_typed_is_escaped(client, query):
    html = page(client, query)
    assert "<script>" not in html and "<img onerror" not in html


def test_a_park_shows_the_other_language_only_when_it_is_published(client, park_a):
    assert "cbtc园区" in page(client)
    park_a.state_zh_hans = PublicationState.DRAFT
    park_a.save()
    assert "cbtc园区" not in page(client)


def test_pages_of_twenty(client, park_a):
    for number in range(21):
        reindex(cast.make_park(park_a.operator, f"p{number:02}"))
    html = page(client)
    assert html.count('<article class="card"') == 20
    assert 'href="?page=2"' in html
    assert page(client, "?page=2").count('<article class="card"') == 2
    assert page(client, "?page=999").count('<article class="card"') == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, park_a, count, django_assert_num_queries):
    kind = cast.make_space_type()
    industry = cast.make_industry()
    for number in range(1, count):
        park = cast.make_park(park_a.operator, f"p{number}")
        Space.objects.create(park=park, kind=kind)
        park.industries.add(industry)
    page(client)
    cache.clear()  # the index and the cards are there: one SELECT for the cards
    with django_assert_num_queries(1):
        page(client)
    cache.clear()
    with django_assert_num_queries(1):
        page(client, "?view=map")


def test_a_figure_that_sources_dispute_is_shown_with_all_its_values(client, park_a):
    make_disputed(park_a)
    html = page(client)
    facts = strip_tags(html[html.index('<dl class="facts">') :].partition("</dl>")[0])
    assert " ".join(facts.split()) == "Floor area120,000 m² or 82,000 m² (2016) Staff (2025)450 people"


def test_a_country_without_a_park_is_understood_and_can_be_taken_back(client):
    html = page(client, "?country=CN&country=BE")
    assert "These values were not understood" not in html
    assert "1 park" in html
    assert '<input type="checkbox" name="country" value="CN" checked> China <span class="n">0</span>' in html
    assert 'href="/en/parks/?country=BE"' in html
    assert "No park fits all of this" in page(client, "?country=CN")
    assert "These values were not understood" in page(client, "?country=XX")


def test_a_place_in_a_country_without_a_park_can_be_taken_back(client):
    country = Region.objects.create(code="cn", name_en="China", kind="country", country="CN")
    Region.objects.create(code="cn-wuhan", name_en="Wuhan", kind="city", country="CN", parent=country)
    html = page(client, "?region=cn-wuhan")
    assert '<input type="checkbox" name="region" value="cn-wuhan" checked> Wuhan <span class="n">0</span>' in html


def test_the_page_is_light(client, park_a):
    kind = cast.make_space_type()
    for number in range(12):
        park = cast.make_park(park_a.operator, f"p{number:02}")
        Space.objects.create(park=park, kind=kind)
    assert len(page(client).encode()) < 60_000


def test_a_text_that_finds_no_park_leads_to_the_whole_site_and_to_what_was_meant(client):
    html = page(client, "?q=cbtcc+aprk%26")
    assert 'href="/en/search/?q=cbtcc%20aprk%26">Search the whole site for “cbtcc aprk&amp;”</a>' in html
    assert '<a href="/en/parks/?q=cbtc+park"><b>cbtc park</b></a> <span class="muted">1 park</span>' in html
    alone = page(client, "?q=cbtcc&direction=inbound")
    assert '<a href="/en/parks/?q=cbtc"><b>cbtc</b></a>' in alone
    beside = page(client, "?q=cbtcc&direction=outbound")
    assert '<a href="/en/parks/?direction=outbound&amp;q=cbtc"><b>cbtc</b></a>' in beside
    assert "Did you mean" not in page(client, "?q=zzzzqq")
    assert "Search the whole site" not in page(client, "?direction=inbound")
