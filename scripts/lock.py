"""Compiles requirements*.txt from requirements*.in (`make lock`): exact versions, for every platform.

`requirements.txt` is what runs; `-prod` and `-dev` add to it and are held to its versions. Versions move only for
packages named on the command line (`make lock ARGS=django`) or with `ARGS=--upgrade`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv>=0.9,<1"
NAMES = ("requirements", "requirements-prod", "requirements-dev")


def options(arguments: list[str]) -> list[str]:
    if "--upgrade" in arguments:
        return ["--upgrade"]
    return [part for name in arguments for part in ("--upgrade-package", name)]


def main() -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV]
    if subprocess.call(pip, cwd=ROOT) != 0:
        sys.exit("lock: uv, which compiles the lock, could not be installed")
    for name in NAMES:
        command = [
            sys.executable,
            "-m",
            "uv",
            "--quiet",
            "pip",
            "compile",
            f"{name}.in",
            "--output-file",
            f"{name}.txt",
        ]
        command += ["--universal", "--python-version", "3.11", "--no-header", "--no-emit-index-url"]
        if subprocess.call([*command, *options(sys.argv[1:])], cwd=ROOT) != 0:
            sys.exit(f"lock: {name}.in could not be compiled (the reason is above)")
        print(f"lock: {name}.txt")


if __name__ == "__main__":
    main()
