import time
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications import delivery
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from notifications.outbox import queue, resend
from tests.journeys.smtp import Fault

pytestmark = pytest.mark.django_db


def stored():
    return OutgoingEmail.objects.get()


def states():
    return list(OutgoingEmail.objects.order_by("pk").values_list("state", flat=True))


# --- What arrives ------------------------------------------------------------------------------


def test_a_mail_arrives_with_its_words_and_headers(sink, digest_mail):
    (row,) = queue(digest_mail(language="zh-hans", reply_to="lin@cbtc.example.org"))
    tally = delivery.drain()
    assert (tally.sent, tally.tried) == (1, 1)
    (received,) = sink.received
    parsed = received.parsed
    row = stored()
    assert received.message_id == row.message_id
    assert received.recipients == ("anna@firm.example.org",)
    assert parsed["Subject"] == row.subject != ""
    assert parsed["Content-Language"] == "zh-hans"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Reply-To"] == "lin@cbtc.example.org"
    assert parsed["From"] == "Parkbridge <noreply@parkbridge.example.org>"
    assert parsed["Date"].datetime == row.first_attempt_at.replace(microsecond=0)
    assert parsed.get_body(("plain",)).get_content().replace("\r\n", "\n") == row.text
    assert "<table" in parsed.get_body(("html",)).get_content()
    assert (row.state, row.attempts, row.lease, row.last_error) == (MailState.SENT, 1, None, "")
    assert row.sent_at is not None


CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:考察\r\nEND:VCALENDAR\r\n"


def test_an_invitation_is_an_alternative_that_says_its_method_and_a_file(sink, digest_mail):
    queue(digest_mail(calendar=CALENDAR))
    delivery.drain()
    (received,) = sink.received
    parts = [part for part in received.parsed.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    assert [(part.get_content_type(), part.get_param("method"), part.get_filename()) for part in parts] == [
        ("text/calendar", "REQUEST", None),
        ("application/ics", None, "invite.ics"),
    ]
    assert {part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in parts} == {
        CALENDAR.replace("\r\n", "\n")
    }
    (alternative,) = [part for part in received.parsed.walk() if part.get_content_type() == "multipart/alternative"]
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_a_subscription_ends_with_one_click(sink, digest_mail):
    queue(digest_mail(unsubscribe_url="https://parkbridge.example.org/zh-hans/unsubscribe/s/"))
    delivery.drain()
    (received,) = sink.received
    assert received.parsed["List-Unsubscribe"] == "<https://parkbridge.example.org/zh-hans/unsubscribe/s/>"
    assert received.parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_batch_travels_over_one_connection(sink, digest_mail):
    queue(*(digest_mail(f"reader{n}@firm.example.org") for n in range(120)))
    before = sink.connections
    tally = delivery.drain()
    assert tally.sent == 120
    assert len(sink.message_ids) == 120
    assert sink.connections - before == 3, "50 a batch"


def test_only_due_rows_leave(sink, digest_mail):
    rows = queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(6)))
    for row, state in zip(rows, ["withheld", "aborted", "failed", "sending", "bounced"], strict=False):
        OutgoingEmail.objects.filter(pk=row.pk).update(state=state, claimed_at=timezone.now())
    assert delivery.drain().sent == 1
    assert [mail.recipients[0] for mail in sink.received] == ["r5@firm.example.org"]


def test_the_rows_that_rang_leave_first(sink, digest_mail):
    rows = queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(5)))
    delivery.drain([rows[4].pk], limit=2)
    assert {mail.recipients[0] for mail in sink.received} == {"r4@firm.example.org", "r0@firm.example.org"}


def test_a_row_of_a_web_server_whose_clock_is_ahead_leaves_when_it_rings(sink, digest_mail):
    (row,) = queue(digest_mail())
    OutgoingEmail.objects.update(next_attempt_at=timezone.now() + timedelta(seconds=10))
    assert delivery.drain().sent == 0
    assert delivery.drain([row.pk]).sent == 1


