"""Rejecting out of quarantine: the own case only, with a reason, without a mail, and taken back by a release."""

import pytest
from django.utils import translation

from accounts.models import AuditEntry
from inquiries import submission
from inquiries.models import Case, Inquiry, StageChange
from inquiries.workflow import quarantine, transitions
from inquiries.workflow.transitions import MoveRefused
from notifications.models import OutgoingEmail
from tests.inquiries import answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def inquiry(park_a, park_b, lin, bao):
    return submission.submit(answers.submission(park_a, park_b, suspicions=("too_fast",))).inquiry


@pytest.fixture
def case(inquiry):
    return inquiry.cases.get(park__slug="cbtc")


def states():
    return set(OutgoingEmail.objects.values_list("state", flat=True))


def test_a_rejection_ends_the_own_case_and_leaves_the_mails_withheld(case, inquiry, lin):
    mails = OutgoingEmail.objects.count()
    change = quarantine.reject(case, actor=lin, reason=" Sells  watches ")
    assert (change.from_stage, change.to_stage, change.note, change.actor) == ("new", "invalid", "Sells watches", lin)
    case.refresh_from_db()
    assert (case.stage, case.end_note) == ("invalid", "Sells watches")
    assert inquiry.cases.get(park__slug="parkb").stage == "new"
    assert Inquiry.objects.get().screening == "quarantined"
    assert (OutgoingEmail.objects.count(), states()) == (mails, {"withheld"})
    entry = AuditEntry.objects.latest("pk")
    assert entry.details == {"what": "quarantine_rejected", "reasons": ["too_fast"]}
    assert quarantine.is_rejected(Case.objects.select_related("inquiry").get(pk=case.pk))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_rejection_needs_a_reason(case, lin, reason):
    with pytest.raises(MoveRefused):
        quarantine.reject(case, actor=lin, reason=reason)
    assert Case.objects.get(pk=case.pk).stage == "new"


def test_only_from_quarantine_and_only_by_who_works_there(case, inquiry, lin, bao, wei):
    with pytest.raises(MoveRefused, match="another operator"):
        quarantine.reject(case, actor=bao, reason="Spam")
    submission.release(inquiry, wei)
    with pytest.raises(MoveRefused, match="not in quarantine"):
        quarantine.reject(case, actor=lin, reason="Spam")


def test_a_release_takes_the_rejection_back_and_the_mails_go_once(case, inquiry, lin):
    quarantine.reject(case, actor=lin, reason="Spam")
    assert submission.release(inquiry, lin)
    case.refresh_from_db()
    assert (case.stage, case.end_note, case.promise_kept) == ("new", "", None)
    log = list(StageChange.objects.filter(case=case).order_by("pk").values_list("to_stage", "note"))
    assert log == [("new", ""), ("invalid", "Spam"), ("new", "Released from quarantine")]
    assert states() == {"queued"}
    events = sorted(OutgoingEmail.objects.values_list("event", flat=True))
    assert events == ["inquiry_new", "inquiry_new", "inquiry_received"]
    assert not submission.release(inquiry, lin)


def test_a_release_by_another_park_leaves_the_rejection_alone(case, inquiry, lin, bao):
    quarantine.reject(case, actor=lin, reason="Spam")
    assert submission.release(inquiry, bao)
    case.refresh_from_db()
    assert (case.stage, inquiry.cases.get(park__slug="parkb").stage) == ("invalid", "new")
    case = Case.objects.select_related("inquiry").get(pk=case.pk)
    assert not quarantine.is_rejected(case)
    transitions.move(case, "new", actor=lin, note="They are real")
    assert not OutgoingEmail.objects.filter(event="stage_public_change").exists()
