"""Behind reference and secret: a visit is asked for, seen, cancelled and judged."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from inquiries import submission, visiting
from inquiries.enums import Stage
from inquiries.models import Case, Slot, Trip, Visit
from notifications.models import OutgoingEmail
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
THURSDAY = datetime.datetime(2026, 12, 3, 13, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def monday(media):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def inquiry(park_a, park_b, lin, bao):
    """Anna of Belgium asked a park in Belgium and one in China."""
    return submission.submit(answers.submission(park_a, park_b)).inquiry


@pytest.fixture
def alone(park_a, lin):
    return submission.submit(answers.submission(park_a)).inquiry


def address(inquiry, tail="", language="en"):
    return f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/{tail}"


def body(response):
    return response.content.decode()


def typed(**fields):
    return {
        "token": answers.token("visit"),
        "zone": "Europe/Brussels",
        "minutes": "120",
        "language": "English, French",
        "note": "Three people",
        **{name.replace("__", "-"): value for name, value in fields.items()},
    }


def ask(client, inquiry, **fields):
    return client.post(address(inquiry, "visit/"), typed(**fields))


ONE = {"cbtc__mode": "on_site", "cbtc__first": "2026-12-03T14:00"}


def anna_asked(inquiry, **fields):
    """One visit to the Belgian park."""
    case = inquiry.cases.get(park__slug="cbtc")
    stop = visiting.Stop(case, "on_site", (THURSDAY,))
    wishes = visiting.Wishes(**{"zone": "Asia/Shanghai", **fields})
    return visiting.ask(inquiry, stops=[stop], wishes=wishes, key="k").visits.get()


def agreed(inquiry, lin, **fields):
    terms = visiting.Terms(**{"mode": "on_site", "starts_at": THURSDAY, "place": "Building 1", **fields})
    return visiting.confirm(anna_asked(inquiry), actor=lin, terms=terms)


# --- Asking --------------------------------------------------------------------------------------


def test_one_park_needs_no_tick_and_leads_to_the_page_of_the_visit(client, alone):
    page = body(client.get(address(alone, "visit/")))
    assert "cbtc-wanted" not in page and "cbtc-order" not in page
    answer = ask(client, alone, **ONE, cbtc__second="2026-12-04T09:30", interpreter="on", visa_letter="on")
    visit = Visit.objects.get()
    assert answer.url == address(alone, f"visit/{visit.uid}/")
    assert visit.wishes == [THURSDAY, datetime.datetime(2026, 12, 4, 8, 30, tzinfo=datetime.UTC)]
    assert (visit.minutes, visit.interpreter, visit.visa_letter) == (120, True, "asked")
    assert (visit.language, visit.note, visit.time_zone) == ("English, French", "Three people", "Europe/Brussels")
    assert OutgoingEmail.objects.filter(event="visit_requested").count() == 1
    shown = body(client.get(answer.url))
    assert "2026-12-03 14:00–16:00 (Brussels time)</time>" in shown
    assert "2026-12-03 21:00–23:00 (Beijing time)</time>" in shown
    assert "Three people" in shown and "Asked for" in shown


def test_times_are_read_on_the_clocks_that_were_chosen(client, alone):
    ask(client, alone, **{**ONE, "zone": "Asia/Shanghai"})
    assert Visit.objects.get().starts_at == datetime.datetime(2026, 12, 3, 6, tzinfo=datetime.UTC)


def test_two_parks_in_the_order_that_was_numbered(client, inquiry):
    several = {"parkb__wanted": "on", "parkb__order": "1", "parkb__mode": "online", "parkb__first": "2026-12-02T10:00"}
    answer = ask(client, inquiry, **ONE, cbtc__wanted="on", cbtc__order="2", **several)
    stops = list(Trip.objects.get().visits.order_by("order"))
    assert [(stop.order, stop.case.park.slug, stop.mode) for stop in stops] == [
        (1, "parkb", "online"),
        (2, "cbtc", "on_site"),
    ]
    assert answer.url == address(inquiry, f"visit/{stops[0].uid}/")
    assert "2. cbtc park" in body(client.get(answer.url))


def test_the_way_from_a_park_ticks_that_park_alone_and_from_the_inquiry_all(client, inquiry):
    def ticked(query):
        page = body(client.get(address(inquiry, f"visit/{query}")))
        return re.findall(r'name="([\w-]+)-wanted"[^>]* checked', page)

    assert ticked("?park=parkb") == ["parkb"]
    assert ticked("") == ["cbtc", "parkb"]


def test_a_slot_that_the_park_offers_is_taken(client, alone, park_a):
    slot = builders.make_slot(park_a, THURSDAY, minutes=90, place="Building 1")
    page = body(client.get(address(alone, "visit/")))
    assert "2026-12-03 14:00–15:30 (Brussels time) / 2026-12-03 21:00–22:30 (Beijing time)" in page
    ask(client, alone, cbtc__slot=f"{slot.pk}")
    visit = Visit.objects.get()
    assert (visit.slot, visit.mode, visit.starts_at, visit.minutes) == (slot, "on_site", THURSDAY, 90)
    assert "14:00–15:30" not in body(client.get(address(alone, "visit/")))


def test_no_slot_of_another_park_or_of_the_past_is_offered(client, alone, park_a, park_b):
    builders.make_slot(park_a, NOW - datetime.timedelta(hours=1))
    foreign = builders.make_slot(park_b, THURSDAY)
    assert "cbtc-slot" not in body(client.get(address(alone, "visit/")))
    assert ask(client, alone, cbtc__slot=f"{foreign.pk}").status_code == 422
    assert not Visit.objects.exists()


def test_a_slot_taken_meanwhile_is_said_and_the_rest_is_kept(client, alone, park_a):
    slot = builders.make_slot(park_a, THURSDAY)
    other = builders.make_case(park_a)
    form = typed(cbtc__slot=f"{slot.pk}")
    Slot.objects.filter(pk=slot.pk).update(visit=builders.make_visit(other))
    answer = client.post(address(alone, "visit/"), form)
    assert answer.status_code == 422 and "Three people" in body(answer)
    assert alone.cases.get().visits.count() == 0


@pytest.mark.parametrize(
    ("fields", "anchor", "sentence"),
    [
        ({"cbtc__mode": "on_site"}, "id_cbtc-first", "Propose at least one time."),
        ({"cbtc__first": "2026-12-03T14:00"}, "id_cbtc-mode", "Choose on site or online."),
        ({**ONE, "cbtc__first": "2026-11-23T08:59"}, "id_cbtc-first", "This time is over."),
        ({**ONE, "cbtc__second": "2026-12-03T14:00"}, "id_cbtc-second", "This is the same time again."),
        ({**ONE, "cbtc__first": "soon"}, "id_cbtc-first", "Enter a date and a time"),
        ({**ONE, "cbtc__first": "2027-03-28T02:30"}, "id_cbtc-first", "There is no such hour on that day"),
        ({**ONE, "cbtc__first": "2029-12-03T14:00"}, "id_cbtc-first", "Choose a time within the next two years."),
        ({**ONE, "zone": "Moon/Base"}, "id_zone", "Select a valid choice"),
        ({**ONE, "note": "x" * 1001}, "id_note", "Please shorten this to 1000 characters"),
        ({**ONE, "token": "forged"}, "", "This page was open for too long."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(client, alone, fields, anchor, sentence):
    answer = ask(client, alone, **fields)
    page = body(answer)
    assert answer.status_code == 422 and sentence in page and "English, French" in page
    assert not anchor or (f'href="#{anchor}"' in page and f'id="{anchor}"' in page)
    assert not Visit.objects.exists()


def test_a_slot_and_own_times_together_are_refused(client, alone, park_a):
    slot = builders.make_slot(park_a, THURSDAY)
    assert "not both" in body(ask(client, alone, **ONE, cbtc__slot=f"{slot.pk}"))


def test_of_several_parks_one_must_be_ticked_and_each_has_its_place(client, inquiry):
    assert "Choose at least one park." in body(ask(client, inquiry, **ONE))
    same = {"parkb__wanted": "on", "parkb__order": "1", "parkb__mode": "online", "parkb__first": "2026-12-02T10:00"}
    assert "the same place in the trip" in body(ask(client, inquiry, **ONE, cbtc__wanted="on", cbtc__order="1", **same))
    assert not Visit.objects.exists()


def test_a_form_sent_twice_asks_once(client, alone):
    form = typed(**ONE)
    answers_ = [client.post(address(alone, "visit/"), form) for _time in range(2)]
    assert answers_[0].url == answers_[1].url
    assert (Visit.objects.count(), OutgoingEmail.objects.filter(event="visit_requested").count()) == (1, 1)


def test_the_other_language_keeps_what_was_typed(client, alone):
    answer = client.post(address(alone, "visit/", "zh-hans"), {**typed(**ONE), "show": "language"})
    page = body(answer)
    assert answer.status_code == 200 and 'id="problems"' not in page
    assert 'value="2026-12-03T14:00"' in page and "Three people" in page
    assert re.search(r'value="Europe/Brussels" selected', page) and re.search(r'value="120" selected', page)


def test_without_the_cookie_what_was_typed_comes_back(alone):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address(alone, "visit/"), typed(**ONE))
    assert answer.status_code == 403 and "Three people" in body(answer) and "cookie" in body(answer)


def test_many_requests_an_hour_are_slowed_down(client, alone):
    Case.objects.update(stage=Stage.NEW)
    answered = []
    for _number in range(11):
        answered.append(ask(client, alone, **ONE).status_code)
        Visit.objects.update(state="cancelled")
    assert answered == [302] * 10 + [422]


def test_a_park_that_has_ended_its_work_is_not_offered(client, inquiry):
    Case.objects.filter(park__slug="parkb").update(stage=Stage.LOST, lost_reason="price")
    page = body(client.get(address(inquiry, "visit/")))
    assert "cbtc park" in page and "parkb park" not in page
    Case.objects.update(stage=Stage.LOST, lost_reason="price")
    assert "No park is working on your inquiry" in body(client.get(address(inquiry, "visit/")))


@pytest.mark.parametrize("parks", [1, 3])
def test_queries_of_the_form(client, park_a, park_b, django_assert_num_queries, parks):
    asked = [park_a, park_b, answers.third_park()][:parks]
    inquiry = submission.submit(answers.submission(*asked)).inquiry
    for park in asked:
        for hour in range(parks):
            builders.make_slot(park, THURSDAY + datetime.timedelta(hours=hour))
    with django_assert_num_queries(3):
        client.get(address(inquiry, "visit/"))


# --- The page of a visit -------------------------------------------------------------------------


def test_a_confirmed_visit_shows_its_data_and_an_entry_to_download(client, alone, lin):
    visit = agreed(alone, lin, online_url="https://meet.example.org/1")
    page = body(client.get(address(alone, f"visit/{visit.uid}/")))
    assert "Confirmed" in page and "Building 1" in page and "https://meet.example.org/1" in page
    answer = client.get(address(alone, f"visit/{visit.uid}/visit.ics"))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="visit.ics"'
    assert f"UID:{visit.uid}" in body(answer) and "anna@" not in body(answer)


def test_there_is_no_entry_of_what_was_never_agreed(client, alone):
    visit = anna_asked(alone)
    file = address(alone, f"visit/{visit.uid}/visit.ics")
    assert client.get(file).status_code == 404
    visiting.cancel(visit, actor=None, reason="")
    assert client.get(file).status_code == 404


def test_anna_cancels_with_a_reason(client, alone, lin):
    visit = agreed(alone, lin)
    page = address(alone, f"visit/{visit.uid}/")
    assert client.post(page, {"do": "cancel", "reason": "No flights"}).url == page
    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_by, visit.cancel_reason) == ("cancelled", "enterprise", "No flights")
    shown = body(client.get(page))
    assert "No flights" in shown and "cancel-form" not in shown
    assert "STATUS:CANCELLED" in body(client.get(address(alone, f"visit/{visit.uid}/visit.ics")))


def test_a_visit_that_has_begun_cannot_be_cancelled(client, alone, lin):
    visit = agreed(alone, lin)
    with time_machine.travel(THURSDAY, tick=False):
        page = address(alone, f"visit/{visit.uid}/")
        assert "cancel-form" not in body(client.get(page))
        answer = client.post(page, {"do": "cancel", "reason": "No flights"})
        assert answer.status_code == 422 and "has begun" in body(answer)


def test_anna_says_how_it_was_once_it_took_place(client, alone, lin):
    visit = agreed(alone, lin)
    page = address(alone, f"visit/{visit.uid}/")
    assert "feedback-form" not in body(client.get(page))
    assert client.post(page, {"do": "feedback", "rating": "5"}).status_code == 422
    with time_machine.travel(THURSDAY, tick=False):
        visiting.record(visit, actor=lin, state="held", outcome="internal: serious")
        shown = body(client.get(page))
        assert "feedback-form" in shown and "internal: serious" not in shown
        assert client.post(page, {"do": "feedback", "feedback": "Good"}).status_code == 422
        assert client.post(page, {"do": "feedback", "rating": "4", "feedback": "Good"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.rating, visit.feedback) == (4, "Good")
    assert re.search(r'value="4"[^>]* checked', body(client.get(page)))


def test_the_other_language_keeps_the_reason(client, alone):
    visit = anna_asked(alone)
    page = address(alone, f"visit/{visit.uid}/", "zh-hans")
    answer = client.post(page, {"do": "cancel", "reason": "No flights", "show": "language"})
    assert answer.status_code == 200 and 'value="No flights"' in body(answer)
    assert Visit.objects.get().state == "proposed"


def test_without_the_cookie_the_reason_comes_back(alone):
    visit = anna_asked(alone)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address(alone, f"visit/{visit.uid}/"), {"do": "cancel", "reason": "No flights"})
    assert answer.status_code == 403 and 'value="No flights"' in body(answer)
    assert Visit.objects.get().state == "proposed"


def test_a_visit_of_another_inquiry_does_not_open(client, alone, park_a):
    other = submission.submit(answers.submission(park_a, key="other")).inquiry
    visit = anna_asked(other)
    for tail in ("", "visit.ics"):
        assert client.get(address(alone, f"visit/{visit.uid}/{tail}")).status_code == 404
    assert client.post(address(alone, f"visit/{visit.uid}/"), {"do": "cancel"}).status_code == 404


def test_these_pages_stay_private(client, alone):
    visit = anna_asked(alone)
    for tail in ("visit/", f"visit/{visit.uid}/"):
        headers = client.get(address(alone, tail)).headers
        assert "no-store" in headers["Cache-Control"] and "noindex" in headers["X-Robots-Tag"]
        assert client.get(f"/en/inquiry/{alone.reference}/{'A' * 32}/{tail}").status_code == 404


def test_the_progress_page_lists_visits_and_leads_to_the_form(client, inquiry, lin):
    agreed(inquiry, lin)
    page = body(client.get(address(inquiry)))
    assert "2026-12-03 14:00–15:00 (Brussels time)" in page
    assert f"{address(inquiry, 'visit/')}?park=parkb" in page
    assert "Plan a trip to several parks" in page
