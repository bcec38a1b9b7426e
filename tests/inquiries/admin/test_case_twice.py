"""Two clicks on one button, and two people on one page."""

import datetime
import re

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from inquiries.models import Case, Interaction, Message, Note, Proposal, Qualification, Settlement, Visit
from notifications.models import OutgoingEmail
from tests.inquiries import builders

pytestmark = pytest.mark.django_db

SOON = f"{timezone.now() + datetime.timedelta(days=30):%Y-%m-%d}T15:00"
VISIT = {"mode": "online", "starts_at": SOON, "minutes": "60", "online_url": builders.MEETING}
OFFER = {"terms": "4000 EUR", "valid_until": "2099-01-01", "send": "1"}


def text(response):
    return response.content.decode()


def hidden(page, name):
    """The value of a hidden field as the browser would send it."""
    return re.search(rf'<input type="hidden" name="{name}" value="([^"]+)"', text(page)).group(1)


def said(response, verb):
    return [str(error) for error in response.context["forms"][verb].non_field_errors()]


# --- Two clicks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "model", "fields"),
    [
        ("note", Note, {"body": "Knows the mayor"}),
        ("interaction", Interaction, {"kind": "call", "happened_at": "2026-06-01T10:00", "summary": "Talked"}),
        ("visit_confirm", Visit, VISIT),
        ("proposal", Proposal, OFFER),
    ],
)
def test_a_second_click_makes_no_second_entry_and_another_page_does(signed_in, do, page, verb, model, fields):
    key = hidden(page(), f"{verb}-key")
    assert do(verb, key=key, **fields).status_code == 302
    entries = AuditEntry.objects.count()
    assert do(verb, key=key, **fields).status_code == 302
    assert model.objects.count() == 1
    assert AuditEntry.objects.count() == entries
    assert do(verb, key=hidden(page(), f"{verb}-key"), **fields).status_code == 302
    assert model.objects.count() == 2


def test_a_second_click_sends_the_offer_once(signed_in, do, page):
    key = hidden(page(), "proposal-key")
    for _ in range(2):
        assert do("proposal", key=key, **OFFER).status_code == 302
    assert Message.objects.count() == OutgoingEmail.objects.filter(event="proposal_sent").count() == 1


@pytest.mark.parametrize("send", [{}, {"send": "1"}])
def test_other_words_under_a_used_key_are_neither_lost_nor_sent_unseen(signed_in, do, send):
    assert do("proposal", key="k1", terms="First").status_code == 302
    response = do("proposal", key="k1", terms="Second", valid_until="2099-01-01", **send)
    assert said(response, "proposal")
    assert "Second" in text(response)
    assert Proposal.objects.get().terms == "First"
    assert not Message.objects.exists()


def test_a_key_reaches_no_other_case(signed_in, do, case, park_a):
    other = builders.make_case(park_a)
    assert do("note", key="k1", body="Here").status_code == 302
    assert do("visit_confirm", key="k1", **VISIT).status_code == 302
    address = f"/en/admin/inquiries/case/{other.pk}"
    signed_in.post(f"{address}/note/", {"note-key": "k1", "note-body": "There"})
    typed = {f"visit_confirm-{name}": value for name, value in {**VISIT, "key": "k1"}.items()}
    signed_in.post(f"{address}/visit_confirm/", typed)
    assert [note.body for note in other.notes.all()] == ["There"]
    assert other.visits.count() == case.visits.count() == 1


def test_a_second_click_on_a_change_is_no_conflict(signed_in, do, case):
    seen = case.qualification.updated_at.isoformat()
    for _ in range(2):
        assert do("qualification", seen=seen, budget_note="4000 EUR").status_code == 302
    for _ in range(2):
        assert do("settlement", seen="", contract_number="C-7").status_code == 302
    assert AuditEntry.objects.filter(details__what__in=("qualification", "settlement")).count() == 2


# --- Two people -------------------------------------------------------------------------------


