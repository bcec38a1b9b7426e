"""`make run`: prepares the database, then runs web server, worker and scheduler on this machine alone.

For development and for trying out. In production the parts are started apart (docs/operations.md).
"""

import errno
import fcntl
import http.client
import os
import secrets
import socket
import sys
import time
from pathlib import Path
from typing import IO

import django
from django.core.exceptions import ImproperlyConfigured

from portal.supervisor import Child, Supervisor

HOST = "127.0.0.1"
ADMIN = "admin@parkbridge.example.org"
START_LIMIT = 60.0  # seconds until the first page must have been answered


def say(text: str) -> None:
    print(text, flush=True)


def hold_folder(folder: Path) -> IO[str]:
    """Two runs in one folder would share the broker and the schedule: the second one is refused."""
    lock = (folder / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Parkbridge already runs from {folder}. Stop it first, or name another folder: VAR_DIR=… make run")
    return lock


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(f"Port {port} is in use by another program. Choose another one: make run PORT={port + 1}")
            sys.exit(f"Port {port} cannot be used: {error.strerror}. Choose another one: make run PORT=8001")


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)


def load_demo() -> None:
    """Once, into an empty database: what people changed afterwards is never overwritten by a start."""
    from django.core.management import call_command

    from parks.models import Operator

    if not Operator.objects.exists():
        say("Loading the demo content …")
        call_command("load_demo")
        sys.stdout.flush()  # before the children write to the same terminal


def make_admin() -> str:
    """The new administrator's password, or nothing when there is one already. Only its hash is stored."""
    from accounts.models import User

    if User.objects.filter(is_superuser=True).exists():
        return ""
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(ADMIN, password, name="Administrator")
    return password


def children(port: int) -> list[Child]:
    web = [sys.executable, "-m", "granian", "portal.wsgi:application", "--interface", "wsgi", "--no-ws"]
    web += ["--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    web += ["--log-level", "warning", "--workers-kill-timeout", "5"]
    # Containers run as root; that Celery warns about it is no news for a person who tries things out.
    worker = [sys.executable, "-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "--quiet"]
    worker += ["--app", "portal", "worker", "--beat", "--pool", "threads", "--concurrency", "2"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [Child("The web server", web), Child("The worker", worker)]


def answers(port: int) -> bool:
    """Does the web server answer a page?"""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for_pages(supervisor: Supervisor, port: int) -> bool:
    """False when a child ended, a stop was asked for, or nothing answered in time."""
    began = time.monotonic()
    while time.monotonic() - began < START_LIMIT:
        if supervisor.stopping.is_set() or supervisor.ended() is not None:
            return False
        if answers(port):
            return True
        time.sleep(0.05)
    say(f"The web server did not answer within {START_LIMIT:.0f} seconds.")
    supervisor.stopping.set()
    return False


def welcome(port: int, password: str) -> str:
    from django.urls import reverse
    from django.utils.translation import override

    with override("zh-hans"):
        admin = reverse("admin:index")
    address = f"http://{HOST}:{port}"
    lines = [
        "",
        "Parkbridge is running. Ctrl-C stops it.",
        f"  Pages       {address}/",
        f"  Back office {address}{admin}",
        f"  Mailbox     {address}/dev/mailbox/  (mails are kept here instead of being sent)",
        f"  Sign in as  {ADMIN}",
    ]
    if password:
        lines.append(f"  Password    {password}  (shown this once only)")
    else:
        lines.append(f"              forgotten the password? .venv/bin/python manage.py changepassword {ADMIN}")
    return "\n".join([*lines, ""])


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.conf import settings

    try:
        if settings.PRODUCTION:
            sys.exit("make run is for development. How to start in production: docs/operations.md")
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    check_port(settings.PORT)
    lock = hold_folder(settings.VAR_DIR)
    django.setup()
    with lock, Supervisor(children(settings.PORT)) as supervisor:
        migrate()
        load_demo()
        password = make_admin()
        supervisor.start()
        if wait_for_pages(supervisor, settings.PORT):
            say(welcome(settings.PORT, password))
        reason = supervisor.wait()
        say(reason or "Stopping …")
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
