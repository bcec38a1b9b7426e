from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from notifications import delivery, digest
from notifications.models import OutgoingEmail
from notifications.outbox import queue
from tests import cast
from tests.journeys.smtp import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(sink, digest_mail):
    """Two mails that the server refused for good."""
    queue(digest_mail("gone@firm.example.org", about="case:7"), digest_mail("gone2@firm.example.org", about="case:8"))
    OutgoingEmail.objects.update(event="message")
    sink.script.extend([Fault.UNKNOWN_RECIPIENT] * 2)
    delivery.drain()
    sink.received.clear()


def digests():
    return OutgoingEmail.objects.filter(event="mail_failure_digest").order_by("to")


def test_nothing_failed_no_mail(wei):
    assert digest.queue_digest() == []
    assert not OutgoingEmail.objects.exists()


def test_each_platform_administrator_gets_one_mail_in_their_language(failed, wei, lin, sink):
    cast.make_user("zhao@parkbridge.example.org", language="zh-hans", platform_role="platform_admin")
    cast.make_user("left@parkbridge.example.org", platform_role="platform_admin", is_active=False)
    cast.make_user("edit@parkbridge.example.org", platform_role="platform_editor")
    digest.queue_digest()
    assert list(digests().values_list("to", "language", "audience")) == [
        ("wei@parkbridge.example.org", "en", "platform"),
        ("zhao@parkbridge.example.org", "zh-hans", "platform"),
    ]
    delivery.drain()
    english, chinese = (mail.parsed for mail in sorted(sink.received, key=lambda mail: mail.recipients))
    assert english["Subject"] == "2 mails could not be sent"
    text = english.get_body(("plain",)).get_content()
    assert "case:7" in text
    assert "The mail server refused the recipient" in text
    assert "gone@firm.example.org" not in text, "addresses stay in the back office"
    assert "http://testserver/en/admin/notifications/outgoingemail/?state__exact=failed" in text
    assert "/zh-hans/admin/" in chinese.get_body(("plain",)).get_content()


def test_once_a_day_and_only_what_is_new(failed, wei, sink, digest_mail):
    assert len(digest.queue_digest()) == 1
    assert digest.queue_digest() == []
    queue(digest_mail("gone3@firm.example.org"))
    OutgoingEmail.objects.filter(to="gone3@firm.example.org").update(event="message")
    with time_machine.travel(timezone.now() + timedelta(hours=24)):
        sink.script.append(Fault.UNKNOWN_RECIPIENT)
        delivery.drain([OutgoingEmail.objects.get(to="gone3@firm.example.org").pk], limit=1)
        (row,) = digest.queue_digest()
    assert row.context["total"] == 1


def test_a_long_list_is_cut_and_says_so(wei, digest_mail):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(40)))
    OutgoingEmail.objects.update(state="failed", event="message", failed_at=timezone.now(), last_error="other: x")
    (row,) = digest.queue_digest()
    assert (row.context["total"], row.context["more"], len(row.context["failures"])) == (40, 10, 30)


def test_the_command_does_the_same(failed, wei, capsys):
    call_command("send_failure_digest")
    assert capsys.readouterr().out == "queued 1 report(s)\n"
    assert digests().count() == 1
