"""Who may answer by mail, and what becomes of everything else."""

import pytest
from django.utils import timezone

from accounts.models import User
from inquiries import reply_addresses
from inquiries.inbound import receiving
from inquiries.models import Attachment, IncomingEmail, Inquiry, Message
from inquiries.reply_addresses import Writer
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from notifications.outbox import Mail, queue
from parks.models import Membership
from tests.inquiries import builders
from tests.inquiries.inbound import letters
from tests.inquiries.inbound.conftest import HOST_ADDRESS

pytestmark = pytest.mark.django_db
ANNA = "anna@optics.example.org"


def state_of(row):
    row = IncomingEmail.objects.get(pk=row.pk)
    return row.state, row.reason


# --- Taken over -------------------------------------------------------------------------------


def test_the_enterprise_answers(case, lin, annas):
    row = receiving.receive(letters.gmail_en(annas))
    message = Message.objects.get()
    assert (message.case, message.author, message.body) == (case, "enterprise", letters.ANSWER_EN)
    assert (row.state, row.reason, row.message, row.case) == ("accepted", "", message, case)
    assert [mail.to for mail in OutgoingEmail.objects.filter(event="enquirer_replied")] == [lin.email]


def test_an_answer_ends_the_waiting(case, lin, annas):
    transitions.await_enterprise(case, "How many people?", lin)
    receiving.receive(letters.qq(annas))
    case.refresh_from_db()
    assert case.awaiting_enterprise_since is None
    assert Message.objects.filter(author="enterprise").get().body == letters.ANSWER_ZH


def test_staff_answer_the_enterprise(case, lin, lins):
    row = receiving.receive(letters.outlook_en(lins, sender=lin.email))
    message = Message.objects.get()
    assert (message.author, message.user, message.body) == ("staff", lin, letters.ANSWER_EN)
    assert row.message == message
    mail = OutgoingEmail.objects.get(event="message")
    assert (mail.to, mail.reply_to) == (ANNA, reply_addresses.address(Writer(case.pk)))
    case.refresh_from_db()
    assert case.first_response_at is not None


def test_the_same_mail_twice_is_one_message(case, annas):
    first = receiving.receive(letters.gmail_en(annas))
    again = receiving.receive(letters.gmail_en(annas))
    assert first.pk == again.pk
    assert Message.objects.count() == OutgoingEmail.objects.filter(event="enquirer_replied").count() == 1


def test_addresses_survive_capitals(case, annas):
    row = receiving.receive(letters.gmail_en(annas.upper(), sender="Anna@Optics.Example.org"))
    assert state_of(row) == ("accepted", "")


def test_files_are_taken_over_and_refused_ones_named(case, annas):
    files = [
        ("plan.pdf", "application/pdf", letters.PDF),
        ("tool.exe", "application/octet-stream", b"MZ"),
        ("fake.pdf", "application/pdf", b"no pdf"),
    ]
    row = receiving.receive(letters.with_files(annas, files=files))
    assert [file.name for file in Attachment.objects.filter(message=row.message)] == ["plan.pdf"]
    body = row.message.body
    assert body.startswith(letters.ANSWER_EN)
    assert "[“tool.exe” cannot be accepted. Accepted are: PDF, DOCX, XLSX, PPTX, JPG, PNG.]" in body
    assert "“fake.pdf” is not a real PDF document" in body


def test_the_sixth_file_is_named(case, annas):
    files = [(f"{number}.pdf", "application/pdf", letters.PDF + str(number).encode()) for number in range(6)]
    row = receiving.receive(letters.with_files(annas, files=files))
    assert Attachment.objects.filter(message=row.message).count() == 5
    assert "“5.pdf” was not taken over: a message holds at most 5 files." in row.message.body


def test_files_without_words_are_a_message(case, annas):
    files = [("plan.pdf", "application/pdf", letters.PDF)]
    row = receiving.receive(letters.with_files(annas, files=files, body="> quoted\n> all of it"))
    assert (row.message.body, row.message.attachments.count()) == ("", 1)


def test_a_long_mail_says_that_it_goes_on(case, annas):
    row = receiving.receive(letters.with_files(annas, body="word " * 2000))
    assert len(row.message.body) <= 5000
    assert row.message.body.endswith("[The mail goes on; its end was too long for a message.]")
    assert len(row.original) > 9000


