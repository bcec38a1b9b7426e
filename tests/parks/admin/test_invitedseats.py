import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from notifications.models import OutgoingEmail
from parks import inviting
from parks.enums import SeatRole
from parks.models import InvitedSeat, Membership
from tests import cast
from tests.parks.admin.pages import errors
from tests.parks.invited import newest_secret

LIST, ADD = "admin:parks_invitedseat_changelist", "admin:parks_invitedseat_add"
ADDRESS = "new@cbtc.example.org"


@pytest.fixture
def manager(client, operator_a):
    user = cast.make_user("mang@cbtc.example.org", language="en")
    cast.make_seat(user, operator_a, SeatRole.MANAGER)
    client.force_login(user)
    return user


def offer(client, operator, email=ADDRESS, role="park_officer"):
    return client.post(reverse(ADD), {"operator": operator.pk, "email": email, "role": role})


def act(client, action, row, **more):
    data = {"action": action, "_selected_action": [row.pk], **more}
    return client.post(reverse(LIST), data, follow=True)


def rows(client):
    return client.get("/en/admin/parks/invitedseat/").content.decode().split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize("kind", ["unknown", "enterprise", "other staff"])
def test_an_address_is_invited_whoever_it_is_and_has_no_seat_yet(manager, client, operator_a, operator_b, kind):
    if kind == "enterprise":
        cast.make_user(ADDRESS, is_staff=False, enters_by_code=True)
    elif kind == "other staff":
        cast.make_seat(cast.make_user(ADDRESS), operator_b)
    before = set(Membership.objects.values_list("pk"))
    answer = offer(client, operator_a, ADDRESS.upper())
    assert (answer.status_code, answer["Location"]) == (302, reverse(LIST))
    row = InvitedSeat.objects.get()
    assert (row.email, row.operator, row.role, row.invited_by) == (ADDRESS, operator_a, "park_officer", manager)
    assert set(Membership.objects.values_list("pk")) == before
    assert [mail.to for mail in OutgoingEmail.objects.filter(event="staff_invitation")] == [ADDRESS]
    assert AuditEntry.objects.get(action="invited").actor == manager
    assert not AuditEntry.objects.filter(action="created").exists()
    assert ADDRESS in rows(client) and ">invited<" in rows(client)


def test_what_cannot_be_offered_is_said_at_its_field(manager, client, operator_a, operator_b):
    cast.make_user("closed@cbtc.example.org", is_active=False)
    assert "email" in errors(offer(client, operator_a, "closed@cbtc.example.org"))
    assert "email" in errors(offer(client, operator_a, "no address"))
    assert "email" in errors(offer(client, operator_a, "x" * 300 + "@cbtc.example.org"))
    assert "email" in errors(offer(client, operator_a, manager.email, "park_manager"))
    assert "operator" in errors(offer(client, operator_b))
    assert not InvitedSeat.objects.exists() and not OutgoingEmail.objects.exists()


def test_the_same_offer_twice_is_refused_with_what_to_do(manager, client, operator_a):
    offer(client, operator_a)
    page = client.post(f"/en{reverse(ADD)[8:]}", {"operator": operator_a.pk, "email": ADDRESS, "role": "park_officer"})
    assert page.context["adminform"].form.non_field_errors() == [
        "This address is invited already. Mail the invitation again from the list."
    ]
    assert OutgoingEmail.objects.count() == 1


def test_it_is_mailed_again_and_the_former_link_is_over(manager, client, operator_a):
    offer(client, operator_a)
    former = newest_secret()
    act(client, "invite_again", InvitedSeat.objects.get())
    assert OutgoingEmail.objects.count() == 2
    assert inviting.find(former) is None and inviting.find(newest_secret()) is not None


def test_it_is_withdrawn_from_its_page_and_from_the_list(manager, client, operator_a):
    for _ in range(2):
        offer(client, operator_a)
        secret, row = newest_secret(), InvitedSeat.objects.get()
        if _:
            act(client, "delete_selected", row, post="yes")
        else:
            client.post(reverse("admin:parks_invitedseat_delete", args=[row.pk]), {"post": "yes"})
        assert not InvitedSeat.objects.exists()
        assert inviting.find(secret) is None
    deleted = AuditEntry.objects.filter(action="deleted")
    assert {(entry.actor, entry.details["role"]) for entry in deleted} == {(manager, "park_officer")}
    assert deleted.count() == 2


def test_an_expired_one_says_so_and_can_be_mailed_again(client, operator_a, wei, time_machine):
    time_machine.move_to("2026-11-27T12:00:00+00:00", tick=False)
    inviting.invite(operator_a, ADDRESS, SeatRole.EDITOR, actor=wei)
    time_machine.shift(8 * 86_400)
    client.force_login(wei)
    assert ">expired<" in rows(client)
    act(client, "invite_again", InvitedSeat.objects.get())
    assert ">invited<" in rows(client)


def test_a_seat_on_offer_cannot_be_changed(manager, client, operator_a):
    offer(client, operator_a)
    row = InvitedSeat.objects.get()
    client.post(reverse("admin:parks_invitedseat_change", args=[row.pk]), {"role": "park_manager", "email": "x@x.org"})
    row.refresh_from_db()
    assert (row.role, row.email) == ("park_officer", ADDRESS)


def test_nothing_of_another_operator_is_mailed_withdrawn_or_shown(manager, client, operator_b, wei):
    other = inviting.invite(operator_b, "new@parkb.example.org", SeatRole.EDITOR, actor=wei)
    act(client, "invite_again", other, select_across="1")
    act(client, "delete_selected", other, post="yes", select_across="1")
    client.post(reverse("admin:parks_invitedseat_delete", args=[other.pk]), {"post": "yes"})
    assert InvitedSeat.objects.get() == other
    assert OutgoingEmail.objects.count() == 1
    assert "new@parkb.example.org" not in client.get(reverse(LIST)).content.decode()


def test_an_officer_offers_none(lin, client, operator_a):
    client.force_login(lin)
    assert client.get(reverse(LIST)).status_code == 403
    assert offer(client, operator_a).status_code == 403
    assert not User.objects.filter(email=ADDRESS).exists()
