"""The same form posted by twenty threads at once, in a process of its own, on a real database file or server."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest

SCRIPT = Path(__file__).with_name("twenty.py")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'race.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"race_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_twenty_posts_of_one_form_make_one_inquiry(database_url, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "ERROR",
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.inquiries.twenty"],
        env=environment,
        cwd=SCRIPT.parents[2],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["answers"] == [302] * 20
    assert len(found["receipts"]) == 1
    assert found["rows"] == {"inquiries": 1, "cases": 1, "enterprises": 1, "attachments": 1, "mails": 1, "files": 1}
