"""The finder of spaces and the page of one space."""

import pytest
from django.core.cache import cache

from parks.models import ExchangeRate, Source, Space
from tests import cast
from tests.inquiries import builders

RENT = {"price": 80, "price_currency": "CNY", "price_period": "month", "price_basis": "m2"}


def page(client, path="spaces/", query="", language="en", status=200):
    response = client.get(f"/{language}/{path}{query}")
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def space(park_b):
    return builders.make_space(park_b, "Hall 1", area_min=100, area_max=200, floor_load=20, **RENT)


@pytest.fixture
def rate(db):
    source = Source.objects.create(code="ecb", title_en="Bank", title_zh_hans="银行")
    return ExchangeRate.objects.create(base="EUR", quote="CNY", rate=8, as_of="2026-11-02", source=source)


def test_public_spaces_are_listed_with_what_is_known(client, space, park_a):
    builders.make_space(park_a, "Gone", status="off_market")
    builders.make_space(cast.make_park(park_a.operator, "draft", state_zh_hans="draft", state_en="draft"), "Secret")
    html = page(client)
    assert "1 space" in html and "Gone" not in html and "Secret" not in html
    for words in ("Hall 1", "100–200 m²", "20 kN/m²", "CNY 80 per m² per month", "parkb park"):
        assert words in html
    assert f'href="/en/inquiry/?park=parkb&amp;space={space.pk}"' in html
    assert f'class="card__compare" href="/en/compare/?space={space.pk}"' in html


def test_without_a_price_it_is_on_request_and_without_an_area_no_data(client, park_a):
    builders.make_space(park_a, "Bare")
    html = page(client)
    assert "on request" in html
    assert html.count('class="no-data"') == 1


def test_blank_fields_leave_the_address(client, space):
    response = client.get("/en/spaces/?kind=&area_min=50&open=&area=ft2")
    assert (response.status_code, response.url) == (302, "/en/spaces/?area_min=50&area=ft2")


def test_the_units_change_what_is_shown_and_nothing_else(client, space, rate):
    html = page(client, query="?area=ft2&money=EUR_yr")
    assert "1,076–2,153 ft²" in html
    assert "≈ €120 per m² per year" in html
    assert "stated: CNY 80 per m² per month" in html
    assert "1 EUR = 8 CNY on 2026-11-02" in html and "Bank" in html
    assert "Demonstration rate" not in html
    space.refresh_from_db()
    assert (space.area_min, space.price, space.price_currency, space.price_period) == (100, 80, "CNY", "month")


def test_an_invented_rate_and_an_invented_space_are_plainly_marked(client, space, rate):
    ExchangeRate.objects.update(is_demonstration=True)
    Space.objects.update(is_demonstration=True)
    assert "Demonstration rate" in page(client, query="?money=EUR_yr")
    assert ">Demonstration<" in page(client)
    assert "This space is invented" in page(client, f"spaces/{space.pk}/")
    assert client.get(f"/api/v1/spaces/{space.pk}/").json()["is_demonstration"] is True


def test_without_a_rate_one_sentence_says_so(client, space):
    html = page(client, query="?money=EUR_yr")
    assert "CNY 80 per m² per month" in html
    assert "No exchange rate into EUR is kept here, so the price stays as it was stated." in html


def test_units_survive_pages_filters_and_the_language(client, park_a):
    for number in range(13):
        builders.make_space(park_a, f"R{number}", area_min=10, area_max=20)
    html = page(client, query="?area=ft2&money=EUR_yr&area_min=5")
    assert 'href="?area=ft2&amp;money=EUR_yr&amp;area_min=5&amp;page=2"' in html
    assert 'href="/zh-hans/spaces/?area=ft2&amp;money=EUR_yr&amp;area_min=5"' in html
    assert '<input type="hidden" name="area" value="ft2">' in html
    assert '<input type="hidden" name="money" value="EUR_yr">' in html
    assert 'href="/en/spaces/?area=ft2&amp;money=EUR_yr"' in html  # the chip without the filter
    assert 'href="?money=EUR_yr&amp;area_min=5"' in html  # back to m²
    assert html.count('<article class="card') == 12
    assert page(client, query="?page=2&area=ft2").count('<article class="card') == 1
    assert '/?area=ft2&amp;money=EUR_yr">' in html  # the page of a space
    [first] = Space.objects.order_by("pk")[:1]
    compared = f'href="/en/compare/?space={first.pk}&amp;area=ft2&amp;money=EUR_yr"'
    assert compared in html and compared in page(client, f"spaces/{first.pk}/", "?area=ft2&money=EUR_yr")


def test_what_nobody_stated_is_no_data_and_can_be_asked_for(client, space):
    Space.objects.update(status="not_stated")
    for path in ("spaces/", f"spaces/{space.pk}/"):
        html = page(client, path)
        assert ">Available<" not in html and "tag--ok" not in html
        assert '<dt>Availability</dt><dd><span class="no-data">' in html
        assert f'href="/en/inquiry/?park=parkb&amp;space={space.pk}"' in html
    assert f'name="space" value="{space.pk}"' in page(client, "inquiry/", f"?park=parkb&space={space.pk}")
    api = client.get(f"/api/v1/spaces/{space.pk}/?lang=en").json()
    assert api["status"] == {"code": "not_stated", "label": "Not stated"}
    assert client.get("/api/v1/spaces/?open=true").json()["count"] == 0
    assert "0 spaces" in page(client, query="?open=true")


