"""“One more step”: only under suspicion, nothing typed is lost, unsolved is taken and quarantined."""

import html
import json
import re

import pytest
import time_machine
from django.utils import timezone

from inquiries import proofs
from inquiries.models import Attachment, Inquiry
from tests.inquiries import answers
from tests.inquiries.test_proofs import solve
from tests.inquiries.views.test_minimal import typed
from tests.inquiries.views.walk import Walk

pytestmark = pytest.mark.django_db
URL = "/en/inquiry/"


@pytest.fixture(autouse=True)
def easy(monkeypatch, media):
    monkeypatch.setattr(proofs, "COST", 10)


def body(response):
    return response.content.decode()


def fields(response):
    """The hidden fields of the page, as the browser would post them."""
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', body(response)):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def challenge(response):
    return html.unescape(re.search(r'data-challenge="([^"]*)"', body(response))[1])


def is_step(response):
    return response.status_code == 200 and 'id="proof-form"' in body(response)


def fast(park, **more):
    return answers.post(park, token=answers.token(seconds=1), **more)


def test_a_fast_form_is_asked_once_and_solved_it_is_an_ordinary_inquiry(client, park_a):
    page = client.post(URL, fast(park_a, message="Kept words", files=answers.pdf("kept.pdf")))
    assert is_step(page) and not Inquiry.objects.exists()
    assert page["Cache-Control"].startswith("max-age=0") and page["Referrer-Policy"] == "same-origin"
    given = fields(page)
    assert given["message"] == ["Kept words"] and given["consent"] and given["proof"] == [""]
    answer = client.post(URL, {**given, "proof": solve(challenge(page))})
    inquiry = Inquiry.objects.get()
    assert answer.status_code == 302 and answer.url.endswith("/receipt/")
    assert (inquiry.screening, inquiry.screening_reasons, inquiry.message) == ("clear", [], "Kept words")
    assert Attachment.objects.get().name == "kept.pdf"


def test_unsolved_it_is_taken_and_quarantined(client, park_a):
    page = client.post(URL, fast(park_a))
    assert client.post(URL, fields(page)).status_code == 302
    inquiry = Inquiry.objects.get()
    assert (inquiry.screening, inquiry.screening_reasons) == ("quarantined", ["too_fast"])


def test_waiting_does_not_get_round_the_step(client, park_a):
    data = fast(park_a)
    client.post(URL, data)
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=1)):
        assert is_step(client.post(URL, data))


def test_a_solution_of_another_form_clears_nothing(client, park_a):
    first, second = client.post(URL, fast(park_a)), client.post(URL, fast(park_a))
    client.post(URL, {**fields(second), "proof": solve(challenge(first))})
    assert Inquiry.objects.get().screening == "quarantined"


def test_a_filled_trap_is_judged_without_a_step(client, park_a):
    assert client.post(URL, fast(park_a, confirm_note="x")).status_code == 302
    assert Inquiry.objects.get().screening_reasons == ["honeypot", "too_fast"]


def test_over_half_of_the_limit_the_step_comes(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 4
    states = [client.post(URL, answers.post(park_a)).status_code for _number in range(3)]
    assert states == [302, 302, 200]
    page = client.post(URL, answers.post(park_a))
    assert is_step(page)
    client.post(URL, fields(page))
    assert Inquiry.objects.latest("pk").screening_reasons == ["no_proof"]
    again = client.post(URL, answers.post(park_a))
    client.post(URL, {**fields(again), "proof": solve(challenge(again))})
    assert Inquiry.objects.latest("pk").screening == "clear"


def test_a_flood_is_refused_without_a_step(client, park_a, settings):
    settings.INQUIRY_LIMIT_ADDRESS = 1
    for _number in range(3):
        client.post(URL, answers.post(park_a))
    assert client.post(URL, answers.post(park_a)).status_code == 429


def test_another_language_shows_the_form_with_everything_typed(client, park_a):
    page = client.post(URL, fast(park_a, message="Kept words", files=answers.pdf("kept.pdf")))
    shown = client.post("/zh-hans/inquiry/", {**fields(page), "show": "language"})
    assert shown.status_code == 200 and "Kept words" in body(shown) and "kept.pdf" in body(shown)
    chinese = client.post("/zh-hans/inquiry/", fast(park_a, language="zh-hans"))
    assert "还差一步" in body(chinese) and "One more step" not in body(chinese)


def test_the_review_of_a_draft_asks_too(client, park_a):
    walk = Walk(client).to_review(park_a)
    page = walk.send(park_a, proof=None)
    assert is_step(page) and page["Cache-Control"] == "private, no-store"
    answer = client.post(walk.at("review"), {**fields(page), "proof": solve(challenge(page))})
    assert answer.status_code == 302
    assert Inquiry.objects.get().screening == "clear"


def test_the_short_forms_ask_too(client, park_a):
    data = typed("callback", park_a, token=answers.token("callback", seconds=1))
    page = client.post("/en/inquiry/callback/", data)
    assert is_step(page)
    client.post("/en/inquiry/callback/", {**fields(page), "proof": solve(challenge(page))})
    assert Inquiry.objects.get().screening == "clear"


def test_what_the_page_holds_is_escaped(client, park_a):
    page = client.post(URL, fast(park_a, message='"><script>alert(1)</script>'))
    assert is_step(page) and "<script>alert" not in body(page)
    assert json.loads(challenge(page))["parameters"]["data"]["form"]
