"""Showing once more who one is: in place, without losing what was sent."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AuditEntry
from parks.enums import SeatRole
from parks.models import InvitedSeat
from tests import cast
from tests.accounts.staff import give_app, sign_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, operator_a, settings, time_machine):
    """Signed in with both factors a quarter of an hour ago."""
    settings.STAFF_SECOND_FACTOR = True
    translation.activate("en")
    time_machine.move_to("2026-11-27T12:00:10+00:00", tick=False)
    user = cast.make_user("mang@cbtc.example.org", language="en")
    cast.make_seat(user, operator_a, SeatRole.MANAGER)
    sign_in(client, user, give_app(user), timezone.now())
    time_machine.shift(15 * 60)
    return user


def seat_data(operator):
    return {"operator": operator.pk, "email": "new@cbtc.example.org", "role": "park_officer"}


def invite(client, operator, **more):
    return client.post(reverse("admin:parks_invitedseat_add"), {**seat_data(operator), **more})


def hidden(response):
    return dict(response.context["carried"])


def test_a_recent_sign_in_is_enough(client, manager, operator_a, time_machine):
    time_machine.shift(-60)
    assert invite(client, operator_a).status_code == 302
    assert InvitedSeat.objects.count() == 1


def test_a_post_is_asked_for_the_password_and_goes_on_with_what_was_sent(client, manager, operator_a):
    asked = invite(client, operator_a)
    assert (asked.status_code, InvitedSeat.objects.count()) == (200, 0)
    assert hidden(asked) == {key: str(value) for key, value in seat_data(operator_a).items()}
    assert asked.context["action"] == reverse("admin:parks_invitedseat_add")
    done = client.post(asked.context["action"], {**hidden(asked), "_confirm_password": PASSWORD})
    assert done["Location"] == reverse("admin:parks_invitedseat_changelist")
    assert InvitedSeat.objects.count() == 1
    again = client.post(
        reverse("admin:parks_invitedseat_add"), {**seat_data(operator_a), "email": "more@cbtc.example.org"}
    )
    assert again.status_code == 302, "asked once in a quarter of an hour"


def test_a_wrong_password_is_said_and_loses_nothing(client, manager, operator_a):
    wrong = invite(client, operator_a, _confirm_password="wrong")
    assert (wrong.status_code, str(wrong.context["problem"])) == (422, "This did not fit. Please try again.")
    assert hidden(wrong)["email"] == "new@cbtc.example.org"
    empty = invite(client, operator_a, _confirm_password="")
    assert str(empty.context["problem"]) == "Enter your password."
    assert AuditEntry.objects.filter(action="sign_in_failed", details={"by": "confirmation"}).count() == 1


def test_the_password_is_never_carried_along(client, manager, operator_a):
    page = invite(client, operator_a, _confirm_password="wrong horse").content.decode()
    assert "wrong horse" not in page


def test_guessing_is_locked(client, manager, operator_a):
    for _ in range(5):
        page = invite(client, operator_a, _confirm_password="wrong")
    assert "Too many wrong attempts" in str(page.context["problem"])
    invite(client, operator_a, _confirm_password=PASSWORD)
    assert InvitedSeat.objects.count() == 0


def test_an_export_asks_too_and_goes_on_with_the_ticked_rows(client, manager, park_a):
    from tests.inquiries import builders

    case, _other = builders.make_case(park_a), builders.make_case(park_a)
    address = reverse("admin:parks_job_export", args=["inquiries.case"]) + f"?show=all&ids={case.pk}"
    chosen = {"columns": ["reference"], "format": "csv", "language": "en"}
    asked = client.post(address, chosen)
    assert (asked.status_code, asked.context["problem"]) == (200, "")
    assert not AuditEntry.objects.filter(action="exported").exists()
    client.post(address, {**hidden(asked), "_confirm_password": PASSWORD})
    assert AuditEntry.objects.get(action="exported").details["rows"] == 1


def test_a_finished_export_is_fetched_after_confirming_alone(client, manager, park_a):
    from parks import jobs

    payload = {"model": "parks.space", "query": "", "ids": [], "columns": ["name_en"], "format": "csv"}
    job = jobs.order("export", manager, **payload)
    jobs.run(job.pk, tell=False)
    address = reverse("admin:parks_job_file", args=[job.pk])
    to = client.get(address)
    assert to["Location"] == f"{reverse('accounts:confirm')}?next={address.replace('/', '%2F')}"
    assert not AuditEntry.objects.filter(action="fetched").exists()
    client.post(to["Location"], {"next": address, "_confirm_password": PASSWORD})
    assert client.get(address).status_code == 200
    assert AuditEntry.objects.get(action="fetched").actor == manager


def test_a_page_that_is_opened_leads_there_and_back(client, manager):
    address = reverse("accounts:factor_app")
    to = client.get(address)
    assert to["Location"] == f"{reverse('accounts:confirm')}?next={address.replace('/', '%2F')}"
    page = client.get(to["Location"])
    assert page.context["back"] == address
    back = client.post(to["Location"], {"next": address, "_confirm_password": PASSWORD})
    assert back["Location"] == address
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", ["https://evil.example.com/", "//evil.example.com/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client, manager, path):
    back = client.post(reverse("accounts:confirm"), {"next": path, "_confirm_password": PASSWORD})
    assert back["Location"] in {"/", reverse("admin:index")}


def test_a_seat_is_taken_after_confirming_alone(client, manager, lin):
    address = reverse("admin:parks_membership_delete", args=[lin.memberships.get().pk])
    assert client.post(address, {"post": "yes"}).status_code == 200
    assert lin.memberships.exists()
    client.post(address, {"post": "yes", "_confirm_password": PASSWORD})
    assert not lin.memberships.exists()


def test_seats_are_taken_in_bulk_after_confirming_alone(client, manager, lin):
    data = {"action": "delete_selected", "_selected_action": [lin.memberships.get().pk], "post": "yes"}
    address = reverse("admin:parks_membership_changelist")
    client.post(address, data)
    assert lin.memberships.exists()
    client.post(address, {**data, "_confirm_password": PASSWORD})
    assert not lin.memberships.exists()
