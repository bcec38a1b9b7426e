import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from inquiries import visiting
from inquiries.models import Slot, Trip, Visit
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from tests.inquiries import builders
from tests.inquiries.visiting.conftest import NOW, THURSDAY

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def stop(case, *starts, **fields):
    return visiting.Stop(case, "on_site", starts or (THURSDAY,), **fields)


def test_asking_keeps_the_wishes_and_tells_the_staff(ask, case):
    visit = ask(at=(THURSDAY, THURSDAY + HOUR, THURSDAY + 2 * HOUR), interpreter=True, visa_letter=True, note="Two")
    assert visit.wishes == [THURSDAY, THURSDAY + HOUR, THURSDAY + 2 * HOUR]
    assert (visit.state, visit.asked_by, visit.interpreter, visit.visa_letter) == (
        "proposed",
        "enterprise",
        True,
        "asked",
    )
    assert (visit.note, visit.time_zone, visit.order, visit.sequence) == ("Two", "Asia/Shanghai", 1, 0)
    assert [mail.event for mail in OutgoingEmail.objects.all()] == ["visit_requested"]
    assert AuditEntry.objects.get(details__what="visit_asked").details["visit"] == visit.pk


def test_one_form_key_asks_once(ask):
    first, second = ask(key="form"), ask(key="form")
    assert first == second
    assert (Visit.objects.count(), Trip.objects.count(), OutgoingEmail.objects.count()) == (1, 1, 1)
    assert ask(key="another form") != first


def test_a_key_of_another_inquiry_finds_nothing(ask, park_a):
    ask(key="form")
    other = builders.make_inquiry()
    assert visiting.asked(other, "form") is None


def test_several_parks_are_visited_in_order_each_with_a_page_of_its_own(case, park_b, bao):
    [second] = transitions.open_cases(case.inquiry, [park_b], now=NOW)
    stops = [stop(second, THURSDAY - HOUR), stop(case)]
    trip = visiting.ask(case.inquiry, stops=stops, wishes=visiting.Wishes(zone="Asia/Shanghai"), key="k")
    visits = list(trip.visits.order_by("order"))
    assert [(visit.order, visit.case) for visit in visits] == [(1, second), (2, case)]
    assert visits[0].uid != visits[1].uid
    mails = OutgoingEmail.objects.order_by("pk").values_list("to", "about")
    assert list(mails) == [(bao.email, f"case:{second.pk}"), ("lin@cbtc.example.org", f"case:{case.pk}")]


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        ((NOW,), "This time is over."),
        ((THURSDAY, THURSDAY), "Propose one to three different times."),
        (tuple(THURSDAY + number * HOUR for number in range(4)), "Propose one to three different times."),
        ((NOW + datetime.timedelta(days=731),), "Choose a time within the next two years."),
    ],
)
def test_times_that_cannot_be_asked_for(case, starts, sentence):
    with pytest.raises(ValidationError) as refused:
        visiting.ask(case.inquiry, stops=[stop(case, *starts)], wishes=visiting.Wishes(zone="UTC"), key="k")
    assert refused.value.message_dict == {"cbtc": [sentence]}
    assert not Trip.objects.exists()


def test_one_stop_that_is_refused_refuses_the_whole_trip(case, park_b):
    [other] = transitions.open_cases(case.inquiry, [park_b], now=NOW)
    with pytest.raises(ValidationError) as refused:
        visiting.ask(case.inquiry, stops=[stop(case), stop(other, NOW)], wishes=visiting.Wishes(zone="UTC"), key="k")
    assert refused.value.message_dict.keys() == {"parkb"}
    assert not Visit.objects.exists()


def test_an_ended_case_is_not_visited(ask, case, lin):
    transitions.move(case, "withdrawn", actor=lin)
    with pytest.raises(ValidationError, match="has ended its work"):
        ask()


def test_a_park_is_not_asked_for_ever_more_visits(ask):
    for number in range(5):
        ask(key=f"{number}", at=THURSDAY + number * HOUR)
    with pytest.raises(ValidationError, match="several visits already"):
        ask(key="6")


# --- Slots ------------------------------------------------------------------------------------


def test_a_slot_gives_its_time_and_is_taken_at_once(ask, park_a):
    slot = builders.make_slot(park_a, THURSDAY, mode="online", minutes=45, place="By phone")
    visit = ask(slot=slot)
    assert (visit.mode, visit.starts_at, visit.minutes, visit.place) == ("online", THURSDAY, 45, "By phone")
    assert Slot.objects.get().visit == visit
    assert not Slot.objects.free(NOW).exists()
    with pytest.raises(ValidationError, match="Somebody else has just taken this time"):
        ask(key="second", slot=slot)


@pytest.mark.parametrize("fault", ["past", "foreign", "gone"])
def test_a_slot_that_is_not_offered_is_refused(ask, park_a, park_b, fault):
    slot = builders.make_slot(park_b if fault == "foreign" else park_a, NOW if fault == "past" else THURSDAY)
    if fault == "gone":
        Slot.objects.filter(pk=slot.pk).delete()
    with pytest.raises(ValidationError, match="Somebody else has just taken this time"):
        ask(slot=slot)


# --- What the database refuses ----------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "confirmed"},
        {"minutes": 14},
        {"minutes": 2881},
        {"order": 0},
        {"third_wish": THURSDAY},
        {"rating": 5},
        {"rating": 6, "state": "held"},
        {"rating": 0, "state": "held"},
    ],
)
def test_no_visit_breaks_a_rule(case, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.make_visit(case, **fields)


@pytest.mark.parametrize("same", ["order", "case", "uid", "slot"])
def test_what_is_there_once_is_there_once(ask, case, park_a, park_b, same):
    visit = ask(slot=builders.make_slot(park_a, THURSDAY))
    [other] = transitions.open_cases(case.inquiry, [park_b], now=NOW)
    fields = {
        "order": {"case": other, "trip": visit.trip, "order": 1},
        "case": {"case": case, "trip": visit.trip, "order": 2},
        "uid": {"case": case, "uid": visit.uid},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        if same == "slot":
            builders.make_slot(park_a, THURSDAY + HOUR, visit=visit)
        else:
            builders.make_visit(**fields[same])


@pytest.mark.parametrize("fields", [{"minutes": 14}, {"minutes": 2881}])
def test_no_slot_breaks_a_rule(park_a, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.make_slot(park_a, THURSDAY, **fields)


def test_one_time_is_offered_once_in_each_manner(park_a):
    builders.make_slot(park_a, THURSDAY)
    builders.make_slot(park_a, THURSDAY, mode="online")
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.make_slot(park_a, THURSDAY)
