"""Behind reference and secret: the service desk, asking for a service, the page of one request."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inquiries import servicing
from inquiries.models import Attachment, Case, ServiceEntry, ServiceRequest
from parks.models import ParkService
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def case(park_a, lin):
    ParkService.objects.create(park=park_a, service=builders.make_service(lead_days=3, summary_en="Permits for staff"))
    return builders.make_settled(park_a, lin)


@pytest.fixture
def inquiry(case):
    return case.inquiry


@pytest.fixture
def made(case):
    return servicing.ask(case, servicing.Wish("cbtc:visa", "Two <b>permits</b>"), key="k")


def address(inquiry, tail="cbtc/services/", language="en"):
    return f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/{tail}"


def body(response):
    return response.content.decode()


def ask(client, inquiry, **fields):
    data = {"token": answers.token("service"), "offer": "cbtc:visa", "body": "Two permits", **fields}
    return client.post(address(inquiry, "cbtc/services/ask/"), data)


def say(client, request, **fields):
    data = {"token": answers.token("service"), **fields}
    return client.post(address(request.case.inquiry, f"services/{request.number}/"), data)


# --- The desk --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["Service desk", "What you can ask for", "General", "Visas", "Permits for staff", "3 working days"]),
        ("zh-hans", ["企业服务台", "可申请的服务", "签证", "3个工作日"]),
    ],
)
def test_the_desk_lists_requests_and_services_in_tiers(client, inquiry, made, language, phrases):
    page = client.get(address(inquiry, language=language))
    assert page.status_code == 200
    for phrase in [*phrases, made.number, f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/services/SR-"]:
        assert phrase in body(page)
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_before_moving_in_the_desk_is_closed(client, inquiry, case):
    Case.objects.update(stage="signed")
    assert "once a company has moved in" in body(client.get(address(inquiry)))
    page = client.get(address(inquiry, "cbtc/services/ask/"))
    assert "once a company has moved in" in body(page) and 'id="service-form"' not in body(page)
    assert ask(client, inquiry).status_code == 422
    assert not ServiceRequest.objects.exists()


def test_the_progress_page_leads_to_the_desk_once_settled(client, inquiry, made):
    page = body(client.get(address(inquiry, "")))
    assert "Open the service desk" in page and made.number in page
    Case.objects.update(stage="signed")
    assert "Open the service desk" not in body(client.get(address(inquiry, "")))


def test_nobody_else_opens_these_pages(client, inquiry, made, park_b):
    other = builders.make_case(park_b).inquiry
    for tail in ("cbtc/services/", "cbtc/services/ask/", f"services/{made.number}/"):
        assert client.get(address(other, tail)).status_code == 404
        wrong = f"/en/inquiry/{inquiry.reference}/{other.secret}/{tail}"
        assert client.get(wrong).status_code == 404
    assert client.get(address(inquiry, "services/SR-2026-999999/")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_desk(client, inquiry, case, django_assert_num_queries, count):
    for number in range(count):
        builders.make_service_request(case, service=builders.make_service(f"s{number}"))
        ParkService.objects.create(park=case.park, service=builders.make_service(f"s{number}"))
    client.get(address(inquiry))
    with django_assert_num_queries(6):
        client.get(address(inquiry))


# --- Asking ----------------------------------------------------------------------------------


def test_a_request_is_made_once_and_leads_to_its_page(client, inquiry):
    token = answers.token("service")
    first = ask(client, inquiry, token=token, files=answers.pdf("护照.pdf"))
    made = ServiceRequest.objects.get()
    assert (first.status_code, first["Location"]) == (302, address(inquiry, f"services/{made.number}/"))
    again = ask(client, inquiry, token=token, files=answers.pdf("护照.pdf"))
    assert again["Location"] == first["Location"]
    assert (ServiceRequest.objects.count(), Attachment.objects.get().name) == (1, "护照.pdf")


def test_a_service_is_chosen_by_its_address(client, inquiry):
    page = body(client.get(address(inquiry, "cbtc/services/ask/?offer=cbtc:visa")))
    assert '<option value="cbtc:visa" selected>' in page and '<optgroup label="General">' in page
    assert "selected" not in body(client.get(address(inquiry, "cbtc/services/ask/?offer=no"))).partition("<select")[2]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("offer", "", "Choose a service."),
        ("offer", "parkb:visa", "Choose one of the options offered."),
        ("body", "", "Say what you need."),
        ("body", "x" * 5001, "Please shorten this"),
        ("token", "forged", "open for too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, inquiry, field, value, sentence):
    page = ask(client, inquiry, **{"body": "Kept words", field: value}, files=answers.pdf("kept.pdf"))
    assert page.status_code == 422
    assert sentence in body(page)
    assert "kept.pdf" in body(page)
    assert "Kept words" in body(page) or field == "body"
    assert not ServiceRequest.objects.exists()


def test_a_bad_file_is_told(client, inquiry):
    page = ask(client, inquiry, files=SimpleUploadedFile("run.exe", b"MZ"))
    assert page.status_code == 422 and "run.exe" in body(page)


def test_another_language_keeps_what_was_typed(client, inquiry):
    data = {"token": answers.token("service"), "offer": "cbtc:visa", "body": "Kept words", "show": "language"}
    page = client.post(address(inquiry, "cbtc/services/ask/", "zh-hans"), data)
    assert page.status_code == 200
    assert "Kept words" in body(page) and "提交诉求" in body(page)
    assert '<option value="cbtc:visa" selected>' in body(page)


def test_a_form_without_its_cookie_is_shown_again(inquiry):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    data = {"token": answers.token("service"), "offer": "cbtc:visa", "body": "Kept words"}
    page = client.post(address(inquiry, "cbtc/services/ask/"), data)
    assert page.status_code == 403
    assert "Kept words" in body(page) and "without its cookie" in body(page)


def test_thirty_an_hour_are_enough(client, inquiry, monkeypatch):
    monkeypatch.setattr("inquiries.views.serving.ENTRIES_AN_HOUR", 1)
    assert ask(client, inquiry).status_code == 302
    refused = ask(client, inquiry, body="Another")
    assert refused.status_code == 422 and "a little later" in body(refused)


# --- One request -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["Visas", "Submitted", "Where it stands", "Who looks after it", "(Brussels time)"]),
        ("zh-hans", ["签证", "已提交", "办理进度", "负责人", "（布鲁塞尔时间）"]),
    ],
)
def test_the_page_shows_number_status_and_due_date(client, made, language, phrases):
    page = body(client.get(address(made.case.inquiry, f"services/{made.number}/", language)))
    for phrase in [*phrases, made.number, "Two &lt;b&gt;permits&lt;/b&gt;"]:
        assert phrase in page


def test_notes_stay_in_the_back_office(client, made, lin):
    servicing.note(made, actor=lin, body="They are difficult")
    servicing.message(made, actor=lin, body="We look into it")
    page = body(client.get(address(made.case.inquiry, f"services/{made.number}/")))
    assert "We look into it" in page and "They are difficult" not in page


def test_a_question_is_answered_with_a_file(client, made, lin):
    servicing.accept(made, owner=lin, actor=lin)
    servicing.wait(made, actor=lin, question="Which passports?")
    page = body(client.get(address(made.case.inquiry, f"services/{made.number}/")))
    assert "The park waits for your answer" in page and "The due date stands still" in page
    token = answers.token("service")
    for _ in range(2):
        assert say(client, made, token=token, body="These", files=answers.pdf("p.pdf")).status_code == 302
    made.refresh_from_db()
    assert (made.status, Attachment.objects.count()) == ("in_progress", 1)
    file = client.get(address(made.case.inquiry, f"files/{Attachment.objects.get().uuid}/"))
    assert b"".join(file) == answers.PDF
    other = builders.make_case(made.park).inquiry
    assert client.get(address(other, f"files/{Attachment.objects.get().uuid}/")).status_code == 404


def test_a_solved_request_is_rated_or_opened_again(client, made, lin):
    servicing.accept(made, owner=lin, actor=lin)
    servicing.solve(made, actor=lin, words="Issued")
    page = body(client.get(address(made.case.inquiry, f"services/{made.number}/")))
    assert "Tell the park how it was" in page and "Open it again" in page and 'id="message-form"' not in page
    bad = say(client, made, do="rate", comment="Kept words")
    assert bad.status_code == 422 and "Choose from 1 to 5." in body(bad) and "Kept words" in body(bad)
    assert say(client, made, do="rate", rating="4", comment="Quick").status_code == 302
    made.refresh_from_db()
    assert (made.status, made.rating, made.rating_comment) == ("closed", 4, "Quick")
    assert "4 of 5" in body(client.get(address(made.case.inquiry, f"services/{made.number}/")))
    assert say(client, made, do="reopen", reason="").status_code == 422
    assert say(client, made, do="reopen", reason="One is missing").status_code == 302
    made.refresh_from_db()
    assert made.status == "open"


def test_what_comes_too_late_is_said_beside_the_form(client, made, lin):
    servicing.reject(made, actor=lin, reason="No")
    for fields in ({"body": "Hello"}, {"do": "rate", "rating": "5"}, {"do": "reopen", "reason": "x"}):
        assert say(client, made, **fields).status_code == 422
    assert ServiceEntry.objects.latest("pk").to_status == "rejected"


def test_an_error_of_the_message_keeps_words_and_file(client, made):
    page = say(client, made, body="x" * 5001, files=answers.pdf("kept.pdf"))
    assert page.status_code == 422 and "kept.pdf" in body(page)
    shown = say(client, made, body="Kept words", show="language")
    assert shown.status_code == 200 and "Kept words" in body(shown)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page(client, made, lin, django_assert_num_queries, count):
    for number in range(count):
        servicing.message(made, actor=lin, body=f"Message {number}")
    where = address(made.case.inquiry, f"services/{made.number}/")
    client.get(where)
    with django_assert_num_queries(4):
        client.get(where)


def test_the_path_shows_the_last_run(client, made, lin):
    where = address(made.case.inquiry, f"services/{made.number}/")

    def path():
        return [(str(step.label), step.state) for step in client.get(where).context["steps"]]

    assert path() == [("Submitted", "now"), ("Accepted", "ahead"), ("In progress", "ahead"), ("Solved", "ahead")]
    servicing.accept(made, owner=lin, actor=lin)
    servicing.wait(made, actor=lin, question="?")
    assert path()[1:3] == [("Accepted", "done"), ("Waiting for applicant", "now")]
    servicing.solve(made, actor=lin, words="!")
    servicing.close_solved(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=14))
    assert path() == [("Submitted", "done"), ("Accepted", "done"), ("Solved", "done"), ("Closed", "now")]