def test_a_copy_has_its_own_envelope_and_its_refusal_is_a_warning(sink, digest_mail):
    sink.refused = {"bao@parkb.example.org"}
    queue(digest_mail(cc="wei@parkbridge.example.org"), digest_mail("lin@cbtc.example.org", cc="bao@parkb.example.org"))
    delivery.drain()
    assert [mail.recipients for mail in sink.received] == [
        ("anna@firm.example.org",),
        ("wei@parkbridge.example.org",),
        ("lin@cbtc.example.org",),
    ]
    assert sink.received[1].parsed["Cc"] == "wei@parkbridge.example.org"
    first, second = OutgoingEmail.objects.order_by("pk")
    assert (first.state, first.warning) == (MailState.SENT, "")
    assert second.state == MailState.SENT
    assert "copy not sent: recipient_refused: 550" in second.warning


def test_other_backends_deliver_too(settings, digest_mail, tmp_path):
    queue(digest_mail(), digest_mail("bao@parkb.example.org"))
    assert delivery.drain(limit=1).sent == 1
    assert django_mail.outbox[0].extra_headers["Message-ID"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert delivery.drain().sent == 1
    assert len(list(tmp_path.iterdir())) == 1


# --- What goes wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.LATER, "sender_refused: 451"),
        (Fault.GREYLIST, "temporary: 450"),
        (Fault.CONTENT_LATER, "temporary: 452"),
        (Fault.SHUT_DOWN, "sender_refused: 421"),
        (Fault.DROP_IN_DATA, "connection"),
    ],
)
def test_a_temporary_refusal_is_tried_again_under_the_same_message_id(sink, digest_mail, fault, error):
    queue(digest_mail())
    sink.script.append(fault)
    now = timezone.now()
    tally = delivery.drain()
    row = stored()
    assert (tally.retry, row.state, row.attempts) == (1, MailState.AWAITING_RETRY, 1)
    assert row.last_error.startswith(error)
    assert timedelta(seconds=55) < row.next_attempt_at - now < timedelta(seconds=65)
    words = (row.subject, row.text, row.html)
    OutgoingEmail.objects.update(context={**row.context, "total": 99})
    assert delivery.drain().tried == 0, "not due yet"
    with time_machine.travel(now + timedelta(minutes=1, seconds=5)):
        assert delivery.drain().sent == 1
    row = stored()
    assert (row.state, row.attempts) == (MailState.SENT, 2)
    assert (row.subject, row.text, row.html) == words
    assert sink.message_ids == {row.message_id: 1}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNKNOWN_RECIPIENT, "recipient_refused: 550 5.1.1 No such user"),
        (Fault.REFUSE_CONTENT, "content_refused: 554 5.6.0 Content refused"),
    ],
)
def test_a_final_refusal_fails_at_once_with_its_reason(sink, digest_mail, fault, error):
    queue(digest_mail(), digest_mail("bao@parkb.example.org"))
    sink.script.append(fault)
    tally = delivery.drain()
    assert (tally.failed, tally.sent) == (1, 1), "the others are not held up"
    row = OutgoingEmail.objects.order_by("pk").first()
    assert (row.state, row.last_error) == (MailState.FAILED, error)
    assert row.failed_at is not None
    assert row.error_text.endswith(f"({error.partition(': ')[2]})")
    assert delivery.drain().tried == 0


@pytest.mark.parametrize("address", ["no-at-sign", "anna@firm.example.org\nBcc: all@example.org"])
def test_an_address_that_cannot_be_used_fails_at_once(sink, digest_mail, address):
    queue(digest_mail(address), digest_mail("bao@parkb.example.org"))
    tally = delivery.drain()
    assert (tally.failed, tally.sent) == (1, 1)
    assert [mail.recipients[0] for mail in sink.received] == ["bao@parkb.example.org"]
    assert OutgoingEmail.objects.order_by("pk").first().last_error == "bad_address"


def test_a_resent_mail_leaves_under_the_same_message_id(sink, digest_mail):
    (row,) = queue(digest_mail())
    sink.script.append(Fault.UNKNOWN_RECIPIENT)
    delivery.drain()
    assert resend(stored(), actor=None)
    delivery.drain()
    assert sink.message_ids == {row.message_id: 1}
    assert (stored().state, stored().attempts) == (MailState.SENT, 2)


