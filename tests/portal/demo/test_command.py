"""`manage.py load_demo`: what it prints, and where the password comes from."""

import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.models import User
from parks.models import Park


def run(*args):
    out = StringIO()
    call_command("load_demo", *args, stdout=out)
    return out.getvalue()


def test_the_first_run_prints_a_random_password_that_works_and_the_second_keeps_it(db, settings):
    said = run()
    password = re.search(r"Password for all of them: (\S+)", said)[1]
    assert f"{settings.SITE_URL}/zh-hans/admin/" in said
    for email in ("lin@cbtc.example.org", "bao@zgc.example.org", "wei@parkbridge.example.org"):
        assert email in said
        assert authenticate(username=email, password=password) == User.objects.get(email=email)
    assert "park_officer at united-investment-europe" in said
    assert len(password) >= 16
    assert run() == "The demo content is there already; nothing was changed.\n"
    assert authenticate(username="lin@cbtc.example.org", password=password)


def test_a_given_password_is_used_and_not_printed(db, tmp_path, monkeypatch):
    file = tmp_path / "password"
    file.write_text("seven quiet herons\nsecond line\n", encoding="utf-8")
    said = run("--password-file", str(file))
    assert "seven quiet herons" not in said and "the one you gave" in said
    assert authenticate(username="bao@zgc.example.org", password="seven quiet herons")


@pytest.mark.parametrize(
    ("content", "words"), [("", "holds no password"), ("12345678\n", "short"), (None, "No such file")]
)
def test_a_password_file_that_will_not_do_is_refused(db, tmp_path, content, words):
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        run("--password-file", str(file))
    assert not Park.objects.exists() and not User.objects.exists()


def test_a_password_from_the_environment_must_be_a_fair_one(db, monkeypatch):
    monkeypatch.setenv("DEMO_STAFF_PASSWORD", "password")
    with pytest.raises(CommandError):
        run()
    assert not User.objects.exists()


def test_a_production_database_is_not_filled_by_accident(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--in-production"):
        run()
    assert not Park.objects.exists()
