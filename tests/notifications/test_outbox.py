import base64
import json
import logging
import socket
import threading
import time
from pathlib import Path

import pytest
from celery import Celery
from django.db import IntegrityError, transaction
from django.utils import timezone

from common import wakeup
from notifications import outbox
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from notifications.outbox import Mail, queue
from portal.settings import SERVER_BROKER_OPTIONS

pytestmark = pytest.mark.django_db


def mail(to="anna@firm.example.org", **fields):
    return Mail("inquiry_received", to, "en", "enquirer", {"reference": "PB-2026-000001"}, **fields)


@pytest.fixture
def woken(monkeypatch):
    """The ids of each wake-up, in order."""
    calls = []
    monkeypatch.setattr(outbox, "wake", lambda ids: calls.append(list(ids)))
    return calls


def test_queue_writes_a_row_for_each_mail_in_order(woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        rows = queue(mail(about="case:1", reply_to="lin@cbtc.example.org"), mail("bao@parkb.example.org", cc="c@d.be"))
    stored = list(OutgoingEmail.objects.order_by("pk"))
    assert [row.pk for row in rows] == [row.pk for row in stored]
    first, second = stored
    assert (first.to, first.about, first.reply_to) == ("anna@firm.example.org", "case:1", "lin@cbtc.example.org")
    assert (second.to, second.cc, second.state) == ("bao@parkb.example.org", "c@d.be", MailState.QUEUED)
    assert first.context == {"reference": "PB-2026-000001"}
    assert first.subject == first.text == "", "words are the first attempt's business"
    assert len(callbacks) == 1, "one wake-up for all"
    assert woken == [[first.pk, second.pk]]


def test_nothing_is_written_or_woken_when_the_callers_transaction_fails(woken):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(mail())
        1 / 0  # noqa: B018
    assert not OutgoingEmail.objects.exists()
    assert woken == []


def test_a_known_duplicate_key_keeps_the_first_row(woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        (first,) = queue(mail(dedupe="received:1"))
    with django_capture_on_commit_callbacks(execute=True):
        again, other = queue(mail("changed@firm.example.org", dedupe="received:1"), mail(dedupe="received:2"))
    assert again.pk == first.pk
    assert again.to == "anna@firm.example.org"
    assert OutgoingEmail.objects.count() == 2
    assert woken == [[first.pk], [other.pk]], "the known row is not rung for again"


def test_the_same_key_twice_in_one_call_is_one_mail(woken):
    one, two = queue(mail(dedupe="k"), mail(dedupe="k"))
    assert one.pk == two.pk
    assert OutgoingEmail.objects.count() == 1


def test_a_key_longer_than_the_column_still_finds_its_row(woken):
    (one,) = queue(mail(dedupe="x" * 400))
    (two,) = queue(mail(dedupe="x" * 400))
    (other,) = queue(mail(dedupe="x" * 399 + "y"))
    assert one.pk == two.pk != other.pk


def test_a_mail_that_breaks_the_tables_rules_is_not_lost_in_silence(woken, monkeypatch):
    built = outbox._row
    monkeypatch.setattr(outbox, "_row", lambda m: _with_state(built(m), "nonsense"))
    with pytest.raises(IntegrityError), transaction.atomic():
        queue(mail(dedupe="k"))


def _with_state(row, state):
    row.state = state
    return row


def test_withheld_mails_wait_for_release(woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        rows = queue(mail(withheld=True), mail(withheld=True, dedupe="w"))
    assert {row.state for row in OutgoingEmail.objects.all()} == {MailState.WITHHELD}
    assert woken == []
    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.release(rows) == 2
        assert outbox.release(rows) == 0, "a second release changes nothing"
    assert {row.state for row in OutgoingEmail.objects.all()} == {MailState.QUEUED}
    assert woken == [[row.pk for row in rows]]


def test_message_ids_are_unique_and_carry_the_sites_host(settings, woken):
    settings.SITE_URL = "https://parks.example.org"
    one, two = queue(mail(), mail())
    assert one.message_id != two.message_id
    assert one.message_id.endswith("@parks.example.org>")
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.DEFAULT_FROM_EMAIL = "Parkbridge <noreply@mail.example.org>"
    assert queue(mail())[0].message_id.endswith("@mail.example.org>")


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.SENT, MailState.AWAITING_RETRY, MailState.ABORTED])
def test_resend_orders_a_new_attempt_of_the_same_row(state, woken, django_capture_on_commit_callbacks):
    (row,) = queue(mail())
    OutgoingEmail.objects.update(
        state=state, attempts=3, sent_at=timezone.now(), first_attempt_at=timezone.now(), text="words"
    )
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.resend(row, actor=None)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.text) == (MailState.QUEUED, 3, "words")
    assert row.first_attempt_at is None, "48 fresh hours"
    assert row.message_id == OutgoingEmail.objects.get().message_id
    assert woken == [[row.pk]]


