"""What moves to another park, or loses its park, is gone from the page of the former one at once."""

import datetime

import pytest

from enterprises.models import Tenancy
from parks.models import LandParcel, Opportunity, Partnership
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db(transaction=True)


def _tie(park):
    tie = Partnership.objects.create(slug="tie", kind="strategic", title_en="Mover", state_en="published")
    return tie.parties.create(park=park)


def _tenant(park):
    enterprise = builders.make_enterprise(name_en="Mover")
    return Tenancy.objects.create(enterprise=enterprise, park=park, consent_on=datetime.date(2026, 1, 1))


MAKERS = {
    "space": lambda park: builders.make_space(park, "Mover"),
    "parcel": lambda park: LandParcel.objects.create(park=park, use="industrial", name_en="Mover"),
    "project": lambda park: Opportunity.objects.create(
        operator=park.operator, park=park, slug="mover", title_en="Mover", state_en="published"
    ),
    "party": _tie,
    "tenant": _tenant,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_former_park_shows_it_no_longer(client, park_a, kind):
    other = cast.make_park(park_a.operator, "other")
    row = MAKERS[kind](park_a)

    def shown(park):
        return "Mover" in client.get(f"/en/parks/{park.slug}/").content.decode()

    assert (shown(park_a), shown(other)) == (True, False)
    row.park = other
    row.save()
    assert (shown(park_a), shown(other)) == (False, True)


def test_a_project_that_names_no_park_any_more(client, park_a):
    project = MAKERS["project"](park_a)
    assert "Mover" in client.get("/en/parks/cbtc/").content.decode()
    project.park = None
    project.save()
    assert "Mover" not in client.get("/en/parks/cbtc/").content.decode()
