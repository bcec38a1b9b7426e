import datetime
import logging

import pytest
import time_machine
from django.core.cache import cache

from common import ratelimit
from common.ratelimit import count, hit


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def test_over_the_limit_within_one_window():
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC), tick=False) as clock:
        assert [hit("form", "anna", 3, 60) for _ in range(5)] == [False, False, False, True, True]
        assert hit("form", "lin", 3, 60) is False
        assert hit("api", "anna", 3, 60) is False
        clock.shift(60)
        assert hit("form", "anna", 3, 60) is False


def test_a_named_event_counts_once_and_keeps_its_place():
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC), tick=False) as clock:
        assert [count("form", "anna", 60, event=name) for name in ("a", "b", "a", "b", "c")] == [1, 2, 1, 2, 3]
        assert [hit("form", "anna", 2, 60, event=name) for name in ("c", "c", "a")] == [True, True, False]
        clock.shift(60)
        assert count("form", "anna", 60, event="c") == 1


def test_who_asks_while_the_first_is_still_counting_is_judged_too(monkeypatch):
    found = []
    add = ratelimit._add

    def slowly(*arguments):
        found.append(count("form", "anna", 60, event="a"))
        return add(*arguments)

    monkeypatch.setattr(ratelimit, "_add", slowly)
    assert (count("form", "anna", 60, event="a"), found) == (1, [1])


def test_amounts_add_up():
    assert [count("bytes", "anna", 60, amount=size) for size in (10, 5)] == [10, 15]


def test_a_mark_is_kept_for_its_time_and_its_key():
    ratelimit.mark("form", "anna", 60)
    assert ratelimit.is_marked("form", "anna")
    assert not ratelimit.is_marked("form", "bao") and not ratelimit.is_marked("other", "anna")


def test_no_event_is_allowed_with_a_limit_of_nothing():
    assert hit("form", "anna", 0, 60) is True


def test_hostile_keys_are_fine():
    assert hit("form", "x\ud800 \n" * 1000, 1, 60) is False


def test_a_cache_that_is_down_lets_visitors_in(settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    with caplog.at_level(logging.WARNING):
        assert hit("form", "anna", 0, 60) is False
        assert count("form", "anna", 60, event="a") == 0
        ratelimit.mark("form", "anna", 60)
        assert ratelimit.is_marked("form", "anna") is False
    assert "the cache does not answer" in caplog.text
