"""How figures are defined: the page of all metrics, and the page of one with all who state it."""

import datetime
import re

import pytest
from django.core.cache import cache

from common import contentversion
from parks.models import Fact, Metric, Organisation, Source
from tests import cast


@pytest.fixture
def report(db):
    return Source.objects.create(code="report", title_en="Report", title_zh_hans="报告")


@pytest.fixture
def tenants(report):
    metric = Metric.objects.create(
        code="tenants",
        name_en="Tenants",
        name_zh_hans="入驻企业",
        summary_en="Firms in the park.",
        unit="companies",
        unit_label_en="companies",
    )
    metric.sources.add(report)
    return metric


def state(metric, source, value, **owner):
    return Fact.objects.create(metric=metric, source=source, value=value, **owner)


def page(client, path="figures/", language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


def test_every_current_metric_stands_in_its_group_with_what_it_means(client, tenants, report, park_a):
    Metric.objects.create(code="gfa", group="size", name_en="Floor area", unit="m2", unit_label_en="m²")
    Metric.objects.create(code="old", name_en="Fax machines", unit="x", retired=True)
    hidden = cast.make_park(park_a.operator, "draft", state_zh_hans="draft", state_en="draft")
    bank = Organisation.objects.create(slug="bank", kind="bank", name_en="River Bank")
    for owner in ({"park": park_a}, {"park": park_a}, {"park": hidden}, {"organisation": bank}):
        state(tenants, report, 5, **owner)
    html = page(client)
    said = words(html)
    assert said.index("Floor area") < said.index("Tenants") and "Fax machines" not in said
    assert (
        "Tenants 入驻企业 Firms in the park. source 1 Unit: companies · A number; words such as “dozens” stay words."
        " Stated for 1 park · Stated for 1 organisation" in said
    )
    assert (
        "Floor area Counted as each source counts it. Unit: m² · An area; where a source uses another unit, both values"
        " stand there. Nobody has stated it here yet." in said
    )
    assert "more than 365 days old" in said and '<li id="source-1">Report</li>' in html
    assert '<h2 id="community">Community</h2>' in html and '<a href="#size">Size</a>' in html
    assert '<a href="/en/figures/tenants/">Tenants</a>' in html
    assert "入驻企业" in page(client, language="zh-hans")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"unit": "CNY/m2/month"}, "An amount of money, in the currency of its source, never converted."),
        ({"unit": "KRW"}, "An amount of money, in the currency of its source, never converted."),
        ({"unit": "percent"}, "A share in percent; words such as “two thirds” stay words."),
        ({"unit": "percent", "code": "industry_share"}, "A bar for each industry, by source and date."),
        ({"unit": "km2"}, "An area; where a source uses another unit, both values stand there."),
        ({"unit": "year"}, "A year."),
        ({"unit": "items", "group": "model"}, "A list; its parts are named here."),
        ({"unit": "of 178"}, "A number; words such as “dozens” stay words."),
    ],
)
def test_how_a_value_is_shown_depends_on_its_unit(client, db, fields, said):
    metric = Metric.objects.create(**{"code": "one", "name_en": "One", **fields})
    assert f"<dd>{said}</dd>" in page(client, f"figures/{metric.code}/")


def test_the_model_of_a_world_leading_park_is_told_with_its_parts(client, report):
    actors = Metric.objects.create(
        code="wl_actors",
        group="model",
        name_en="Two kinds of actor",
        items_en="Universities\nFirms",
        items_zh_hans="高校\n企业",
        unit="items",
        unit_label_en="items",
        unit_label_zh_hans="项",
    )
    actors.sources.add(report)
    said = words(page(client))
    assert "Model of a world-leading park The 2025 forum" in said
    assert "Two kinds of actor Universities Firms 2 items source 1" in said
    assert "高校 企业 2 项" in words(page(client, language="zh-hans"))
    assert "What it consists of Universities Firms" in words(page(client, "figures/wl_actors/"))


