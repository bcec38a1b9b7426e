"""The product as real processes: databases, Redis, web server, worker; started, killed and stopped one by one."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests import prepared
from tests.journeys.smtp import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
REDIS = shutil.which("redis-server")
# Everything that may wait minutes in production waits seconds here.
HASTE = {
    "OUTBOX_BACKOFF_MINUTES": "0.02,0.03",
    "OUTBOX_BACKOFF_THEN_MINUTES": "1",
    "OUTBOX_LEASE_SECONDS": "6",
    "OUTBOX_SWEEP_SECONDS": "1",
    "OUTBOX_WAKE_SECONDS": "1",
    "OUTBOX_WAKE_PAUSE_SECONDS": "2",
    "OUTBOX_BATCH": "20",
    "EMAIL_TIMEOUT": "2",
}


def product_environment(folder, database, *, broker="", smtp_port=0, **overrides):
    """The variables of every process of one instance; `folder` is its own VAR_DIR."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "ENV_FILE": str(_empty_file(folder)),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PARKBRIDGE_ENV": "development",
        "DEBUG": "false",
        "STAFF_SECOND_FACTOR": "false",  # tests/browser/test_staff_sign_in.py has it on
        "SECRET_KEY": "journeys-only-" + "x" * 50,
        "SITE_URL": "http://127.0.0.1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}" if smtp_port else "",
        **HASTE,
        **overrides,
    }


def _empty_file(folder):
    """No process reads the checkout's own .env."""
    path = Path(folder) / "empty.env"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def manage(env, *arguments, check=True, timeout=180):
    """Run one management command to its end."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert not check or done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
    return done


def shell(env, code):
    """Run Python inside the product; returns what it printed."""
    return manage(env, "shell", "--no-imports", "-c", code).stdout


class Process:
    """One process with its own group and log; only ever signalled by its own id."""

    def __init__(self, name, command, env, folder):
        self.name, self.command, self.env = name, [str(part) for part in command], env
        self.log = Path(folder) / f"{name}.log"
        self.running = None

    def start(self):
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, env=self.env, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        return self

    @property
    def alive(self):
        return self.running is not None and self.running.poll() is None

    def signal(self, number):
        """To the process and its children, which all live in its group."""
        if self.alive:
            os.killpg(self.running.pid, number)

    def kill(self):
        """As the power failing: no handler runs."""
        self.signal(signal.SIGKILL)
        if self.running:
            self.running.wait(10)

    def stop(self, seconds=15):
        if not self.alive:
            return
        os.kill(self.running.pid, signal.SIGTERM)
        try:
            self.running.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        else:
            self._kill_leftovers()

    def _kill_leftovers(self):
        try:
            os.killpg(self.running.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def tail(self, characters=4000):
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Worker(Process):
    """Celery worker and scheduler, as `make worker` starts them."""

    def __init__(self, env, folder, name="worker"):
        options = ["-B", "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        schedule = ["-s", str(Path(folder) / f"{name}-schedule")]
        super().__init__(
            name, [sys.executable, "-m", "celery", "-A", "portal", "worker", *options, *schedule], env, folder
        )


class Web(Process):
    """The production server, granian, on its own port."""

    def __init__(self, env, folder, port=0, workers=2):
        self.port = port or free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", self.port]
        command += ["--workers", workers, "--workers-kill-timeout", "5", "--no-ws", "portal.wsgi:application"]
        super().__init__("web", command, env, folder)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        super().start()
        wait_until(self._answers, 40, self.tail)
        return self

    def _answers(self):
        assert self.alive, self.tail()
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=3) as response:
                return response.status == 200
        except OSError:
            return False


class Redis(Process):
    """A Redis of this test alone, on its own port, keeping nothing on disk."""

    def __init__(self, folder, port=0):
        self.port = port or free_port()
        options = ["--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        super().__init__("redis", [REDIS, *options], dict(os.environ), folder)

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        super().start()
        wait_until(self._answers, 10, self.tail)
        return self

    def _answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def freeze(self):
        """Accepts connections (the kernel does) and says nothing."""
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)


@contextmanager
def postgres_database(server_url, prefix="journey"):
    """A new database with all tables on the server; dropped at the end, whoever is still connected."""
    name = f"{prefix}_{uuid.uuid4().hex[:10]}"
    prepared.create_postgres(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as server:
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def ask(database, query):
    """Rows of a query, outside the product: `database` is a postgres:// or sqlite:/// address."""
    if database.startswith("postgres"):
        with psycopg.connect(database) as connection:
            return connection.execute(query).fetchall()
    connection = sqlite3.connect(database.removeprefix("sqlite:///"), timeout=20)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def mail_states(database):
    """How many mails are in which state."""
    return dict(ask(database, "SELECT state, count(*) FROM notifications_outgoingemail GROUP BY state"))


def wait_for_all_sent(database, count, seconds=60):
    """Until every one of `count` mails is `sent`."""
    end = time.monotonic() + seconds
    while (states := mail_states(database)) != {"sent": count}:
        assert time.monotonic() < end, f"after {seconds} s: {states}, wanted {count} sent"
        time.sleep(0.2)