def test_secrets_of_a_quoted_mail_stay_secret(case, annas):
    """Bottom quotations are kept in doubt; the other side must not find the way into the enterprise's page there."""
    secret = case.inquiry.secret
    broken = f"{secret[:12]}\n> {secret[12:]}"
    body = f"> see http://testserver/en/inquiries/{case.inquiry.reference}/{secret}/\n> {broken} {annas}\n\nTwelve."
    row = receiving.receive(letters.with_files(annas, body=body))
    token = annas.partition("+")[2].partition("@")[0]
    for text in (row.text, row.original, row.message.body):
        assert secret not in text
        assert secret[12:] not in text
        assert token not in text
        assert "Twelve." in text


def test_a_reply_address_broken_over_lines_is_blotted_out_too(case, annas):
    broken = annas.replace("+", "+\n> ")
    broken = f"{broken[:40]}\n> {broken[40:]}"
    row = receiving.receive(letters.with_files(annas, body=f"Twelve.\n\n> {broken}\n\nThirteen."))
    token = annas.partition("+")[2].partition("@")[0]
    assert token not in "".join(row.original.replace(">", "").split())
    assert token[-12:] not in row.original
    assert "Thirteen." in row.original


# --- Held back --------------------------------------------------------------------------------


def test_a_stranger_with_the_address_is_held_back(case, lin, annas):
    row = receiving.receive(letters.gmail_en(annas, sender="colleague@optics.example.org"))
    assert state_of(row) == ("quarantined", "stranger")
    assert (row.case, row.text) == (case, letters.ANSWER_EN)
    assert not Message.objects.exists()
    assert [mail.to for mail in OutgoingEmail.objects.filter(event="mail_held")] == [lin.email]
    receiving.receive(letters.gmail_en(annas, sender="other@x.org", number="2@mail"))
    assert OutgoingEmail.objects.filter(event="mail_held").count() == 1, "one notice a day"


def test_another_members_address_is_no_key_for_me(case, bao, lins):
    assert state_of(receiving.receive(letters.gmail_en(lins, sender=bao.email))) == ("quarantined", "stranger")


def test_the_enterprise_cannot_write_as_staff(case, lins):
    assert state_of(receiving.receive(letters.gmail_en(lins))) == ("quarantined", "stranger")


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (f"reply+{'a' * 32}@parks.example.org", "forged"),
        ("reply@parks.example.org", "no_address"),
        ("x@y.org", "no_address"),
    ],
)
def test_without_a_good_address_it_is_the_platforms_alone(case, to, reason):
    row = receiving.receive(letters.gmail_en(to))
    assert (*state_of(row), row.case) == ("quarantined", reason, None)
    assert not OutgoingEmail.objects.filter(event="mail_held").exists()


def test_a_case_that_is_gone(case):
    address = reply_addresses.address(Writer(case.pk + 1000))
    assert state_of(receiving.receive(letters.gmail_en(address))) == ("quarantined", "no_case")


def test_one_mail_to_two_cases(case, annas, park_b):
    other = reply_addresses.address(Writer(builders.make_case(park_b).pk))
    row = receiving.receive(letters.gmail_en(f"{annas}, {other}"))
    assert (*state_of(row), row.case) == ("quarantined", "several", None)


def test_an_address_in_the_envelope_counts(case, annas):
    raw = f"Delivered-To: {annas}\r\n".encode() + letters.gmail_en("undisclosed-recipients:;")
    assert state_of(receiving.receive(raw)) == ("accepted", "")


def test_who_lost_the_seat_writes_no_more(case, lin, lins):
    Membership.objects.filter(user=lin).delete()
    assert state_of(receiving.receive(letters.gmail_en(lins, sender=lin.email))) == ("quarantined", "no_right")
    User.objects.filter(pk=lin.pk).update(is_active=False)
    row = receiving.receive(letters.gmail_en(lins, sender=lin.email, number="2@mail"))
    assert state_of(row) == ("quarantined", "no_right")


def test_a_quarantined_inquiry_gets_no_answer_by_mail(case, lin, lins):
    Inquiry.objects.update(screening="quarantined")
    row = receiving.receive(letters.gmail_en(lins, sender=lin.email))
    assert state_of(row) == ("quarantined", "refused")


def test_a_mail_that_the_server_doubts(case, annas):
    more = "Authentication-Results: mx; spf=pass; dmarc=fail header.from=optics.example.org\r\n"
    assert state_of(receiving.receive(letters.gmail_en(annas, more=more))) == ("quarantined", "unauthentic")


def test_nothing_said(case, annas):
    assert state_of(receiving.receive(letters.with_files(annas, body="> only\n> quoted"))) == ("quarantined", "empty")


def test_too_large(case, annas):
    row = receiving.receive(letters.gmail_en(annas), 50 * 1024 * 1024)
    assert (*state_of(row), row.size) == ("quarantined", "too_large", 50 * 1024 * 1024)


