"""Each number, against what can be counted by hand in `conftest.november`."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from inquiries.reports import content, contracts, inflow, mails, overview, path, promises
from inquiries.reports.catalogue import REPORTS
from inquiries.reports.dimensions import COUNTRY, INDUSTRY, LANGUAGE, PARK, SOURCE
from inquiries.reports.scope import Scope, received
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders
from tests.inquiries.reports.conftest import moved


def flat(table):
    """label → numbers of the period; and of the one before, where they differ from nothing."""
    return {row.label: [cell.value for cell in row.cells] for row in table.rows}


def inflow_by(scope, by):
    return inflow.table(scope, by, inflow.totals_of(scope))


def before(table):
    return {row.label: [cell.before for cell in row.cells] for row in table.rows}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_inflow_by_what_is_known_of_each(november, scope):
    assert flat(inflow_by(scope, PARK)) == {"cbtc park": [3, Decimal("100.0")]}
    assert before(inflow_by(scope, PARK)) == {"cbtc park": [1, Decimal("100.0")]}
    assert flat(inflow_by(scope, SOURCE)) == {
        "Channel partner": [2, Decimal("66.7")],
        "Website": [1, Decimal("33.3")],
    }
    assert before(inflow_by(scope, SOURCE)) == {"Channel partner": [0, None], "Website": [1, Decimal("100.0")]}
    assert flat(inflow_by(scope, COUNTRY)) == {"Belgium": [2, Decimal("66.7")], "China": [1, Decimal("33.3")]}
    assert flat(inflow_by(scope, LANGUAGE)) == {
        "English": [2, Decimal("66.7")],
        "Simplified Chinese": [1, Decimal("33.3")],
    }
    assert flat(inflow_by(scope, INDUSTRY)) == {
        "not stated": [2, Decimal("66.7")],
        "Life sciences": [1, Decimal("33.3")],
    }


def test_what_is_beyond_the_rows_shown_is_summed(november, scope, monkeypatch):
    monkeypatch.setattr(inflow, "SHOWN", 1)
    monkeypatch.setattr(inflow._counted, "__defaults__", (1,))
    assert flat(inflow_by(scope, COUNTRY)) == {"Belgium": [2, Decimal("66.7")], "all others": [1, Decimal("33.3")]}


def test_the_funnel_counts_the_furthest_stage(november, scope):
    reached = path.reached(scope.cases, scope.period)
    assert reached == {
        "new": 3,
        "accepted": 2,
        "contacted": 1,
        "visiting": 1,
        "proposal": 1,
        "negotiating": 1,
        "admitted": 1,
        "signed": 1,
        "settled": 0,
    }
    assert path.reached(scope.cases, scope.period.before)["new"] == 1


def test_time_in_each_stage(november, scope):
    # new: c1 1 day, c2 2 days; accepted: c1 1 day, c2 5 days; contacted: 4 days; visiting: 12 days
    assert path.stays(scope.moves, scope.period) == {
        "new": [Decimal("1.5"), 2],
        "accepted": [Decimal("3.0"), 2],
        "contacted": [Decimal("4.0"), 1],
        "visiting": [Decimal("12.0"), 1],
    }
    assert path.stays(scope.moves, scope.period.before) == {"new": [Decimal("10.0"), 1]}


def test_conversion(november, scope):
    found = path.converted(scope.cases, scope.period, SOURCE)
    assert found == {"agent": [Decimal("0.0"), 2, 0, 0], "web": [Decimal("100.0"), 1, 1, 1]}


def test_lost_reasons(november, scope, lin):
    assert path.lost_for(scope.moves, scope.period) == {"competitor": 1}
    assert path.lost_for(scope.moves, scope.period.before) == {"price": 1}


def test_a_case_that_was_opened_again_is_not_lost(november, scope, lin):
    row = scope.cases.get(pk=november["c2"].pk)
    transitions.move(row, "accepted", actor=lin, note="They came back")
    assert path.lost_for(scope.moves, scope.period) == {}


def test_a_case_that_was_lost_twice_counts_where_it_was_last(november, scope, lin):
    moved(november["c2"], "11-13T08", "accepted", lin, note="They came back")
    moved(november["c2"], "12-05T08", "lost", lin, lost_reason="timing", note="Not now")
    assert path.lost_for(scope.moves, scope.period) == {}


def test_what_turned_out_to_be_no_inquiry_counts_nowhere(november, scope, lin):
    before = received(scope.cases, scope.period).count()
    moved(november["c3"], "11-17T08", "invalid", lin, note="An advertisement")
    assert received(scope.cases, scope.period).count() == before - 1


def test_promises(november, scope, park_a):
    # c1 answered after three hours, c2 broken, c3 still running
    found = promises.promises(scope.cases, scope.period, PARK)
    assert found == {park_a.pk: [Decimal("50.0"), 2, 1, 1, Decimal("3.0")]}


def test_contracts(november, scope, park_a):
    assert contracts.signed(scope.moves, scope.period) == {park_a.pk: (1, Decimal("10.0"))}
    assert contracts.area(scope.moves, scope.period) == {park_a.pk: Decimal("250.0")}
    assert contracts.signed(scope.moves, scope.period.before) == {}


def test_the_overview_agrees_with_the_rest(november, scope):
    assert overview.numbers(scope, scope.period) == {
        "received": 3,
        "answered": 1,
        "in_time": Decimal("100.0"),
        "visits": 1,
        "signed": 1,
        "area": Decimal("250.0"),
        "lost": 1,
    }


def test_mails_of_a_park_are_those_about_its_cases(november, lin, wei, period):
    OutgoingEmail.objects.all().delete()
    for number, (about, state) in enumerate(
        (
            (f"case:{november['c1'].pk}", "sent"),
            (f"case:{november['c2'].pk}", "failed"),
            ("case:x", "sent"),
            ("", "queued"),
        )
    ):
        OutgoingEmail.objects.create(
            event="message",
            audience="enquirer",
            to="a@x.org",
            language="en",
            about=about,
            state=state,
            message_id=f"{number}",
            sent_at=timezone.now() if state == "sent" else None,
            created_at=period.start,
        )
    OutgoingEmail.objects.filter(about="case:x").update(about="draft:1")
    assert mails.by_state(Scope(lin, period).mails, period) == {"sent": 1, "failed": 1}
    assert mails.by_state(Scope(wei, period).mails, period) == {"sent": 2, "failed": 1, "queued": 1}
    assert mails.by_event(Scope(lin, period).mails, period) == {"message": [2, Decimal("50.0"), 1, 0]}


def test_officers_are_named_to_managers_only(november, lin, period, operator_a):
    manager = cast.make_user("m@x.org")
    cast.make_seat(manager, operator_a, "park_manager")
    assert [table.code for table in promises.tables(Scope(lin, period))] == ["by_park"]
    assert [table.code for table in promises.tables(Scope(manager, period))] == ["by_park", "by_officer"]


def test_another_operator_and_a_park_that_is_chosen(november, bao, wei, park_a, park_b, period):
    assert inflow.totals_of(Scope(bao, period))[0] == 1
    assert inflow.totals_of(Scope(wei, period))[0] == 4
    assert inflow.totals_of(Scope(wei, period, park_b))[0] == 1


def test_content(db, lin, park_a, period):
    builders.make_space(park_a, "A1")
    builders.make_space(park_a, "A2", name_en="")
    found = flat(content.tables(Scope(lin, period))[0])
    assert found["Parks"] == [Decimal("100.0"), 1, 1, 1, 0]
    assert found["Spaces"][0] == Decimal("50.0")
    assert (found["Spaces"][1], found["Spaces"][4]) == (2, 1)


def test_reports_ask_the_same_however_many_cases_there_are(november, lin, period, park_a):
    counts = {}
    for _round in range(2):
        for report in REPORTS:
            with CaptureQueriesContext(connection) as seen:
                report.tables(Scope(lin, period))
            counts.setdefault(report.code, []).append(len(seen))
        for _ in range(2):
            builders.make_case(park_a, now=period.start)
    assert {code: pair[0] - pair[1] for code, pair in counts.items()} == dict.fromkeys(counts, 0)


def test_people_are_named_only_where_one_may_look_at_them(operator_a, operator_b, park_a, park_b):
    person = cast.make_user("mang@cbtc.example.org")
    cast.make_seat(person, operator_a, "park_manager")
    cast.make_seat(person, operator_b, "park_officer")
    for park in (park_a, park_b):
        builders.make_case(park)
    assert [Scope(person, None, park).names_people for park in (park_a, park_b, None)] == [True, False, False]
