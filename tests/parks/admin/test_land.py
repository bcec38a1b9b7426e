"""Land and exchange rates in the back office."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from parks.enums import SeatRole
from parks.models import ExchangeRate, LandParcel
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.admin.pages import change, errors, filled


@pytest.fixture
def manager(client, operator_a):
    user = cast.make_user("mang@cbtc.example.org")
    cast.make_seat(user, operator_a, SeatRole.MANAGER)
    client.force_login(user)
    return user


def add(client, model, **values):
    with override("en"):
        address = reverse(f"admin:parks_{model}_add")
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, {**filled(page), **values})


RATE = {"base": "eur ", "quote": "CNY", "rate": "8.1", "as_of": "2026-11-01"}


def test_a_manager_keeps_the_rates_of_the_own_operator(client, manager, operator_a):
    assert add(client, "exchangerate", operator=operator_a.pk, **RATE).status_code == 302
    rate = ExchangeRate.objects.get()
    assert (rate.operator, rate.base, rate.quote) == (operator_a, "EUR", "CNY")
    assert change(client, rate, rate="8.2").status_code == 302


def test_the_rate_of_the_site_is_not_a_managers_to_make(client, manager):
    assert "operator" in errors(add(client, "exchangerate", **RATE))
    assert not ExchangeRate.objects.exists()


def test_nor_one_of_another_operator(client, manager, operator_b):
    assert "operator" in errors(add(client, "exchangerate", operator=operator_b.pk, **RATE))
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize("operator", [None, "b"])
def test_other_rates_are_out_of_reach(client, manager, operator_b, operator):
    rate = ExchangeRate.objects.create(
        operator=operator_b if operator else None, base="EUR", quote="CNY", rate=8, as_of="2026-11-01"
    )
    address = reverse("admin:parks_exchangerate_change", args=[rate.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, RATE).status_code == 404


def test_the_platform_keeps_the_rate_of_the_site(client, wei):
    client.force_login(wei)
    assert add(client, "exchangerate", **RATE).status_code == 302
    assert ExchangeRate.objects.get().operator is None


@pytest.mark.parametrize(
    ("field", "values"),
    [("quote", {"quote": "EUR"}), ("rate", {"rate": "0"}), ("base", {"base": "€"}), ("base", {"base": "12A"})],
)
def test_a_rate_that_makes_no_sense_is_said_beside_the_field(client, wei, field, values):
    client.force_login(wei)
    assert field in errors(add(client, "exchangerate", **{**RATE, **values}))


def test_one_rate_a_day(client, wei):
    client.force_login(wei)
    assert add(client, "exchangerate", **RATE).status_code == 302
    assert add(client, "exchangerate", **RATE).status_code == 200
    assert ExchangeRate.objects.count() == 1


def test_a_plot_is_kept_with_its_money(client, manager, park_a):
    values = {"park": park_a.pk, "use": "industrial", "name_en": "Plot", "investment_min": "5000000"}
    assert "currency" in errors(add(client, "landparcel", **values))
    assert add(client, "landparcel", **values, currency="cny", is_demonstration="on").status_code == 302
    plot = LandParcel.objects.get()
    assert (plot.currency, plot.is_demonstration) == ("CNY", True)
    assert "plot_ratio_max" in errors(change(client, plot, plot_ratio_min="3", plot_ratio_max="2"))


def test_a_space_carries_every_limit(client, manager, park_a):
    space = make_space(park_a)
    limits = {"crane_tonnes": "10", "lift_tonnes": "3", "cleanroom": "iso_6", "fire_class": "c"}
    assert change(client, space, **limits, is_demonstration="on").status_code == 302
    space.refresh_from_db()
    assert (space.crane_tonnes, space.lift_tonnes, space.cleanroom, space.fire_class) == (10, 3, "iso_6", "c")
    assert space.is_demonstration is True
