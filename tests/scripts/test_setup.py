"""What `make setup` says and writes before anything is installed."""

import hashlib
import stat
import subprocess
import sys

import pytest

from scripts import setup


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def test_a_missing_venv_module_is_named_with_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        setup.check_python()


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(setup, "OLDEST", (9, 0))
    with pytest.raises(SystemExit, match=r"Python 9\.0 or newer is needed"):
        setup.check_python()


def test_the_environment_file_is_private_random_and_kept(folder):
    setup.write_env()
    text = (folder / ".env").read_text()
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert "PARKBRIDGE_ENV=development" in text
    assert "STAFF_SECOND_FACTOR=false" in text
    secret = text.partition("SECRET_KEY=")[2].split()[0]
    assert len(secret) >= 50
    setup.write_env()
    assert (folder / ".env").read_text() == text
    (folder / ".env").unlink()
    setup.write_env()
    assert secret not in (folder / ".env").read_text()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("DATABASE_URL=postgres://me@127.0.0.1/park", True),
        ("DATABASE_URL='postgresql://me@127.0.0.1/park'", True),
        ("DATABASE_URL=", False),
        ("# DATABASE_URL=postgres://me@127.0.0.1/park", False),
        ("SECRET_KEY=x", False),
    ],
)
def test_the_driver_is_installed_when_postgresql_is_named(folder, line, answer):
    (folder / ".env").write_text(line + "\n")
    assert setup.uses_postgres() is answer


def test_it_installs_only_when_the_lock_changed(folder):
    """With a real environment and a lock without packages: nothing is downloaded."""
    lock = folder / "requirements.txt"
    lock.write_text("# nothing\n")
    subprocess.run([sys.executable, "-m", "venv", str(folder / ".venv")], check=True)
    setup.install(lock)
    stamp = folder / ".venv" / "requirements.txt.sha256"
    first = stamp.stat().st_mtime_ns
    assert stamp.read_text() == hashlib.sha256(lock.read_bytes()).hexdigest()
    setup.install(lock)
    assert stamp.stat().st_mtime_ns == first
    lock.write_text("# nothing still\n")
    setup.install(lock)
    assert stamp.read_text() == hashlib.sha256(lock.read_bytes()).hexdigest()


def test_a_refused_installation_leaves_no_stamp(folder, capfd):
    lock = folder / "requirements.txt"
    lock.write_text("this is no requirement\n")
    subprocess.run([sys.executable, "-m", "venv", str(folder / ".venv")], check=True)
    with pytest.raises(SystemExit, match="PIP_INDEX_URL"):
        setup.install(lock)
    assert not (folder / ".venv" / "requirements.txt.sha256").exists()
