import json
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from notifications import heartbeat, tasks
from notifications.backends import kept_mail
from notifications.models import OutgoingEmail, WorkerBeat
from notifications.outbox import queue

pytestmark = pytest.mark.django_db
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_health_speaks_json_to_machines(client, digest_mail):
    queue(digest_mail(), digest_mail("bao@parkb.example.org"))
    OutgoingEmail.objects.filter(to="bao@parkb.example.org").update(created_at=timezone.now() - timedelta(minutes=3))
    heartbeat.beat("worker")
    response = client.get("/health/")
    facts = json.loads(response.content)
    assert response["Content-Type"] == "application/json"
    assert facts["status"] == "ok"
    assert facts["mails"]["queued"] == 2
    assert 180 <= facts["oldest_waiting_seconds"] < 200
    assert "@" not in response.content.decode()


def test_health_says_when_the_worker_is_silent(client):
    assert client.get("/health/").json()["worker_silent"] is True, "never seen"
    tasks.sweep()
    assert client.get("/health/").json()["worker_silent"] is False
    WorkerBeat.objects.update(at=timezone.now() - timedelta(minutes=6))
    facts = client.get("/health/").json()
    assert (facts["status"], facts["worker_silent"]) == ("attention", True)
    assert 360 <= facts["worker_seen_seconds_ago"] < 380


def test_old_mails_that_ended_are_not_counted(client, digest_mail):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(3)))
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
    OutgoingEmail.objects.filter(to="r0@firm.example.org").update(created_at=timezone.now() - timedelta(days=2))
    assert client.get("/health/").json()["mails"]["sent"] == 2


@pytest.mark.parametrize(("language", "words"), [("en", "The background worker is silent."), ("zh-hans", "后台")])
def test_health_is_a_page_for_people_in_their_language(client, language, words):
    response = client.get("/health/", headers={**HTML, "accept-language": language})
    assert response["Content-Type"].startswith("text/html")
    assert words in response.content.decode()
    assert reverse("admin:notifications_outgoingemail_changelist") not in response.content.decode()


def test_health_shows_the_outbox_link_to_those_who_may(client, wei):
    client.force_login(wei)
    page = client.get("/health/", headers={**HTML, "accept-language": "en"}).content.decode()
    assert "/admin/notifications/outgoingemail/" in page


def test_health_without_a_database_is_503(client, monkeypatch):
    def gone(now):
        raise DatabaseError("gone")

    monkeypatch.setattr(heartbeat, "report", gone)
    response = client.get("/health/")
    assert (response.status_code, response.json()["status"]) == (503, "down")


@pytest.mark.parametrize("rows", [1, 3])
def test_health_asks_five_questions_however_many_mails(client, digest_mail, rows, django_assert_num_queries):
    queue(*(digest_mail(f"r{n}@firm.example.org") for n in range(rows)))
    with django_assert_num_queries(5):
        client.get("/health/")


# --- The development mailbox -------------------------------------------------------------------


@pytest.fixture
def kept(settings, tmp_path):
    """A development server with one mail in its folder."""
    settings.DEBUG = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    mail = EmailMultiAlternatives(
        "您好 <b>", "plain https://parks.example.org/p <script>", "a@b.example.org", ["anna@firm.example.org"]
    )
    mail.attach_alternative("<p style='color:red'>formatted</p><script>alert(1)</script>", "text/html")
    get_connection("notifications.backends.MailboxBackend").send_messages([mail])
    (path,) = tmp_path.glob("*.eml")
    return path.stem


def test_the_mailbox_lists_and_shows_a_mail(client, kept):
    page = client.get("/dev/mailbox/").content.decode()
    assert "您好 &lt;b&gt;" in page
    assert f"/dev/mailbox/{kept}/" in page
    page = client.get(f"/dev/mailbox/{kept}/").content.decode()
    assert "anna@firm.example.org" in page
    assert "&lt;script&gt;" in page
    assert f'src="/dev/mailbox/{kept}/html/"' in page


def test_the_formatted_half_cannot_run_or_load_anything(client, kept):
    response = client.get(f"/dev/mailbox/{kept}/html/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert b"formatted" in response.content


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "nothing", "20260101T000000000000-00000000"])
def test_other_names_are_not_found(client, kept, name):
    assert client.get(f"/dev/mailbox/{name}/").status_code == 404
    assert client.get(f"/dev/mailbox/{name}/html/").status_code == 404


def test_a_name_never_leaves_the_folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    (tmp_path / "mail").mkdir()
    (tmp_path / "secret.eml").write_text("Subject: secret\n\nx")
    assert kept_mail("../secret") is None


def test_the_mailbox_does_not_exist_outside_development(client, kept, settings):
    settings.DEBUG = False
    for path in ("/dev/mailbox/", f"/dev/mailbox/{kept}/", f"/dev/mailbox/{kept}/html/"):
        assert client.get(path).status_code == 404


def test_the_mailbox_may_be_empty(client, settings, tmp_path):
    settings.DEBUG = True
    settings.EMAIL_FILE_PATH = str(tmp_path / "not-there-yet")
    assert client.get("/dev/mailbox/").status_code == 200
