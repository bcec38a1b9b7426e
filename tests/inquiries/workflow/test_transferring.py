"""Handing a case over: nothing is passed on before the enterprise agrees, and then only what it submitted itself."""

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from inquiries import consents, conversation
from inquiries.enums import Stage
from inquiries.models import Attachment, Case, Consent, Inquiry, Message, StageChange, Transfer
from inquiries.workflow import transferring, transitions
from inquiries.workflow.transitions import MoveRefused
from notifications.models import OutgoingEmail
from parks.models import Operator
from tests import cast
from tests.inquiries import builders


@pytest.fixture
def case(park_a, park_b, lin, bao):
    return builders.make_case(park_a)


def ask(case, park, lin, reason="They have the laboratory you need"):
    return transferring.ask(case, to_park=park, reason=reason, actor=lin)


def ticks(park, country="BE", language="en"):
    return [text.value for text in consents.for_transfer(park.operator, country, language)]


def agree(case, park, **options):
    return transferring.agree(case, **{"ticks": ticks(park), "language": "en", **options})


def mails(event):
    return list(OutgoingEmail.objects.filter(event=event))


# --- Asking ----------------------------------------------------------------------------------


def test_asking_writes_the_question_and_mails_the_enterprise_alone(case, park_b, lin, bao):
    transfer = ask(case, park_b, lin)
    assert (transfer.state, transfer.asked_by, transfer.answered_at) == ("asked", lin, None)
    [mail] = OutgoingEmail.objects.all()
    assert (mail.event, mail.to) == ("transfer_asked", "anna@optics.example.org")
    assert (mail.context["recipient"], mail.context["country"]) == ("parkb controller", "China")
    assert AuditEntry.objects.get().details == {"what": "transfer_asked", "to_park": "parkb"}
    assert not Case.objects.for_staff(bao).exists()
    assert not Transfer.objects.for_staff(bao).exists()


def test_asking_twice_for_the_same_park_is_one_question(case, park_b, lin):
    assert ask(case, park_b, lin) == ask(case, park_b, lin)
    assert len(mails("transfer_asked")) == 1


