"""What can be done on the case page."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from inquiries.models import Attachment, Case, Message, Proposal, Settlement, Visit
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def fresh(case):
    case.refresh_from_db()
    return case


# --- Stages -----------------------------------------------------------------------------------


def test_a_move_goes_through_the_gates_and_is_logged(signed_in, do, case, lin):
    Case.objects.filter(pk=case.pk).update(owner=lin)
    case.qualification.duplicate_answer = "not_duplicate"
    case.qualification.duplicate_note = "First contact"
    case.qualification.industry = builders.life_sciences()
    case.qualification.save()
    assert do("move", seen="new", to="accepted").status_code == 302
    assert fresh(case).stage == "accepted"
    assert case.stage_changes.last().actor == lin
    assert OutgoingEmail.objects.filter(event="stage_public_change", language="en").count() == 1


def test_what_is_missing_is_said_and_the_note_is_kept(signed_in, do, case):
    response = do("move", seen="new", to="accepted", note="我的备注")
    assert response.status_code == 200
    assert "缺少：负责人" in text(response)
    assert "我的备注" in text(response)
    assert fresh(case).stage == "new"


def test_a_page_that_was_overtaken_moves_nothing(signed_in, do, case):
    Case.objects.filter(pk=case.pk).update(stage="accepted")
    response = do("move", seen="new", to="withdrawn")
    assert "其他人刚刚变更了此项目的阶段" in text(response)
    assert fresh(case).stage == "accepted"


def test_losing_a_case_needs_its_reason_beside_the_field(signed_in, do, case):
    response = do("move", seen="new", to="lost")
    assert response.context["forms"]["move"].errors["lost_reason"]
    assert do("move", seen="new", to="lost", lost_reason="other").context["forms"]["move"].errors["note"]
    assert do("move", seen="new", to="lost", lost_reason="price").status_code == 302
    assert fresh(case).lost_reason == "price"


def test_only_those_who_may_force_are_offered_to(signed_in, client, do, case, page, manager):
    assert "move-force" not in text(page())
    assert do("move", seen="new", to="contacted", force="on", note="Because I say so").status_code == 200
    assert fresh(case).stage == "new"
    client.force_login(manager)
    assert "move-force" in text(page())
    assert do("move", seen="new", to="contacted", force="on", note="short").context["forms"]["move"].errors["note"]
    assert do("move", seen="new", to="contacted", force="on", note="The board decided so").status_code == 302
    change = fresh(case).stage_changes.last()
    assert change.forced
    assert "owner" in change.missing


@pytest.mark.parametrize("data", [{"to": "nowhere", "seen": "new"}, {"to": "", "seen": ""}, {"seen": "x"}, {}])
def test_nonsense_is_refused_with_sentences(signed_in, do, case, data):
    response = do("move", **data)
    assert response.status_code == 200
    assert response.context["forms"]["move"].errors
    assert fresh(case).stage == "new"


# --- In charge and waiting --------------------------------------------------------------------


def test_taking_and_handing_over_within_the_operator(signed_in, do, case, lin, bao, manager):
    assert do("assign", owner=lin.pk).status_code == 302
    assert fresh(case).owner == lin
    assert do("assign", owner=manager.pk).status_code == 302
    assert fresh(case).owner == manager
    refused = do("assign", owner=bao.pk)
    assert refused.context["forms"]["assign"].errors["owner"]
    assert fresh(case).owner == manager


def test_asking_and_waiting_and_going_on(signed_in, do, case):
    assert do("wait", question="").context["forms"]["wait"].errors["question"]
    assert do("wait", question="How many square metres?").status_code == 302
    assert fresh(case).awaiting_question == "How many square metres?"
    assert OutgoingEmail.objects.filter(event="more_info_requested").count() == 1
    assert do("resume").status_code == 302
    assert fresh(case).awaiting_enterprise_since is None


def test_holding_needs_a_later_day_and_a_reason(signed_in, do, case, page):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    assert do("hold", until="", reason="").context["forms"]["hold"].errors.keys() == {"until", "reason"}
    response = do("hold", until=f"{yesterday}", reason="Budget round")
    assert "Budget round" in text(response)
    later = timezone.localdate() + datetime.timedelta(days=30)
    assert do("hold", until=f"{later}", reason="Budget round").status_code == 302
    assert "On hold until" in text(page())
    assert do("unhold").status_code == 302
    assert fresh(case).on_hold_until is None


def test_the_next_action_is_kept_and_audited(signed_in, do, case, lin):
    assert do("plan", next_action="Call Anna", next_action_on="2026-12-01").status_code == 302
    assert (fresh(case).next_action, f"{case.next_action_on}") == ("Call Anna", "2026-12-01")
    assert AuditEntry.objects.filter(actor=lin, details__what="next_action").exists()
    assert do("plan", next_action="x", next_action_on="soon").context["forms"]["plan"].errors["next_action_on"]


# --- Talking ----------------------------------------------------------------------------------


def test_a_reply_is_mailed_in_the_language_of_the_enterprise_and_stops_the_clock(signed_in, do, case, lin):
    assert do("reply", key="k1", body="Bonjour Anna").status_code == 302
    assert do("reply", key="k1", body="Bonjour Anna").status_code == 302
    message = Message.objects.get()
    assert (message.user, message.body) == (lin, "Bonjour Anna")
    mail = OutgoingEmail.objects.get(event="message")
    assert (mail.to, mail.language) == ("anna@optics.example.org", "en")
    assert fresh(case).first_response_at is not None


def test_a_reply_carries_files_and_keeps_them_when_something_is_wrong(signed_in, do, case, media):
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan")
    page = SimpleUploadedFile("page.html", b"<html>")
    response = do("reply", key="k1", body="See the plan", files=[plan, page])
    assert "See the plan" in text(response)
    assert response.context["forms"]["reply"].errors["files"]
    ticket = response.context["kept"][0].ticket
    assert do("reply", key="k1", body="See the plan", kept=[ticket]).status_code == 302
    assert Attachment.objects.get().name == "plan.pdf"
    assert len(media()) == 1


def test_files_that_found_no_room_are_named_beside_the_field(signed_in, do, media, settings):
    settings.INQUIRY_STAGED_MB_ADDRESS = 1
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 " + b"x" * (1024 * 1024))
    response = do("reply", key="k1", body="x" * 5001, files=[plan])
    assert response.context["kept"] == []
    assert "plan.pdf" in response.context["forms"]["reply"].errors["files"][0]
    assert not media()


def test_nothing_to_say_is_refused(signed_in, do):
    assert do("reply", key="k1", body="  ").context["forms"]["reply"].errors["body"]
    assert do("note", body="").context["forms"]["note"].errors["body"]
    assert not Message.objects.exists()


def test_a_note_is_internal(signed_in, do, case, lin):
    assert do("note", body="Knows the mayor").status_code == 302
    assert case.notes.get().user == lin
    assert not OutgoingEmail.objects.exists()


def test_a_call_is_logged_in_the_time_of_the_operator(signed_in, do, case):
    assert do("interaction", kind="call", happened_at="2026-06-01T10:00", summary="Talked").status_code == 302
    assert case.interactions.get().happened_at == datetime.datetime(2026, 6, 1, 8, tzinfo=datetime.UTC)
    future = do("interaction", kind="call", happened_at="2999-01-01T10:00", summary="Kept words")
    assert future.context["forms"]["interaction"].errors["happened_at"]
    assert "Kept words" in text(future)
    nonsense = do("interaction", kind="telepathy", happened_at="soon", summary="")
    assert nonsense.context["forms"]["interaction"].errors.keys() == {"kind", "happened_at", "summary"}


# --- Records ----------------------------------------------------------------------------------


def test_cannot_say_is_an_answer(signed_in, do, case):
    assert do("qualification", cannot_say=["area_min", "move_in_from"], readiness="deciding").status_code == 302
    case.qualification.refresh_from_db()
    assert case.qualification.cannot_say == ["area_min", "move_in_from"]


def test_a_duplicate_is_linked_by_choice_or_by_reference_within_the_scope(signed_in, do, case, park_a, park_b):
    known = builders.make_case(park_a, enterprise=builders.make_enterprise(name_en="Other"), contact_email="o@x.org")
    secret = builders.make_case(park_b)
    bad = do("qualification", duplicate_answer="linked", known_reference=secret.inquiry.reference)
    assert bad.context["forms"]["qualification"].errors["known_reference"]
    assert do("qualification", duplicate_answer="linked").context["forms"]["qualification"].errors["duplicate_of"]
    good = do("qualification", duplicate_answer="linked", known_reference=known.inquiry.reference.lower())
    assert good.status_code == 302
    case.qualification.refresh_from_db()
    assert case.qualification.duplicate_of == known.inquiry.enterprise
    missing = do("qualification", duplicate_answer="not_duplicate").context["forms"]["qualification"]
    assert missing.errors["duplicate_note"]


def test_a_row_of_another_case_is_not_found_here(signed_in, do, case, park_a):
    other = builders.make_case(park_a)
    visit = builders.make_visit(other)
    proposal = Proposal.objects.create(case=other, terms="theirs")
    for pk in (visit.pk, "x" * 30, "9" * 30, ""):
        for verb in ("visit_cancel", "visit_change", "visit_outcome", "visit_letter"):
            do(verb, visit=pk, reason="Mine", mode="on_site", state="held")
    do("visit_confirm", visit=visit.pk, starts_at="2027-01-05T15:00", minutes="60", mode="on_site", place="Here")
    do("proposal", proposal=proposal.pk, terms="mine")
    visit.refresh_from_db()
    proposal.refresh_from_db()
    assert (visit.mode, visit.state, proposal.terms) == ("online", "proposed", "theirs")
    assert case.visits.count() == case.proposals.count() == 0


def test_a_proposal_is_drafted_and_sent_with_its_validity(signed_in, do, case, park_a, park_b):
    space, foreign = builders.make_space(park_a), builders.make_space(park_b)
    assert do("proposal", terms="4000 EUR", spaces=[foreign.pk]).context["forms"]["proposal"].errors["spaces"]
    assert do("proposal", terms="4000 EUR", spaces=[space.pk]).status_code == 302
    draft = Proposal.objects.get()
    undated = do("proposal", proposal=draft.pk, terms="4100 EUR", spaces=[space.pk], send="1")
    assert undated.context["forms"]["proposal"].errors["valid_until"]
    assert "4100 EUR" in text(undated)
    sent = do("proposal", proposal=draft.pk, terms="4100 EUR", valid_until="2099-01-01", spaces=[space.pk], send="1")
    assert sent.status_code == 302
    draft.refresh_from_db()
    assert draft.sent_at is not None
    assert Message.objects.get().body == "Proposal, version 1, valid until 2099-01-01\nSpaces: A101"
    assert OutgoingEmail.objects.get().event == "proposal_sent"
    do("proposal", proposal=draft.pk, terms="9 EUR", valid_until="2099-01-01", send="1")
    draft.refresh_from_db()
    assert draft.terms == "4100 EUR"
    assert do("proposal", terms="Second").status_code == 302
    assert Proposal.objects.order_by("version").last().version == 2


@pytest.mark.parametrize("day", ["", "2020-01-01"])
def test_an_offer_that_cannot_be_sent_keeps_its_words_beside_the_error(signed_in, do, day):
    response = do("proposal", terms="4000 EUR a month", valid_until=day, send="1")
    assert response.context["forms"]["proposal"].errors.keys() == {"valid_until"}
    assert "4000 EUR a month</textarea>" in text(response)
    assert str(response.context["forms"]["proposal"].errors["valid_until"][0]) in text(response)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "1899-12-31T23:59", "2200-01-01T00:00"])
def test_a_year_far_away_is_refused_beside_its_field(signed_in, do, moment):
    call = do("interaction", kind="call", happened_at=moment, summary="Kept words")
    assert call.context["forms"]["interaction"].errors.keys() == {"happened_at"}
    assert "Kept words" in text(call)
    visit = do("visit_confirm", mode="online", minutes="60", online_url=builders.MEETING, starts_at=moment)
    assert visit.context["forms"]["visit_confirm"].errors.keys() == {"starts_at"}
    assert not Visit.objects.exists()


def test_contract_data_are_checked_beside_their_fields(signed_in, do, case, park_a):
    space = builders.make_space(park_a)
    bad = do("settlement", lease_from="2027-02-01", lease_to="2027-01-01", investment="5")
    assert bad.context["forms"]["settlement"].errors.keys() == {"lease_to", "investment_currency"}
    good = do("settlement", contract_number="C-7", spaces=[space.pk], investment="5", investment_currency="eur")
    assert good.status_code == 302
    settlement = Settlement.objects.get()
    assert (settlement.contract_number, settlement.investment_currency) == ("C-7", "EUR")


# --- Mails and quarantine ---------------------------------------------------------------------


def mail(about, state="failed"):
    return OutgoingEmail.objects.create(
        event="message", audience="enquirer", to="a@x.org", language="en", about=about, state=state, message_id=about
    )


def test_a_failed_mail_of_this_case_is_sent_again_and_audited(signed_in, do, case, lin):
    row = mail(case.mail_reference)
    assert do("resend", mail=row.pk).status_code == 302
    row.refresh_from_db()
    assert row.state == "queued"
    assert AuditEntry.objects.get(action="resent").actor == lin


def test_a_mail_of_another_case_is_not_sent_again(signed_in, do, case, park_b):
    row = mail(builders.make_case(park_b).mail_reference)
    response = do("resend", mail=row.pk)
    assert "此邮件目前无法重新发送" in text(response)
    row.refresh_from_db()
    assert row.state == "failed"


def test_releasing_lets_the_mails_go(signed_in, do, case, lin):
    case.inquiry.screening = "quarantined"
    case.inquiry.save()
    row = mail(case.mail_reference, state="withheld")
    assert do("release").status_code == 302
    row.refresh_from_db()
    case.inquiry.refresh_from_db()
    assert (row.state, case.inquiry.screening) == ("queued", "released")
    assert AuditEntry.objects.get(action="released").actor == lin
    assert "此咨询已不在隔离中" in text(do("release"))


def test_reading_a_door_shows_the_case_page_and_does_nothing(signed_in, client, bao, case):
    address = reverse("admin:inquiries_case_release", args=[case.pk])
    page = reverse("admin:inquiries_case_change", args=[case.pk])
    assert client.get(address).headers["Location"] == page
    assert client.head(address).headers["Location"] == page
    assert client.put(address).status_code == 405
    assert not AuditEntry.objects.exists()
    client.force_login(bao)
    assert client.get(address).status_code == 404


def test_a_seat_elsewhere_opens_no_door(client, bao, do, operator_a, case):
    cast.make_seat(bao, operator_a, "park_editor")
    client.force_login(bao)
    for verb in ("note", "reply", "move", "assign", "qualification", "resend", "release"):
        assert do(verb, body="x").status_code == 404
