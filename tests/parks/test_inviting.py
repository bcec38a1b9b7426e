"""A seat that was offered by mail is nobody's until it is accepted."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, StaffSession, User
from notifications.models import OutgoingEmail
from parks import inviting, seats
from parks.enums import SeatRole
from parks.models import InvitedSeat, Membership, Park
from tests import cast
from tests.parks.invited import newest_secret

NEW = "another horse battery staple"
ADDRESS = "new@cbtc.example.org"


@pytest.fixture
def offered(operator_a, park_a, wei):
    return inviting.invite(operator_a, "New@cbtc.example.org", SeatRole.OFFICER, actor=wei)


def test_an_offer_makes_no_account_no_seat_and_one_mail(offered, wei):
    assert (offered.email, offered.role, offered.invited_by) == (ADDRESS, SeatRole.OFFICER, wei)
    assert not User.objects.filter(email=ADDRESS).exists()
    assert not Membership.objects.exists()
    mail = OutgoingEmail.objects.get()
    assert (mail.event, mail.to, mail.language, mail.audience) == ("staff_invitation", ADDRESS, "en", "staff")
    assert mail.context["link_url"] == f"http://testserver/en/staff/seat/{newest_secret()}/"
    assert (mail.context["place"], mail.context["role"], mail.context["days"]) == ("cbtc operator", "Park officer", 7)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("invited", wei)
    assert entry.details == {"operator": "cbtc", "role": SeatRole.OFFICER}


def test_the_database_holds_no_secret(offered):
    assert newest_secret() not in str(InvitedSeat.objects.values().get())


def test_accepting_makes_the_account_and_the_seat(offered, park_a):
    accepted = inviting.accept(newest_secret(), NEW, address="192.0.2.7")
    user = User.objects.get(email=ADDRESS)
    assert (accepted.user, accepted.has_entered) == (user, True)
    assert (user.language, user.is_staff, user.check_password(NEW)) == ("en", True, True)
    assert user.memberships.get().role == SeatRole.OFFICER
    assert list(Park.objects.for_staff(user)) == [park_a]
    assert not InvitedSeat.objects.exists()
    trail = AuditEntry.objects.filter(actor=user).order_by("pk").values_list("action", "content_type__model")
    assert list(trail) == [
        ("created", "user"),
        ("password_changed", "user"),
        ("created", "membership"),
        ("changed", "user"),
    ]


def test_a_link_counts_once(offered):
    secret = newest_secret()
    assert inviting.accept(secret, NEW) is not None
    assert inviting.find(secret) is None
    assert inviting.accept(secret, "a third horse battery staple") is None
    assert User.objects.get(email=ADDRESS).check_password(NEW)


def test_without_a_password_nobody_accepts_who_needs_one(offered):
    assert inviting.accept(newest_secret()) is None
    assert not User.objects.filter(email=ADDRESS).exists()
    assert not Membership.objects.exists()


@pytest.mark.parametrize(("days", "works"), [(6, True), (8, False)])
def test_a_link_is_good_for_a_week(operator_a, wei, time_machine, days, works):
    time_machine.move_to("2026-11-27T12:00:00+00:00", tick=False)
    offered = inviting.invite(operator_a, ADDRESS, SeatRole.EDITOR, actor=wei)
    time_machine.shift(days * 86_400)
    assert offered.is_over(timezone.now()) is not works
    assert (inviting.accept(newest_secret(), NEW) is not None) is works
    assert Membership.objects.exists() is works


def test_mailed_again_only_the_newest_link_works(offered, wei):
    first = newest_secret()
    assert inviting.invite_again(offered, actor=wei) is True
    assert inviting.find(first) is None
    assert inviting.find(newest_secret()) == offered
    assert OutgoingEmail.objects.count() == 2


def test_the_same_offer_twice_is_one(offered, operator_a, wei):
    assert inviting.invite(operator_a, ADDRESS, SeatRole.OFFICER, actor=wei) == offered
    assert InvitedSeat.objects.count() == 1


def test_withdrawn_it_is_over(offered, wei):
    secret = newest_secret()
    inviting.withdraw(offered, actor=wei)
    inviting.withdraw(offered, actor=wei)
    assert inviting.accept(secret, NEW) is None
    assert inviting.invite_again(offered, actor=wei) is False
    assert not InvitedSeat.objects.exists() and not Membership.objects.exists()
    assert AuditEntry.objects.filter(action="deleted").count() == 1


def test_a_closed_operator_and_a_closed_account_give_nothing(offered, operator_a):
    secret = newest_secret()
    cast.make_user(ADDRESS, is_active=False)
    assert inviting.find(secret) is None
    assert inviting.accept(secret, NEW) is None
    User.objects.update(is_active=True)
    assert inviting.find(secret) == offered
    operator_a.is_active = False
    operator_a.save()
    assert inviting.find(secret) is None
    assert inviting.accept(secret, NEW) is None
    assert not Membership.objects.exists()


def test_staff_of_another_operator_accept_with_the_password_they_have(operator_b, park_b, lin, wei):
    StaffSession.objects.create(user=lin)
    inviting.invite(operator_b, lin.email, SeatRole.EDITOR, actor=wei)
    assert OutgoingEmail.objects.get().language == "zh-hans"
    assert park_b not in Park.objects.for_staff(User.objects.get(pk=lin.pk))
    accepted = inviting.accept(newest_secret(), NEW)
    assert (accepted.user, accepted.has_entered) == (lin, False)
    assert User.objects.get(pk=lin.pk).check_password(cast.PASSWORD)
    assert StaffSession.objects.count() == 1
    assert park_b in Park.objects.for_staff(User.objects.get(pk=lin.pk))


def test_an_account_of_an_enterprise_keeps_its_own_side(operator_a, wei):
    buyer = cast.make_user("buyer@tenant.example.org", is_staff=False)
    buyer.set_unusable_password()
    buyer.save()
    inviting.invite(operator_a, buyer.email, SeatRole.OFFICER, actor=wei)
    assert not User.objects.get(pk=buyer.pk).is_staff
    accepted = inviting.accept(newest_secret(), NEW)
    stored = User.objects.get(pk=buyer.pk)
    assert (accepted.user, accepted.has_entered) == (buyer, True)
    assert (stored.is_staff, stored.enters_by_code, stored.check_password(NEW)) == (True, True, True)


def test_a_seat_that_was_given_meanwhile_stays_one(offered, operator_a):
    person = cast.make_user(ADDRESS)
    seats.grant(operator_a, person, SeatRole.OFFICER)
    assert inviting.accept(newest_secret()).user == person
    assert Membership.objects.count() == 1


def test_offers_that_are_long_over_are_erased(offered):
    now = timezone.now()
    assert inviting.erase_due(now + datetime.timedelta(days=36)) == 0
    assert inviting.erase_due(now + datetime.timedelta(days=38)) == 1
