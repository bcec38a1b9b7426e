"""Offers in versions: sent, superseded, opened, answered, with one file."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.models import AuditEntry
from common.uploads import check_upload
from inquiries import conversation, proposing
from inquiries.models import Attachment, Case, Message, Proposal
from inquiries.workflow import messages, transitions
from notifications.models import OutgoingEmail
from tests.inquiries import answers, builders


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a)


@pytest.fixture
def offer(case, park_a):
    offer = Proposal.objects.create(
        case=case, version=2, terms="12 EUR per m² and month", valid_until=datetime.date(2099, 1, 31)
    )
    offer.spaces.add(builders.make_space(park_a, "A101"), builders.make_space(park_a, "A102"))
    return offer


@pytest.fixture
def sent(offer, lin):
    proposing.send(offer, actor=lin)
    return offer


def fresh(row):
    row.refresh_from_db()
    return row


def say(offer, said="accepted", words="", key="web:1", language="en"):
    return proposing.answer(offer, said=said, words=words, language=language, key=key)


# --- Sending ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Proposal, version 2, valid until 2099-01-31\nSpaces: A101, A102"),
        ("zh-hans", "方案第 2 版，有效期至 2099-01-31\n空间：A101、A102"),
    ],
)
def test_the_conversation_gets_a_line_and_the_mail_a_link_never_the_terms(case, lin, offer, language, line):
    type(case.inquiry).objects.update(contact_language=language)
    with translation.override("zh-hans"):
        message = proposing.send(offer, actor=lin)
    assert message.body == line
    assert fresh(offer).sent_at is not None
    mail = OutgoingEmail.objects.get()
    assert (mail.event, mail.language, mail.about) == ("proposal_sent", language, f"case:{case.pk}")
    assert mail.context["proposal_url"] == (
        f"http://testserver/{language}/inquiry/{case.inquiry.reference}/{case.inquiry.secret}/cbtc/proposals/2/"
    )
    assert "12 EUR" not in str(mail.context)


def test_a_proposal_counts_as_the_first_answer(case, lin, offer):
    message = proposing.send(offer, actor=lin)
    assert fresh(case).first_response_at == message.created_at


def test_a_proposal_is_sent_once(lin, offer):
    first = proposing.send(offer, actor=lin)
    assert proposing.send(offer, actor=lin) == first
    assert OutgoingEmail.objects.filter(event="proposal_sent").count() == 1


def test_the_next_version_supersedes_those_before(case, lin, sent):
    third = Proposal.objects.create(case=case, version=3, terms="11 EUR", valid_until=datetime.date(2099, 1, 31))
    proposing.send(third, actor=lin)
    assert (fresh(sent).superseded_at, fresh(third).superseded_at) == (third.sent_at, None)
    assert [row.context["replaces"] for row in OutgoingEmail.objects.order_by("pk")] == [False, True]


def test_an_older_draft_cannot_follow_a_newer_version(case, lin, sent):
    first = Proposal.objects.create(case=case, version=1, terms="9 EUR", valid_until=datetime.date(2099, 1, 31))
    with translation.override("en"), pytest.raises(ValidationError, match="later version"):
        proposing.send(first, actor=lin)
    assert (fresh(first).sent_at, fresh(sent).superseded_at) == (None, None)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"terms": " "}, "terms"),
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": datetime.date(2020, 1, 1)}, "valid_until"),
    ],
)
def test_an_unfinished_proposal_stays_here(lin, offer, fields, wrong):
    Proposal.objects.update(**fields)
    with pytest.raises(ValidationError) as refusal:
        proposing.send(offer, actor=lin)
    assert set(refusal.value.message_dict) == {wrong}
    assert fresh(offer).sent_at is None
    assert not Message.objects.exists()


def test_only_its_own_park_sends_a_proposal(bao, offer):
    with pytest.raises(PermissionDenied):
        proposing.send(offer, actor=bao)


@pytest.mark.parametrize(
    "fields",
    [
        {"rent": 12, "rent_currency": "EUR", "rent_period": "month"},  # of what?
        {"first_viewed_at": timezone.now()},
        {"answer": "accepted", "answered_at": timezone.now()},
        {"sent_at": timezone.now(), "answer": "accepted"},
        {"sent_at": timezone.now(), "answer": "maybe", "answered_at": timezone.now()},
        {"sent_at": timezone.now(), "valid_until": None},
    ],
)
def test_the_database_refuses_what_makes_no_sense(offer, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=offer.pk).update(**fields)


def test_the_database_keeps_one_current_version(case, sent):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            case=case, version=9, terms="x", valid_until=datetime.date(2099, 1, 1), sent_at=timezone.now()
        )


# --- Opening ---------------------------------------------------------------------------------


def test_the_first_opening_is_kept_and_a_draft_is_opened_by_nobody(offer, lin):
    now = timezone.now()
    assert proposing.view(offer, now) is False
    proposing.send(offer, actor=lin)
    assert proposing.view(offer, now) is True
    assert proposing.view(offer, now + datetime.timedelta(days=1)) is False
    assert fresh(offer).first_viewed_at == now


# --- Answering -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words", "body"),
    [
        ("accepted", "", "We accept proposal version 2."),
        ("declined", "Too dear.", "We decline proposal version 2.\n\nToo dear."),
        ("countered", "10 EUR?", "Our counter-offer to proposal version 2:\n\n10 EUR?"),
    ],
)
def test_an_answer_is_kept_and_told_to_the_staff(case, sent, said, words, body):
    say(sent, said, words)
    message = Message.objects.get(author="enterprise")
    assert (message.body, message.language) == (body, "en")
    assert (fresh(sent).answer, sent.answered_at) == (said, message.created_at)
    assert OutgoingEmail.objects.get(event="enquirer_replied").to == "lin@cbtc.example.org"
    assert AuditEntry.objects.filter(details__what="proposal_answered", details__answer=said).count() == 1


def test_an_answer_speaks_the_language_of_its_page(sent):
    say(sent, language="zh-hans")
    assert Message.objects.get(author="enterprise").body == "我们接受方案第 2 版。"


def test_an_answer_ends_the_waiting(case, lin, sent):
    transitions.await_enterprise(case, "Do you agree?", lin)
    say(sent)
    assert fresh(case).awaiting_enterprise_since is None


def test_the_same_form_twice_is_one_answer(sent):
    for _again in range(2):
        say(sent)
    assert Message.objects.filter(author="enterprise").count() == 1
    assert OutgoingEmail.objects.filter(event="enquirer_replied").count() == 1


def test_the_last_answer_counts_and_accepting_is_final(sent):
    say(sent, "declined", key="web:1")
    say(sent, "countered", "10 EUR", key="web:2")
    say(sent, "accepted", key="web:3")
    with translation.override("en"), pytest.raises(ValidationError, match="cannot be answered"):
        say(sent, "declined", key="web:4")
    assert fresh(sent).answer == "accepted"
    assert Message.objects.filter(author="enterprise").count() == 3


@pytest.mark.parametrize(
    ("said", "words", "field"),
    [("countered", " ", "words"), ("maybe", "", "answer"), ("accepted", "x" * 4001, "words")],
)
def test_an_answer_that_says_nothing_is_refused(sent, said, words, field):
    with pytest.raises(ValidationError) as refusal:
        say(sent, said, words)
    assert set(refusal.value.message_dict) == {field}
    assert fresh(sent).answer == ""


def expire(offer, case, lin):
    Proposal.objects.filter(pk=offer.pk).update(valid_until=datetime.date(2020, 1, 1))


def supersede(offer, case, lin):
    later = Proposal.objects.create(case=case, version=3, terms="x", valid_until=datetime.date(2099, 1, 1))
    proposing.send(later, actor=lin)


def close(offer, case, lin):
    transitions.move(case, "withdrawn", actor=lin)


def draft(offer, case, lin):
    Proposal.objects.filter(pk=offer.pk).update(sent_at=None)


@pytest.mark.parametrize("happens", [expire, supersede, close, draft])
def test_an_offer_that_does_not_stand_is_not_answered(case, lin, sent, happens):
    happens(sent, case, lin)
    with translation.override("en"), pytest.raises(ValidationError, match="cannot be answered"):
        say(sent)
    assert not Message.objects.filter(author="enterprise").exists()


@pytest.mark.parametrize(
    ("now", "is_over"),
    [
        ("2026-12-31T22:59:00+00:00", False),  # 23:59 in Brussels
        ("2026-12-31T23:00:00+00:00", True),
    ],
)
def test_the_last_day_ends_where_the_operator_works(case, offer, now, is_over):
    Proposal.objects.update(valid_until=datetime.date(2026, 12, 31))
    with time_machine.travel(now, tick=False):
        assert fresh(offer).is_over is is_over


def test_a_counter_offer_answers_the_gate_of_negotiating(case, lin, sent):
    ripe = builders.make_case(case.park)
    builders.make_ripe(ripe, lin)
    type(ripe.qualification).objects.filter(case=ripe).update(budget_note="")
    Case.objects.filter(pk=ripe.pk).update(stage="proposal")
    with pytest.raises(transitions.MoveRefused) as refusal:
        transitions.move(fresh(ripe), "negotiating", actor=lin)
    assert [gap.code for gap in refusal.value.missing] == ["budget"]
    say(ripe.proposals.get(), "countered", "3800 EUR")
    transitions.move(fresh(ripe), "negotiating", actor=lin)
    assert ripe.stage == "negotiating"


# --- Its file --------------------------------------------------------------------------------


def test_a_draft_has_one_file_and_the_former_goes(offer, media, django_capture_on_commit_callbacks):
    with messages.stored_files() as stored:
        proposing.attach(offer, check_upload(answers.pdf("one.pdf")), stored)
        with django_capture_on_commit_callbacks(execute=True):
            proposing.attach(offer, check_upload(answers.pdf("two.pdf")), stored)
    assert Attachment.objects.get().name == "two.pdf"
    assert len(media()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        proposing.attach(offer, None, [])
    assert not Attachment.objects.exists() and not media()


def test_the_enterprise_still_writes_as_before(case, sent):
    conversation.write(case, body="Hello", language="en", key="1")
    assert fresh(sent).answer == ""
