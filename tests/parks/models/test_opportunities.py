"""A project of a park that is not public is nowhere, whatever its own state."""

import pytest

from parks.models import Opportunity
from parks.search import find

pytestmark = pytest.mark.django_db


def test_a_project_of_a_park_that_is_withdrawn_is_found_nowhere(client, park_a):
    public = {"state_zh_hans": "published", "state_en": "published"}
    project = Opportunity.objects.create(
        operator=park_a.operator, park=park_a, slug="lab", title_en="Laboratory", summary_en="Benches", **public
    )
    assert find("laboratory").total == 1
    park_a.state_en = park_a.state_zh_hans = "archived"
    park_a.save()
    assert find("laboratory").total == 0
    assert not Opportunity.objects.public().exists()
    assert "/opportunities/lab/" not in client.get("/sitemap-en-1.xml").getvalue().decode()
    for page in ("/en/opportunities/lab/", "/og/en/opportunity/lab.png"):
        assert client.get(page).status_code == 404
    project.park = None
    project.save()
    assert find("laboratory").total == 1
