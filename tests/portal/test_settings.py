"""Settings in processes of their own: what starts, what is refused, and that every variable is documented."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from portal import settings as product_settings

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "PARKBRIDGE_ENV": "production",
    "SECRET_KEY": "kB3-xQ9_vL2mN7pR5tW8yZ1cF4hJ6sD0gA-uE_iOqXnMbVlKzTrY",
    "ALLOWED_HOSTS": "parkbridge.example.org",
    "SITE_URL": "https://parkbridge.example.org",
    "EMAIL_URL": "smtp+tls://me:pw@mail.example.org:587",
}


def start(tmp_path, *code, **variables):
    """manage.py with these variables and no others of this project."""
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(tmp_path), **variables}
    command = [sys.executable, "manage.py", *(code or ("check",))]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_sound_production_settings_start(tmp_path):
    outcome = start(tmp_path, **SOUND)
    assert outcome.returncode == 0, outcome.stderr


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "django-insecure-" + "kB3-xQ9_vL2mN7pR5tW8yZ1cF4hJ6sD0gA"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS holds a weak key"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"STAFF_SECOND_FACTOR": "false"}, "STAFF_SECOND_FACTOR is off"),
        ({"STAFF_SECOND_FACTOR": "maybe"}, "STAFF_SECOND_FACTOR must be true or false, not 'maybe'"),
        ({"LINK_CHECK_ALLOW_PRIVATE": "true"}, "LINK_CHECK_ALLOW_PRIVATE is on"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS names no host"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS names no host"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS lets every host in"),
        ({"ALLOWED_HOSTS": "a.example.org,*"}, "ALLOWED_HOSTS lets every host in"),
        ({"SITE_URL": ""}, "SITE_URL is missing or not https"),
        ({"SITE_URL": "http://parkbridge.example.org"}, "SITE_URL is missing or not https"),
        ({"EMAIL_URL": ""}, "EMAIL_URL names no mail server"),
        ({"PARKBRIDGE_ENV": "prod"}, "PARKBRIDGE_ENV must be production or development, not 'prod'"),
        ({"DATABASE_URL": "postgres://me:pw@host:port/x"}, "DATABASE_URL is no valid address"),
        ({"TIME_ZONE": "Mars"}, "TIME_ZONE must be a time zone"),
        ({"VAR_DIR": "/dev/null/x"}, "VAR_DIR names a folder that cannot be written"),
    ],
)
def test_production_refuses_in_one_sentence(tmp_path, changed, reason):
    outcome = start(tmp_path, **{**SOUND, **changed})
    assert outcome.returncode != 0
    assert reason in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert "Traceback" not in outcome.stderr


def test_nothing_set_is_production_and_refused_with_every_reason(tmp_path):
    outcome = start(tmp_path)
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL"):
        assert name in outcome.stderr


def test_development_without_a_secret_says_what_to_do(tmp_path):
    outcome = start(tmp_path, PARKBRIDGE_ENV="development")
    assert outcome.returncode != 0
    assert "make setup" in outcome.stderr


def test_the_web_entry_refuses_as_well(tmp_path):
    environment = {**SOUND, "SECRET_KEY": "", "PATH": os.environ["PATH"], "ENV_FILE": os.devnull}
    environment["VAR_DIR"] = str(tmp_path)
    outcome = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert outcome.returncode != 0
    assert "SECRET_KEY is missing or weak" in outcome.stderr.splitlines()[-1]


def test_the_runner_is_for_development_alone(tmp_path):
    environment = {**SOUND, "PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "portal.runner"]
    outcome = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert outcome.returncode != 0
    assert "make run is for development" in outcome.stderr


def test_production_answers_securely(tmp_path):
    code = (
        "from django.conf import settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_HTTPONLY)"
    )
    outcome = start(tmp_path, "shell", "--verbosity", "0", "--command", code, **SOUND)
    assert outcome.stdout.split() == ["False", "True", "True", "True", "True", "True"]


def test_every_variable_is_documented_and_no_other():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = set(re.findall(r"^([A-Z_]+)=", text, flags=re.M))
    assert documented == product_settings.env.names


def test_the_example_gives_no_usable_secret(tmp_path):
    secret = re.search(r"^SECRET_KEY=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), flags=re.M)
    assert secret.group(1) == ""


@pytest.mark.django_db(transaction=True)
def test_sqlite_writes_ahead_waits_and_keeps_its_keys(tmp_path):
    """Asked of a file, in a process of its own: the tests' own database lives in memory."""
    code = (
        "from django.db import connection as c\n"
        "with c.cursor() as k:\n"
        "    for name in ('journal_mode', 'foreign_keys', 'busy_timeout'):\n"
        "        print(k.execute('PRAGMA ' + name).fetchone()[0])\n"
        "from django.db import transaction\n"
        "with transaction.atomic():\n"
        "    print(c.connection.in_transaction)\n"
    )
    outcome = start(
        tmp_path, "shell", "--verbosity", "0", "--command", code, PARKBRIDGE_ENV="development", SECRET_KEY="x" * 50
    )
    assert outcome.stdout.split() == ["wal", "1", "20000", "True"], outcome.stderr


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_a_sqlite_transaction_takes_the_write_lock_at_once():
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
