"""The page on which the enterprise decides whether another park may have its inquiry."""

import re

import pytest
from django.test import Client

from inquiries import consents, submission
from inquiries.models import Case, Transfer
from inquiries.workflow import transferring
from tests.inquiries import answers
from tests.inquiries.views.form_page import value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(park_a, park_b, lin, bao):
    return submission.submit(answers.submission(park_a)).inquiry


@pytest.fixture
def asked(inquiry, park_b, lin):
    return transferring.ask(inquiry.cases.get(), to_park=park_b, reason="They have <clean> rooms", actor=lin)


def address(inquiry, language="en", park="cbtc"):
    return f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/transfer/{park}/"


def progress(inquiry, language="en"):
    return f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/"


def ticks(park, language="en"):
    return [text.value for text in consents.for_transfer(park.operator, "BE", language)]


def body(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        (
            "en",
            ["May another park answer you?", "parkb controller, China", "is passed from Belgium to parkb controller"],
        ),
        ("zh-hans", ["是否同意由另一园区答复您？", "parkb控制者，中国", "从比利时提供给位于中国的parkb控制者"]),
    ],
)
def test_the_page_names_the_recipient_its_country_and_each_consent(client, inquiry, asked, language, phrases):
    response = client.get(address(inquiry, language))
    text = body(response)
    for phrase in phrases:
        assert phrase in text
    assert "They have &lt;clean&gt; rooms" in text
    assert text.count('name="consent"') == 2
    assert response["Cache-Control"] == "private, no-store" and "noindex" in response["X-Robots-Tag"]


def test_the_progress_page_leads_there_while_the_question_is_open(client, inquiry, asked):
    assert address(inquiry) in body(client.get(progress(inquiry)))
    transferring.decline(asked.case)
    assert address(inquiry) not in body(client.get(progress(inquiry)))


def test_agreeing_shows_the_new_part_behind_the_same_link(client, inquiry, asked, park_b):
    response = client.post(address(inquiry), {"answer": "agree", "consent": ticks(park_b)})
    assert (response.status_code, response["Location"]) == (302, f"{progress(inquiry)}#cbtc")
    text = body(client.get(progress(inquiry)))
    assert "parkb park" in text and "Handed over" in text
    assert Case.objects.get(park=park_b).stage == "new"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_missing_tick_is_said_and_the_other_stays(client, inquiry, asked, park_b, language):
    kept = ticks(park_b, language)[0]
    response = client.post(address(inquiry, language), {"answer": "agree", "consent": [kept]})
    text = body(response)
    said = {"en": "Please tick every box to agree", "zh-hans": "如同意，请勾选每一项"}[language]
    assert response.status_code == 422 and said in text
    assert re.findall(r'value="([^"]+)"[^>]* checked', text) == [kept]
    assert text.count('aria-invalid="true"') == 1
    assert Transfer.objects.get().state == "asked"


def test_ticks_alone_agree_to_nothing(client, inquiry, asked, park_b):
    assert client.post(address(inquiry), {"consent": ticks(park_b)}).status_code == 200
    assert Transfer.objects.get().state == "asked"


def test_declining_needs_no_tick(client, inquiry, asked):
    assert client.post(address(inquiry), {"answer": "decline"}).status_code == 302
    assert (Transfer.objects.get().state, Case.objects.get().stage) == ("declined", "new")


def test_a_second_answer_changes_nothing(client, inquiry, asked, park_b):
    client.post(address(inquiry), {"answer": "agree", "consent": ticks(park_b)})
    response = client.post(address(inquiry), {"answer": "decline"})
    assert (response.status_code, response["Location"]) == (302, f"{progress(inquiry)}#cbtc")
    assert Transfer.objects.get().state == "agreed"


def test_without_a_question_the_page_leads_to_the_progress_page(client, inquiry):
    assert client.get(address(inquiry))["Location"] == f"{progress(inquiry)}#cbtc"


def test_a_park_that_closed_meanwhile_is_said(client, inquiry, asked, park_b):
    shown = ticks(park_b)
    type(park_b).objects.filter(pk=park_b.pk).update(state="full")
    response = client.post(address(inquiry), {"answer": "agree", "consent": shown})
    assert response.status_code == 422 and "takes no inquiries any more" in body(response)


@pytest.mark.parametrize("wrong", ["other", "parkb"])
def test_parts_that_this_inquiry_has_not_are_not_found(client, inquiry, asked, wrong):
    assert client.get(address(inquiry, park=wrong)).status_code == 404


def test_a_wrong_secret_opens_nothing(client, inquiry, asked):
    inquiry.secret = "x" * 32
    assert client.post(address(inquiry), {"answer": "decline"}).status_code == 404
    assert Transfer.objects.get().state == "asked"


def test_without_the_cookie_nothing_is_decided_and_the_second_try_works(inquiry, asked, park_b):
    browser = Client(enforce_csrf_checks=True)
    typed = {"answer": "agree", "consent": ticks(park_b)}
    response = browser.post(address(inquiry), typed)
    assert response.status_code == 403 and "without its cookie" in body(response)
    assert body(response).count(" checked") == 2
    token = value_of(response, "csrfmiddlewaretoken")
    assert browser.post(address(inquiry), {**typed, "csrfmiddlewaretoken": token}).status_code == 302
    assert Transfer.objects.get().state == "agreed"
