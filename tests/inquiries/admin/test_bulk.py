"""One thing done to several cases, each through its own verb."""

import pytest
from django.utils import timezone

from inquiries.models import Case, Inquiry
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db

LIST = "/en/admin/inquiries/case/?show=all"


@pytest.fixture
def bulk(client):
    """Chooses cases and an action; with fields it is the form of the second page."""

    def post(name, *cases, **fields):
        data = {"action": name, "_selected_action": [case.pk for case in cases]}
        data |= {"bulk_apply": "1", **fields} if fields else {"index": "0"}
        response = client.post(LIST, data)
        assert response.status_code == 200
        return response

    return post


@pytest.fixture
def cases(park_a):
    return [builders.make_case(park_a) for _ in range(3)]


def test_the_first_page_asks_and_changes_nothing(signed_in, bulk, cases, park_b):
    theirs = builders.make_case(park_b)
    page = bulk("bulk_note", *cases, theirs)
    text = page.content.decode()
    assert "This is done to 3 cases." in text
    assert theirs.inquiry.reference not in text
    assert [case.notes.count() for case in cases] == [0, 0, 0]


def test_somebody_is_put_in_charge_of_all_and_told_of_each(signed_in, bulk, cases, operator_a, lin):
    mei = cast.make_user("mei@cbtc.example.org", name="Mei")
    cast.make_seat(mei, operator_a)
    page = bulk("bulk_assign", *cases, owner=mei.pk)
    assert "3 cases have their officer now." in page.content.decode()
    assert set(Case.objects.values_list("owner", flat=True)) == {mei.pk}
    assert OutgoingEmail.objects.filter(event="inquiry_assigned", to=mei.email).count() == 3


def test_a_person_of_another_operator_is_not_offered(signed_in, bulk, cases, bao):
    page = bulk("bulk_assign", *cases, owner=bao.pk)
    assert page.context["form"].errors["owner"]
    assert Case.objects.filter(owner__isnull=False).count() == 0


def test_the_platform_gives_cases_of_two_operators_and_reads_which_were_refused(
    client, bulk, cases, park_b, wei, lin, bao
):
    theirs = builders.make_case(park_b)
    client.force_login(wei)
    page = bulk("bulk_assign", *cases, theirs, owner=lin.pk)
    [undone] = page.context["undone"]
    assert (page.context["done"], undone.case) == (3, theirs)
    assert "is neither officer nor manager at" in undone.reasons[0]
    assert theirs.inquiry.reference in page.content.decode()


def test_cases_are_ended_with_a_reason_and_ended_ones_are_named(signed_in, bulk, cases):
    Case.objects.filter(pk=cases[0].pk).update(stage="settled")
    page = bulk("bulk_end", *cases, to="lost", lost_reason="price", note="Too dear")
    assert page.context["done"] == 2
    [undone] = page.context["undone"]
    assert (undone.case.pk, undone.reasons) == (
        cases[0].pk,
        ["A settled case stays settled; only a park manager may change that, with a reason."],
    )
    stored = [(case.stage, case.lost_reason, case.end_note) for case in Case.objects.order_by("pk")]
    assert stored == [("settled", "", ""), ("lost", "price", "Too dear"), ("lost", "price", "Too dear")]
    again = bulk("bulk_end", *cases, to="lost", lost_reason="price", note="Too dear")
    assert again.context["done"] == 0
    assert cases[1].stage_changes.count() == 2


def test_an_end_without_its_reason_is_asked_for_beside_the_field(signed_in, bulk, cases):
    page = bulk("bulk_end", *cases, to="lost", note="")
    assert {name: list(errors) for name, errors in page.context["form"].errors.items()} == {
        "note": ["Say why."],
        "lost_reason": ["Choose why it was lost."],
    }
    assert set(Case.objects.values_list("stage", flat=True)) == {"new"}
    page = bulk("bulk_end", *cases, to="settled", note="x")
    assert "to" in page.context["form"].errors


def test_cases_are_put_on_hold_asked_and_noted(signed_in, bulk, cases):
    Inquiry.objects.filter(pk=cases[0].inquiry_id).update(screening="quarantined")
    day = timezone.localdate() + timezone.timedelta(days=9)
    assert bulk("bulk_hold", *cases, until=day.isoformat(), reason="Budget next year").context["done"] == 3
    assert set(Case.objects.values_list("on_hold_until", "on_hold_reason")) == {(day, "Budget next year")}
    page = bulk("bulk_wait", *cases, question="Still interested?")
    assert (page.context["done"], page.context["undone"][0].reasons) == (
        2,
        ["Release the inquiry from quarantine first."],
    )
    assert OutgoingEmail.objects.filter(event="more_info_requested").count() == 2
    for _ in range(2):  # the same form twice writes one note each
        assert bulk("bulk_note", *cases, body="Called all", key="k1").context["done"] == 3
    assert [case.notes.count() for case in cases] == [1, 1, 1]


def test_a_hold_without_a_day_keeps_what_was_typed(signed_in, bulk, cases):
    page = bulk("bulk_hold", *cases, until="", reason="Later")
    assert "until" in page.context["form"].errors
    assert 'value="Later"' in page.content.decode()


def test_more_than_fit_at_once_are_refused_before_anything_is_asked(signed_in, bulk, cases, monkeypatch):
    monkeypatch.setattr("inquiries.admin.bulk.MOST", 2)
    page = bulk("bulk_note", *cases, body="x", key="k")
    assert "At most 2 cases at once." in page.content.decode()
    assert [case.notes.count() for case in cases] == [0, 0, 0]


def test_cases_out_of_reach_are_not_touched(client, bulk, cases, bao, park_b):
    client.force_login(bao)
    theirs = builders.make_case(park_b)
    page = bulk("bulk_end", *cases, theirs, to="invalid", note="Spam")
    assert page.context["done"] == 1
    assert [case.stage for case in Case.objects.order_by("pk")] == ["new", "new", "new", "invalid"]
