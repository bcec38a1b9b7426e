import datetime
import logging

import pytest
import time_machine
from django.core.cache import cache

from common.ratelimit import hit


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
    assert "the cache does not answer" in caplog.text