def test_one_question_at_a_time(case, park_b, lin):
    third = cast.make_park(cast.make_operator("third"), "third")
    ask(case, park_b, lin)
    with pytest.raises(MoveRefused):
        ask(case, third, lin)
    assert transferring.withdraw(case, lin) is True
    assert transferring.withdraw(case, lin) is False
    assert ask(case, third, lin).state == "asked"
    assert list(Transfer.objects.values_list("state", flat=True)) == ["withdrawn", "asked"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_the_enterprise_is_told_why_in_a_line(case, park_b, lin, reason):
    with pytest.raises(MoveRefused):
        ask(case, park_b, lin, reason)


def test_only_parks_of_others_that_take_inquiries_and_were_not_asked(case, park_a, park_b, lin):
    sister = cast.make_park(park_a.operator, "sister")
    full = cast.make_park(park_b.operator, "full", state="full")
    draft = cast.make_park(park_b.operator, "draft", state_zh_hans="draft", state_en="draft")
    assert list(transferring.targets(case)) == [park_b]
    for park in (park_a, sister, full, draft):
        with pytest.raises(MoveRefused):
            ask(case, park, lin)
    transitions.open_cases(case.inquiry, [park_b], now=timezone.now())
    with pytest.raises(MoveRefused):
        ask(case, park_b, lin)


def test_neither_strangers_nor_ended_nor_quarantined_cases(case, park_b, lin, bao):
    with pytest.raises(MoveRefused):
        ask(case, park_b, bao)
    Inquiry.objects.update(screening="quarantined")
    with pytest.raises(MoveRefused):
        ask(case, park_b, lin)
    Inquiry.objects.update(screening="clear")
    transitions.move(case, Stage.INVALID, actor=lin)
    with pytest.raises(MoveRefused):
        ask(case, park_b, lin)
    assert not Transfer.objects.exists()


def test_a_case_that_ends_otherwise_takes_the_question_back(case, park_b, lin):
    ask(case, park_b, lin)
    transitions.move(case, Stage.LOST, actor=lin, lost_reason="price")
    assert Transfer.objects.get().state == "withdrawn"
    with pytest.raises(transferring.NotAsked):
        agree(case, park_b)


# --- Agreeing --------------------------------------------------------------------------------


def test_agreeing_opens_the_new_case_and_closes_the_old_one(case, park_b, lin, bao):
    transfer = ask(case, park_b, lin)
    new = agree(case, park_b)
    transfer.refresh_from_db()
    case.refresh_from_db()
    assert (transfer.state, transfer.new_case, transfer.answered_at is not None) == ("agreed", new, True)
    assert (case.stage, case.end_note) == ("transferred", "They have the laboratory you need")
    assert (new.park, new.operator, new.stage, new.inquiry) == (park_b, park_b.operator, "new", case.inquiry)
    assert new.answer_by > timezone.now()
    assert StageChange.objects.get(case=new).note == "经企业同意，由cbtc园区转介。"
    assert [mail.to for mail in mails("transferred_in")] == [bao.email]
    assert [(mail.to, mail.context["agreed"]) for mail in mails("transfer_answered")] == [(lin.email, True)]
    [told] = mails("stage_public_change")
    assert (told.to, told.context["to_park"]) == ("anna@optics.example.org", "parkb park")


def test_the_consents_name_the_new_recipient_and_the_words_that_were_shown(case, park_b, lin):
    ask(case, park_b, lin)
    agree(case, park_b, ticks=ticks(park_b, language="zh-hans"), language="zh-hans")
    given = Consent.objects.filter(operator=park_b.operator)
    assert {(row.purpose, row.recipient_country, row.language) for row in given} == {
        ("answering", "CN", "zh-hans"),
        ("cross_border", "CN", "zh-hans"),
    }
    assert all("parkb控制者" in row.text for row in given)


def test_at_home_no_cross_border_consent_is_asked_for(case, lin):
    near = cast.make_park(cast.make_operator("near"), "near")
    transfer = ask(case, near, lin)
    assert [text.key for text in transferring.texts(case, transfer, "en")] == ["answering"]


@pytest.mark.parametrize("missing", [0, 1])
def test_every_box_must_be_ticked(case, park_b, lin, missing):
    ask(case, park_b, lin)
    some = ticks(park_b)
    del some[missing]
    with pytest.raises(transferring.ConsentMissing):
        agree(case, park_b, ticks=some)
    assert (Consent.objects.count(), Case.objects.count(), Transfer.objects.get().state) == (0, 1, "asked")


def test_words_that_changed_meanwhile_are_not_agreed_to(case, park_b, lin):
    ask(case, park_b, lin)
    shown = ticks(park_b)
    Operator.objects.filter(pk=park_b.operator_id).update(controller_name_en="Somebody else")
    with pytest.raises(transferring.ConsentMissing):
        agree(case, park_b, ticks=shown)


def test_a_withdrawn_consent_is_given_anew(case, park_b, lin):
    old = consents.rows(case.inquiry, consents.for_transfer(park_b.operator, "BE", "en"), timezone.now())
    Consent.objects.bulk_create(old)
    Consent.objects.update(withdrawn_at=timezone.now(), text="old words")
    ask(case, park_b, lin)
    agree(case, park_b)
    assert Consent.objects.filter(withdrawn_at=None).exclude(text="old words").count() == 2


def test_a_park_that_closed_meanwhile_gets_nothing(case, park_b, lin):
    ask(case, park_b, lin)
    type(park_b).objects.filter(pk=park_b.pk).update(state="full")
    with pytest.raises(MoveRefused):
        agree(case, park_b)
    assert (Consent.objects.count(), Case.objects.get().stage) == (0, "new")


def test_agreeing_again_changes_nothing(case, park_b, lin):
    ask(case, park_b, lin)
    agree(case, park_b)
    with pytest.raises(transferring.NotAsked):
        agree(case, park_b)
    assert Case.objects.count() == 2


def test_declining_leaves_the_case_where_it_is(case, park_b, lin, bao):
    ask(case, park_b, lin)
    transferring.decline(case)
    assert (Transfer.objects.get().state, Case.objects.get().stage) == ("declined", "new")
    assert [(mail.to, mail.context["agreed"]) for mail in mails("transfer_answered")] == [(lin.email, False)]
    assert not Case.objects.for_staff(bao).exists()
    with pytest.raises(transferring.NotAsked):
        transferring.decline(case)


# --- Who sees what ---------------------------------------------------------------------------


def test_only_what_the_enterprise_submitted_is_passed_on(case, park_b, lin, bao, media):
    conversation.write(case, body="Between us", language="en", key="1")
    conversation.note(case, actor=lin, body="They cannot pay")
    Attachment.objects.create(inquiry=case.inquiry, name="plan.pdf", content_type="application/pdf", size=4)
    said = Message.objects.get()
    Attachment.objects.create(message=said, name="secret.pdf", content_type="application/pdf", size=4)
    assert not Inquiry.objects.for_staff(bao).exists()
    ask(case, park_b, lin)
    new = agree(case, park_b)
    assert list(Case.objects.for_staff(bao)) == [new]
    assert list(Inquiry.objects.for_staff(bao)) == [case.inquiry]
    assert [file.name for file in Attachment.objects.for_staff(bao)] == ["plan.pdf"]
    assert not Message.objects.for_staff(bao).exists()
    assert not Transfer.objects.for_staff(bao).exists()
    assert new.qualification.mode == case.inquiry.mode
    words = " ".join(str(mail.context) for mail in OutgoingEmail.objects.filter(to=bao.email))
    assert "laboratory" not in words and "Between us" not in words


def test_the_old_operator_sees_nothing_of_the_new_case(case, park_b, lin):
    ask(case, park_b, lin)
    agree(case, park_b)
    assert list(Case.objects.for_staff(lin)) == [case]
    assert list(Transfer.objects.for_staff(lin)) == [Transfer.objects.get()]
