"""Every public type: in both languages, as far as it is published, in as many statements whatever the rows."""

import pytest

from common.enums import PublicationState
from enterprises.models import Story
from parks.models import Article, Event, Opportunity, Organisation, Park, Partnership, Policy, PolicyFigure, Region
from tests import cast
from tests.parks.api.builders import TYPES, make_park_row, make_policy, rows

PUBLISHED = {
    "policies": Policy,
    "opportunities": Opportunity,
    "partnerships": Partnership,
    "articles": Article,
    "events": Event,
    "stories": Story,
}


def text(row, name):
    return row[name] if isinstance(row[name], str) else row[name].get("name") or row[name]["title"]


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_read_in_both_languages(client, park_a, name):
    make, field, _queries = TYPES[name]
    make(park_a, 0)
    (zh,), (en,) = (rows(client.get(f"/api/v1/{name}/", {"lang": language})) for language in ("zh-hans", "en"))
    assert text(zh, field) != text(en, field)
    assert (text(zh, field).isascii(), text(en, field).isascii()) == (name == "stories", True)
    assert [row.get("untranslated", []) for row in (zh, en)] == [[], []]


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_version_that_is_not_published_gives_way_and_says_so(client, park_a, name):
    TYPES[name][0](park_a, 0)
    record = PUBLISHED[name].objects.get()
    record.title_en, record.state_en = "Secret draft", PublicationState.DRAFT
    record.save()
    answer = client.get(f"/api/v1/{name}/", {"lang": "en"})
    assert b"Secret draft" not in answer.content
    (row,) = rows(answer)
    assert (row["title"], "title" in row["untranslated"]) == (record.title_zh_hans, True)
    detail = client.get(f"/api/v1/{name}/{record.slug}/", {"lang": "en"})
    assert detail.json()["title"] == record.title_zh_hans
    record.state_zh_hans = PublicationState.DRAFT
    record.save()
    assert rows(client.get(f"/api/v1/{name}/")) == []
    assert client.get(f"/api/v1/{name}/{record.slug}/").status_code == 404


def test_parts_of_a_draft_version_are_not_shown_either(client, park_a):
    make_policy(park_a, 0)
    PolicyFigure.objects.update(label_en="Secret label")
    Policy.objects.update(state_en=PublicationState.DRAFT)
    (row,) = rows(client.get("/api/v1/policies/", {"lang": "en"}))
    assert (row["figures"][0]["label"], row["figures"][0]["untranslated"]) == ("补贴", ["label"])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", TYPES)
def test_a_list_needs_as_many_queries_for_any_rows(client, park_a, name, count, django_assert_num_queries):
    make, _field, queries = TYPES[name]
    for number in range(count):
        make(park_a, number)
    address = f"/api/v1/{name}/"
    client.get(address)
    with django_assert_num_queries(queries):
        answer = client.get(address)
    assert len(rows(answer)) == count


def test_one_record_is_found_whatever_else_the_address_asks_for(client, park_a):
    make_policy(park_a, 0)
    Policy.objects.update(valid_to="2020-01-01")
    assert client.get("/api/v1/policies/").json()["count"] == 0
    assert client.get("/api/v1/policies/", {"validity": "expired"}).json()["count"] == 1
    answer = client.get("/api/v1/policies/policy-0/", {"kind": "nonsense"})
    assert (answer.status_code, answer.json()["has_expired"]) == (200, True)


@pytest.mark.parametrize(
    ("name", "query", "count"),
    [
        ("figures", {"country": "BE"}, 1),
        ("figures", {"country": "CN"}, 0),
        ("land", {"use": "commercial"}, 0),
        ("services", {"tier": "general"}, 1),
        ("steps", {"country": "be"}, 1),
        ("steps", {"country": "CN"}, 0),
        ("policies", {"kind": "rent"}, 1),
        ("policies", {"park": "cbtc"}, 1),
        ("opportunities", {"state": "past"}, 0),
        ("partnerships", {"state": "idle"}, 1),
        ("articles", {"year": "2025"}, 1),
        ("events", {"kind": "conference"}, 1),
        ("stories", {"park": "cbtc"}, 1),
    ],
)
def test_the_filters_are_those_of_the_pages(client, park_a, name, query, count):
    TYPES[name][0](park_a, 0)
    assert len(rows(client.get(f"/api/v1/{name}/", query))) == count


