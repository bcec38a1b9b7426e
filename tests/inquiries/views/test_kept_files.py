"""Files that wait for their form: how many, how often taken off, and repeats of the same POST."""

import re

import pytest

from inquiries import submission
from inquiries.models import Attachment, Inquiry
from tests.inquiries import answers
from tests.inquiries.views.form_page import refused, send, sentences, value_of

pytestmark = pytest.mark.django_db
NOTICE = "Not kept, because many files came from your network: %s. Please add them again when you send."


@pytest.fixture(autouse=True)
def files(media):
    return media


def large(name):
    return answers.pdf(name, answers.PDF + b"0" * 700_000)


@pytest.mark.parametrize("fields", [{"message": ""}, {"show": "language"}])
def test_beyond_an_hourly_amount_files_are_not_kept_and_it_is_said(client, park_a, files, settings, fields):
    settings.INQUIRY_STAGED_MB_ADDRESS = 1
    response = send(client, answers.post(park_a, **fields, files=[large("first.pdf"), large("second.pdf")]))
    assert len(files("staged")) == 1
    assert NOTICE % "second.pdf" in sentences(response)
    response = send(client, answers.post(park_a, **fields, files=[large("third.pdf")]))
    assert len(files("staged")) == 1 and NOTICE % "third.pdf" in sentences(response)
    assert "Walloon Optics" in response.content.decode()


def test_a_complete_form_is_taken_with_all_its_files_however_full_the_hour(client, park_a, settings):
    settings.INQUIRY_STAGED_MB_ADDRESS = 1
    send(client, answers.post(park_a, message="", files=[large("a.pdf"), large("b.pdf")]))
    assert send(client, answers.post(park_a, files=[large("a.pdf"), large("b.pdf")])).status_code == 302
    assert Attachment.objects.count() == 2


def test_taking_a_file_off_twice_is_no_mistake(client, park_a, files):
    response, _said = refused(client, answers.post(park_a, message="", files=answers.pdf()))
    data = answers.post(
        park_a, token=value_of(response, "token"), kept=value_of(response, "kept"), drop=value_of(response, "kept")
    )
    assert refused(client, {**data, "area_min": "x"})[1] == refused(client, {**data, "area_min": "x"})[1]
    assert files("staged") == []
    assert send(client, data).status_code == 302


def test_a_repeat_that_finds_less_than_the_first_leads_to_the_same_receipt(client, park_a, monkeypatch):
    data = answers.post(park_a)
    first = send(client, data).url
    known, seen = submission.find, []

    def late(key, *arguments):
        seen.append(key)
        return known(key, *arguments) if len(seen) > 1 else None

    monkeypatch.setattr(submission, "find", late)
    assert send(client, {**data, "kept": "gone"}).url == first
    assert Inquiry.objects.count() == 1


def test_a_message_keeps_its_files_within_the_same_amount(client, park_a, files, settings):
    settings.INQUIRY_STAGED_MB_ADDRESS = 1
    inquiry = submission.submit(answers.submission(park_a)).inquiry
    typed = {"token": answers.token("message"), "case": "cbtc", "body": "x" * 5001}
    page = f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/"
    response = client.post(page, {**typed, "files": [large("a.pdf"), large("b.pdf")]})
    assert NOTICE % "b.pdf" in sentences(response) and len(files("staged")) == 1
    assert re.search(r'href="#id_cbtc_files">Not kept', response.content.decode())


def test_hundreds_of_thousands_of_spaces_get_the_sentence_of_the_field(client, park_a):
    posted = {**answers.post(park_a, country="BE"), "space": [str(n) for n in range(1, 300_001)]}
    posted = {name: value for name, value in posted.items() if name != "token"}
    headers = {"Idempotency-Key": "anna-2026-11-22-0001"}
    answer = client.post("/api/v1/inquiries/?lang=en", posted, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"]["space"] == ["A space on your list is no longer offered. It was taken off."]
