"""Migrations are complete and can be taken back."""

import os
import subprocess
import sys
import uuid

import psycopg
import pytest

from tests.architecture.sources import PACKAGES, ROOT

pytestmark = pytest.mark.process

HANGS = 900  # seconds: fifty migrations there, back and there again take two to four minutes of CPU
APPS = [package for package in PACKAGES if (ROOT / package / "migrations").exists()]


def manage(folder, *arguments, database=""):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "VAR_DIR": str(folder)}
    environment["DATABASE_URL"] = database
    command = [sys.executable, "manage.py", *arguments]
    outcome = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANGS)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


THERE_AND_BACK = f"""
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
call_command("migrate", verbosity=0)
for app in reversed({APPS!r}):  # what depends on an app goes with it
    if any(app == label for label, name in MigrationRecorder(connection).applied_migrations()):
        call_command("migrate", app, "zero", verbosity=0)
print("rest", *[app for app in {APPS!r} if any(
    table.startswith(app + "_") for table in connection.introspection.table_names())])
call_command("migrate", verbosity=0)
call_command("showmigrations")
"""


def there_and_back(folder, database=""):
    shown = manage(folder, "shell", "--verbosity", "0", "--command", THERE_AND_BACK, database=database)
    assert shown.startswith("rest\n")
    assert "[X] 0001_initial" in shown
    assert "[ ]" not in shown


@pytest.fixture
def postgres_database(postgres_url):
    name = f"test_migrations_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres_url.rpartition("/")[0] + "/" + name
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_models_need_no_further_migration(tmp_path):
    assert "No changes detected" in manage(tmp_path, "makemigrations", "--check", "--dry-run")


def test_every_migration_can_be_taken_back_on_sqlite(tmp_path):
    there_and_back(tmp_path)


@pytest.mark.postgres
def test_every_migration_can_be_taken_back_on_postgresql(tmp_path, postgres_database):
    there_and_back(tmp_path, postgres_database)
