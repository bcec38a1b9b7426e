"""Form tokens: ours, for one purpose, with an age."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inquiries import screening


def test_a_token_names_its_form_and_knows_its_age():
    token = screening.issue_token("inquiry")
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        read = screening.read_token(token.raw, "inquiry")
    assert read.key == token.key
    assert timedelta(minutes=4) < read.age < timedelta(minutes=6) and not read.is_expired


def test_two_pages_have_two_keys():
    assert screening.issue_token("inquiry").key != screening.issue_token("inquiry").key


@pytest.mark.parametrize("raw", ["", "x", "a:b:c", "\ud800", "\x00", "字" * 10_000])
def test_anything_else_is_no_token(raw):
    assert screening.read_token(raw, "inquiry") is None


def test_a_token_of_another_purpose_is_no_token():
    assert screening.read_token(screening.issue_token("message").raw, "inquiry") is None


def test_a_day_is_the_limit():
    token = screening.issue_token("inquiry")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert screening.read_token(token.raw, "inquiry").is_expired


def test_every_reason_has_words():
    assert set(screening.REASONS) == {"honeypot", "too_fast", "address_rate", "network_rate", "no_proof"}


def test_a_repeated_form_is_judged_as_at_first(settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    forms = [screening.FormToken("raw", f"key{n}", screening.FASTEST) for n in range(4)]
    first = [screening.assess(form, "192.0.2.1", "") for form in forms]
    assert [verdict.reasons for verdict in first] == [(), *[("address_rate",)] * 3]
    assert [verdict.refused for verdict in first] == [False, False, False, True]
    for _time in range(3):
        assert [screening.assess(form, "192.0.2.1", "") for form in forms] == first


def test_a_refused_form_finds_room_later(settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    for n in range(4):
        form = screening.FormToken("raw", f"key{n}", screening.FASTEST)
        verdict = screening.assess(form, "192.0.2.1", "")
    assert verdict.refused
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert screening.assess(form, "192.0.2.1", "") == screening.Verdict()


def test_over_half_of_the_limit_is_near_and_the_first_never_is(settings):
    settings.INQUIRY_LIMIT_ADDRESS = 4
    forms = [screening.FormToken("raw", f"key{n}", screening.FASTEST) for n in range(5)]
    verdicts = [screening.assess(form, "192.0.2.1", "") for form in forms]
    assert [verdict.near for verdict in verdicts] == [False, False, True, True, True]
    assert [verdict.wants_proof for verdict in verdicts] == [False, False, True, True, True]
    settings.INQUIRY_LIMIT_ADDRESS = 1
    assert not screening.assess(forms[0], "192.0.2.2", "").near


def test_a_form_that_came_too_fast_stays_one_that_did():
    fast = screening.FormToken("raw", "key", timedelta(seconds=1))
    assert screening.assess(fast, "192.0.2.1", "").reasons == ("too_fast",)
    later = screening.FormToken("raw", "key", timedelta(minutes=5))
    assert screening.assess(later, "192.0.2.1", "").reasons == ("too_fast",)
    assert screening.assess(screening.FormToken("raw", "other", timedelta(minutes=5)), "192.0.2.1", "").reasons == ()


@pytest.mark.parametrize(
    ("verdict", "wants", "solved", "unsolved"),
    [
        (screening.Verdict(), False, (), ("no_proof",)),
        (screening.Verdict(near=True), True, (), ("no_proof",)),
        (screening.Verdict(("too_fast",)), True, (), ("too_fast",)),
        (screening.Verdict(("honeypot", "too_fast")), False, ("honeypot",), ("honeypot", "too_fast")),
        (screening.Verdict(("address_rate",), refused=True), False, (), ("address_rate",)),
    ],
)
def test_what_a_puzzle_speaks_against(verdict, wants, solved, unsolved):
    assert verdict.wants_proof is wants
    assert (verdict.after_proof(True), verdict.after_proof(False)) == (solved, unsolved)
