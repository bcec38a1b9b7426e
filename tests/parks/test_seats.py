"""Seats open and close the back office, and leave a trail."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, StaffSession, User
from parks import seats
from parks.enums import SeatRole
from parks.models import Job, Membership, Park
from tests import cast
from tests.inquiries import builders


def test_a_seat_opens_the_back_office(operator_a, park_a, wei):
    person = cast.make_user("new@cbtc.example.org", is_staff=False)
    assert person.seat_roles == frozenset()
    seat = seats.grant(operator_a, person, SeatRole.EDITOR, actor=wei)
    assert (seat.operator, seat.user, seat.role) == (operator_a, person, SeatRole.EDITOR)
    assert person.is_staff and User.objects.get(pk=person.pk).is_staff
    assert person.seat_roles == {SeatRole.EDITOR}
    assert list(Park.objects.for_staff(person, "change")) == [park_a]
    entry = AuditEntry.objects.get(content_type__model="membership")
    assert (entry.actor, entry.action, entry.details) == (
        wei,
        "created",
        {"operator": "cbtc", "role": SeatRole.EDITOR},
    )


def test_the_same_seat_twice_is_one(operator_a, lin):
    seats.grant(operator_a, lin, SeatRole.OFFICER)
    assert Membership.objects.count() == 1 and not AuditEntry.objects.exists()


def test_taking_the_last_seat_closes_the_back_office(operator_a, park_a, lin, wei):
    seat = Membership.objects.get(user=lin)
    number = str(seat.pk)
    seats.revoke(seat, actor=wei)
    lin = User.objects.get(pk=lin.pk)
    assert not lin.is_staff and not Membership.objects.exists()
    assert not Park.objects.for_staff(lin).exists()
    entry = AuditEntry.objects.get(content_type__model="membership")
    assert (entry.actor, entry.action, entry.object_id) == (wei, "deleted", number)
    assert entry.details == {"operator": "cbtc", "role": SeatRole.OFFICER}


def test_another_seat_keeps_it_open(operator_a, operator_b, lin):
    seats.grant(operator_b, lin, SeatRole.EDITOR)
    seats.revoke(Membership.objects.get(user=lin, operator=operator_a))
    assert User.objects.get(pk=lin.pk).is_staff


def test_a_platform_role_keeps_it_open(operator_a, wei):
    seat = seats.grant(operator_a, wei, SeatRole.MANAGER)
    seats.revoke(seat)
    assert User.objects.get(pk=wei.pk).is_staff


def test_the_last_manager_stays_unless_the_platform_says_so(operator_a, wei):
    manager = cast.make_user("mang@cbtc.example.org")
    seat = seats.grant(operator_a, manager, SeatRole.MANAGER)
    closed = cast.make_user("closed@cbtc.example.org", is_active=False)
    seats.grant(operator_a, closed, SeatRole.MANAGER)
    with pytest.raises(seats.LastManager):
        seats.revoke(seat, actor=manager)
    second = seats.grant(operator_a, cast.make_user("two@cbtc.example.org"), SeatRole.MANAGER)
    seats.revoke(seat, actor=manager)
    seats.revoke(second, actor=wei)
    assert list(Membership.objects.values_list("user__email", flat=True)) == ["closed@cbtc.example.org"]


def test_the_last_seat_takes_the_sessions_along(operator_a, operator_b, lin):
    StaffSession.objects.create(user=lin)
    other = seats.grant(operator_b, lin, SeatRole.EDITOR)
    seats.revoke(other)
    assert StaffSession.objects.count() == 1
    seats.revoke(Membership.objects.get(user=lin))
    assert not StaffSession.objects.exists()
    assert AuditEntry.objects.get(action="session_ended").details == {"sessions": 1}


def test_files_that_were_made_with_a_seat_go_with_it(client, operator_a, operator_b, park_a):
    person = cast.make_user("mang@cbtc.example.org")
    seat = cast.make_seat(person, operator_a, SeatRole.MANAGER)
    cast.make_seat(person, operator_b, SeatRole.EDITOR)
    builders.make_case(park_a)
    client.force_login(person)
    chosen = {"columns": ["reference"], "format": "csv", "language": "en"}
    client.post(reverse("admin:parks_job_export", args=["inquiries.case"]) + "?show=all", chosen)
    address = reverse("admin:parks_job_file", args=[Job.objects.get().pk])
    assert client.get(address).status_code == 200
    seats.revoke(seat)
    assert client.get(address).status_code == 404