# Filters of each list by what exists; every list has one row, about CBTC in Belgium and nothing else.
ASKED = {
    "parks": ("country", "region", "industry"),
    "figures": ("country", "region", "industry"),
    "spaces": ("country", "region"),
    "land": ("country", "region"),
    "policies": ("country", "region", "park", "industry", "mode"),
    "opportunities": ("country", "park"),
    "partnerships": ("country", "park", "organisation"),
    "articles": ("region", "park", "industry", "year"),
    "events": ("region", "park", "industry", "year"),
    "stories": ("country", "park", "industry"),
}
EXISTING = {
    "country": "CN", "region": "cn-wuhan", "park": "parkb", "industry": "unused", "mode": "unused",
    "organisation": "unused", "year": "1999",
}  # fmt: skip
NONSENSE = {"country": "XX", "year": "20"}


def make_unused():
    """What no row names, made last: the builders of rows take the first industry that there is."""
    country = Region.objects.create(code="cn", name_en="China", kind="country", country="CN")
    Region.objects.create(code="cn-wuhan", name_en="Wuhan", kind="city", country="CN", parent=country)
    cast.make_industry("unused")
    cast.make_mode("unused")
    Organisation.objects.create(slug="unused", name_en="Unused", kind="firm")


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, fields in ASKED.items() for field in fields])
def test_what_exists_but_has_no_row_is_an_empty_list_and_nonsense_is_told(client, park_a, park_b, name, field):
    (make_park_row if name == "parks" else TYPES[name][0])(park_a, 0)
    make_unused()
    if name in ("parks", "figures") and field == "country":
        Park.objects.filter(slug="parkb").update(country="FR")
    answer = client.get(f"/api/v1/{name}/", {field: EXISTING[field]})
    assert (answer.status_code, rows(answer)) == (200, [])
    answer = client.get(f"/api/v1/{name}/", {field: NONSENSE.get(field, "nowhere")})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])


def test_a_park_that_is_not_public_is_as_unknown_as_one_that_never_was(client, park_a, park_b):
    make_policy(park_a, 0)
    Park.objects.filter(pk=park_b.pk).update(state_en="draft", state_zh_hans="draft")
    for name in ("policies", "opportunities", "partnerships", "articles", "events", "stories"):
        assert client.get(f"/api/v1/{name}/", {"park": "parkb"}).status_code == 400, name


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("policies", 2), ("articles", 6), ("stories", 5), ("partnerships", 3)])
def test_asking_for_what_has_no_row_needs_as_many_queries_for_any_rows(
    client, park_a, park_b, name, queries, count, django_assert_num_queries
):
    for number in range(count):
        TYPES[name][0](park_a, number)
    address = f"/api/v1/{name}/?park=parkb"
    client.get(address)
    with django_assert_num_queries(queries):
        assert rows(client.get(address)) == []


@pytest.mark.parametrize(
    ("name", "query"),
    [("articles", {"year": "2025"}), ("partnerships", {"country": "BE"}), ("stories", {"park": "cbtc"})],
)
def test_filters_narrow_after_the_schema_was_drawn_up(client, park_a, name, query):
    """Drawing it up makes form fields on the classes of the filter sets, before there are choices."""
    assert client.get("/api/v1/schema/").status_code == 200
    TYPES[name][0](park_a, 0)
    assert len(rows(client.get(f"/api/v1/{name}/", query))) == 1


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=99999999999999999999",
        "?page=x&page_size=-1",
        "?q=%00",
        "?lang=%00xx",
        "?page_size=9999999999999",
    ],
)
def test_odd_addresses_never_break(client, park_a, name, query):
    TYPES[name][0](park_a, 0)
    assert client.get(f"/api/v1/{name}/{query}").status_code in (200, 400, 404)


@pytest.mark.parametrize("name", [name for name in TYPES if name not in ("figures", "exchange-rates", "steps")])
def test_a_record_that_is_not_there_is_not_found(client, db, name):
    assert client.get(f"/api/v1/{name}/none-such/").status_code == 404


def test_a_way_to_settle_comes_with_its_steps(client, park_a):
    TYPES["settlement-modes"][0](park_a, 0)
    answer = client.get("/api/v1/settlement-modes/way-0/", {"lang": "en"}).json()
    assert [(step["country"], step["title"], step["source"]["title"]) for step in answer["steps"]] == [
        ("BE", "Step", "Brochure")
    ]
