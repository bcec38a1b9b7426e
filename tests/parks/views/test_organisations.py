"""The list of organisations, which the interface narrows down by the same filters."""

import re

import pytest
from django.core.cache import cache

from common import contentversion
from parks.models import Organisation
from tests import cast
from tests.parks.test_networking import make


@pytest.fixture
def bank(db):
    return Organisation.objects.create(
        slug="bank",
        kind="bank",
        country="BR",
        name_zh_hans="江河银行",
        name_en="River Bank",
        summary_en="Lends to firms",
    )


@pytest.fixture
def school(db):
    return Organisation.objects.create(
        slug="school", kind="university", country="BE", name_zh_hans="新大学", name_en="New School"
    )


def page(client, query="", language="en"):
    response = client.get(f"/{language}/organisations/{query}")
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))


def test_each_one_is_named_with_kind_country_and_ties(client, bank, school, park_a):
    hidden = cast.make_park(park_a.operator, "draft", state_zh_hans="draft", state_en="draft")
    for park, role in ((park_a, "partner"), (park_a, "tenant"), (hidden, "partner")):
        park.park_organisations.create(organisation=bank, role=role)
    make("tie", park_a, organisations=[bank])
    make("other", park_a, organisations=[bank])
    make("secret", park_a, organisations=[bank], state_en="draft")
    html = page(client)
    assert '<a href="/en/organisations/bank/">River Bank</a>' in html
    said = words(html)
    assert "2 organisations Organisations found" in said
    assert "River Bank 江河银行 Bank · Brazil Lends to firms 1 park · 2 partnerships New School" in said
    assert '<a href="/zh-hans/organisations/bank/">江河银行</a>' in page(client, language="zh-hans")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=bank", {"bank"}),
        ("?country=BE", {"school"}),
        ("?q=LENDS+river", {"bank"}),
        ("?q=大学", {"school"}),
        ("?q=river&kind=university", set()),
    ],
)
def test_page_and_interface_are_narrowed_alike(client, bank, school, query, found):
    html = page(client, query)
    assert set(re.findall(r'<h3><a href="/en/organisations/(\w+)/', html)) == found
    answer = client.get(f"/api/v1/organisations/{query}").json()
    assert {row["slug"] for row in answer["results"]} == found
    assert ("No organisation fits all of this" in html) == (not found)


def test_filters_in_use_are_named_and_survive_the_other_language(client, bank, school):
    html = page(client, "?kind=bank&country=BR")
    assert "Kind: Bank" in html and "Country/region: Brazil" in html
    assert 'href="/zh-hans/organisations/?kind=bank&amp;country=BR"' in html


def test_blanks_leave_the_address(client, bank):
    response = client.get("/en/organisations/?q=&kind=bank&country=")
    assert (response.status_code, response.url) == (302, "/en/organisations/?kind=bank")


@pytest.mark.parametrize("query", ["?kind=%00", "?country=<b>x", "?q=%00", "?page=9e9", "?country=" + "9" * 400])
def test_nonsense_is_left_out(client, bank, query):
    html = page(client, query)
    assert "River Bank" in html and "<b>x" not in html


def test_pages_of_24(client, db):
    Organisation.objects.bulk_create(Organisation(slug=f"o{n:02}", name_en=f"O{n}", kind="bank") for n in range(30))
    contentversion.bump()
    assert page(client).count("<h3>") == 24 and page(client, "?page=2").count("<h3>") == 6


def test_the_network_the_foot_and_the_page_of_each_lead_to_the_list(client, bank):
    for path in ("network/", "organisations/bank/"):
        html = client.get(f"/en/{path}").content.decode()
        assert 'href="/en/organisations/"' in html.partition("<main")[2].partition("<footer")[0], path
        assert 'href="/en/organisations/"' in html.partition("<footer")[2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_three_times(client, park_a, count, django_assert_num_queries):
    for number in range(count):
        one = Organisation.objects.create(slug=f"o{number}", kind="bank", country="BE", name_en="O")
        park_a.park_organisations.create(organisation=one, role="partner")
        make(f"t{number}", park_a, organisations=[one])
    cache.clear()
    contentversion.bump()
    with django_assert_num_queries(3):
        page(client)
