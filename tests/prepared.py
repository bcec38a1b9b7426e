"""Databases whose tables are there already: made once by the product's own migrations, then copied.

Running all migrations costs seconds of CPU, and a whole run of the suite needs some fifty databases, one for each
worker and for each test with processes of its own. A copy takes a moment, and `manage.py migrate` finds nothing left to
do in it. The originals are kept under the text of the migrations, so a changed migration makes a new one; the
migrations themselves are tested from nothing (`tests/architecture/test_migrations.py`).
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test-databases"


@cache
def key():
    """A short name for what the tables look like: our migrations, and the packages that bring their own."""
    texts = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in texts)).hexdigest()[:16]


@contextmanager
def _alone():
    """One process at a time makes originals."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url):
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "VAR_DIR": folder, "DATABASE_URL": url}
        env.pop("PYTEST_XDIST_WORKER", None)  # by it the settings would choose another folder
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=600)


def sqlite_file():
    """The path of a migrated SQLite database: to be copied, never opened for writing."""
    path = FOLDER / f"{key()}.sqlite3"
    with _alone():
        if not path.exists():
            for former in FOLDER.glob("*.sqlite3*"):
                former.unlink()
            new = FOLDER / "new.sqlite3"
            _migrate(f"sqlite:///{new}")
            with closing(sqlite3.connect(new)) as database:  # what still stands in its log goes into the file
                database.execute("PRAGMA journal_mode=DELETE")
            new.rename(path)
    return path


def postgres_template(server_url):
    """The name of a migrated database on the server, for `CREATE DATABASE … TEMPLATE`."""
    name = f"parkbridge_tables_{key()}"
    former = FOLDER / "postgres-template"
    with _alone(), psycopg.connect(server_url, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            for old in former.read_text().split() if former.exists() else []:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
            new = f"{name}_{os.getpid()}"
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(new)))
            _migrate(f"{server_url.rpartition('/')[0]}/{new}")
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(sql.Identifier(new), sql.Identifier(name)))
        former.write_text(name)
    return name


def copy_sqlite(path):
    """A migrated database at a path that holds none yet."""
    shutil.copyfile(sqlite_file(), path)


def create_postgres(server_url, name):
    """A migrated database of this name on the server."""
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(command.format(sql.Identifier(name), sql.Identifier(postgres_template(server_url))))
