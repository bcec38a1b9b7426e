"""The first look around: once per person, opened again on demand, without script."""

import pytest

from parks.enums import SeatRole
from tests import cast

pytestmark = pytest.mark.django_db
TODAY, CLOSE = "/en/admin/", "/en/admin/tour/close/"


def stops(client, address=TODAY):
    return [str(stop.title) for stop in client.get(address).context["tour"]]


def test_who_comes_first_sees_the_tour_until_it_is_closed(client, lin):
    client.force_login(lin)
    assert stops(client) == ["Cases", "The handbook"]
    response = client.post(CLOSE)
    assert (response.status_code, response["Location"]) == (302, TODAY)
    assert stops(client) == []
    assert "A look around" not in client.get(TODAY).content.decode()
    lin.refresh_from_db()
    first = lin.toured_at
    assert stops(client, f"{TODAY}?tour=1") == ["Cases", "The handbook"]
    client.post(CLOSE)
    lin.refresh_from_db()
    assert lin.toured_at == first


def test_each_role_is_led_to_what_it_can_open(client, operator_a, wei):
    manager = cast.make_lin(operator_a, SeatRole.MANAGER)
    client.force_login(manager)
    pages = ["Cases", "Your park's page", "What could be better", "Your colleagues", "The trail", "The handbook"]
    assert stops(client) == pages
    for stop in client.get(TODAY).context["tour"]:
        assert client.get(stop.url).status_code == 200
    client.force_login(wei)
    assert stops(client) == pages


def test_looking_does_not_close_it(client, lin):
    client.force_login(lin)
    assert client.get(CLOSE).status_code == 405
    assert stops(client)


def test_one_persons_click_closes_nobody_elses(client, lin, bao):
    client.force_login(lin)
    client.post(CLOSE)
    client.force_login(bao)
    assert stops(client)
