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
