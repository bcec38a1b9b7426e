"""The page of a mailed invitation to a seat."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import StaffSession, User
from parks import inviting
from parks.enums import SeatRole
from parks.models import InvitedSeat, Membership
from tests import cast
from tests.accounts.codes import ANNA, enter
from tests.parks.invited import newest_secret

NEW = {"new_password1": "another horse battery staple", "new_password2": "another horse battery staple"}
ADDRESS = "new@cbtc.example.org"


@pytest.fixture(autouse=True)
def factor(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def page(operator_a, wei):
    """The address of the page that somebody was mailed."""

    def offered(email=ADDRESS, operator=operator_a):
        inviting.invite(operator, email, SeatRole.OFFICER, actor=wei)
        return f"/en/staff/seat/{newest_secret()}/"

    return offered


def said(response):
    return response.content.decode().split("<main", 1)[1]


def test_opening_the_link_alone_takes_nothing(client, page):
    address = page()
    answer = client.get(address)
    assert (answer.status_code, answer["Referrer-Policy"]) == (200, "same-origin")
    assert "cbtc operator offers you a seat in the back office: Park officer." in said(answer)
    assert f"Set a password for {ADDRESS} to accept." in said(answer)
    client.head(address)
    assert not Membership.objects.exists() and not User.objects.filter(email=ADDRESS).exists()


def test_a_password_takes_the_seat_and_leads_to_the_second_factor(client, page):
    address = page()
    done = client.post(address, NEW)
    assert (done.status_code, done["Location"]) == (302, reverse("admin:index").replace("/zh-hans/", "/en/"))
    user = User.objects.get(email=ADDRESS)
    assert user.check_password(NEW["new_password1"]) and user.memberships.get().role == "park_officer"
    assert client.get("/en/admin/")["Location"] == "/en/staff/second-factor/"
    assert StaffSession.objects.get().passed_at is None
    assert client.get(address).status_code == 404


def test_a_weak_password_is_refused_and_the_link_stays_good(client, page):
    address = page()
    answer = client.post(address, {"new_password1": "12345", "new_password2": "12345"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["new_password2"])
    assert client.post(address, {}).status_code == 422
    assert InvitedSeat.objects.exists() and not User.objects.filter(email=ADDRESS).exists()


def test_staff_of_another_operator_accept_and_sign_in_as_ever(client, page, operator_b, lin):
    address = page(lin.email, operator_b)
    answer = client.get(address)
    assert "Accept, then sign in with your password and second factor as always." in said(answer)
    assert 'type="password"' not in said(answer)
    done = client.post(address, NEW)
    assert done["Location"] == "/en/admin/"
    assert lin.memberships.filter(operator=operator_b).get().role == "park_officer"
    assert SESSION_KEY not in client.session and not StaffSession.objects.exists()
    assert User.objects.get(pk=lin.pk).check_password(cast.PASSWORD)
    assert client.get("/en/admin/")["Location"].startswith("/en/admin/login/")


def test_somebody_of_an_enterprise_is_told_that_both_sides_stay_apart(client, page):
    enter(Client())
    answer = client.get(page(ANNA))
    assert "That code does not open the back office." in said(answer)
    assert f"Set a password for {ANNA} to accept." in said(answer)


@pytest.mark.parametrize("secret", ["x", "x" * 32, "林", "x" * 3000])
def test_a_link_that_is_none_gets_a_neutral_page(client, db, secret):
    for answer in (client.get(f"/en/staff/seat/{secret}/"), client.post(f"/en/staff/seat/{secret}/", NEW)):
        assert answer.status_code == 404
        assert "This invitation is no longer valid" in said(answer)


def test_a_withdrawn_one_looks_the_same(client, page, wei):
    address = page()
    inviting.withdraw(InvitedSeat.objects.get(), actor=wei)
    assert client.post(address, NEW).status_code == 404
    assert not Membership.objects.exists()
