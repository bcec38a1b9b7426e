"""Inquiries from other systems."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inquiries.models import Inquiry
from notifications.models import OutgoingEmail
from tests import cast

URL = "/api/v1/inquiries/"
KEY = "anna-2026-11-22-0001"


@pytest.fixture
def answers(client, park_a, lin):
    cast.make_mode()
    texts = client.get(f"{URL}consents/", {"park": "cbtc", "country": "CN", "lang": "en"}).json()
    return {
        "park": ["cbtc"],
        "mode": "office_lease",
        "company_name": "Wuhan Example Biotech",
        "country": "CN",
        "contact_name": "Anna",
        "contact_email": "anna@example.org",
        "contact_language": "en",
        "area_min": 80,
        "visit_wanted": True,
        "message": "We look for 80 m².",
        "consent": [text["value"] for text in texts],
    }


def send(client, answers, key=KEY, **headers):
    headers = {"Idempotency-Key": key, **headers} if key else headers
    return client.post(f"{URL}?lang=en", answers, content_type="application/json", headers=headers)


def test_an_inquiry_is_taken_with_its_receipt(client, answers):
    answer = send(client, answers)
    inquiry = Inquiry.objects.get()
    case = inquiry.cases.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "reference": inquiry.reference,
        "submitted_at": inquiry.submitted_at.isoformat().replace("+00:00", "Z"),
        "cases": [{"park": "cbtc", "answer_by": case.answer_by.isoformat().replace("+00:00", "Z")}],
        "desk": None,
        "progress_page": f"http://testserver/en/inquiry/{inquiry.reference}/{inquiry.secret}/",
    }
    assert (inquiry.source, inquiry.visit_wanted, inquiry.requirement.area_min) == ("api", True, 80)
    assert set(OutgoingEmail.objects.values_list("event", "to", "language")) == {
        ("inquiry_received", "anna@example.org", "en"),
        ("inquiry_new", "lin@cbtc.example.org", "zh-hans"),
    }


def test_a_repeat_under_the_same_key_is_the_same_inquiry(client, answers):
    first = send(client, answers)
    second = send(client, answers)
    assert (second.status_code, second.json()) == (200, first.json())
    assert Inquiry.objects.count() == 1


def test_another_request_under_a_used_key_is_refused(client, answers):
    send(client, answers)
    answer = send(client, {**answers, "message": "Something else."})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_conflict")
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize("key", [None, "short", "x" * 256])
def test_a_key_of_reasonable_length_is_needed(client, answers, key):
    answer = send(client, answers, key=key)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "idempotency_key_missing")
    assert Inquiry.objects.count() == 0


def test_wrong_answers_are_named_beside_their_field(client, answers):
    answer = send(client, {**answers, "mode": {"a": 1}})
    assert answer.json()["error"]["fields"] == {"mode": ["Send plain values here, no objects."]}
    answer = send(client, {**answers, "area_min": 200, "area_max": 20, "contact_email": "nobody"})
    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"area_max", "contact_email"}
    assert Inquiry.objects.count() == 0


def test_without_the_consents_nothing_is_taken(client, answers):
    answer = send(client, {**answers, "consent": []})
    sentences = answer.json()["error"]["fields"]["consent"]
    assert [sentence.partition(":")[0] for sentence in sentences] == ["answering", "cross_border"]
    assert Inquiry.objects.count() == 0


@pytest.mark.parametrize("body", ["[]", '"text"', "{", "null", "1"])
def test_a_body_that_is_no_object_is_told(client, db, body):
    answer = client.post(URL, body, content_type="application/json", headers={"Idempotency-Key": KEY})
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"code", "message", "fields"}


def test_a_park_that_takes_no_inquiries_is_refused(client, answers, park_a):
    park_a.accepts_inquiries = False
    park_a.save()
    answer = send(client, answers)
    assert (answer.status_code, "park" in answer.json()["error"]["fields"]) == (400, True)
    assert Inquiry.objects.count() == 0


def test_the_consents_name_the_recipient_abroad(client, park_a):
    answer = client.get(f"{URL}consents/", {"park": "cbtc", "country": "CN", "lang": "en"})
    purposes = [(text["purpose"], text["recipients"]) for text in answer.json()]
    recipients = [{"name": "cbtc controller", "country": "BE"}]
    assert purposes == [("answering", recipients), ("cross_border", recipients)]


@pytest.mark.parametrize("query", [{}, {"park": "cbtc"}, {"park": "nowhere", "country": "CN"}])
def test_consents_need_a_park_and_a_country(client, park_a, query):
    assert client.get(f"{URL}consents/", query).status_code == 400


def test_a_flood_is_stopped(client, answers, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    states = []
    for number in range(5):
        answer = send(client, {**answers, "message": f"Inquiry {number}"}, key=f"{KEY}-{number}")
        states.append(answer.status_code)
    assert states == [201, 201, 201, 429, 429]
    assert list(Inquiry.objects.order_by("pk").values_list("screening", flat=True)) == [
        "clear",
        "quarantined",
        "quarantined",
    ]


def test_a_flood_is_not_let_in_by_repeating_one_key(client, answers, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    for number in range(3):
        send(client, {**answers, "message": f"Inquiry {number}"}, key=f"{KEY}-{number}")
    assert [send(client, answers, key=f"{KEY}-x").status_code for _time in range(3)] == [429] * 3
    assert Inquiry.objects.count() == 3


def test_files_come_as_a_posted_form(client, answers):
    page = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    posted = {**answers, "visit_wanted": "on", "files": [page]}
    answer = client.post(f"{URL}?lang=en", posted, headers={"Idempotency-Key": KEY})
    assert answer.status_code == 201
    assert [file.name for file in Inquiry.objects.get().attachments.all()] == ["plan.pdf"]


def test_a_file_in_the_place_of_a_word_counts_as_nothing(client, answers):
    posted = {**answers, "company_name": SimpleUploadedFile("name.pdf", b"%PDF-1.4\n%%EOF\n")}
    answer = client.post(f"{URL}?lang=en", posted, headers={"Idempotency-Key": KEY})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["company_name"])


def test_half_a_character_as_a_field_name_is_sent_back_whole(client, db):
    answer = client.post(URL, '{"\\ud800": {}}', content_type="application/json", headers={"Idempotency-Key": KEY})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["?"])
