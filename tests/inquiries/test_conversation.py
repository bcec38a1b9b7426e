import dataclasses
import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from PIL import Image

from accounts.models import AuditEntry
from common.uploads import check_upload
from inquiries import conversation, proposing
from inquiries.models import Attachment, Case, Interaction, Message, Note, Proposal
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from tests.inquiries import builders


@pytest.fixture
def case(park_a, lin):
    return builders.make_case(park_a)


def picture(name="plan.png"):
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return check_upload(SimpleUploadedFile(name, content.getvalue(), "image/png"))


def stored():
    """Every attachment's file on disk."""
    names, folders = [], ["attachments"]
    while folders:
        folder = folders.pop()
        if not default_storage.exists(folder):
            continue
        inner, files = default_storage.listdir(folder)
        folders += [f"{folder}/{name}" for name in inner]
        names += [f"{folder}/{name}" for name in files]
    return sorted(names)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def mails(event):
    return list(OutgoingEmail.objects.filter(event=event))


# --- The park answers ------------------------------------------------------------------------


def test_a_reply_is_stored_mailed_and_audited(case, lin):
    message = conversation.reply(case, actor=lin, body="您好，\r\n欢迎来访。\u200b", files=[picture()], key="form-1")
    assert (message.case, message.user, message.author) == (case, lin, "staff")
    assert message.body == "您好，\n欢迎来访。"
    [attachment] = message.attachments.all()
    assert (attachment.name, attachment.content_type) == ("plan.png", "image/png")
    assert stored() == [attachment.file.name]
    [mail] = mails("message")
    assert (mail.to, mail.language, mail.audience) == ("anna@optics.example.org", "en", "enquirer")
    assert (mail.context["body"], mail.context["files"]) == ("您好，\n欢迎来访。", ["plan.png"])
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.details) == (lin, {"what": "message", "message": message.pk})
    assert "欢迎" not in entry.label


def test_the_first_answer_is_stored_once(case, lin):
    first = conversation.reply(case, actor=lin, body="One", key="1")
    conversation.reply(case, actor=lin, body="Two", key="2")
    assert Case.objects.get().first_response_at == first.created_at


def test_a_late_first_answer_on_a_forced_case_settles_the_promise(park_a, lin):
    case = builders.make_case(park_a)
    Case.objects.filter(pk=case.pk).update(stage="contacted")
    conversation.reply(case, actor=lin, body="One", key="1")
    assert Case.objects.get().promise_kept is True


def test_the_same_form_twice_is_one_message_one_file_one_mail(case, lin):
    first = conversation.reply(case, actor=lin, body="Hello", files=[picture()], key="form-1")
    second = conversation.reply(case, actor=lin, body="Hello", files=[picture()], key="form-1")
    assert first == second
    assert (Message.objects.count(), Attachment.objects.count(), len(stored())) == (1, 1, 1)
    assert (len(mails("message")), AuditEntry.objects.count()) == (1, 1)


@pytest.mark.parametrize("side", ["park", "enterprise"])
def test_a_corrected_form_is_a_second_message_and_its_repeat_is_none(case, lin, side):
    def send(body, *files):
        if side == "park":
            return conversation.reply(case, actor=lin, body=body, files=files, key="form-1")
        return conversation.write(case, body=body, files=files, language="en", key="form-1")

    first = send("We need 200 m².")
    corrected = send("We need 300 m².")
    with_plan = send("We need 300 m².", picture())
    assert send("We need 300\u200b m².") == corrected
    assert send("We need 300 m².", picture()) == with_plan
    assert list(Message.objects.order_by("pk")) == [first, corrected, with_plan]
    assert [message.body for message in (first, corrected)] == ["We need 200 m².", "We need 300 m²."]
    assert len(mails("message" if side == "park" else "enquirer_replied")) == 3


def test_a_key_reaches_nothing_of_another_case_or_side(case, park_a, lin):
    other = builders.make_case(park_a)
    ours = conversation.reply(case, actor=lin, body="For the first", key="same")
    theirs = conversation.reply(other, actor=lin, body="For the second", key="same")
    answer = conversation.write(case, body="From outside", language="en", key="same")
    assert len({ours.pk, theirs.pk, answer.pk}) == 3