def test_one_metric_names_all_who_state_it_the_newest_first(client, tenants, report, park_a, park_b):
    other = Source.objects.create(code="other", title_en="Other paper")
    hidden = cast.make_park(park_a.operator, "draft", state_zh_hans="draft", state_en="draft")
    bank = Organisation.objects.create(slug="bank", kind="bank", name_en="River Bank")
    state(tenants, report, 4, park=hidden)
    state(tenants, other, 30, park=park_a, as_of=datetime.date(2020, 1, 1))
    state(tenants, report, 40, park=park_a, as_of=datetime.date(2024, 1, 1))
    state(tenants, report, 7, organisation=bank)
    html = page(client, "figures/tenants/")
    said = words(html)
    assert (
        "3 values cbtc park 40 companies 2024 (older than a year) · source 1 cbtc park 30 companies 2020 (older than a"
        " year) · source 2 River Bank 7 companies undated · source 1" in said
    )
    assert "draft park" not in said and "parkb park" not in said
    assert "Description: source 1" in said and "After 365 days" in said
    assert '<a href="/en/organisations/bank/">River Bank</a>' in html
    assert '<a href="/en/parks/">Find parks in the directory</a>' in html


def test_a_metric_without_a_source_says_so_in_both_languages(client, db):
    Metric.objects.create(code="land_area", name_en="Land area", name_zh_hans="占地面积", unit="ha")
    html = page(client, "figures/land_area/")
    assert "No source: a general description by this site." in html
    assert "Nobody has stated it here yet." in html and 'href="/en/parks/?sort=size"' in html
    assert "占地面积" in page(client, "figures/land_area/", "zh-hans")


def test_a_retired_metric_stays_reachable_and_says_so(client, tenants):
    Metric.objects.update(retired=True)
    assert "This figure is no longer kept in the catalogue." in page(client, "figures/tenants/")


def test_values_come_in_pages_of_fifty(client, tenants, report, park_a):
    Fact.objects.bulk_create(Fact(metric=tenants, source=report, value=n, park=park_a) for n in range(60))
    assert page(client, "figures/tenants/").count('<a href="/en/parks/cbtc/">') == 50
    assert page(client, "figures/tenants/?page=2").count('<a href="/en/parks/cbtc/">') == 10


@pytest.mark.parametrize("path", ["figures/nothing/", "figures/%00/", f"figures/{'x' * 300}/"])
def test_unknown_ones_are_not_found(client, db, path):
    assert client.get(f"/en/{path}").status_code == 404


@pytest.mark.parametrize("query", ["?page=-1", "?page=9e9", "?page=%00"])
def test_odd_pages_break_nothing(client, tenants, query):
    page(client, f"figures/tenants/{query}")


def test_profiles_and_the_foot_of_every_page_lead_there(client, tenants, report, park_a):
    link = '<a href="/en/figures/">How figures are defined</a>'
    assert page(client, "about/").partition("<footer")[2].count(link) == 1
    assert page(client, "parks/cbtc/").partition("<footer")[0].count(link) == 0
    fact = state(tenants, report, 5, park=park_a)
    assert page(client, "parks/cbtc/").partition("<footer")[0].count(link) == 1
    fact.headline = True
    fact.save()
    assert page(client, "parks/cbtc/").partition("<footer")[0].count(link) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, tenants, report, park_a, count, django_assert_num_queries):
    for number in range(count):
        one = Metric.objects.create(code=f"m{number}", name_en="M", unit="x")
        one.sources.add(Source.objects.create(code=f"s{number}", title_en="S"))
        owner = {"park": cast.make_park(park_a.operator, f"p{number}")} if number else {"park": park_a}
        for metric in (tenants, one):
            state(metric, report, 3, **owner)
    cache.clear()
    contentversion.bump()
    with django_assert_num_queries(4):
        page(client)
    with django_assert_num_queries(4):
        page(client, "figures/tenants/")
