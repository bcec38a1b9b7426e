"""The puzzle: solved by its own form in time, and by nothing else."""

import base64
import datetime
import json

import altcha
import pytest
import time_machine

from inquiries import proofs


def solve(challenge):
    """What the browser's script sends."""
    given = json.loads(challenge)
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(given))
    return encoded({"challenge": given, "solution": {"counter": solution.counter, "derivedKey": solution.derived_key}})


def encoded(payload):
    return base64.b64encode(json.dumps(payload).encode()).decode()


def decoded(answer):
    return json.loads(base64.b64decode(answer))


@pytest.fixture(autouse=True)
def easy(monkeypatch):
    monkeypatch.setattr(proofs, "COST", 10)


@pytest.fixture
def answer():
    return solve(proofs.challenge("form-1"))


def test_a_solution_counts_for_its_own_form_only(answer):
    assert proofs.is_solved(answer, "form-1")
    assert not proofs.is_solved(answer, "form-2")


def test_a_solution_is_good_for_an_hour(answer):
    now = datetime.datetime.now(datetime.UTC)
    with time_machine.travel(now + datetime.timedelta(minutes=59)):
        assert proofs.is_solved(answer, "form-1")
    with time_machine.travel(now + datetime.timedelta(minutes=61)):
        assert not proofs.is_solved(answer, "form-1")


def test_another_secret_signs_other_puzzles(answer, settings):
    settings.SECRET_KEY = "another-secret-key-of-this-site"
    assert not proofs.is_solved(answer, "form-1")


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["solution"].update(counter=said["solution"]["counter"] + 1),
        lambda said: said["solution"].update(derivedKey="00" * 32),
        lambda said: said["solution"].update(counter=-1),
        lambda said: said["solution"].update(counter="1"),
        lambda said: said["challenge"]["parameters"].update(keyPrefix=""),
        lambda said: said["challenge"]["parameters"].update(cost=1),
        lambda said: said["challenge"]["parameters"].update(data={"form": "form-2"}),
        lambda said: said["challenge"]["parameters"].update(expiresAt=9999999999),
        lambda said: said["challenge"].update(signature=""),
        lambda said: said["challenge"].pop("signature"),
    ],
)
def test_whatever_is_changed_is_no_solution(answer, change):
    said = decoded(answer)
    change(said)
    for form in ("form-1", "form-2"):
        assert not proofs.is_solved(encoded(said), form)


@pytest.mark.parametrize(
    "answer",
    ["", "x", "====", "字", "\x00", "a" * 4001, encoded([]), encoded("x"), encoded(None), encoded({"challenge": 1}),
     encoded({"challenge": [], "solution": []}), encoded({"challenge": {"parameters": []}, "solution": {}}),
     encoded({"challenge": {"parameters": "x", "signature": 1}, "solution": None}),
     encoded({"challenge": {"parameters": {}, "signature": "x"}, "solution": {"counter": 1, "derivedKey": "x"}})],
)  # fmt: skip
def test_anything_else_is_no_solution(answer):
    assert not proofs.is_solved(answer, "form-1")
