"""The walk with the second factor wanted: nothing of the back office opens to a password alone."""

import pytest
from django.urls import reverse

from tests.accounts.staff import give_app, password
from tests.architecture.walk import address
from tests.architecture.walk_table_admin import ADMIN
from tests.architecture.world import build

NAMES = [line.split()[0] for line in ADMIN.strip().splitlines() if line and not line.startswith("#")]
OPEN = {"admin:login"}


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STAFF_SECOND_FACTOR = True
    return build()


@pytest.mark.parametrize("role", ["manager", "p_admin"])
@pytest.mark.parametrize("has_one", [False, True])
def test_everything_leads_to_the_second_factor(world, client, role, has_one):
    person = world.people[role]
    if has_one:
        give_app(person)
    client.force_login(person)
    target = reverse("accounts:verify" if has_one else "accounts:second_factor")
    found = {}
    for name in NAMES:
        for send in (client.get, client.post):
            response = send(address(name, world))
            if name not in OPEN and (response.status_code, response.get("Location")) != (302, target):
                found[name] = response.status_code
    assert len(NAMES) > 200
    assert found == {}


def test_a_password_alone_changes_nothing(world, client):
    manager = world.people["manager"]
    password(client, manager)
    seat = world.things["membership"]
    client.post(reverse("admin:parks_membership_delete", args=[seat.pk]), {"post": "yes"})
    seat.refresh_from_db()


def test_an_ended_session_is_signed_out_everywhere_in_the_back_office(world, client):
    person = world.people["manager"]
    password(client, person)
    person.staff_sessions.all().delete()
    response = client.get(reverse("admin:index"))
    assert response["Location"].startswith(reverse("admin:login"))
    assert "_auth_user_id" not in client.session
