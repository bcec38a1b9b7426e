from parks.enums import SeatRole
from parks.models import Park
from tests import cast


def test_an_officer_reaches_the_parks_of_the_own_operator_only(lin, bao, park_a, park_b):
    assert list(Park.objects.for_staff(lin)) == [park_a]
    assert list(Park.objects.for_staff(bao)) == [park_b]


def test_platform_staff_reach_every_park(wei, park_a, park_b):
    assert set(Park.objects.for_staff(wei)) == {park_a, park_b}


def test_without_a_seat_nothing_is_reached(db, park_a):
    assert list(Park.objects.for_staff(cast.make_user("nobody@example.org"))) == []


def test_an_operator_reaches_the_sub_parks_of_its_parks(lin, park_a, operator_b):
    child = cast.make_park(operator_b, "child", parent=park_a)
    grandchild = cast.make_park(operator_b, "grandchild", parent=child)
    assert set(Park.objects.for_staff(lin)) == {park_a, child, grandchild}


def test_an_action_needs_a_role_at_that_very_operator(lin, operator_b, park_a, park_b):
    cast.make_seat(lin, operator_b, SeatRole.EDITOR)
    assert set(Park.objects.for_staff(lin)) == {park_a, park_b}
    assert list(Park.objects.for_staff(lin, "change")) == [park_b]


def test_a_seat_at_an_inactive_operator_reaches_nothing(lin, operator_a, park_a):
    operator_a.is_active = False
    operator_a.save()
    assert list(Park.objects.for_staff(lin)) == []
