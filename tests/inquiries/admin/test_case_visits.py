"""Visits on the case page, and the times that a park offers."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from inquiries import visiting
from inquiries.models import Case, Slot, Visit
from notifications.models import OutgoingEmail
from parks.enums import SeatRole
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
THURSDAY = datetime.datetime(2026, 12, 3, 13, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
TERMS = {"mode": "on_site", "minutes": "60", "place": "Building 1", "interpreter": "unknown"}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def asked(case):
    """Anna proposes Thursday at 14:00 or at 16:00 in Brussels."""
    stop = visiting.Stop(case, "on_site", (THURSDAY, THURSDAY + 2 * HOUR))
    wishes = visiting.Wishes(zone="Asia/Shanghai", visa_letter=True, note="Two engineers", interpreter=True)
    return visiting.ask(case.inquiry, stops=[stop], wishes=wishes, key="k").visits.get()


@pytest.fixture
def agreed(asked, lin):
    terms = visiting.Terms(mode="on_site", starts_at=THURSDAY, place="Building 1")
    return visiting.confirm(asked, actor=lin, terms=terms)


def text(response):
    return response.content.decode()


def errors(response, verb):
    return {name: list(found) for name, found in response.context["forms"][verb].errors.items()}


def forms(response):
    """The verbs offered for the one visit of the page."""
    [row] = response.context["visits"]
    return sorted(row.forms)


# --- Asked for --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "clocks", "words"),
    [
        ("en", ["14:00–15:00 (Brussels time)", "21:00–22:00 (Beijing time)"], "Confirm the visit"),
        ("zh-hans", ["14:00–15:00（布鲁塞尔时间）", "21:00–22:00（北京时间）"], "确认考察"),
    ],
)
def test_a_request_shows_its_wishes_on_both_clocks(signed_in, page, asked, language, clocks, words):
    response = page(language)
    body = text(response)
    for clock in clocks:
        assert f"2026-12-03 {clock}" in body
    assert "Two engineers" in body and words in body
    assert forms(response) == ["visit_cancel", "visit_confirm", "visit_letter"]


def test_one_of_the_wishes_is_confirmed_with_one_click(signed_in, do, asked):
    wish = (THURSDAY + 2 * HOUR).isoformat()
    assert do("visit_confirm", visit=asked.pk, wish=wish, **TERMS).status_code == 302
    visit = Visit.objects.get()
    assert (visit.state, visit.starts_at, visit.place) == ("confirmed", THURSDAY + 2 * HOUR, "Building 1")
    assert OutgoingEmail.objects.filter(event="visit_confirmed").count() == 2


def test_another_time_is_typed_on_the_operators_clocks(signed_in, do, asked):
    typed = {"visit": asked.pk, "wish": "other", **TERMS}
    assert errors(do("visit_confirm", **typed), "visit_confirm").keys() == {"starts_at"}
    assert do("visit_confirm", starts_at="2026-12-04T10:00", **typed).status_code == 302
    assert Visit.objects.get().starts_at == datetime.datetime(2026, 12, 4, 9, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": ""}, "place"),
        ({"wish": "other", "starts_at": "2026-11-23T08:00"}, "starts_at"),
        ({"wish": "other", "starts_at": "2027-03-28T02:30"}, "starts_at"),
        ({"wish": "2026-12-24T00:00:00+00:00"}, "wish"),
        ({"minutes": "5"}, "minutes"),
        ({"online_url": "javascript:x()"}, "online_url"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(signed_in, do, asked, wrong, field):
    response = do(
        "visit_confirm", visit=asked.pk, **{"wish": THURSDAY.isoformat(), **TERMS, "language": "Dutch", **wrong}
    )
    assert errors(response, "visit_confirm").keys() == {field}
    assert 'value="Dutch"' in text(response)
    assert Visit.objects.get().state == "proposed"


def test_declining_needs_a_reason(signed_in, do, asked):
    assert errors(do("visit_cancel", visit=asked.pk), "visit_cancel").keys() == {"reason"}
    assert do("visit_cancel", visit=asked.pk, reason="Trade fair").status_code == 302
    assert (Visit.objects.get().state, Visit.objects.get().cancel_reason) == ("cancelled", "Trade fair")


def test_the_letter_is_marked_as_sent(signed_in, do, page, asked):
    do("visit_letter", visit=asked.pk)
    assert Visit.objects.get().visa_letter == "sent"
    assert forms(page()) == ["visit_cancel", "visit_confirm"]


def test_a_stop_says_which_it_is_and_no_other_park(signed_in, page, case, park_b):
    [other] = builders.transitions.open_cases(case.inquiry, [park_b], now=NOW)
    stops = [visiting.Stop(other, "on_site", (THURSDAY,)), visiting.Stop(case, "on_site", (THURSDAY + 24 * HOUR,))]
    visiting.ask(case.inquiry, stops=stops, wishes=visiting.Wishes(zone="Asia/Shanghai"), key="trip")
    body = text(page())
    assert "Stop 2 of 2" in body and "parkb" not in body


# --- Agreed -----------------------------------------------------------------------------------


def test_an_agreed_visit_is_changed_and_cancelled(signed_in, do, page, agreed):
    assert forms(page()) == ["visit_cancel", "visit_change", "visit_letter"]
    typed = {"visit": agreed.pk, "seen": "0", **TERMS, "starts_at": "2026-12-03T15:00"}
    assert do("visit_change", **typed).status_code == 302
    visit = Visit.objects.get()
    assert (visit.starts_at, visit.sequence) == (THURSDAY + HOUR, 1)
    assert do("visit_cancel", visit=agreed.pk, reason="Flood").status_code == 302
    assert (Visit.objects.get().state, Visit.objects.get().sequence) == ("cancelled", 2)


def test_a_change_made_meanwhile_is_not_overwritten(signed_in, do, agreed):
    typed = {"visit": agreed.pk, "seen": "0", "starts_at": "2026-12-03T14:00"}
    assert do("visit_change", **typed, **{**TERMS, "place": "Theirs"}).status_code == 302
    assert do("visit_change", **typed, **{**TERMS, "place": "Theirs"}).status_code == 302  # a second click
    response = do("visit_change", **typed, **{**TERMS, "place": "Mine"})
    assert response.context["forms"]["visit_change"].non_field_errors() and "Mine" in text(response)
    assert Visit.objects.get().place == "Theirs"


def test_how_it_went_is_recorded_once_it_has_begun(signed_in, do, page, agreed, monday):
    monday.move_to(THURSDAY)
    response = page()
    assert forms(response) == ["visit_letter", "visit_outcome"]
    seen = Visit.objects.get().updated_at.isoformat()
    assert seen in text(response)
    typed = {"visit": agreed.pk, "seen": seen}
    monday.shift(HOUR)
    assert do("visit_outcome", **typed, state="no_show", outcome="Nobody came").status_code == 302
    response = do("visit_outcome", **typed, state="held", outcome="Mine")
    assert response.context["forms"]["visit_outcome"].non_field_errors()
    assert (Visit.objects.get().state, Visit.objects.get().outcome) == ("no_show", "Nobody came")


def test_the_feedback_of_the_enterprise_is_read_there(signed_in, page, agreed, lin, monday):
    monday.move_to(THURSDAY)
    visiting.record(agreed, actor=lin, state="held", outcome="")
    visiting.feed_back(agreed, rating=4, text="Friendly <b>people</b>")
    body = text(page())
    assert "4 of 5" in body and "Friendly &lt;b&gt;people&lt;/b&gt;" in body


def test_a_visit_agreed_by_phone_is_booked(signed_in, do, case):
    assert errors(do("visit_confirm", **TERMS), "visit_confirm").keys() == {"starts_at"}
    assert do("visit_confirm", **TERMS, starts_at="2026-12-03T14:00").status_code == 302
    visit = Visit.objects.get()
    assert (visit.case, visit.starts_at, visit.asked_by) == (case, THURSDAY, "staff")


def test_the_form_of_one_visit_comes_back_at_that_visit(signed_in, do, agreed, case):
    other = builders.make_visit(case, starts_at=THURSDAY)
    response = do("visit_cancel", visit=other.pk, reason="")
    failed = {row.visit.pk: row.failed for row in response.context["visits"]}
    assert failed == {agreed.pk: False, other.pk: True}


def test_the_number_of_queries_is_the_same_for_one_visit_and_three(signed_in, page, case, django_assert_num_queries):
    page()
    for more in (1, 2):
        for number in range(more):
            builders.make_visit(case, starts_at=THURSDAY + number * HOUR)
        with django_assert_num_queries(39):
            page()


# --- Times that a park offers ------------------------------------------------------------------


@pytest.fixture
def offer(signed_in, park_a):
    def post(**fields):
        typed = {"park": park_a.pk, "mode": "on_site", "starts_at": "2026-12-03T14:00", "minutes": "60", **fields}
        return signed_in.post(reverse("admin:inquiries_slot_add"), typed)

    return post


def test_a_time_is_offered_on_the_operators_clocks(offer, park_a, signed_in):
    assert offer(place="Building 1").status_code == 302
    slot = Slot.objects.get()
    assert (slot.park, slot.starts_at, slot.minutes) == (park_a, THURSDAY, 60)
    assert '<span class="day">2026-12-03</span> 14:00 (Brussels time)' in text(
        signed_in.get("/en/admin/inquiries/slot/")
    )
    shown = text(signed_in.get(reverse("admin:inquiries_slot_change", args=[slot.pk])))
    assert 'value="2026-12-03T14:00"' in shown


@pytest.mark.parametrize(
    "wrong",
    [{"starts_at": "2026-11-23T08:59"}, {"starts_at": "2027-03-28T02:30"}, {"starts_at": "x"}, {"minutes": "5"}],
)
def test_a_time_that_cannot_be_offered(offer, wrong):
    response = offer(**wrong)
    assert response.context["adminform"].form.errors.keys() == wrong.keys()
    assert not Slot.objects.exists()


def test_the_same_time_twice_is_said_in_words(offer):
    offer()
    assert "This time is offered already." in str(offer().context["adminform"].form.errors) or (
        "该时段已提供" in str(offer().context["adminform"].form.errors)
    )
    assert Slot.objects.count() == 1


def test_a_taken_time_is_neither_changed_nor_deleted(signed_in, park_a, case):
    slot = builders.make_slot(park_a, THURSDAY, visit=builders.make_visit(case))
    change = reverse("admin:inquiries_slot_change", args=[slot.pk])
    assert signed_in.post(change, {"park": park_a.pk, "mode": "online"}).status_code == 403
    assert signed_in.post(reverse("admin:inquiries_slot_delete", args=[slot.pk]), {"post": "yes"}).status_code == 403
    assert Slot.objects.get().mode == "on_site"


def test_nobody_offers_times_of_a_park_of_another_operator(offer, park_b, operator_a, operator_b, client):
    assert "park" in offer(park=park_b.pk).context["adminform"].form.errors
    above = cast.make_user("above@parkb.example.org")
    cast.make_seat(above, operator_b, SeatRole.OFFICER)
    child = cast.make_park(operator_a, "child", parent=park_b)
    client.force_login(above)
    typed = {"park": child.pk, "mode": "on_site", "starts_at": "2026-12-03T14:00", "minutes": "60"}
    assert "park" in client.post(reverse("admin:inquiries_slot_add"), typed).context["adminform"].form.errors
    assert not Slot.objects.exists()


@pytest.mark.parametrize(("show", "count"), [("", 3), ("free", 1), ("taken", 1), ("past", 1)])
def test_the_list_tells_free_from_taken_times(signed_in, park_a, case, show, count):
    builders.make_slot(park_a, THURSDAY)
    builders.make_slot(park_a, THURSDAY + HOUR, visit=builders.make_visit(case))
    builders.make_slot(park_a, NOW - HOUR)
    response = signed_in.get(reverse("admin:inquiries_slot_changelist") + (f"?show={show}" if show else ""))
    assert response.context["cl"].result_count == count
    assert Case.objects.count() == 1
