"""Migrations are complete and can be taken back."""

import os
import re
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing

import psycopg
import pytest

from tests.architecture.sources import PACKAGES, ROOT

pytestmark = pytest.mark.process

HANGS = 900  # seconds: there, back and there again take some minutes of CPU
APPS = [package for package in PACKAGES if (ROOT / package / "migrations").exists()]


def manage(folder, *arguments, database=""):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "VAR_DIR": str(folder)}
    environment["DATABASE_URL"] = database
    environment.pop("PYTEST_XDIST_WORKER", None)  # by it the settings would choose another folder
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


# The first tables of the first version, then today's: migrations one by one, as they were replaced later.
FROM_BEFORE = f"""
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
executor.migrate([(app, "0001_initial") for app in {APPS!r}])
call_command("migrate", verbosity=0)
"""


# The demo's cases before they had a mode of their own, and after.
MODES = """
from django.core.management import call_command
from django.db.models import F
from inquiries.models import Case
call_command("migrate", verbosity=0)
call_command("load_demo", verbosity=0)
Case.objects.update(mode=None)
call_command("migrate", "inquiries", "0012", verbosity=0)
call_command("migrate", verbosity=0)
without = Case.objects.filter(mode=None, inquiry__mode__isnull=False)
print("modes", Case.objects.filter(mode=F("inquiry__mode")).count(), without.count())
"""


def shape(path):
    """Every table with its columns and named constraints, and every index. Sorted: copied tables have another order."""
    with closing(sqlite3.connect(path)) as database:
        found = {}
        for name, statement in database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
            columns = sorted(row[1:4] for row in database.execute(f"SELECT * FROM pragma_table_info('{name}')"))
            constraints = sorted(re.findall(r'CONSTRAINT "(\w+)" (\w+)', statement))
            found[re.sub(r"_[0-9a-f]{8}(_|$)", r"_hash\1", name)] = (columns, constraints)
        return found


def there_and_back(folder, database=""):
    shown = manage(folder, "shell", "--verbosity", "0", "--command", THERE_AND_BACK, database=database)
    assert shown.startswith("rest\n")
    assert "[X] 0001_squashed" in shown
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


def modes_copied(folder, database=""):
    told = manage(folder, "shell", "--verbosity", "0", "--command", MODES, database=database).splitlines()[-1].split()
    assert told[0] == "modes"
    assert (int(told[1]) > 5, int(told[2])) == (True, 0)


def test_cases_get_the_mode_of_their_inquiry_on_sqlite(tmp_path):
    modes_copied(tmp_path)


@pytest.mark.postgres
def test_cases_get_the_mode_of_their_inquiry_on_postgresql(tmp_path, postgres_database):
    modes_copied(tmp_path, postgres_database)


def test_an_installation_of_the_first_version_gets_the_same_tables(tmp_path):
    for name, make in (("before", ("shell", "--verbosity", "0", "--command", FROM_BEFORE)), ("now", ("migrate",))):
        (tmp_path / name).mkdir()
        manage(tmp_path / name, *make)
    before, now = (shape(tmp_path / name / "db.sqlite3") for name in ("before", "now"))
    assert len(now) > 300
    assert before == now
