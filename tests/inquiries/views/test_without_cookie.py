"""A form that comes without the CSRF cookie: refused, and nothing typed is lost."""

import re

import pytest
from django.test import Client

from inquiries import submission
from inquiries.models import Inquiry, Message
from tests.inquiries import answers
from tests.inquiries.views.form_page import URL, send, sentences, value_of

pytestmark = pytest.mark.django_db
SAID = {
    "en": "The form came without its cookie. Everything you typed is still here: please send it again.",
    "zh-hans": "提交时缺少 Cookie。您填写的内容都还在，请再发送一次。",
}


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def page_of(inquiry):
    return f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_long_form_comes_back_and_works_at_the_second_try(browser, park_a, language):
    data = answers.post(park_a, language=language, files=answers.pdf())
    response = send(browser, data, language)
    assert response.status_code == 403 and not Inquiry.objects.exists()
    assert sentences(response)[0].startswith(SAID[language])
    body = response.content.decode()
    assert "Walloon Optics" in body and "We need a small office." in body and "plan.pdf" in body
    again = {**data, "csrfmiddlewaretoken": value_of(response, "csrfmiddlewaretoken")}
    again |= {"token": value_of(response, "token"), "kept": value_of(response, "kept")}
    del again["files"]
    assert send(browser, again, language).status_code == 302
    assert Inquiry.objects.get().attachments.get().name == "plan.pdf"


def test_a_wrong_token_is_the_same_case(browser, park_a):
    browser.get(URL["en"])
    response = send(browser, answers.post(park_a, csrfmiddlewaretoken="x" * 64))
    assert response.status_code == 403 and "We need a small office." in response.content.decode()


def test_a_form_of_another_site_gets_a_bare_refusal(browser, park_a):
    response = browser.post(URL["en"], answers.post(park_a), headers={"Origin": "https://evil.example"})
    assert response.status_code == 403 and "Walloon Optics" not in response.content.decode()


def test_a_message_comes_back_and_works_at_the_second_try(browser, park_a, park_b, lin, bao):
    inquiry = submission.submit(answers.submission(park_a, park_b)).inquiry
    typed = {"token": answers.token("message"), "case": "parkb", "body": "One more question."}
    response = browser.post(page_of(inquiry), typed)
    body = response.content.decode()
    assert response.status_code == 403 and not Message.objects.exists()
    assert sentences(response)[0].startswith(SAID["en"])
    assert re.search(r'id="id_parkb_body"[^>]*>\s*One more question.', body) and body.count("One more question.") == 1
    assert response.headers["Cache-Control"] == "private, no-store"
    again = {**typed, "csrfmiddlewaretoken": value_of(response, "csrfmiddlewaretoken")}
    assert browser.post(page_of(inquiry), again).status_code == 302
    assert Message.objects.get().case.park == park_b


def test_a_wrong_secret_learns_nothing(browser, park_a):
    inquiry = submission.submit(answers.submission(park_a)).inquiry
    answer = browser.post(f"/en/inquiry/{inquiry.reference}/wrong/", {"case": "cbtc", "body": "x"})
    assert answer.status_code == 404


def test_other_forms_get_the_plain_page(browser, db):
    answer = browser.post("/en/inquiry/find/", {"reference": "PB-2026-000001", "code": "x"})
    assert answer.status_code == 403 and "Go back, reload the page" in answer.content.decode()
