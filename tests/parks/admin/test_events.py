import datetime

import pytest

from parks.enums import SeatRole
from parks.models import Event, Registration
from tests import cast
from tests.parks.admin.pages import change, errors, filled
from tests.parks.telling import make_event, make_open_event

pytestmark = pytest.mark.django_db


def sign_in(client, operator, role):
    user = cast.make_user(f"{role}@cbtc.example.org", language="en")
    cast.make_seat(user, operator, role)
    client.force_login(user)
    return user


@pytest.fixture
def edith(client, operator_a):
    return sign_in(client, operator_a, SeatRole.EDITOR)


def make_guest(event, name, state="confirmed"):
    return Registration.objects.create(
        event=event, name=name, email=f"{name}@x.example.org", language="en", state=state, consent_text="I agree."
    )


def test_hours_are_those_on_the_clocks_at_the_event(edith, client, operator_a):
    event = make_event(operator=operator_a, time_zone="Europe/Brussels", day="")
    times = {"starts_at_0": "2027-07-01", "starts_at_1": "09:00", "ends_at_0": "2027-07-01", "ends_at_1": "11:30"}
    assert change(client, event, **times).status_code == 302
    event.refresh_from_db()
    assert event.starts_at == datetime.datetime(2027, 7, 1, 7, tzinfo=datetime.UTC)
    assert event.ends_at == datetime.datetime(2027, 7, 1, 9, 30, tzinfo=datetime.UTC)
    assert (event.day, event.sequence) == ("2027-07-01", 1)
    page = filled(client.get(f"/en/admin/parks/event/{event.pk}/change/"))
    assert (page["starts_at_0"], page["starts_at_1"][:5]) == ("2027-07-01", "09:00")


def test_saving_an_untouched_page_changes_no_moment(edith, client, operator_a):
    event = make_open_event(operator=operator_a, time_zone="America/New_York")
    assert change(client, event).status_code == 302
    after = Event.objects.get()
    assert (after.starts_at, after.ends_at, after.registration_until) == (
        event.starts_at,
        event.ends_at,
        event.registration_until,
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_at_0": "2027-07-01", "ends_at_1": "11:30"}, "starts_at"),
        (
            {"starts_at_0": "2027-07-01", "starts_at_1": "11:30", "ends_at_0": "2027-07-01", "ends_at_1": "11:00"},
            "ends_at",
        ),
        ({"day": "2027-02-30"}, "day"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"time_zone": "../../etc/passwd", "starts_at_0": "2027-07-01", "starts_at_1": "11:30"}, "time_zone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(edith, client, operator_a, typed, field):
    response = change(client, make_event(operator=operator_a, day=""), **typed)
    assert list(errors(response)) == [field]


def test_cancelling_renews_the_calendar_entry(edith, client, operator_a):
    event = make_event(operator=operator_a)
    assert change(client, event, cancelled="on").status_code == 302
    assert Event.objects.get().sequence == 1


def test_more_places_go_to_who_waits(edith, client, operator_a):
    event = make_open_event(operator=operator_a, capacity=1)
    make_guest(event, "a")
    make_guest(event, "b", "waiting")
    assert change(client, event, capacity="2").status_code == 302
    assert set(Registration.objects.values_list("state", flat=True)) == {"confirmed"}


@pytest.mark.parametrize(
    ("role", "sees"), [(SeatRole.EDITOR, False), (SeatRole.OFFICER, True), (SeatRole.MANAGER, True)]
)
def test_guests_are_seen_by_those_who_may_and_changed_by_nobody(client, operator_a, role, sees):
    sign_in(client, operator_a, role)
    event = make_open_event(operator=operator_a)
    guest = make_guest(event, "zqx-guest")
    html = client.get(f"/en/admin/parks/event/{event.pk}/change/").content.decode()
    assert ("zqx-guest@x.example.org" in html) is sees
    assert guest.secret not in html
    assert 'name="registrations-0-email"' not in html


def test_an_event_of_another_operator_is_not_there(edith, client, operator_b):
    event = make_event(operator=operator_b)
    assert client.get(f"/en/admin/parks/event/{event.pk}/change/").status_code == 404
