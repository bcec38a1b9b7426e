"""The interface as a whole: its schema, its docs page, its limits."""

import json
import re

import yaml

from tests import cast


def test_the_schema_names_every_address(client, db):
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)
    assert set(schema["paths"]) == {
        "/api/v1/parks/",
        "/api/v1/parks/{slug}/",
        "/api/v1/spaces/",
        "/api/v1/spaces/{id}/",
        "/api/v1/settlement-modes/",
        "/api/v1/industries/",
        "/api/v1/space-types/",
        "/api/v1/services/",
        "/api/v1/inquiries/",
        "/api/v1/inquiries/consents/",
    }


def test_the_docs_page_asks_nobody_else(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*', page) == []
    assert "swagger-ui" in page


def test_catalogues_list_the_codes_that_are_current(client, db):
    cast.make_mode()
    cast.make_mode("old", retired=True)
    assert client.get("/api/v1/settlement-modes/?lang=en").json() == [
        {"untranslated": [], "code": "office_lease", "name": "Office lease", "summary": ""}
    ]


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
    words = re.findall(r'"(?:description|summary|title)": "([^"]*)"', json.dumps(schema, ensure_ascii=False))
    assert [word for word in words if re.match(r"[A-Z][a-z]+ [a-z]+ ", word)] == []


def test_too_many_parameters_are_told_in_json(client, db):
    answer = client.get("/api/v1/parks/?" + "&".join(f"a{number}=1" for number in range(1100)))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
