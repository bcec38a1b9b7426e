"""One person with a seat and an account of an enterprise: a mailed code opens the second and nothing of the first."""

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import codes
from accounts.access import CODE_BACKEND, MailedCodeBackend, may_enter_by_code
from accounts.models import StaffSession, User
from inquiries.models import Case
from notifications.models import OutgoingEmail
from parks import inviting, seats
from parks.enums import SeatRole
from parks.models import Membership, Park
from tests import cast
from tests.accounts.codes import ANNA, ask, enter
from tests.accounts.staff import code, give_app, password, sign_in
from tests.inquiries import builders
from tests.parks.invited import newest_secret

PASSWORD = "another horse battery staple"
OFFICE = ("/en/admin/", "/en/admin/inquiries/case/", "/en/admin/parks/membership/", "/en/staff/sessions/")


@pytest.fixture(autouse=True)
def factor(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def anna(operator_a, park_a, wei):
    """She follows her inquiries by mailed code, and has accepted a manager's seat."""
    enter(Client())
    inviting.invite(operator_a, ANNA, SeatRole.MANAGER, actor=wei)
    inviting.accept(newest_secret(), PASSWORD)
    return User.objects.get(email=ANNA)


def guest(user):
    return MailedCodeBackend().get_user(user.pk)


def test_she_still_gets_a_code_and_enters_her_own_side(anna, client):
    ask(client, ANNA)
    assert OutgoingEmail.objects.latest("pk").event == "signin_code"
    assert enter(client, ANNA)["Location"] == reverse("inquiries:account")
    assert client.get(reverse("inquiries:account")).status_code == 200
    assert client.get(reverse("accounts:settings")).status_code == 200


@pytest.mark.parametrize("wanted", [True, False])
def test_a_code_opens_no_page_of_the_back_office(anna, client, park_a, settings, wanted):
    """Nor where no second factor is wanted."""
    settings.STAFF_SECOND_FACTOR = wanted
    case = builders.make_case(park_a)
    enter(client, ANNA)
    pages = (*OFFICE, f"/en/admin/inquiries/case/{case.pk}/change/", "/en/admin/parks/job/export/inquiries.case/")
    for page in pages:
        for answer in (client.get(page), client.post(page, {"post": "yes"})):
            assert answer.status_code == 302, page
            assert answer["Location"].startswith("/en/admin/login/"), page
    assert client.get(reverse("inquiries:account")).status_code == 200, "and she is still signed in on her side"


def test_whom_a_code_holds_has_no_right_by_any_question(anna, park_a):
    case = builders.make_case(park_a)
    stored, held = User.objects.get(pk=anna.pk), guest(anna)
    assert list(Case.objects.for_staff(stored)) == [case] and stored.has_perm("inquiries.view_case")
    assert list(Case.objects.for_staff(held)) == [] and list(Park.objects.for_staff(held)) == []
    assert list(Membership.objects.where_granted(held, "parks.view_membership")) == []
    assert not held.has_perm("inquiries.view_case") and not held.has_module_perms("parks")
    assert held.get_all_permissions() == set()
    assert (held.is_staff, held.is_superuser, held.platform_role, held.seats) == (False, False, "", frozenset())
    assert not (held.belongs_inside or held.is_platform_staff or held.is_platform_admin)


@pytest.mark.parametrize("fields", [{"platform_role": "platform_admin"}, {"is_superuser": True}])
def test_nor_has_an_administrator(anna, fields):
    User.objects.filter(pk=anna.pk).update(is_staff=True, **fields)
    held = guest(anna)
    assert User.objects.get(pk=anna.pk).has_perm("accounts.change_user")
    assert not held.has_perm("accounts.change_user") and not held.is_platform_admin
    assert not Park.objects.for_staff(held).exists()


def test_reading_her_again_gives_no_rights_back_and_saving_takes_none(anna):
    held = guest(anna)
    held.refresh_from_db()
    assert (held.is_staff, held.seats) == (False, frozenset())
    held.refresh_from_db(fields=["is_staff"])
    assert not held.is_staff
    for more in ({}, {"update_fields": ["name", "is_staff"]}, {"update_fields": None}):
        with pytest.raises(ValueError, match="stripped"):
            held.save(**more)
    held.name = "Anna P."
    held.save(update_fields=["name"])
    stored = User.objects.get(pk=anna.pk)
    assert (stored.name, stored.is_staff, stored.seat_roles) == ("Anna P.", True, {SeatRole.MANAGER})


def test_both_sides_are_two_sessions(anna, client):
    """In two browsers they stand beside each other; in one browser the newer ends the other."""
    secret, other, now = give_app(anna), Client(), timezone.now()
    other.post(reverse("admin:login"), {"username": ANNA, "password": PASSWORD})
    other.post(reverse("accounts:verify"), {"code": code(secret, now)})
    enter(client, ANNA)
    assert other.get("/en/admin/").status_code == 200
    assert other.get(reverse("inquiries:account")).status_code != 200
    assert client.session[HASH_SESSION_KEY] != other.session[HASH_SESSION_KEY]
    enter(other, ANNA)
    assert not StaffSession.objects.exists()
    assert other.get("/en/admin/").status_code == 302
    assert other.get(reverse("inquiries:account")).status_code == 200


def test_the_password_after_a_code_still_wants_the_second_factor(anna, client):
    give_app(anna)
    enter(client, ANNA)
    client.post(reverse("admin:login"), {"username": ANNA, "password": PASSWORD})
    answer = client.get("/en/admin/inquiries/case/")
    assert answer["Location"] == "/en/staff/verify/"


def test_signing_out_everywhere_on_one_side_leaves_the_other(anna, client):
    enter(client, ANNA)
    row = StaffSession.objects.create(user=anna)
    codes.close_sessions(guest(anna))
    assert client.get(reverse("inquiries:account")).status_code == 302
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)
    assert StaffSession.objects.get() == row


def test_a_new_password_leaves_her_own_side_signed_in(anna, client):
    enter(client, ANNA)
    stored = User.objects.get(pk=anna.pk)
    stored.set_password("a third horse battery staple")
    stored.save()
    assert client.get(reverse("inquiries:account")).status_code == 200


def test_without_the_seat_her_own_side_stays(anna, client):
    seats.revoke(anna.memberships.get())
    assert not User.objects.get(pk=anna.pk).is_staff
    enter(client, ANNA)
    assert client.get(reverse("inquiries:account")).status_code == 200
    assert client.get("/en/admin/").status_code == 302


def test_staff_who_never_were_of_an_enterprise_enter_by_no_code(lin, client):
    assert not may_enter_by_code(lin)
    assert guest(lin) is None
    client.force_login(lin, backend=CODE_BACKEND)
    assert client.get(reverse("inquiries:account")).status_code == 302
    assert cast.PASSWORD and password(Client(), lin).status_code == 302
    assert sign_in(Client(), lin, give_app(lin), timezone.now()).status_code == 302
