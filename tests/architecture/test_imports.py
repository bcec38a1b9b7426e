"""The import contracts of pyproject.toml hold, and they bite."""

import shutil
import subprocess
import sys

import pytest

from tests.architecture.sources import PACKAGES, ROOT

RUN = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint(folder):
    command = [sys.executable, "-c", RUN, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the sources, to break."""
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.yaml", "*.csv")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold():
    outcome = lint(ROOT)
    assert outcome.returncode == 0, outcome.stdout
    assert "0 broken" in outcome.stdout


@pytest.mark.parametrize(
    ("file", "added", "contract"),
    [
        ("parks/enums.py", "import inquiries.models", "An app imports to its right"),
        ("common/text.py", "from accounts.models import User", "An app imports to its right"),
        ("parks/utils.py", "", "a module without a layer fails"),
        ("parks/models/parks.py", "from parks import filters", "Inside an app the top imports below"),
        ("notifications/models.py", "import celery", "Models know neither REST nor Celery"),
        ("parks/models/parks.py", "from rest_framework import serializers", "Models know neither REST nor Celery"),
        ("inquiries/views/stray.py", "from inquiries.workflow import transitions", "Only named doors move a case"),
        ("common/enums.py", "import common.text\nimport common.languages", "No circles"),
    ],
)
def test_a_breach_is_found(house, file, added, contract):
    path = house / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text((before or "") + "\n" + added + "\n", encoding="utf-8")
    if contract == "No circles":
        with (house / "common/text.py").open("a", encoding="utf-8") as other:
            other.write("\nimport common.enums\n")
    outcome = lint(house)
    if before is None:
        path.unlink()
    else:
        path.write_text(before, encoding="utf-8")
    assert outcome.returncode == 1
    broken = [line for line in outcome.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(contract in line for line in broken), outcome.stdout
