import datetime

import pytest

from enterprises.models import Story, Tenancy
from parks.enums import SeatRole
from tests import cast
from tests.inquiries import builders
from tests.parks.admin.pages import change, errors
from tests.parks.telling import make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, operator_a):
    user = cast.make_user("mang@cbtc.example.org", language="en")
    cast.make_seat(user, operator_a, SeatRole.MANAGER)
    client.force_login(user)
    return user


def test_days_out_of_order_are_refused_at_their_field(manager, client, park_a):
    story = make_story(park_a)
    typed = {"visited_on": "2026-03-02", "signed_on": "2026-03-01"}
    assert errors(change(client, story, **typed)) == {"signed_on": ["The company signed before it visited."]}
    typed = {"signed_on": "2026-03-02", "settled_on": "2026-03-01"}
    assert errors(change(client, story, **typed)) == {"settled_on": ["The company settled before it signed."]}
    assert change(client, story, visited_on="2026-03-01", signed_on="2026-03-27").status_code == 302
    assert Story.objects.get().days_to_sign == 26


def test_a_public_text_is_not_emptied(manager, client, park_a):
    assert list(errors(change(client, make_story(park_a), body_en=""))) == ["body_en"]


def test_withdrawing_the_consent_takes_the_story_off_the_site(manager, client, park_a):
    story = make_story(park_a)
    assert change(client, story, consent_on="").status_code == 302
    assert client.get("/en/stories/anna/").status_code == 404


def test_rows_of_another_operator_are_not_there(manager, client, park_b):
    story = make_story(park_b)
    tenancy = Tenancy.objects.create(enterprise=builders.make_enterprise(), park=park_b)
    assert client.get(f"/en/admin/enterprises/story/{story.pk}/change/").status_code == 404
    assert client.get(f"/en/admin/enterprises/tenancy/{tenancy.pk}/change/").status_code == 404


def test_a_tenancy_ends_after_it_began(manager, client, park_a):
    tenancy = Tenancy.objects.create(
        enterprise=builders.make_enterprise(), park=park_a, since=datetime.date(2026, 1, 1)
    )
    response = change(client, tenancy, until="2025-01-01")
    assert response.status_code == 200
    assert "The tenancy ends before it begins." in response.content.decode()
