"""Makes the environment that everything else runs in: `.venv` with the locked packages, and `.env`.

Runs on the system's Python with the standard library alone, before anything is installed, so it must stay
readable for Python 3.8 (to say that it is too old). Fast when there is nothing to do: it then only compares
hashes. `--dev` installs what tests and linters need as well.
"""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def stop(sentence: str) -> None:
    sys.exit(f"setup: {sentence}")


def check_python() -> None:
    if sys.version_info < OLDEST:
        stop(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version.split()[0]}. "
            "Name another one: make PYTHON=python3.13 run"
        )
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        stop(
            "Python's venv module is not installed. On Debian or Ubuntu: sudo apt install python3-venv "
            "(as root without sudo: apt-get install python3-venv)"
        )


def make_venv() -> None:
    """A folder without a working Python (interrupted, moved, or of a removed Python) is made anew."""
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.call([str(python), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return
    check_python()
    print("setup: creating .venv …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        stop("the environment could not be created; on Debian or Ubuntu: sudo apt install python3-venv")


def install(lock: Path) -> None:
    """Installs when the lock file changed since the last time: the stamp holds the hash of what was installed."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / (lock.name + ".sha256")
    if (VENV / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == digest:
        return
    make_venv()
    print(f"setup: installing {lock.name} …", flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.call([*pip, "--requirement", str(lock)]) != 0:
        stop(
            "pip could not install the packages (its reason is above). Behind a slow or closed network name a "
            "mirror: PIP_INDEX_URL=https://mirror.example.cn/simple make run"
        )
    stamp.write_text(digest)


def uses_postgres() -> bool:
    """Does DATABASE_URL, in the environment or in `.env`, name PostgreSQL? Its driver is then installed as well."""
    url = os.environ.get("DATABASE_URL", "")
    if not url and (ROOT / ".env").exists():
        lines = (ROOT / ".env").read_text(encoding="utf-8").splitlines()
        url = "".join(line.partition("=")[2].strip("'\" ") for line in lines if line.startswith("DATABASE_URL="))
    return url.startswith("postgres")


def write_env() -> None:
    """`.env` for development with a random secret, readable by its owner alone; an existing one is left alone."""
    target = ROOT / ".env"
    if target.exists():
        return
    text = (
        "# Written by `make setup`. Every variable is explained in .env.example.\n"
        "PARKBRIDGE_ENV=development\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        "# The demo's staff sign in with the password alone. Production refuses to start like this.\n"
        "STAFF_SECOND_FACTOR=false\n"
    )
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    print("setup: wrote .env with a new secret key", flush=True)


def main() -> None:
    install(ROOT / "requirements.txt")
    if "--dev" in sys.argv[1:]:
        install(ROOT / "requirements-dev.txt")
    elif uses_postgres():
        install(ROOT / "requirements-prod.txt")
    write_env()


if __name__ == "__main__":
    main()
