"""robots.txt, site maps, llms.txt."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from common.enums import PublicationState
from parks.enums import SpaceStatus
from parks.models import Metric, Organisation, Park, Space
from tests import cast

pytestmark = pytest.mark.django_db
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def body(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def pages(client, language):
    root = ElementTree.fromstring(body(client.get(f"/sitemap-{language}-1.xml")))
    return {
        url.find("s:loc", SPACE).text: {link.get("hreflang"): link.get("href") for link in url.findall("x:link", SPACE)}
        for url in root.findall("s:url", SPACE)
    }


def test_the_index_names_a_map_for_each_language(client):
    root = ElementTree.fromstring(body(client.get("/sitemap.xml")))
    assert [one.text for one in root.iter(f"{{{SPACE['s']}}}loc")] == [
        "http://testserver/sitemap-zh-hans-1.xml",
        "http://testserver/sitemap-en-1.xml",
    ]


def test_a_map_lists_published_versions_only(client, park_a, park_b):
    Park.objects.filter(pk=park_b.pk).update(state_en=PublicationState.DRAFT)
    english, chinese = pages(client, "en"), pages(client, "zh-hans")
    assert english["http://testserver/en/parks/cbtc/"] == {
        "zh-Hans": "http://testserver/zh-hans/parks/cbtc/",
        "en": "http://testserver/en/parks/cbtc/",
    }
    assert "http://testserver/en/parks/parkb/" not in english
    assert chinese["http://testserver/zh-hans/parks/parkb/"] == {"zh-Hans": "http://testserver/zh-hans/parks/parkb/"}


def test_a_map_lists_spaces_with_their_park_and_every_organisation(client, park_a, park_b):
    Park.objects.filter(pk=park_b.pk).update(state_en=PublicationState.DRAFT)
    kind = cast.make_space_type()
    here, there = (Space.objects.create(park=park, kind=kind) for park in (park_a, park_b))
    Space.objects.create(park=park_a, kind=kind, status=SpaceStatus.OFF_MARKET)
    Organisation.objects.create(slug="uclouvain", name_en="UCLouvain", kind="university")
    wanted = re.compile(r"/(?:spaces/\d|organisations/.)")
    found = {language: [one for one in pages(client, language) if wanted.search(one)] for language in ("en", "zh-hans")}
    assert found == {
        "en": [f"http://testserver/en/spaces/{here.pk}/", "http://testserver/en/organisations/uclouvain/"],
        "zh-hans": [
            f"http://testserver/zh-hans/spaces/{here.pk}/",
            f"http://testserver/zh-hans/spaces/{there.pk}/",
            "http://testserver/zh-hans/organisations/uclouvain/",
        ],
    }
    assert {client.get(address.removeprefix("http://testserver")).status_code for address in found["zh-hans"]} == {200}


def test_the_catalogues_and_their_records_are_on_the_map(client):
    Metric.objects.create(code="tenants", name_en="Tenants", unit="companies")
    Metric.objects.create(code="old", name_en="Old", unit="x", retired=True)
    found = {address.removeprefix("http://testserver") for address in pages(client, "en")}
    assert {"/en/figures/", "/en/figures/tenants/", "/en/organisations/", "/en/spaces/kinds/"} <= found
    assert "/en/figures/old/" not in found


def test_every_address_of_a_map_answers(client, park_a):
    Metric.objects.create(code="tenants", name_en="Tenants", unit="companies")
    for language in ("en", "zh-hans"):
        for address in pages(client, language):
            path = address.removeprefix("http://testserver")
            assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("path", ["/sitemap-fr-1.xml", "/sitemap-en-0.xml", "/sitemap-en-99999999999999999999.xml"])
def test_odd_maps(client, path):
    response = client.get(path)
    assert response.status_code == 404 or "<loc>" not in body(response)


def test_robots_names_the_map_and_closes_what_is_private(client):
    text = body(client.get("/robots.txt"))
    assert "Sitemap: http://testserver/sitemap.xml" in text.splitlines()
    closed = re.findall(r"Disallow: (\S+)", text)
    assert {"/en/admin/", "/zh-hans/inquiry/PB-", "/api/v1/inquiries/"} <= set(closed)
    assert not any(path in ("/", "/en/", "/en/parks/") for path in closed)


def test_whoever_obeys_the_rules_may_read_open_data_and_no_inquiry(client):
    rules = RobotFileParser()
    rules.parse(body(client.get("/robots.txt")).splitlines())
    read = [rules.can_fetch("*", f"http://testserver/api/v1/{path}") for path in ("", "parks/", "inquiries/consents/")]
    assert read == [True, True, False]


def test_every_address_for_language_models_answers(client, park_a):
    addresses = re.findall(r"\((http://testserver[^)]*)\)", body(client.get("/llms.txt")))
    assert "http://testserver/api/v1/" in addresses
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_language_models_are_told_how_to_cite(client, park_a):
    text = body(client.get("/llms.txt"))
    assert "1 parks are listed" in " ".join(text.split())
    assert "cite the source" in text
    for path in re.findall(r"http://testserver(/en/[^)]*)", text):
        assert client.get(path).status_code == 200, path
    assert "http://testserver/en/figures/" in text and "http://testserver/en/organisations/" in text
