"""The list of cases: order, filters, search, export, release."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from common.backoffice import ShortPaginator
from inquiries.models import Case, Inquiry
from notifications.models import OutgoingEmail
from tests.inquiries import builders
from tests.parks.admin.pages import exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(signed_in):
    """The references on the list, in order."""

    def get(query="", client=signed_in):
        response = client.get(f"/en/admin/inquiries/case/{query}")
        assert response.status_code == 200
        return [case.inquiry.reference for case in response.context["cl"].result_list]

    return get


def made(park, **columns):
    """A case at a park with some of its columns set."""
    case = builders.make_case(park)
    Case.objects.filter(pk=case.pk).update(**columns)
    case.refresh_from_db()
    return case


def test_nobodys_and_most_urgent_come_first(listed, park_a, lin):
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    answered = made(park_a, first_response_at=now, owner=lin, answer_by=now - hour)
    owned = made(park_a, owner=lin, answer_by=now + hour)
    later = made(park_a, answer_by=now + 9 * hour)
    soon = made(park_a, answer_by=now + 2 * hour)
    assert listed() == [case.inquiry.reference for case in (soon, later, owned, answered)]


def test_whoever_waits_longest_for_an_answer_to_a_message_comes_first(listed, park_a, lin):
    now, hour = timezone.now(), datetime.timedelta(hours=1)
    late = made(park_a, owner=lin, answer_by=now + hour, enterprise_wrote_at=now - hour)
    long = made(park_a, owner=lin, answer_by=now + 9 * hour, enterprise_wrote_at=now - 5 * hour)
    assert listed("?show=written") == [long.inquiry.reference, late.inquiry.reference]


def test_a_search_among_all_shows_the_newest_inquiry_first(listed, park_a):
    old, late, lost = (made(park_a, **columns) for columns in ({}, {}, {"stage": "lost", "lost_reason": "price"}))
    Case.objects.filter(pk=old.pk).update(created_at=timezone.now())  # opened later, by a transfer
    assert listed("?show=all&q=walloon") == [case.inquiry.reference for case in (lost, late, old)]


@pytest.mark.parametrize(("language", "label"), [("en", "Choose {} · cbtc park"), ("zh-hans", "选择 {} · cbtc园区")])
def test_the_box_of_a_row_says_which_it_chooses(signed_in, park_a, language, label):
    case = made(park_a)
    told = f'value="{case.pk}" class="action-select" aria-label="{label.format(case.inquiry.reference)}"'
    assert signed_in.get(f"/{language}/admin/inquiries/case/").content.decode().count(told) == 1


def test_counting_ends_early(signed_in, park_a, monkeypatch):
    monkeypatch.setattr(ShortPaginator, "bound", 1)
    mode = [builders.make_case(park_a), builders.make_case(park_a)][0].inquiry.mode.code
    pages = [signed_in.get(f"/en/admin/inquiries/case/{query}").context["cl"] for query in ("", f"?mode={mode}")]
    assert [(cl.result_count, cl.paginator.is_more) for cl in pages] == [(1, True), (1, True)]


def test_the_open_cases_are_counted_without_their_inquiries(park_a):
    sql = str(Case.objects.live().query)
    assert ("JOIN" in sql, "EXISTS" in sql) == (False, True)


def test_open_is_what_the_list_starts_with(listed, park_a):
    now = timezone.now()
    opened = made(park_a)
    lost = made(park_a, stage="lost", lost_reason="price")
    waiting = made(park_a, awaiting_enterprise_since=now, awaiting_question="?")
    held = made(park_a, on_hold_until="2099-01-01", on_hold_reason="later", first_response_at=now)
    late = made(park_a, answer_by=now - datetime.timedelta(days=9))
    doubtful = made(park_a)
    Inquiry.objects.filter(pk=doubtful.inquiry_id).update(screening="quarantined")

    def names(*cases):
        return {case.inquiry.reference for case in cases}

    assert set(listed()) == names(opened, waiting, held, late)
    assert set(listed("?show=unanswered")) == names(opened, waiting, late)
    assert set(listed("?show=overdue")) == names(late)
    assert set(listed("?show=waiting")) == names(waiting)
    assert set(listed("?show=on_hold")) == names(held)
    assert set(listed("?show=ended")) == names(lost)
    assert set(listed("?show=quarantined")) == names(doubtful)
    assert len(listed("?show=all")) == 6
    assert set(listed("?show=nonsense")) == set(listed())


def test_owner_and_mail_filters(listed, park_a, park_b, lin, bao):
    mine, nobodys = made(park_a, owner=lin), made(park_a)
    made(park_b, owner=bao)
    OutgoingEmail.objects.create(
        event="message", audience="enquirer", to="a@x.org", language="en", about=mine.mail_reference, state="failed"
    )
    assert listed("?owner=me") == [mine.inquiry.reference]
    assert listed("?owner=nobody") == [nobodys.inquiry.reference]
    assert listed(f"?owner={bao.pk}") == []
    assert len(listed("?owner=abc")) == 2
    for digits in (18, 19, 30, 5000):
        assert listed(f"?owner={'9' * digits}") == []
    assert listed("?mail=failed") == [mine.inquiry.reference]


@pytest.mark.parametrize(
    "query", ["瓦隆", "WALLOON", "peeters", "anna@optics", "0470 12 34 56", "+32 470 12", "０４７０１２", "PB-2026-9"]
)
def test_search_finds_either_script_phone_and_mail(listed, park_a, query):
    case = builders.make_case(
        park_a,
        enterprise=builders.make_enterprise(name_zh_hans="瓦隆光学"),
        contact_phone="+32470123456",
    )
    assert listed(f"?q={query.replace('+', '%2B')}") == [case.inquiry.reference]
    assert listed("?q=nobody-of-that-name") == []


def test_only_own_cases_are_listed_counted_and_searched(listed, client, park_a, park_b, bao):
    hers = builders.make_case(park_a)
    his = builders.make_case(park_b)
    assert listed() == [hers.inquiry.reference]
    client.force_login(bao)
    assert listed() == [his.inquiry.reference]
    assert listed("?q=walloon") == [his.inquiry.reference]


def export(client, *cases):
    """The chosen cases through the page that asks for columns and format."""
    data = {"action": "export_csv", "_selected_action": [case.pk for case in cases]}
    asking = client.post(reverse("admin:inquiries_case_changelist") + "?show=all", data)["Location"]
    return exported(client, asking, format="csv")[1:]


def test_an_officer_exports_own_cases_with_the_contact_masked(signed_in, park_a, park_b, lin):
    hers, his = builders.make_case(park_a), builders.make_case(park_b)
    rows = export(signed_in, hers, his)
    assert [row[0] for row in rows] == [hers.inquiry.reference]
    assert "anna@optics.example.org" not in str(rows)
    assert "•••" in rows[0]
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.actor, entry.details["rows"]) == (lin, 1)
    assert not AuditEntry.objects.filter(action="revealed").exists()


def test_a_manager_exports_the_contact_too_and_that_is_recorded(client, park_a, manager):
    case = builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="=cmd()"))
    client.force_login(manager)
    rows = export(client, case)
    assert "anna@optics.example.org" in rows[0]
    assert not any(cell.startswith("=") for cell in rows[0])
    assert AuditEntry.objects.get(action="revealed").details["rows"] == 1


def test_quarantined_inquiries_are_released_from_the_list_within_the_scope(signed_in, park_a, park_b):
    hers, his = builders.make_case(park_a), builders.make_case(park_b)
    Inquiry.objects.update(screening="quarantined")
    data = {"action": "release", "_selected_action": [hers.pk, his.pk]}
    signed_in.post(reverse("admin:inquiries_case_changelist") + "?show=all", data)
    hers.inquiry.refresh_from_db()
    his.inquiry.refresh_from_db()
    assert (hers.inquiry.screening, his.inquiry.screening) == ("released", "quarantined")


def test_the_inquiry_as_sent_names_own_cases_only(signed_in, park_a, park_b):
    case = builders.make_case(park_a)
    builders.transitions.open_cases(case.inquiry, [park_b], now=timezone.now())
    page = signed_in.get(f"/en/admin/inquiries/inquiry/{case.inquiry.pk}/change/").content.decode()
    assert "cbtc park (New inquiry)" in page
    assert "parkb" not in page
    assert case.inquiry.secret not in page
