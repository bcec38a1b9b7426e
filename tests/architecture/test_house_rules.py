"""Sizes and manners of our own sources. Each rule returns what breaks it, so that a failure names file and line."""

import ast
import re
import subprocess
import sys

import pytest

from tests.architecture.sources import PACKAGES, ROOT, functions, length, parameters, python_files, shown, tree

FILE_LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 25
PARAMETERS = 6
CODE = (*PACKAGES, "scripts", "bench")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")|<style|\sstyle=|\son[a-z]+=|javascript:", re.I
)
LANGUAGE_BRANCH = re.compile(r"\{%\s*(?:el)?if\s[^%]*(?:LANGUAGE_CODE|language|lang)\s*[!=]=\s*[\"']")


def is_view(path):
    return "views" in path.parts or path.name == "views.py"


def markup():
    """Templates that browsers see: mails bring their own style along."""
    found = sorted(path for path in ROOT.rglob("templates/**/*.html") if ".venv" not in path.parts)
    return [path for path in found if "emails" not in path.parts]


def breaches(pattern, paths):
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{shown(path, number)} {line.strip()[:80]}")
    return found


def test_files_stay_short():
    paths = [*python_files(*CODE, "tests"), *markup(), *sorted(ROOT.glob("static/js/*.js"))]
    long = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {name: lines for name, lines in long.items() if lines > FILE_LINES} == {}


def test_functions_stay_short():
    found = [
        f"{shown(path, node.lineno)} {node.name}: {length(node)} lines"
        for path in python_files(*CODE)
        for node in functions(path)
        if length(node) > (VIEW_LINES if is_view(path) else FUNCTION_LINES)
    ]
    assert found == []


def test_functions_take_few_parameters():
    found = [
        f"{shown(path, node.lineno)} {node.name}: {parameters(node)} parameters"
        for path in python_files(*CODE)
        for node in functions(path)
        if parameters(node) > PARAMETERS
    ]
    assert found == []


def test_no_star_imports():
    found = [
        shown(path, node.lineno)
        for path in python_files(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert found == []


def test_no_drawer_for_everything():
    names = {"utils", "util", "helpers", "misc", "tools"}
    assert [shown(path) for path in python_files(*CODE) if path.stem in names or names & set(path.parts)] == []


def test_no_signals_between_our_own_apps():
    """Django's model and request signals, and own ones. Celery's (in portal/celery.py) wire a library, not our apps.

    One module listens to rows being saved: what rendered pages were made of must not depend on anybody's memory.
    """
    pattern = re.compile(r"^\s*from django\.(?:dispatch|db\.models\.signals|core\.signals)\b|\bSignal\(\)|@receiver\(")
    found = breaches(pattern, python_files(*PACKAGES))
    assert [line for line in found if not line.startswith("parks/versions.py:")] == []


def test_functions_are_typed():
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "ANN", "--ignore", "ANN401", *CODE]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert outcome.returncode == 0, outcome.stdout


def test_no_inline_script_or_style():
    assert breaches(INLINE, markup()) == []


def test_no_language_branches_in_templates():
    assert breaches(LANGUAGE_BRANCH, markup()) == []


def test_no_language_branches_in_views():
    pattern = re.compile(r"\bif\b.*(?:lang|language|language_code)\b.*[!=]=\s*[\"'](?:en|zh)")
    assert breaches(pattern, [path for path in python_files(*PACKAGES) if is_view(path)]) == []


def test_no_foreign_hosts():
    """Nothing that a browser loads comes from elsewhere; a link that a person may follow is fine."""
    loads = re.compile(
        r"""(?:src|srcset|poster|data|action)=["']?(?:https?:)?//"""
        r"""|<link\b(?![^>]*rel="(?:canonical|alternate)")[^>]*href=["']?(?:https?:)?//"""
        r"""|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//|fetch\(\s*["'`]https?://""",
        re.I,
    )
    paths = [path for kind in ("css", "js", "html", "svg") for path in sorted((ROOT / "static").rglob(f"*.{kind}"))]
    assert breaches(loads, [*markup(), *paths]) == []


def test_no_code_knows_it_is_under_test():
    pattern = re.compile(r"PYTEST|\"pytest\"|sys\.modules|TESTING\b|IS_TEST|['\"]test['\"] in sys\.argv")
    assert breaches(pattern, python_files(*PACKAGES)) == []


def test_no_swallowed_exceptions():
    """`except …: pass` hides what went wrong: a log line, an answer or a comment-worthy return is the least."""
    found = [
        shown(path, node.lineno)
        for path in python_files(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(statement, ast.Pass) for statement in node.body)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "breaks"),
    [
        ("<script>alert(1)</script>", True),
        ('<script src="/x.js" defer></script>', False),
        ('<script type="application/ld+json">{}</script>', False),
        ('<p style="color:red">', True),
        ('<button onclick="x()">', True),
        ('<a href="javascript:x()">', True),
        ('<p class="style">', False),
        ("{% block content %}", False),
    ],
)
def test_what_counts_as_inline(line, breaks):
    assert bool(INLINE.search(line)) is breaks