@pytest.mark.parametrize("body", ["", "   ", "\n\u200b\n"])
def test_an_empty_message_is_refused_but_a_file_alone_is_fine(case, lin, body):
    with pytest.raises(ValidationError) as refusal:
        conversation.reply(case, actor=lin, body=body, key="1")
    assert "body" in refusal.value.message_dict
    message = conversation.reply(case, actor=lin, body=body, files=[picture()], key="2")
    assert message.attachments.count() == 1


def test_too_much_is_refused_in_the_readers_language(case, lin):
    for language, words in (("en", "At most 5000 characters, please."), ("zh-hans", "最多 5000 个字符。")):
        with translation.override(language), pytest.raises(ValidationError) as refusal:
            conversation.reply(case, actor=lin, body="长" * 5001, key="1")
        with translation.override(language):
            assert refusal.value.message_dict == {"body": [words]}
    with pytest.raises(ValidationError) as refusal:
        conversation.reply(case, actor=lin, body="x", files=[picture()] * 6, key="1")
    assert "files" in refusal.value.message_dict
    assert not Message.objects.exists()


def test_staff_of_another_park_say_nothing_here(case, bao):
    for attempt in (
        lambda: conversation.reply(case, actor=bao, body="Come to us", key="1"),
        lambda: conversation.note(case, actor=bao, body="x"),
        lambda: conversation.log_interaction(case, actor=bao, kind="call", happened_at=timezone.now(), summary="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Message.objects.exists() and not Note.objects.exists() and not Interaction.objects.exists()


def test_nothing_is_said_to_a_quarantined_inquiry_before_it_is_released(case, lin):
    offer = Proposal.objects.create(case=case, terms="12 EUR", valid_until=datetime.date(2099, 1, 31))
    type(case.inquiry).objects.update(screening="quarantined")
    for language, words in (
        ("en", "Release the inquiry from quarantine first."),
        ("zh-hans", "请先解除此咨询的隔离。"),
    ):
        for attempt in (
            lambda: conversation.reply(case, actor=lin, body="Welcome", files=[picture()], key="1"),
            lambda: proposing.send(offer, actor=lin),
        ):
            with translation.override(language), pytest.raises(ValidationError) as refusal:
                attempt()
            with translation.override(language):
                assert refusal.value.messages == [words]
        with translation.override(language), pytest.raises(transitions.MoveRefused) as refused:
            transitions.await_enterprise(case, "How many people?", lin)
        assert refused.value.reasons == [words]
    case.refresh_from_db()
    offer.refresh_from_db()
    assert (case.first_response_at, case.awaiting_enterprise_since, offer.sent_at) == (None, None, None)
    assert not Message.objects.exists() and not OutgoingEmail.objects.exists() and not stored()


def test_a_failure_leaves_neither_rows_nor_files(case, lin):
    good, bad = picture("a.png"), dataclasses.replace(picture("b.png"), size=-1)  # the database refuses this row
    with pytest.raises(IntegrityError), transaction.atomic():
        conversation.reply(case, actor=lin, body="Hello", files=[good, bad], key="1")
    assert not stored()
    assert not Message.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_the_park_may_write_after_the_end(case, lin):
    transitions.move(case, "withdrawn", actor=lin)
    conversation.reply(case, actor=lin, body="All the best", key="1")
    assert Case.objects.get().stage == "withdrawn"


# --- The enterprise writes -------------------------------------------------------------------


def test_a_message_of_the_enterprise_reaches_the_staff_in_their_language(case, lin):
    message = conversation.write(case, body="When can we visit?", files=[picture()], language="en", key="1")
    assert (message.author, message.user, message.language) == ("enterprise", None, "en")
    [mail] = mails("enquirer_replied")
    assert (mail.to, mail.language, mail.context["files"]) == (lin.email, "zh-hans", ["plan.png"])
    assert Case.objects.get().first_response_at is None
    assert not mails("message")


def test_an_answer_ends_the_wait(case, lin):
    transitions.await_enterprise(case, "How many people?", lin)
    conversation.write(case, body="Twelve", language="en", key="1")
    case.refresh_from_db()
    assert (case.awaiting_enterprise_since, case.awaiting_question) == (None, "")
    assert AuditEntry.objects.filter(details__resumed=True).count() == 1


def test_after_the_end_the_message_is_kept_and_the_staff_are_told(case, lin):
    transitions.move(case, "duplicate", actor=lin)
    conversation.write(case, body="Where to?", language="en", key="1")
    [mail] = mails("enquirer_replied")
    assert (mail.context["ended"], mail.context["stage_label"]) == (True, "重复")
    assert Case.objects.get().stage == "duplicate"


def test_sent_twice_is_written_once(case, lin):
    first = conversation.write(case, body="Hello", language="en", key="1")
    assert conversation.write(case, body="Hello", language="en", key="1") == first
    assert len(mails("enquirer_replied")) == 1


# --- What only the park keeps ----------------------------------------------------------------


def test_a_note_is_kept_and_mailed_to_nobody(case, lin):
    note = conversation.note(case, actor=lin, body="Ask the mayor")
    assert (note.user, note.body) == (lin, "Ask the mayor")
    assert not OutgoingEmail.objects.exists()
    assert Case.objects.get().first_response_at is None
    with pytest.raises(ValidationError):
        conversation.note(case, actor=lin, body=" ")


def test_a_corrected_note_or_contact_is_a_second_one(case, lin):
    at = timezone.now()
    for text in ("Ask the mayor", "Ask the mayor", "Ask the old mayor"):
        conversation.note(case, actor=lin, body=text, key="form-1")
        conversation.log_interaction(case, actor=lin, kind="call", happened_at=at, summary=text, key="form-1")
    assert sorted(Note.objects.values_list("body", flat=True)) == ["Ask the mayor", "Ask the old mayor"]
    assert sorted(Interaction.objects.values_list("summary", flat=True)) == ["Ask the mayor", "Ask the old mayor"]


def test_a_call_is_a_first_answer(case, lin):
    before = timezone.now()
    conversation.log_interaction(case, actor=lin, kind="call", happened_at=before, summary="They want 300 m².")
    assert Case.objects.get().first_response_at == before
    conversation.reply(case, actor=lin, body="Later", key="1")
    assert Case.objects.get().first_response_at == before


@pytest.mark.parametrize("earlier", [datetime.timedelta(minutes=1), datetime.timedelta(days=3)])
def test_a_contact_before_the_inquiry_is_kept_and_answers_nothing(case, lin, earlier):
    Case.objects.update(stage="contacted")
    before = case.created_at - earlier
    conversation.log_interaction(case, actor=lin, kind="meeting", happened_at=before, summary="At a fair")
    assert Interaction.objects.get().happened_at == before
    case.refresh_from_db()
    assert (case.first_response_at, case.promise_kept) == (None, None)
    answer = conversation.reply(case, actor=lin, body="Welcome", key="1")
    case.refresh_from_db()
    assert (case.first_response_at, case.promise_kept) == (answer.created_at, True)


def test_a_call_in_the_minute_of_the_inquiry_answers_it(park_a, lin):
    case = builders.make_case(park_a, now=datetime.datetime(2026, 11, 10, 9, 30, 40, tzinfo=datetime.UTC))
    minute = datetime.datetime(2026, 11, 10, 9, 30, tzinfo=datetime.UTC)
    conversation.log_interaction(case, actor=lin, kind="call", happened_at=minute, summary="Called at once")
    case.refresh_from_db()
    assert case.first_response_at == case.created_at


def test_a_contact_is_checked(case, lin):
    with pytest.raises(ValidationError) as refusal:
        conversation.log_interaction(
            case,
            actor=lin,
            kind="pigeon",
            happened_at=timezone.now() + datetime.timedelta(hours=1),
            summary=" ",
        )
    assert set(refusal.value.message_dict) == {"kind", "happened_at", "summary"}
    assert Case.objects.get().first_response_at is None