def test_a_change_made_meanwhile_is_not_overwritten(signed_in, do, page, case):
    Proposal.objects.create(case=case, terms="Draft")
    Settlement.objects.create(case=case)
    for verb, row, mine, theirs in (
        ("qualification", case.qualification, {"budget_note": "Mine"}, {"budget_note": "Theirs"}),
        ("proposal", case.proposals.get(), {"terms": "Mine"}, {"terms": "Theirs"}),
        ("settlement", case.settlement, {"contract_number": "Mine"}, {"contract_number": "Theirs"}),
    ):
        row.refresh_from_db()
        own = {verb: row.pk} if verb == "proposal" else {}
        seen = row.updated_at.isoformat()
        assert seen in text(page())
        assert do(verb, seen=seen, **own, **theirs).status_code == 302
        response = do(verb, seen=seen, **own, **mine)
        assert said(response, verb), verb
        assert "Mine" in text(response)
        row.refresh_from_db()
        field = {"qualification": "budget_note", "settlement": "contract_number"}
        assert getattr(row, field.get(verb, "terms")) == "Theirs"


def test_a_contract_drafted_by_another_meanwhile_is_not_overwritten(signed_in, do):
    assert do("settlement", seen="", contract_number="Theirs").status_code == 302
    assert said(do("settlement", seen="", contract_number="Mine"), "settlement")
    assert Settlement.objects.get().contract_number == "Theirs"


def test_a_form_without_a_stamp_overwrites_nothing(signed_in, do, case):
    Qualification.objects.filter(case=case).update(budget_note="Theirs")
    assert said(do("qualification", seen="", budget_note="Mine"), "qualification")
    case.qualification.refresh_from_db()
    assert case.qualification.budget_note == "Theirs"


# --- After the signature ----------------------------------------------------------------------


def contract(settlement, **changed):
    """What the form posts when only `changed` was touched."""
    return {
        "contract_number": settlement.contract_number,
        "signed_on": f"{settlement.signed_on}",
        "lease_from": f"{settlement.lease_from}",
        "lease_to": f"{settlement.lease_to}",
        "commitments_not_applicable": "on",
        "spaces": [space.pk for space in settlement.spaces.all()],
        "settled_on": f"{settlement.settled_on}",
        "company_registered": "on",
        **changed,
    }


@pytest.fixture
def signed(case, lin, park_a):
    builders.make_ripe(case, lin, spaces=[builders.make_space(park_a, status="let")])
    Case.objects.filter(pk=case.pk).update(stage="signed")
    return Settlement.objects.get()


@pytest.mark.parametrize("stage", ["signed", "settled"])
def test_a_contract_in_force_keeps_its_spaces_and_its_figures(signed_in, do, case, signed, park_a, stage):
    Case.objects.filter(pk=case.pk).update(stage=stage)
    held = list(signed.spaces.all())
    other = builders.make_space(park_a, "B202")
    changes = {
        "spaces": [other.pk],
        "contract_number": "C-2",
        "signed_on": "2026-12-03",
        "lease_from": "",
        "lease_to": "2030-12-31",
    }
    for name, value in changes.items():
        response = do("settlement", **contract(signed, **{name: value}))
        assert response.context["forms"]["settlement"].errors.keys() == {name}
    assert do("settlement", **contract(signed, spaces=[])).status_code == 200
    signed.refresh_from_db()
    assert (signed.contract_number, list(signed.spaces.all())) == ("C-1", held)


def test_the_arrival_stays_open_until_the_case_is_settled(signed_in, do, case, signed):
    assert do("settlement", **contract(signed, settled_on="2027-02-01", investment="")).status_code == 302
    signed.refresh_from_db()
    assert f"{signed.settled_on}" == "2027-02-01"
    Case.objects.filter(pk=case.pk).update(stage="settled")
    response = do("settlement", **contract(signed, settled_on="2027-03-01"))
    assert response.context["forms"]["settlement"].errors.keys() == {"settled_on"}


def test_what_a_forced_signature_left_out_may_be_added(signed_in, do, case):
    Case.objects.filter(pk=case.pk).update(stage="signed")
    assert do("settlement", contract_number="C-9", jobs="0").status_code == 302
    assert do("settlement", contract_number="C-9", jobs="4").status_code == 200
    assert Settlement.objects.get().jobs == 0
