"""Who may read the interface from where, and when an answer is not sent again."""

import datetime

import pytest
from django.utils import timezone
from django.utils.http import http_date

from common import rest
from tests.parks.api.builders import TYPES

LIST = "/api/v1/parks/"


@pytest.mark.parametrize("address", [LIST, "/api/v1/search/?q=a", "/api/v1/parks.geojson", "/api/v1/parks/none/"])
def test_pages_of_other_sites_may_read(client, park_a, address):
    answer = client.get(address, headers={"Origin": "https://elsewhere.example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_preflight_is_told_that_reading_is_all(client, db):
    answer = client.options(LIST, headers={"Origin": "https://x.example.org", "Access-Control-Request-Method": "PUT"})
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_nobody_elsewhere_writes_or_reads_inquiries(client, db):
    assert "Access-Control-Allow-Origin" not in client.post(LIST).headers
    for method in (client.get, client.post, client.options):
        assert "Access-Control-Allow-Origin" not in method("/api/v1/inquiries/").headers
    assert "Access-Control-Allow-Origin" not in client.get("/en/parks/").headers


@pytest.mark.parametrize("name", ["parks", *TYPES])
def test_an_unchanged_list_is_not_sent_again(client, park_a, name):
    address = f"/api/v1/{name}/?lang=en"
    etag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer.headers["Access-Control-Allow-Origin"]) == (304, b"", "*")


def test_an_edit_is_seen_at_once(client, park_a):
    etag = client.get(f"{LIST}?lang=en").headers["ETag"]
    park_a.name_en = "Renamed"
    park_a.save()
    answer = client.get(f"{LIST}?lang=en", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.json()["results"][0]["name"]) == (200, "Renamed")


def test_each_language_has_its_own_answer(client, park_a):
    etag = client.get(f"{LIST}?lang=en").headers["ETag"]
    assert client.get(f"{LIST}?lang=zh", headers={"If-None-Match": etag}).status_code == 200
    assert client.get(LIST).headers["Vary"] == "Accept-Language"


def test_the_moment_since_which_it_holds_is_told(client, park_a, monkeypatch):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(rest.timezone, "now", lambda: midnight + datetime.timedelta(hours=12))
    client.get(LIST)
    monkeypatch.setattr(rest.timezone, "now", lambda: midnight + datetime.timedelta(hours=13))
    told = client.get(LIST).headers["Last-Modified"]
    assert client.get(LIST, headers={"If-Modified-Since": told}).status_code == 304
    before = http_date((midnight - datetime.timedelta(days=1)).timestamp())
    assert client.get(LIST, headers={"If-Modified-Since": before}).status_code == 200
    park_a.save()
    assert "Last-Modified" not in client.get(LIST).headers
