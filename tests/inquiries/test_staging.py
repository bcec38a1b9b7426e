"""Uploads that wait for their form."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from common.uploads import check_upload
from inquiries import staging, tasks
from tests.inquiries import answers


@pytest.fixture(autouse=True)
def files(media):
    return media


def kept(key="form"):
    return staging.stage(check_upload(answers.pdf("方案.pdf"))).ticket(key)


def test_a_ticket_brings_the_file_back_again_and_again():
    ticket = kept()
    for _time in range(2):
        file = staging.restore(ticket, "form").file
        assert (file.name, file.size, file.file.read()) == ("方案.pdf", len(answers.PDF), answers.PDF)


@pytest.mark.parametrize("change", [lambda ticket: ticket + "x", lambda ticket: "", lambda ticket: "a:b:c"])
def test_a_changed_ticket_brings_nothing(change):
    assert staging.restore(change(kept()), "form") is None


def test_a_ticket_of_another_form_or_of_last_week_brings_nothing():
    ticket = kept()
    assert staging.restore(ticket, "other") is None
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert staging.restore(ticket, "form") is None


def test_what_nobody_came_back_for_is_deleted(files):
    kept()
    assert tasks.clear_staged() == 0 and len(files("staged")) == 1
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert tasks.clear_staged() == 1
    assert files("staged") == []


def test_clearing_an_empty_house_is_no_error():
    assert staging.clear() == 0


def test_what_one_visitor_and_one_network_may_put_down_in_an_hour_is_limited(settings):
    settings.INQUIRY_STAGED_MB_ADDRESS, settings.INQUIRY_STAGED_MB_NETWORK = 2, 3
    million = 1024 * 1024
    assert [staging.has_room(million, "192.0.2.1") for _n in range(3)] == [True, True, False]
    assert [staging.has_room(million, f"192.0.2.{n}") for n in (2, 3)] == [False, False]
    assert staging.has_room(million, "198.51.100.1")
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert staging.has_room(million, "192.0.2.1")


def test_without_a_cache_files_are_kept(settings):
    broken = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": broken}
    settings.INQUIRY_STAGED_MB_ADDRESS = 0
    assert staging.has_room(10**9, "192.0.2.1")
