"""The interface as a whole: its schema, its docs page, its limits."""

import json
import re

import pytest
import yaml
from drf_spectacular.validation import validate_schema

from parks.exports import FORMATS
from parks.models import Metric, Region
from portal.api import VIEWS
from tests import cast
from tests.architecture.walk import named_patterns
from tests.parks.telling import make_regions


def test_the_schema_names_every_address(client, db):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)
    public = {name for name, _text in named_patterns() if name.startswith("api:")} - {"api:schema", "api:docs"}
    assert len(schema["paths"]) == len(public)
    assert {f"/api/v1/{name}/" for name in VIEWS} < set(schema["paths"])
    assert {f"/api/v1/{name}.{form}" for name, view in VIEWS.items() if view.table for form in FORMATS} < set(
        schema["paths"]
    )


def test_the_schema_is_valid_and_has_examples_in_both_languages(client, db):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)
    validate_schema(schema)
    for name in VIEWS:
        answer = schema["paths"][f"/api/v1/{name}/"]["get"]["responses"]["200"]["content"]["application/json"]
        assert [example["summary"] for example in answer["examples"].values()] == ["zh-hans", "en"]


def test_lists_and_files_take_the_same_filters(client, db):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)

    def names(path):
        return {one["name"] for one in schema["paths"][path]["get"]["parameters"]} - {"page", "page_size"}

    for name, view in VIEWS.items():
        if view.table:
            assert names(f"/api/v1/{name}/") == names(f"/api/v1/{name}.csv") == names(f"/api/v1/{name}.xlsx")
    assert names("/api/v1/parks/") == names("/api/v1/parks.geojson") == names("/api/v1/figures/")


def test_the_docs_page_asks_nobody_else(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*', page) == []
    assert "swagger-ui" in page


def test_the_top_names_every_list_and_every_address_answers(client, db):
    top = client.get("/api/v1/?lang=en").json()
    assert [one["type"] for one in top["types"]] == list(VIEWS)
    assert top["types"][0] == {
        "type": "parks",
        "title": "Parks",
        "url": "http://testserver/api/v1/parks/",
        "files": ["http://testserver/api/v1/parks.csv", "http://testserver/api/v1/parks.xlsx"],
    }
    lists = [address for one in top["types"] for address in (one["url"], *one["files"])]
    addresses = [*lists, top["schema"], top["docs"], f"{top['search']}?q=a"]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_the_top_is_in_the_readers_language(client, db):
    assert client.get("/api/v1/?lang=zh-hans").json()["types"][0]["title"] == "园区"


def test_regions_list_the_codes_of_places(client, db):
    make_regions()
    found = client.get("/api/v1/regions/?lang=en").json()
    assert [(one["code"], one["country"], one["parent"], one["name"]) for one in found] == [
        ("be", "BE", None, "Belgium"),
        ("be-lln", "BE", "be", "Louvain-la-Neuve"),
        ("cn", "CN", None, "China"),
    ]
    assert found[0]["kind"] == {"code": "country", "label": "Country or region"}


@pytest.mark.parametrize(("language", "name", "unit"), [("en", "Founded", ""), ("zh-hans", "创立年份", "年")])
def test_metrics_list_what_figures_measure(client, db, language, name, unit):
    names = {"name_zh_hans": "创立年份", "name_en": "Founded", "unit_label_zh_hans": "年"}
    Metric.objects.create(code="founded", unit="year", group="size", **names)
    Metric.objects.create(code="old", unit="year", retired=True, **names)
    [metric] = client.get(f"/api/v1/metrics/?lang={language}").json()
    assert metric == {
        "untranslated": [],
        "code": "founded",
        "name": name,
        "summary": "",
        "items": "",
        "group": {"code": "size", "label": metric["group"]["label"]},
        "unit": "year",
        "unit_label": unit,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_catalogue_needs_one_query(client, db, count, django_assert_num_queries):
    parent = Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    for number in range(count):
        Region.objects.create(code=f"be-{number}", name_en="Town", kind="city", country="BE", parent=parent)
        Metric.objects.create(code=f"m-{number}", name_en="Metric", unit="m2")
    for name in ("regions", "metrics"):
        client.get(f"/api/v1/{name}/")
        with django_assert_num_queries(1):
            client.get(f"/api/v1/{name}/")


def test_catalogues_list_the_codes_that_are_current(client, db):
    cast.make_mode()
    cast.make_mode("old", retired=True)
    (mode,) = client.get("/api/v1/settlement-modes/?lang=en").json()
    assert (mode["code"], mode["name"], mode["summary"]) == ("office_lease", "Office lease", "")


def test_readers_are_slowed_down_after_their_share(client, db, monkeypatch):
    from rest_framework.settings import api_settings

    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "read", "2/hour")
    states = [client.get("/api/v1/industries/").status_code for _ in range(3)]
    assert states == [200, 200, 429]


def test_an_unknown_address_answers_in_json(client, db):
    answer = client.get("/api/v1/parks/nowhere/?lang=zh")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_the_schema_speaks_the_readers_language(client, db):
    schema = client.get("/api/v1/schema/?lang=zh-hans&format=json").json()
    operation = schema["paths"]["/api/v1/inquiries/"]["post"]
    assert operation["summary"] == "提交入驻咨询"
    for path in schema["paths"].values():  # examples stand in both languages
        for operation in path.values():
            for response in operation["responses"].values():
                for kind in response.get("content", {}).values():
                    kind.pop("examples", None)
    words = re.findall(r'"(?:description|summary|title)": "([^"]*)"', json.dumps(schema, ensure_ascii=False))
    assert [word for word in words if re.match(r"[A-Z][a-z]+ [a-z]+ ", word)] == []


def test_too_many_parameters_are_told_in_json(client, db):
    answer = client.get("/api/v1/parks/?" + "&".join(f"a{number}=1" for number in range(20_001)))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
