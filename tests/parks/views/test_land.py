"""The list of plots."""

import pytest
from django.core.cache import cache

from parks.models import ExchangeRate, LandParcel
from tests import cast


def page(client, query="", language="en"):
    response = client.get(f"/{language}/land/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def plot(park_b):
    return LandParcel.objects.create(
        park=park_b,
        code="A-1",
        name_en="Plot one",
        name_zh_hans="一号地块",
        use="industrial",
        area_ha="3.5",
        plot_ratio_min="1.2",
        plot_ratio_max="2.5",
        tenure_years=50,
        supply_mode="auction",
        auction_on="2027-03-18",
        notice_url="https://land.example.org/1",
        investment_min=160_000_000,
        currency="CNY",
    )


def test_a_plot_with_everything(client, plot):
    html = page(client)
    for words in ("1 plot", "Plot one", "A-1", "3.5 ha", "1.2–2.5", "50 years", "Auction", "2027-03-18", "on request"):
        assert words in html
    assert 'href="https://land.example.org/1"' in html
    assert "CNY 160 million" in html
    assert 'href="/en/inquiry/?park=parkb"' in html
    assert "一号地块" in page(client, language="zh-hans")


def test_money_is_turned_by_the_dated_rate(client, plot):
    ExchangeRate.objects.create(base="EUR", quote="CNY", rate=8, as_of="2026-11-02", is_demonstration=True)
    html = page(client, "?money=EUR_yr")
    assert "≈ €20 million" in html and "1 EUR = 8 CNY on 2026-11-02" in html and "Demonstration rate" in html
    plot.refresh_from_db()
    assert (plot.investment_min, plot.currency) == (160_000_000, "CNY")


def test_what_nobody_stated_is_no_data(client, park_a):
    LandParcel.objects.create(park=park_a, use="mixed", name_en="Bare", is_demonstration=True)
    html = page(client)
    assert html.count('class="no-data"') == 6  # area, ratio, term, way, investment, availability
    assert ">Demonstration<" in html


def test_without_plots_it_says_so(client, park_a):
    assert "No park has published a plot of land here." in page(client)


def test_hidden_plots_stay_hidden(client, plot, park_b):
    LandParcel.objects.update(status="off_market")
    assert "Plot one" not in page(client)
    LandParcel.objects.update(status="let")
    assert "Plot one" in page(client) and "/en/inquiry/?park=" not in page(client)
    park_b.state_en = park_b.state_zh_hans = "draft"
    park_b.save()
    assert "Plot one" not in page(client)


def test_an_empty_result_offers_what_would_find_land(client, plot):
    html = page(client, "?use=industrial&supply_mode=lease")
    assert "No plot fits all of this" in html
    assert "without “Given out by: Lease”" in html
    assert 'href="/en/land/?use=industrial"' in html


@pytest.mark.parametrize("query", ["?use=%00&area_min=NaN&page=x&sort=%00&money=%00", "?area_max=1e999&upcoming=maybe"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nonsense_never_breaks_the_page(client, plot, query, language):
    assert "A-1" in page(client, query, language)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(client, operator_a, count, django_assert_num_queries):
    for number in range(count):
        LandParcel.objects.create(
            park=cast.make_park(operator_a, f"p{number}"), use="mixed", price=5, currency="USD", name_en="x"
        )
    cache.clear()
    with django_assert_num_queries(5):
        page(client, "?money=EUR_yr")
