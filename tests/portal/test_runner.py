"""`make run` with real processes: what it starts, what it says, and that it leaves nobody behind."""

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.portal.test_supervisor import ROOT, wait_until_gone

# One run after the other in one folder, so in one process of the suite.
pytestmark = [pytest.mark.process, pytest.mark.xdist_group("runner")]

SECRET = "kB3-xQ9_vL2mN7pR5tW8yZ1cF4hJ6sD0gA-uE_iOqXnMbVlKzTrY"
QUEUE = """
from notifications.outbox import Mail, queue
queue(Mail(event="mail_failure_digest", to="wei@parkbridge.example.org", language="en", audience="platform",
           context={"failed": [], "count": 0, "total": 0}))
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder, port):
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "PARKBRIDGE_ENV": "development",
        "SECRET_KEY": SECRET,
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "STAFF_SECOND_FACTOR": "false",  # as `make setup` writes it
    }


class Run:
    """One `python -m portal.runner`, the lines it printed until it was ready, and the time that took."""

    def __init__(self, folder, port):
        self.port, self.lines = port, []
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.runner"],
            cwd=ROOT,
            env=environment(folder, port),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "Sign in as" in line:
                self.lines.append(next(self.process.stdout).rstrip())
                break
        self.seconds = time.monotonic() - began
        self.said = "\n".join(self.lines)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as response:
            return response.status, response.read().decode()

    def family(self):
        """Every process that this run started, by its folder in the environment."""
        mark = f"PORT={self.port}\0".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes():
                    found.append(int(path.parent.name))
            except OSError:
                continue  # ended while we looked
        return found

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=60)
        return self.process.returncode, rest


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def first(folder):
    run = Run(folder, free_port())
    yield run
    if run.process.poll() is None:
        run.stop(signal.SIGTERM)


def test_the_first_start_serves_pages_in_both_languages(first):
    assert "Parkbridge is running" in first.said, first.said
    assert f"http://127.0.0.1:{first.port}/" in first.said
    for path, word in (("/", "<html"), ("/zh-hans/", "zh-Hans"), ("/en/", 'lang="en"'), ("/dev/mailbox/", "<html")):
        status, text = first.get(path)
        assert status == 200
        assert word in text


def test_it_listens_on_this_machine_alone(first):
    listening = {
        line.split()[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{first.port:04X}")
    }
    assert listening == {f"0100007F:{first.port:04X}"}


def test_the_printed_password_signs_in(first):
    email, password = re.search(r"Sign in as +(\S+)\n +Password +(\S+)", first.said).groups()
    assert len(password) >= 16
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    address = f"http://127.0.0.1:{first.port}/zh-hans/admin/login/"
    form = opener.open(address, timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form).group(1)
    fields = {"username": email, "password": password, "csrfmiddlewaretoken": token, "next": "/zh-hans/admin/"}
    answer = opener.open(address, urllib.parse.urlencode(fields).encode(), timeout=20)
    assert answer.geturl().endswith("/zh-hans/admin/")
    assert "logout" in answer.read().decode()


def test_a_mail_reaches_the_mailbox_through_the_worker(first, folder):
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", QUEUE]
    subprocess.run(command, cwd=ROOT, env=environment(folder, first.port), check=True, timeout=60)
    deadline = time.monotonic() + 20
    while not any((folder / "mail").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.1)
    kept = [path.read_text(encoding="utf-8") for path in (folder / "mail").iterdir()]
    assert any("wei@parkbridge.example.org" in mail for mail in kept)


def test_a_second_run_in_the_same_folder_or_on_the_same_port_is_refused(first, folder, tmp_path):
    for place, port, sentence in (
        (folder, free_port(), "Parkbridge already runs from"),
        (tmp_path, first.port, f"Port {first.port} is in use by another program."),
    ):
        refused = Run(place, port)
        code, _ = refused.process.wait(timeout=30), refused.process.stdout.close()
        assert code == 1
        assert len(refused.lines) == 1
        assert sentence in refused.said
    assert first.get("/zh-hans/")[0] == 200


def test_ctrl_c_leaves_no_process(first):
    family = first.family()
    assert len(family) >= 3
    code, rest = first.stop(signal.SIGINT)
    assert code == 0, rest
    assert "Traceback" not in rest
    assert wait_until_gone(family)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", first.port)) != 0


def test_a_second_start_is_quick_and_keeps_the_data(first, folder):
    if first.process.poll() is None:
        first.stop()
    database = folder / "db.sqlite3"
    before = database.stat().st_ino
    again = Run(folder, free_port())
    try:
        assert "Parkbridge is running" in again.said, again.said
        assert "shown this once only" not in again.said
        assert "changepassword" in again.said
        assert "demo" not in again.said
        assert database.stat().st_ino == before
        assert again.seconds < 15  # under 5 on an idle machine; the suite's other half may be running beside
    finally:
        family = again.family()
        code, _ = again.stop(signal.SIGTERM)
    assert code == 0
    assert wait_until_gone(family)


def test_a_worker_that_dies_stops_the_web_server_and_is_named(first, folder):
    if first.process.poll() is None:
        first.stop()
    run = Run(folder, free_port())
    worker = [pid for pid in run.family() if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    family = run.family()
    os.kill(min(worker), signal.SIGKILL)
    rest, _ = run.process.communicate(timeout=60)
    assert run.process.returncode == 1
    assert "The worker ended unexpectedly" in rest
    assert wait_until_gone(family)


def test_the_password_is_stored_nowhere(first, folder):
    password = re.search(r"^  Password {4}(\S+)", first.said, re.M).group(1).encode()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert [path for path in files if password in path.read_bytes()] == []