def test_unreadable(case):
    row = receiving.receive(b"Content-Type: a; " + b";" * 10_000 + b"\r\n\r\n")
    assert state_of(row) == ("quarantined", "unreadable")
    assert row.raw.size > 10_000


def test_a_flood_is_held_back(case, annas):
    for number in range(receiving.HOURLY):
        receiving.receive(letters.apple(annas, number=f"{number}@mail"))
    assert Message.objects.count() == receiving.HOURLY
    assert state_of(receiving.receive(letters.apple(annas, number="more@mail"))) == ("quarantined", "too_many")


# --- Machines ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: auto-replied\r\n",
        "Auto-Submitted: auto-generated (vacation)\r\n",
        "Precedence: bulk\r\n",
        "Precedence: auto_reply\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "X-Autoreply: yes\r\n",
    ],
)
def test_automatic_answers_are_ignored(case, annas, more):
    assert state_of(receiving.receive(letters.gmail_en(annas, more=more))) == ("ignored", "auto_reply")
    assert not Message.objects.exists()


@pytest.mark.parametrize("subject", ["Automatic reply: PB", letters.word("自动回复：园区"), "Out of Office Re: x"])
def test_automatic_answers_by_their_subject(case, annas, subject):
    assert state_of(receiving.receive(letters.gmail_en(annas, subject=subject))) == ("ignored", "auto_reply")


@pytest.mark.parametrize(
    "more", ["Auto-Submitted: no\r\n", "Precedence: normal\r\n", "X-Auto-Response-Suppress: DR, OOF\r\n"]
)
def test_a_persons_mail_is_no_machines(case, annas, more):
    assert state_of(receiving.receive(letters.gmail_en(annas, more=more))) == ("accepted", "")


def test_an_empty_return_path(case, annas):
    raw = letters.gmail_en(annas).replace(b"Return-Path: <anna@optics.example.org>", b"Return-Path: <>")
    assert state_of(receiving.receive(raw)) == ("ignored", "auto_reply")


def test_our_own_mail_on_a_round_trip(case, annas, settings):
    [sent] = queue(Mail("message", ANNA, "en", "enquirer"))
    raw = letters.gmail_en(annas, number=sent.message_id.strip("<>"))
    assert state_of(receiving.receive(raw)) == ("ignored", "loop")
    assert state_of(receiving.receive(letters.gmail_en(annas, sender=HOST_ADDRESS))) == ("ignored", "loop")


def test_a_bounce_marks_the_mail_that_came_back(case):
    sent, other = queue(Mail("message", ANNA, "en", "enquirer"), Mail("message", "b@x.org", "en", "enquirer"))
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
    assert state_of(receiving.receive(letters.bounce(sent.message_id))) == ("ignored", "bounce")
    sent.refresh_from_db()
    other.refresh_from_db()
    assert (sent.state, other.state) == ("bounced", "sent")
    assert "550 5.1.1 No such user" in sent.last_error or "5.1.1" in sent.last_error


def test_a_delay_is_no_bounce(case):
    [sent] = queue(Mail("message", ANNA, "en", "enquirer"))
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
    receiving.receive(letters.bounce(sent.message_id, action="delayed"))
    assert OutgoingEmail.objects.get().state == "sent"


# --- Failures ---------------------------------------------------------------------------------


@pytest.fixture
def broken_storage(settings, tmp_path):
    """A folder where no attachment can be written; mails as they came can."""
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "attachments").write_text("a file where a folder should be")
    return tmp_path / "media" / "attachments"


def test_what_fails_is_kept_and_tried_again(case, annas, broken_storage):
    files = [("plan.pdf", "application/pdf", letters.PDF)]
    row = receiving.receive(letters.with_files(annas, files=files))
    assert (*state_of(row), row.attempts) == ("failed", "error", 1)
    assert not Message.objects.exists()
    assert receiving.retry() == 0
    assert IncomingEmail.objects.get().attempts == 2
    broken_storage.unlink()
    assert receiving.retry() == 1
    assert state_of(row) == ("accepted", "")
    assert Message.objects.get().attachments.count() == 1
    assert receiving.retry() == 0


def test_after_five_attempts_a_person_is_needed(case, annas, broken_storage):
    row = receiving.receive(letters.with_files(annas, files=[("plan.pdf", "application/pdf", letters.PDF)]))
    for _ in range(9):
        receiving.retry()
    assert IncomingEmail.objects.get(pk=row.pk).attempts == receiving.MAX_ATTEMPTS
