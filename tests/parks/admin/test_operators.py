import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from notifications.models import OutgoingEmail
from parks import seats
from parks.admin.operators import LAST_MANAGER
from parks.enums import SeatRole
from parks.models import Membership
from tests import cast
from tests.accounts.staff import give_app
from tests.parks.admin.pages import change, errors


@pytest.fixture
def manager(client, operator_a):
    user = cast.make_user("mang@cbtc.example.org")
    cast.make_seat(user, operator_a, SeatRole.MANAGER)
    client.force_login(user)
    return user


def seat(client, operator, email, role="park_officer"):
    return client.post(reverse("admin:parks_membership_add"), {"operator": operator.pk, "email": email, "role": role})


def test_a_manager_keeps_promise_and_zone_but_not_what_the_platform_keeps(manager, client, operator_a):
    forged = {"slug": "taken", "is_active": "", "country": "CN"}
    assert change(client, operator_a, response_hours="8", time_zone="Europe/Paris", **forged).status_code == 302
    operator_a.refresh_from_db()
    assert (operator_a.response_hours, operator_a.time_zone) == (8, "Europe/Paris")
    assert (operator_a.slug, operator_a.is_active, str(operator_a.country)) == ("cbtc", True, "BE")


def test_an_unknown_zone_is_refused(manager, client, operator_a):
    assert "time_zone" in errors(change(client, operator_a, time_zone="Europe/Atlantis"))


def test_a_manager_gives_a_seat_to_an_address(manager, client, operator_a):
    somebody = cast.make_user("new@cbtc.example.org", is_staff=False)
    assert seat(client, operator_a, "NEW@cbtc.example.org").status_code == 302
    somebody.refresh_from_db()
    assert somebody.is_staff
    assert somebody.memberships.get().role == "park_officer"
    assert AuditEntry.objects.get(action="created").actor == manager


def test_an_address_without_an_account_is_invited(manager, client, operator_a):
    assert seat(client, operator_a, "New@cbtc.example.org").status_code == 302
    somebody = User.objects.get(email="new@cbtc.example.org")
    assert somebody.memberships.get().role == "park_officer"
    assert OutgoingEmail.objects.get().event == "staff_invitation"


def test_a_closed_account_a_second_seat_and_a_foreign_operator_are_refused(manager, client, operator_a, operator_b):
    cast.make_user("closed@cbtc.example.org", is_active=False)
    assert "email" in errors(seat(client, operator_a, "closed@cbtc.example.org"))
    assert "email" in errors(seat(client, operator_a, "no address"))
    assert "email" in errors(seat(client, operator_a, "x" * 300 + "@cbtc.example.org"))
    assert "email" in errors(seat(client, operator_a, manager.email, "park_manager"))
    assert "operator" in errors(seat(client, operator_b, manager.email))
    assert Membership.objects.count() == 1


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


def test_an_officer_keeps_no_seats(lin, client, operator_a):
    client.force_login(lin)
    assert client.get(reverse("admin:parks_membership_changelist")).status_code == 403
    assert seat(client, operator_a, lin.email, "park_manager").status_code == 403


def test_the_manager_sees_who_never_signed_in_and_who_has_no_second_factor(manager, client, operator_a, lin):
    give_app(lin)
    seat(client, operator_a, "new@cbtc.example.org")
    rows = client.get("/en/admin/parks/membership/").content.decode().split("<tbody>")[1].split("<tr>")[1:]
    by = {email: next(row for row in rows if email in row) for email in (lin.email, "new@cbtc.example.org")}
    assert "icon-yes" in by[lin.email] and ">never<" in by[lin.email]
    assert "icon-no" in by["new@cbtc.example.org"] and "never; invited" in by["new@cbtc.example.org"]
    page = client.get(f"/en/admin/parks/membership/{lin.memberships.get().pk}/change/").content.decode()
    assert "icon-yes" in page


def test_the_last_manager_is_not_taken_away(manager, client):
    row = manager.memberships.get()
    response = client.post(reverse("admin:parks_membership_delete", args=[row.pk]), {"post": "yes"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [str(LAST_MANAGER)]
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    response = client.post(reverse("admin:parks_membership_changelist"), data, follow=True)
    assert [str(message) for message in response.context["messages"]] == [str(LAST_MANAGER)]
    assert manager.memberships.get() == row


def test_an_invitation_is_mailed_again(manager, client, operator_a, lin):
    seat(client, operator_a, "new@cbtc.example.org")
    chosen = list(Membership.objects.values_list("pk", flat=True))
    data = {"action": "invite_again", "_selected_action": chosen}
    response = client.post(reverse("admin:parks_membership_changelist"), data, follow=True)
    assert "1" in str(list(response.context["messages"])[-1])
    assert OutgoingEmail.objects.filter(event="staff_invitation", to="new@cbtc.example.org").count() == 2


def test_nobody_invites_again_at_another_operator(manager, client, operator_b, wei):
    other = seats.invite(operator_b, "new@parkb.example.org", SeatRole.EDITOR, actor=wei)
    data = {"action": "invite_again", "_selected_action": [other.pk], "select_across": "1"}
    client.post(reverse("admin:parks_membership_changelist"), data)
    assert OutgoingEmail.objects.count() == 1


def test_an_account_of_an_enterprise_gets_no_seat(manager, client, operator_a):
    buyer = cast.make_user("buyer@tenant.example.org", is_staff=False, last_login=timezone.now())
    buyer.set_unusable_password()
    buyer.save()
    assert "email" in errors(seat(client, operator_a, buyer.email))
    buyer.refresh_from_db()
    assert (buyer.is_staff, buyer.memberships.count()) == (False, 0)
