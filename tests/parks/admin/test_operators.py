import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from parks import inviting
from parks.admin.operators import LAST_MANAGER
from parks.enums import SeatRole
from tests import cast
from tests.accounts.staff import give_app
from tests.parks.admin.pages import change, errors


@pytest.fixture
def manager(client, operator_a):
    user = cast.make_user("mang@cbtc.example.org")
    cast.make_seat(user, operator_a, SeatRole.MANAGER)
    client.force_login(user)
    return user


def test_a_manager_keeps_promise_and_zone_but_not_what_the_platform_keeps(manager, client, operator_a):
    forged = {"slug": "taken", "is_active": "", "country": "CN"}
    assert change(client, operator_a, response_hours="8", time_zone="Europe/Paris", **forged).status_code == 302
    operator_a.refresh_from_db()
    assert (operator_a.response_hours, operator_a.time_zone) == (8, "Europe/Paris")
    assert (operator_a.slug, operator_a.is_active, str(operator_a.country)) == ("cbtc", True, "BE")


def test_an_unknown_zone_is_refused(manager, client, operator_a):
    assert "time_zone" in errors(change(client, operator_a, time_zone="Europe/Atlantis"))


def test_a_seat_is_taken_away_with_its_back_office(manager, client, operator_a, lin):
    row = lin.memberships.get()
    client.post(reverse("admin:parks_membership_delete", args=[row.pk]), {"post": "yes"})
    lin.refresh_from_db()
    assert not lin.is_staff
    assert AuditEntry.objects.get(action="deleted").actor == manager


def test_mails_are_switched_off_by_seat(manager, client, lin):
    row = lin.memberships.get()
    address = reverse("admin:parks_membership_change", args=[row.pk])
    client.post(address, {"mails": ["inquiry_new"], "role": "park_manager"})
    row.refresh_from_db()
    assert row.muted_events == [
        "inquiry_assigned",
        "enquirer_replied",
        "mail_held",
        "hold_requested",
        "hold_expiring",
        "sla_risk",
        "sla_breached",
        "no_activity",
        "transferred_in",
        "transfer_answered",
        "consent_withdrawn",
        "review_needed",
        "visit_requested",
        "service_request_new",
        "service_request_replied",
        "service_request_overdue",
        "check_in_answered",
        "pairing_idle",
        "fact_stale",
        "translation_stale",
    ]
    assert row.role == "park_officer"


def test_an_officer_keeps_no_seats(lin, client):
    client.force_login(lin)
    assert client.get(reverse("admin:parks_membership_changelist")).status_code == 403
    assert client.get(reverse("admin:parks_membership_add")).status_code == 403


def test_adding_a_seat_is_offering_one(manager, client):
    answer = client.get(reverse("admin:parks_membership_add"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:parks_invitedseat_add"))


def test_the_manager_sees_who_never_signed_in_and_who_has_no_second_factor(manager, client, operator_a, lin):
    give_app(lin)
    cast.make_seat(cast.make_user("new@cbtc.example.org"), operator_a)
    rows = client.get("/en/admin/parks/membership/").content.decode().split("<tbody>")[1].split("<tr>")[1:]
    by = {email: next(row for row in rows if email in row) for email in (lin.email, "new@cbtc.example.org")}
    assert "icon-yes" in by[lin.email] and ">never<" in by[lin.email]
    assert "icon-no" in by["new@cbtc.example.org"] and ">never<" in by["new@cbtc.example.org"]
    page = client.get(f"/en/admin/parks/membership/{lin.memberships.get().pk}/change/").content.decode()
    assert "icon-yes" in page


def test_the_list_counts_the_seats_of_the_own_operator_that_wait(manager, client, operator_a, operator_b, wei):
    assert "Invited, not accepted yet" not in client.get("/en/admin/parks/membership/").content.decode()
    inviting.invite(operator_a, "new@cbtc.example.org", SeatRole.EDITOR, actor=manager)
    inviting.invite(operator_b, "new@parkb.example.org", SeatRole.EDITOR, actor=wei)
    page = client.get("/en/admin/parks/membership/").content.decode()
    assert (
        f'<a href="{reverse("admin:parks_invitedseat_changelist")}">Invited, not accepted yet: 1</a>'
        in page.replace("/zh-hans/", "/en/")
    )


def test_the_last_manager_is_not_taken_away(manager, client):
    row = manager.memberships.get()
    response = client.post(reverse("admin:parks_membership_delete", args=[row.pk]), {"post": "yes"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [str(LAST_MANAGER)]
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    response = client.post(reverse("admin:parks_membership_changelist"), data, follow=True)
    assert [str(message) for message in response.context["messages"]] == [str(LAST_MANAGER)]
    assert manager.memberships.get() == row
