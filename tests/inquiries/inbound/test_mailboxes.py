"""Mails are fetched from a real folder and over a real socket; each is taken once, and none is lost."""

import subprocess

import pytest
from django.core.management import CommandError, call_command

from inquiries import tasks
from inquiries.inbound import mailboxes, reading
from inquiries.inbound.mailboxes import Maildir
from inquiries.inbound.parsing import MAX_BYTES
from inquiries.models import IncomingEmail, Message
from tests.inquiries.inbound import letters
from tests.inquiries.inbound.imap import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def maildir(tmp_path):
    folder = tmp_path / "mails"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


@pytest.fixture
def broken_storage(settings, tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "attachments").write_text("a file where a folder should be")
    return tmp_path / "media" / "attachments"


def names(folder):
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


# --- A folder ---------------------------------------------------------------------------------


def test_a_folder_is_emptied(case, annas, maildir, capsys):
    (maildir / "new" / "1.host").write_bytes(letters.gmail_en(annas, number="1@mail"))
    (maildir / "cur" / "2.host:2,S").write_bytes(letters.qq(annas, number="2@mail"))
    (maildir / "tmp" / "3.host").write_bytes(b"half")
    call_command("read_replies", maildir=str(maildir))
    assert capsys.readouterr().out.strip() == "2 mail(s) read, 0 tried again, accepted 2"
    assert Message.objects.count() == 2
    assert (names(maildir / "new"), names(maildir / "cur"), names(maildir / "tmp")) == ([], [], ["3.host"])
    assert names(maildir / "processed") == ["1.host", "2.host:2,S"]
    call_command("read_replies", maildir=str(maildir))
    assert Message.objects.count() == 2


def test_a_mail_that_fails_is_kept_and_the_command_says_so(case, annas, maildir, broken_storage):
    raw = letters.with_files(annas, files=[("plan.pdf", "application/pdf", letters.PDF)], number="1@mail")
    (maildir / "new" / "1.host").write_bytes(raw)
    (maildir / "new" / "2.host").write_bytes(letters.gmail_en(annas, number="2@mail"))
    with pytest.raises(CommandError, match="tried again"):
        call_command("read_replies", maildir=str(maildir))
    assert (names(maildir / "failed"), names(maildir / "processed")) == (["1.host"], ["2.host"])
    assert Message.objects.count() == 1
    broken_storage.unlink()
    call_command("read_replies", maildir=str(maildir))
    assert Message.objects.count() == 2


def test_a_mail_that_cannot_be_kept_stays_in_the_folder(case, annas, maildir, settings, tmp_path):
    """Not even the row can be written: the place of files is a file."""
    (maildir / "new" / "1.host").write_bytes(letters.gmail_en(annas))
    (tmp_path / "nowhere").write_text("")
    settings.MEDIA_ROOT = tmp_path / "nowhere"
    with pytest.raises(CommandError, match=r"Not kept, still in the mailbox: new/1.host"):
        call_command("read_replies", maildir=str(maildir))
    assert names(maildir / "new") == ["1.host"]
    assert not IncomingEmail.objects.exists()
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("read_replies", maildir=str(maildir))
    assert (names(maildir / "new"), Message.objects.count()) == ([], 1)


def test_a_mail_that_another_run_moved_is_no_error(case, annas, maildir):
    (maildir / "new" / "1.host").write_bytes(letters.gmail_en(annas))
    mailbox = Maildir(maildir)
    [delivery] = mailbox.deliveries()
    (maildir / "new" / "1.host").unlink()
    mailbox.done(delivery, failed=False)
    assert names(maildir / "processed") == []


def test_of_a_huge_mail_the_folder_gives_the_head(maildir):
    with (maildir / "new" / "1.host").open("wb") as file:
        file.write(b"From: a@x.org\r\n\r\n")
        file.truncate(MAX_BYTES + 1)
    [delivery] = Maildir(maildir).deliveries()
    assert (len(delivery.raw), delivery.size) == (mailboxes.HEAD, MAX_BYTES + 1)


@pytest.mark.parametrize("name", ["", "/nowhere/at/all"])
def test_no_mailbox_no_reading(name):
    with pytest.raises(CommandError, match=r"No mailbox|no maildir"):
        call_command("read_replies", maildir=name)


# --- A server ---------------------------------------------------------------------------------


def test_a_server_is_read_and_marked(case, annas, settings):
    mails = [letters.gmail_en(annas, number="1@mail"), letters.netease(annas, number="2@mail")]
    with Server(mails) as server:
        settings.INBOUND_IMAP = server.place
        call_command("read_replies")
        assert Message.objects.count() == 2
        assert server.flags == {1: r"+FLAGS.SILENT (\Seen)", 2: r"+FLAGS.SILENT (\Seen)"}
        assert tasks.read_replies() == 0
        assert server.commands[-1] == "LOGOUT"


def test_a_mail_that_fails_is_flagged_at_the_server(case, annas, settings, broken_storage):
    files = [("plan.pdf", "application/pdf", letters.PDF)]
    with Server([letters.with_files(annas, files=files)]) as server:
        settings.INBOUND_IMAP = server.place
        assert tasks.read_replies() == 1
        assert server.flags == {1: r"+FLAGS.SILENT (\Seen \Flagged)"}
        broken_storage.unlink()
        assert tasks.read_replies() == 0
        assert Message.objects.count() == 1


def test_of_a_huge_mail_only_the_head_is_fetched(case, annas, settings):
    with Server([letters.gmail_en(annas)]) as server:
        server.sizes[1] = 90 * 1024 * 1024
        settings.INBOUND_IMAP = server.place
        tasks.read_replies()
    row = IncomingEmail.objects.get()
    assert (row.state, row.reason, row.size) == ("quarantined", "too_large", 90 * 1024 * 1024)


def test_a_server_that_is_away_is_tried_again_later(settings):
    settings.EMAIL_TIMEOUT = 1
    with Server([]) as server:
        place = server.place
    settings.INBOUND_IMAP = place
    assert tasks.read_replies() == 0
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("read_replies")


@pytest.mark.parametrize("wrong", [{"password": "no"}, {"folder": "Nowhere"}])
def test_a_server_that_refuses(settings, wrong):
    with Server([]) as server:
        settings.INBOUND_IMAP = {**server.place, **wrong}
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("read_replies")


def test_a_certificate_that_nobody_vouches_for_is_refused(settings, tmp_path, monkeypatch):
    certificate = tmp_path / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(tmp_path / "key")]
    subprocess.run([*command, "-out", str(tmp_path / "crt")], check=True, capture_output=True)
    certificate.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "crt").read_bytes())
    with Server([], certificate=certificate) as server:
        settings.INBOUND_IMAP = {**server.place, "scheme": "imaps"}
        with pytest.raises(CommandError, match=r"certificate verify failed"):
            call_command("read_replies")
        assert "LOGIN" not in server.commands
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "crt"))
        call_command("read_replies")
        assert "LOGIN" in server.commands


def test_without_a_server_the_task_does_nothing(settings):
    settings.INBOUND_IMAP = {}
    assert tasks.read_replies() == 0
    assert reading.Tally().is_clean