@pytest.mark.parametrize("state", [MailState.SENDING, MailState.WITHHELD, MailState.QUEUED])
def test_resend_leaves_a_mail_alone_that_is_on_its_way_or_held(state, woken):
    (row,) = queue(mail())
    OutgoingEmail.objects.update(state=state)
    assert not outbox.resend(row, actor=None)
    assert OutgoingEmail.objects.get().state == state


def test_resend_renders_emergency_words_anew(woken):
    (row,) = queue(mail())
    OutgoingEmail.objects.update(state=MailState.FAILED, text="both languages", warning="bilingual fallback: x")
    outbox.resend(row, actor=None)
    row.refresh_from_db()
    assert (row.text, row.warning) == ("", "")


@pytest.mark.parametrize(
    ("state", "possible"),
    [("queued", True), ("awaiting_retry", True), ("withheld", True), ("sending", False), ("sent", False)],
)
def test_abort_only_while_nothing_is_on_the_wire(state, possible, woken):
    (row,) = queue(mail())
    OutgoingEmail.objects.update(state=state, sent_at=timezone.now())
    assert outbox.abort(row, actor=None) is possible
    assert OutgoingEmail.objects.get().state == (MailState.ABORTED if possible else state)


# --- The broker ------------------------------------------------------------------------------


@pytest.fixture
def broker(monkeypatch, tmp_path):
    """Points the product at another broker for one test; without an address, at a folder, which it returns."""

    def use(url="filesystem://"):
        folder = tmp_path / "broker"
        folder.mkdir(exist_ok=True)
        options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "c")}
        app = Celery("probe", broker=url, set_as_current=False)
        app.conf.broker_transport_options = options if url == "filesystem://" else SERVER_BROKER_OPTIONS
        app.conf.broker_connection_timeout = 2
        monkeypatch.setattr(wakeup, "current_app", app)
        return folder

    return use


def test_wake_publishes_the_ids_alone(broker):
    folder = broker()
    assert outbox.wake([7, 8])
    (path,) = folder.glob("*.celery.msg")
    message = json.loads(path.read_text())
    assert message["headers"]["task"] == "notifications.tasks.deliver"
    assert json.loads(base64.b64decode(message["body"]))[0] == [[7, 8]]


def test_wake_from_a_web_servers_thread_reaches_the_products_own_broker(settings):
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
    before = set(folder.glob("*.celery.msg"))
    outcome = []
    thread = threading.Thread(target=lambda: outcome.append(outbox.wake([1])))
    thread.start()
    thread.join()
    assert outcome == [True]
    assert len(set(folder.glob("*.celery.msg")) - before) == 1


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_refusing_broker_costs_nothing(scheme, broker, caplog):
    broker(f"{scheme}://127.0.0.1:1/")
    started = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert not outbox.wake([1])
    assert time.monotonic() - started < 1
    assert "the sweep will send them" in caplog.text


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_accepts_and_says_nothing_costs_one_short_wait(scheme, broker, caplog, settings):
    settings.OUTBOX_WAKE_SECONDS = 1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/")
        started = time.monotonic()
        with caplog.at_level(logging.WARNING):
            assert not outbox.wake([1])
        assert time.monotonic() - started < 2.5
        assert "no answer within 1 s" in caplog.text
        started = time.monotonic()
        assert not outbox.wake([2]), "this process rings no more for a while"
        assert time.monotonic() - started < 0.05


@pytest.mark.django_db(transaction=True)
def test_queue_succeeds_within_two_seconds_with_the_broker_down(broker):
    broker("redis://127.0.0.1:1/")
    started = time.monotonic()
    for number in range(20):
        with transaction.atomic():
            queue(mail(dedupe=f"k{number}"))
    assert time.monotonic() - started < 2.5
    assert OutgoingEmail.objects.filter(state=MailState.QUEUED).count() == 20


def test_the_broker_is_tried_again_after_the_pause(broker, settings):
    settings.OUTBOX_WAKE_PAUSE_SECONDS = 0
    broker("redis://127.0.0.1:1/")
    assert not outbox.wake([1])
    broker()
    assert outbox.wake([1])
