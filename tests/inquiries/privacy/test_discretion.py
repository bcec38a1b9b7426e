"""Personal data is in no log line, no message to the broker, no subject line, no pattern of an address."""

import io
import logging

import pytest
from django.urls import get_resolver

from inquiries import chores, conversation, proposing
from inquiries.models import Case, Proposal
from inquiries.privacy import withdrawing
from inquiries.workflow import transitions
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render
from portal import logs
from tests.architecture.walk import named_patterns
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db
PERSONAL = ("Anna", "Peeters", "anna@", "optics.example", "47012", "Walloon", "lin@", "bao@")


@pytest.fixture
def lines():
    """Every line that any logger of the process writes meanwhile, as the product formats it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonFormatter())
    handler.addFilter(logs.Discretion())
    root = logging.getLogger()
    former = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: out.getvalue()
    root.removeHandler(handler)
    root.setLevel(former)


@pytest.fixture
def rung(monkeypatch):
    """What is handed to the broker."""
    calls = []
    monkeypatch.setattr(outbox, "ring", lambda task, *args, **words: calls.append((task, args, words)) or True)
    return calls


def test_a_whole_journey_leaves_no_trace_of_the_person(
    client, park_a, lin, media, lines, rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/inquiry/", answers.post(park_a, contact_phone="+32470123456"))
        case = Case.objects.select_related("inquiry", "park", "operator").get()
        inquiry = case.inquiry
        secret = f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/"
        for page in ("", "receipt/", "data/", "data/copy/", "data/erase/", "nothing/"):
            client.get(secret + page)
        case = builders.make_ripe(case, lin)
        transitions.move(case, "accepted", actor=lin)
        conversation.reply(case, actor=lin, body="Dear Anna Peeters", key="k1")
        conversation.write(case, body="Yours, Anna Peeters", language="en", key="k2")
        Proposal.objects.filter(case=case).delete()
        offer = Proposal.objects.create(case=case, terms="For Anna Peeters", valid_until="2099-01-01")
        proposing.send(offer, actor=lin)
        client.force_login(lin)
        client.get("/en/admin/inquiries/case/?show=all&q=Peeters")
        client.get(f"/en/admin/inquiries/case/{case.pk}/change/")
        withdrawing.withdraw(inquiry, purpose="answering", operator="cbtc")
        client.post(f"{secret}data/erase/", {"do": "ask"})
        chores.mind()
        subjects = [render(row).subject for row in OutgoingEmail.objects.all()]
        code = OutgoingEmail.objects.get(event="erasure_confirm").context["code"]
        client.post(f"{secret}data/erase/", {"do": "code", "code": code})
    assert len(subjects) > 7 and len(rung) > 5
    for name, said in (("log", lines()), ("subject", "\n".join(subjects)), ("broker", repr(rung))):
        assert [word for word in PERSONAL if word in said] == [], name
    assert inquiry.secret not in lines()
    assert "inquiry/<str:reference>/<str:secret>/data/" in lines()


def test_no_address_has_a_place_for_a_name():
    named = ("email", "phone", "contact", "name>", "company>", "wechat")
    assert [
        text
        for _name, text in named_patterns(get_resolver())
        if any(word in text and "mailbox" not in text for word in named)
    ] == []


def test_a_submission_that_fails_logs_no_answer(client, park_a, lin, media, lines):
    client.post("/en/inquiry/", answers.post(park_a, contact_email="not an address of anna@", consent=[]))
    assert [word for word in PERSONAL if word in lines()] == []