def test_a_slow_server_times_out_and_the_mail_waits(sink, digest_mail, settings):
    settings.EMAIL_TIMEOUT = 1
    sink.delay = 2.5
    sink.script.append(Fault.SLOW)
    queue(digest_mail())
    delivery.drain()
    assert (stored().state, stored().last_error) == (MailState.AWAITING_RETRY, "time_out")


@pytest.mark.parametrize("fault", [Fault.DROP_IN_DATA, Fault.SHUT_DOWN])
def test_a_dropped_connection_costs_only_the_mail_that_was_on_it(sink, digest_mail, fault):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(5)))
    sink.script.extend([Fault.NONE, fault, Fault.NONE])
    tally = delivery.drain()
    assert (tally.sent, tally.retry, tally.returned) == (4, 1, 0)
    assert states().count(MailState.AWAITING_RETRY) == 1


def test_a_server_that_keeps_hanging_up_costs_two_mails_an_attempt_and_the_rest_none(sink, digest_mail):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(10)))
    sink.fault = Fault.DROP_IN_DATA
    tally = delivery.drain()
    assert (tally.retry, tally.returned, tally.reachable) == (2, 8, False)
    untried = OutgoingEmail.objects.filter(state=MailState.QUEUED)
    assert untried.count() == 8
    assert set(untried.values_list("attempts", "first_attempt_at", "lease")) == {(0, None, None)}
    sink.fault = Fault.NONE
    assert delivery.drain().sent == 8


def test_a_server_that_is_away_costs_one_mail_an_attempt(sink, digest_mail):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(10)))
    OutgoingEmail.objects.filter(to="r9@firm.example.org").update(state=MailState.AWAITING_RETRY, attempts=4)
    sink.stop()
    tally = delivery.drain()
    assert (tally.retry, tally.returned, tally.reachable) == (1, 9, False)
    assert states().count(MailState.QUEUED) == 8
    last = OutgoingEmail.objects.get(to="r9@firm.example.org")
    assert (last.state, last.attempts) == (MailState.AWAITING_RETRY, 4), "back in the state it came from"
    tried = OutgoingEmail.objects.exclude(last_error="").get()
    assert tried.last_error.startswith("connection: ")
    sink.start()
    assert delivery.drain().sent == 9


def test_a_wrong_password_is_retried_and_never_stored(sink, digest_mail, settings):
    settings.EMAIL_HOST_USER = "parkbridge"
    settings.EMAIL_HOST_PASSWORD = "tr0ub4dor"
    queue(digest_mail())
    tally = delivery.drain()
    row = stored()
    assert (tally.retry, row.state) == (1, MailState.AWAITING_RETRY)
    assert "tr0ub4dor" not in row.last_error


def test_secrets_are_blotted_out_of_what_a_server_says(settings):
    from notifications.failures import clean

    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "mailuser", "s3cret"
    said = clean("535 bad\r\nlogin mailuser / s3cret at smtp://me:pw@host:25/ " + "x" * 900)
    assert said.startswith("535 bad login *** / *** at smtp://***@host:25/")
    assert len(said) == 500


def test_the_unexpected_is_kept_and_retried(digest_mail, settings, caplog):
    settings.EMAIL_BACKEND = "tests.notifications.test_delivery.BrokenBackend"
    queue(digest_mail())
    delivery.drain()
    assert stored().state == MailState.AWAITING_RETRY
    assert stored().last_error == "other: KeyError: 'quota'"


class BrokenBackend(BaseEmailBackend):
    def send_messages(self, messages):
        raise KeyError("quota")


# --- Time --------------------------------------------------------------------------------------