def test_a_kind_without_spaces_is_not_offered_and_leads_to_land(client, space):
    cast.make_space_type("land", name_en="Industrial land")
    assert "Industrial land" not in page(client)
    html = page(client, query="?kind=land")
    assert "No space fits all of this" in html and '<option value="land" selected>Industrial land</option>' in html
    assert '<a class="button button--quiet" href="/en/land/">Looking for land?</a>' in html


@pytest.mark.parametrize("status", ["held", "let", "own_use", "maintenance"])
def test_what_is_not_free_stays_visible_and_cannot_be_asked_for(client, space, status):
    Space.objects.update(status=status)
    assert "Hall 1" in page(client)
    for path in ("spaces/", f"spaces/{space.pk}/"):
        assert "/en/inquiry/?park=" not in page(client, path)
    assert "This space cannot be asked for now." in page(client, f"spaces/{space.pk}/")


def test_a_listed_park_is_not_asked(client, space, park_b):
    park_b.accepts_inquiries = False
    park_b.save()
    html = page(client, f"spaces/{space.pk}/")
    assert "/en/inquiry/?park=" not in html and "takes no inquiries on this site" in html


def test_an_empty_result_offers_what_would_find_spaces(client, space):
    html = page(client, query="?floor_load_min=20&clear_height_min=9&money=EUR_yr")
    assert "No space fits all of this" in html
    assert "without “Clear height from (m): 9”" in html
    assert "without “Floor load from (kN/m²): 20”" not in html
    assert 'href="/en/spaces/?floor_load_min=20&amp;money=EUR_yr"' in html


def test_filters_in_use_are_told_in_words(client, space):
    html = page(client, query="?park=parkb&open=true&available_by=2027-01-01&kind=office&country=CN")
    for words in (
        "Park: parkb park",
        "Open now or soon: Yes",
        "Available by: 2027-01-01",
        "Kind of space: Office",
        "Country/region: China",
    ):
        assert words in html


@pytest.mark.parametrize(
    "query",
    [
        "?kind=%00&area_min=%00&page=%00&sort=%00&area=%00&money=%00&park=%00",
        "?floor_load_min=1e999&power_min=NaN&page=-1&cleanroom=x&region=999999999999999999999",
        "?area=ft2&area=m2&money=EUR_yr&money=x&page=99999999999999999999999",
        "?q=%F0%9F%98%80&utm_source=<script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nonsense_never_breaks_the_page(client, space, query, language):
    html = page(client, query=query, language=language)
    assert "Hall 1" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("pk", [0, 999999, 10**30])
def test_a_space_that_is_not_there_is_not_found(client, db, pk):
    page(client, f"spaces/{pk}/", status=404)


def test_a_space_of_a_draft_or_off_the_market_is_not_found(client, space, park_b):
    Space.objects.update(status="off_market")
    page(client, f"spaces/{space.pk}/", status=404)
    Space.objects.update(status="available")
    park_b.state_en = park_b.state_zh_hans = "draft"
    park_b.save()
    page(client, f"spaces/{space.pk}/", status=404)


def test_the_page_of_a_space_names_every_limit_and_where_it_comes_from(client, space):
    source = Source.objects.create(
        code="plan", title_en="Floor plan", title_zh_hans="平面图", url="https://x.example/p"
    )
    space.source, space.verified_on = source, "2026-10-01"
    space.save()
    other = builders.make_space(space.park, "Hall 2")
    html = page(client, f"spaces/{space.pk}/", "?area=ft2")
    for words in ("1,076–2,153 ft²", "20 kN/m²", "Clean room", "Floor plan", "Verified on 2026-10-01", "Hall 2"):
        assert words in html
    assert html.count('class="no-data"') >= 7
    assert f'href="/en/spaces/{other.pk}/?area=ft2"' in html
    assert f'href="/zh-hans/spaces/{space.pk}/?area=ft2"' in html
    assert "平面图" in page(client, f"spaces/{space.pk}/", language="zh-hans")


def test_a_name_in_the_other_language_is_marked(client, park_a):
    space = builders.make_space(park_a, "一号厂房")
    Space.objects.update(name_en="")
    assert '<span lang="zh-Hans">一号厂房</span>' in page(client, f"spaces/{space.pk}/")
    assert '<span lang="zh-Hans">一号厂房</span>' in page(client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_the_list_do_not_grow(client, operator_a, rate, count, django_assert_num_queries):
    for number in range(count):
        space = builders.make_space(cast.make_park(operator_a, f"p{number}"), f"R{number}", **RENT)
        space.industries.add(cast.make_industry(f"i{number}"))
    cache.clear()
    with django_assert_num_queries(8):
        page(client, query="?money=EUR_yr")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_space_do_not_grow(client, space, rate, count, django_assert_num_queries):
    for number in range(count):
        builders.make_space(space.park, f"R{number}", **RENT)
    cache.clear()
    with django_assert_num_queries(5):
        page(client, f"spaces/{space.pk}/", "?money=EUR_yr")


def test_the_inquiry_form_shows_the_space_that_was_asked_for(client, space):
    html = page(client, "inquiry/", f"?park=parkb&space={space.pk}")
    assert "Hall 1" in html and f'name="space" value="{space.pk}"' in html
