"""On the case page: proposals with rent and file, spaces on hold, and the company that leaves."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enterprises.models import Tenancy
from inquiries.models import Attachment, Case, Message, Proposal, Settlement, SpaceHold
from inquiries.workflow import holding, transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import answers, builders
from tests.parks.admin.pages import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(park_a):
    return builders.make_space(park_a)


def text(response):
    return response.content.decode()


def errors(response, verb):
    return response.context["forms"][verb].errors


def ask(case, space):
    case.inquiry.requirement.spaces.add(space)
    return holding.ask(case, space, note="Until Thursday")


# --- Proposals -------------------------------------------------------------------------------

OFFER = {"terms": "Deposit", "rent": "12", "rent_currency": "eur", "rent_period": "month", "rent_basis": "m2"}


def test_a_rent_is_kept_with_all_that_it_means(signed_in, do, page):
    assert do("proposal", key="k", **OFFER).status_code == 302
    offer = Proposal.objects.get()
    assert (offer.rent, offer.rent_currency, offer.rent_period, offer.rent_basis) == (12, "EUR", "month", "m2")
    bad = do("proposal", key="k2", terms="Deposit", rent="12", rent_currency="EUR")
    assert errors(bad, "proposal").keys() == {"rent_period", "rent_basis"}


def test_a_file_comes_with_the_version_and_opens_here_only(signed_in, do, case, page, park_a, media):
    do("proposal", key="k", plan=answers.pdf("方案.pdf"), valid_until="2099-01-31", send="1", **OFFER)
    attachment = Attachment.objects.get()
    assert (attachment.proposal, attachment.name) == (Proposal.objects.get(), "方案.pdf")
    assert OutgoingEmail.objects.get().context.get("files") is None
    address = reverse("admin:inquiries_case_attachment", args=[case.pk, attachment.uuid])
    assert address.split("/", 2)[2] in text(page())
    assert b"".join(signed_in.get(address)) == answers.PDF
    other = builders.make_case(park_a)
    foreign = reverse("admin:inquiries_case_attachment", args=[other.pk, attachment.uuid])
    assert signed_in.get(foreign).status_code == 404


def test_a_draft_changes_its_file_and_takes_it_off(signed_in, do, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        do("proposal", key="k", plan=answers.pdf("one.pdf"), **OFFER)
        draft = Proposal.objects.get()
        do("proposal", proposal=draft.pk, plan=answers.pdf("two.pdf"), **OFFER)
    assert (Attachment.objects.get().name, len(media())) == ("two.pdf", 1)
    with django_capture_on_commit_callbacks(execute=True):
        do("proposal", proposal=draft.pk, without_plan="on", **OFFER)
    assert not Attachment.objects.exists() and not media()


def test_a_bad_file_and_a_file_beside_another_error_are_told(signed_in, do, media):
    bad = do("proposal", key="k", plan=SimpleUploadedFile("plan.exe", b"MZ"), **OFFER)
    assert "plan.exe" in errors(bad, "proposal")["plan"][0]
    lost = do("proposal", key="k", plan=answers.pdf(), **{**OFFER, "terms": ""})
    assert errors(lost, "proposal").keys() == {"terms", "plan"}
    assert not Proposal.objects.exists() and not media()


def test_a_proposal_that_cannot_be_sent_leaves_no_file(signed_in, do, case, media):
    type(case.inquiry).objects.update(screening="quarantined")
    do("proposal", key="k", plan=answers.pdf(), valid_until="2099-01-31", send="1", **OFFER)
    assert not Proposal.objects.exists() and not media()


# --- Holds -----------------------------------------------------------------------------------


def test_a_space_is_put_on_hold_and_let_go(signed_in, do, case, page, space, lin):
    with time_machine.travel("2026-11-23T08:00:00+00:00", tick=False):
        assert do("keep_space", space=space.pk, note="At intent").status_code == 302
        hold = SpaceHold.objects.get()
        assert (hold.case, hold.user, hold.note) == (case, lin, "At intent")
        english, chinese = text(page()), text(page("zh-hans"))
        assert "until 2026-11-25 09:00 (Brussels time)" in english and "At intent" in english
        assert "预留中" in chinese and "立即解除预留" in chinese
        assert do("release_space", hold=hold.pk, words="Sorry").status_code == 302
    hold.refresh_from_db()
    assert hold.state == "released"
    assert "此预留已经结束" in text(do("release_space", hold=hold.pk))


def test_what_the_enterprise_asked_for_is_granted_or_declined(signed_in, do, case, page, space):
    asked = ask(case, space)
    assert "Until Thursday" in text(page()) and "Grant the hold" in text(page())
    assert errors(do("decline_hold", hold=asked.pk, words=""), "decline_hold")["words"]
    assert do("decline_hold", hold=asked.pk, words="Promised").status_code == 302
    again = ask(case, space)
    assert do("keep_space", space=space.pk).status_code == 302
    again.refresh_from_db()
    assert (again.state, SpaceHold.objects.count(), Message.objects.count()) == ("live", 2, 2)


def test_what_stands_against_a_hold_is_said_beside_the_form(signed_in, do, case, park_a, space, lin):
    asked = ask(case, space)
    holding.grant(builders.make_case(park_a), space, actor=lin)
    response = do("keep_space", space=space.pk)
    assert "已为另一项咨询预留至" in text(response)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_only_free_spaces_of_the_park_are_offered(signed_in, do, page, park_a, park_b):
    free, taken = builders.make_space(park_a, "Free"), builders.make_space(park_a, "Taken", status="let")
    foreign = builders.make_space(park_b, "Foreign")
    offered = page().context["forms"]["keep_space"].fields["space"].queryset
    assert list(offered) == [free]
    for refused in (taken, foreign):
        assert errors(do("keep_space", space=refused.pk), "keep_space")["space"]


def test_a_space_whose_hold_is_over_can_be_taken_before_any_chore(signed_in, do, park_a, space, lin, case):
    rival = builders.make_case(park_a)
    with time_machine.travel("2026-11-23T08:00:00+00:00", tick=False) as clock:
        holding.grant(rival, space, actor=lin)
        clock.shift(datetime.timedelta(hours=48))
        assert do("keep_space", space=space.pk).status_code == 302
    assert SpaceHold.objects.live().get().case == case


def test_a_hold_of_another_case_is_not_found_here(signed_in, do, park_a, space, lin):
    theirs = holding.grant(builders.make_case(park_a), space, actor=lin)
    for verb in ("release_space", "decline_hold"):
        for number in (theirs.pk, "9" * 18, "x"):
            assert do(verb, hold=number, words="x").status_code == 200
    theirs.refresh_from_db()
    assert theirs.state == "live"


def test_a_case_past_holding_offers_none(signed_in, page, case):
    assert "Put a space on hold" in text(page())
    Case.objects.filter(pk=case.pk).update(stage="settled")
    assert "Put a space on hold" not in text(page())


# --- Leaving ---------------------------------------------------------------------------------


def test_a_company_that_left_frees_its_space(signed_in, do, page, case, space, lin):
    assert "The company has left" not in text(page())
    ripe = builders.make_ripe(case, lin, spaces=[space])
    Settlement.objects.update(settled_on=datetime.date(2026, 1, 5))
    transitions.move(ripe, "settled", actor=lin)
    assert "The company has left" in text(page())
    for day in ("", "2999-01-01", "2026-01-04"):
        assert errors(do("leave", left_on=day), "leave")["left_on"]
    assert do("leave", left_on="2026-04-30").status_code == 302
    space.refresh_from_db()
    assert (space.status, Tenancy.objects.get().until) == ("available", datetime.date(2026, 4, 30))
    assert "The company has left" not in text(page())


# --- The space's own page --------------------------------------------------------------------


@pytest.fixture
def editor(client, operator_a):
    user = cast.make_user("edith@cbtc.example.org", language="en")
    cast.make_seat(user, operator_a, "park_editor")
    client.force_login(user)
    return client


def test_nobody_changes_the_status_under_a_hold(editor, case, space, lin):
    with time_machine.travel("2026-11-23T08:00:00+00:00", tick=False) as clock:
        holding.grant(case, space, actor=lin)
        response = change(editor, space, status="available")
        assert "It is on hold for an inquiry until 2026-11-25 09:00 (Brussels time)." in text(response)
        assert case.inquiry.reference not in text(response)
        assert change(editor, space, note_en="South side").status_code == 302
        space.refresh_from_db()
        assert (space.status, space.note_en) == ("held", "South side")
        clock.shift(datetime.timedelta(hours=48))
        assert change(editor, space, status="maintenance").status_code == 302


def test_nobody_changes_the_status_under_a_contract(editor, case, space, lin):
    transitions.move(builders.make_ripe(case, lin, spaces=[space]), "signed", actor=lin)
    assert "It is let by a signed contract." in text(change(editor, space, status="expiring"))
    space.refresh_from_db()
    assert space.status == "let"


def test_a_space_that_nobody_claims_changes_as_before(editor, space):
    assert change(editor, space, status="let").status_code == 302
    space.refresh_from_db()
    assert space.status == "let"