def test_the_whole_schedule_until_the_mail_is_given_up(sink, digest_mail):
    sink.fault = Fault.GREYLIST
    start = timezone.now()
    queue(digest_mail())
    moments = []
    with time_machine.travel(start + timedelta(seconds=1), tick=False) as clock:
        for _attempt in range(30):
            moments.append(timezone.now())
            delivery.drain()
            if stored().state == MailState.FAILED:
                break
            clock.move_to(stored().next_attempt_at)
    minutes = [round((b - a).total_seconds() / 60) for a, b in pairwise(moments)]
    assert minutes == [1, 5, 15, 60, 240, *[360] * 7]
    assert moments[-1] - moments[0] <= timedelta(hours=48) < moments[-1] - moments[0] + timedelta(hours=6)
    row = stored()
    assert (row.state, row.attempts, row.last_error[:14]) == (MailState.FAILED, 13, "temporary: 450")


def test_a_lost_workers_row_is_taken_back_after_the_lease(sink, digest_mail):
    (row,) = queue(digest_mail())
    claimed = delivery.claim(10)
    assert [r.pk for r in claimed.rows] == [row.pk]
    assert delivery.recover() == 0
    assert delivery.drain().tried == 0, "under somebody's lease"
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert delivery.recover() == 1
        assert stored().state == MailState.AWAITING_RETRY
        assert stored().error_text
        assert delivery.drain().sent == 1
    assert stored().attempts == 2


def test_a_mail_whose_workers_keep_dying_is_given_up_in_the_end(digest_mail):
    queue(digest_mail())
    delivery.claim(1)
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        delivery.recover()
    assert stored().state == MailState.FAILED


def test_a_worker_that_was_only_slow_does_not_overwrite_its_successor(sink, digest_mail):
    queue(digest_mail())
    slow = delivery.claim(1)
    OutgoingEmail.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    delivery.recover()
    assert delivery.drain().sent == 1
    first = stored()
    tally = delivery.Tally()
    delivery.settle(slow.rows[0], slow.lease, delivery.Failure(delivery.FailureKind.OTHER, "late"), tally)
    row = stored()
    assert (row.state, row.last_error, row.sent_at) == (MailState.SENT, "", first.sent_at)


def test_a_batch_stops_at_half_its_lease(sink, digest_mail, settings):
    settings.OUTBOX_LEASE_SECONDS = 2
    settings.EMAIL_TIMEOUT = 5
    sink.delay = 1.2
    sink.script.extend([Fault.SLOW])
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(3)))
    claimed = delivery.claim(10)
    tally = delivery.Tally()
    started = time.monotonic()
    delivery.send(claimed, tally)
    assert time.monotonic() - started < 2
    assert (tally.retry, tally.returned, tally.reachable) == (1, 2, True)


# --- The command -------------------------------------------------------------------------------


def test_send_outbox_drains_and_prints_the_counts(sink, digest_mail, capsys):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(60)))
    sink.script.append(Fault.UNKNOWN_RECIPIENT)
    call_command("send_outbox")
    assert capsys.readouterr().out.startswith("sent 59, to retry 0, failed 1, not tried 0,")
    assert states().count(MailState.SENT) == 59


def test_send_outbox_limit_and_once(sink, digest_mail, capsys):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(60)))
    call_command("send_outbox", "--limit", "3")
    call_command("send_outbox", "--once")
    out = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in out] == ["sent 3", "sent 50"]
    with pytest.raises(CommandError, match="1 or more"):
        call_command("send_outbox", "--limit", "0")


def test_send_outbox_says_when_the_server_is_away(sink, digest_mail):
    sink.stop()
    queue(digest_mail(), digest_mail("bao@parkb.example.org"))
    with pytest.raises(CommandError, match="could not be reached"):
        call_command("send_outbox")
    assert sorted(states()) == [MailState.AWAITING_RETRY, MailState.QUEUED]


def test_the_log_does_not_repeat_what_the_server_said(sink, digest_mail, caplog):
    (row,) = queue(digest_mail())
    sink.script.append(Fault.UNKNOWN_RECIPIENT)
    delivery.drain()
    lines = [record.getMessage() for record in caplog.records if record.name == "notifications.delivery"]
    assert lines == [f"mail {row.pk}: failed, recipient_refused"]
