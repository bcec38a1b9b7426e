"""An invented park: marked wherever it is shown, and left out of every list and count."""

import re

import pytest

from parks import facets
from parks.filters import ParkFilter
from parks.models import Fact, Metric, Park, ParkService, Service, Source
from tests import cast

WARNING = "Demonstration: this park is invented"
TAG = '<span class="tag tag--gold">Demonstration</span>'


@pytest.fixture
def invented(park_a):
    return cast.make_park(
        park_a.operator, "invented", name_en="Example place", is_demonstration=True, accepts_inquiries=False
    )


def page(client, path, language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def test_its_pages_say_so_and_those_of_real_parks_do_not(client, invented, park_a, park_b):
    for slug, marked in (("invented", True), ("cbtc", False)):
        profile = page(client, f"parks/{slug}/")
        assert (WARNING in profile, TAG in profile, '<meta name="robots" content="noindex">' in profile) == (
            marked,
        ) * 3
        assert ("This park is invented; nobody would answer." in profile) == marked
        assert (WARNING in page(client, f"parks/{slug}/dossier/")) == marked
        assert ("demonstration only" in page(client, f"parks/{slug}/embed/")) == marked
        assert (TAG in page(client, f"compare/?park={slug}&park=parkb")) == marked
        assert client.get(f"/api/v1/parks/{slug}/").json()["is_demonstration"] is marked
    assert "演示：此园区为虚构" in page(client, "parks/invented/", "zh-hans")


def test_no_list_names_it(client, invented, park_a):
    assert "invented" not in page(client, "parks/") and "1 park" in page(client, "parks/")
    assert "invented" not in page(client, "parks/?q=Example") and "invented" not in page(client, "parks/?view=map")
    assert "invented" not in page(client, "")
    assert [row["slug"] for row in client.get("/api/v1/parks/").json()["results"]] == ["cbtc"]
    features = client.get("/api/v1/parks.geojson").json()["features"]
    assert [row["properties"]["slug"] for row in features] == ["cbtc"]
    assert "1 parks are listed" in " ".join(client.get("/llms.txt").content.decode().split())
    assert b"/parks/invented/" not in b"".join(client.get("/sitemap-en-1.xml").streaming_content)
    assert "cbtc park" in page(client, "compare/") and "Example place" not in page(client, "compare/")


def test_no_count_counts_it(client, invented, park_a):
    mode = cast.make_mode("office_lease", name_en="Office lease")
    visa = Service.objects.create(code="visa", name_en="Visas", tier="general")
    source = Source.objects.create(code="s", title_en="S")
    tenants = Metric.objects.create(code="tenants", name_en="Tenants", unit="companies")
    for park in (invented, park_a):
        park.settlement_modes.add(mode)
        ParkService.objects.create(park=park, service=visa)
        Fact.objects.create(park=park, metric=tenants, value=5, source=source)
    assert "1 park offers it" in page(client, "services/") and "invented" not in page(client, "services/visa/")
    assert ">1 park<span" in page(client, "settle/") and "Stated for 1 park" in page(client, "figures/")
    assert "invented" not in page(client, "figures/tenants/")
    assert [row["park"] for row in client.get("/api/v1/figures/").json()["results"]] == ["cbtc"]
    assert client.get("/api/v1/services/").json()[0]["park_count"] == 1


def test_it_enters_and_leaves_the_directory_with_its_mark(client, invented):
    def found():
        return [park.slug for park in ParkFilter({}).qs]

    assert found() == ["cbtc"]
    facets.snapshot()
    invented.is_demonstration = False
    invented.save()
    assert found() == ["cbtc", "invented"]
    invented.is_demonstration = True
    invented.save()
    assert found() == ["cbtc"]


def test_about_leads_to_it_where_there_is_one(client, invented):
    assert '<a href="/en/parks/invented/">Example place</a>' in page(client, "about/")
    assert '<a href="/en/parks/invented/#figures">' in page(client, "figures/")
    Park.objects.get(slug="invented").delete()
    assert "one whole park" not in page(client, "about/")
    assert not re.search(r"parks/invented", page(client, "figures/"))
