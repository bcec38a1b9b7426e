"""Real threads in a process of its own, on a real database file or server of its own."""

import json
import os
import subprocess
import sys
import uuid
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import prepared

ROOT = Path(__file__).resolve().parents[1]
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@contextmanager
def new_database(request, tmp_path):
    """The address of a new database of the kind that the fixture's parameter names; dropped at the end."""
    if request.param == "sqlite":
        prepared.copy_sqlite(tmp_path / "race.sqlite3")
        yield f"sqlite:///{tmp_path / 'race.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"race_{uuid.uuid4().hex[:12]}"
    prepared.create_postgres(server, name)
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def race(module, database_url, folder, *arguments):
    """Run a module that prints its findings as JSON on the last line."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "ERROR",
    }
    run = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout.splitlines()[-1])
