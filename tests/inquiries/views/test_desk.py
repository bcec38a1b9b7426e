"""The enterprise's page of the platform's desk, and how the receipt and the progress page speak of it."""

import html
import re

import pytest
from django.test import Client

from inquiries import submission
from inquiries.models import Case, RoutingMessage, RoutingOffer
from inquiries.workflow import routing as verbs
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def routing(park_a, park_b, lin, wei):
    desk = builders.make_desk(response_hours=8)
    return submission.submit(
        answers.submission(desk=desk, ticks=frozenset(t.value for t in submission.consents.for_desk(desk, "BE", "en")))
    ).inquiry.routing


@pytest.fixture
def offered(routing, park_a, park_b, wei):
    verbs.propose(routing, parks=[park_a, park_b], reason="They have <clean> rooms", actor=wei)
    return routing


def address(routing, page="desk/", language="en"):
    return f"/{language}/inquiry/{routing.inquiry.reference}/{routing.inquiry.secret}/{page}"


def text_of(response):
    return html.unescape(response.content.decode())


def ticks(response, slug):
    return re.findall(rf'name="consent" value="({slug}:[^"]+)"', response.content.decode())


def parks(response):
    return re.findall(r'type="hidden" name="park" value="([^"]+)"', response.content.decode())


def token(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def test_receipt_and_progress_say_who_looks_for_parks_and_by_when(client, routing):
    moment = submission.rendering.moment(routing.answer_by, "Asia/Shanghai", "en")
    receipt, progress = (text_of(client.get(address(routing, page))) for page in ("receipt/", ""))
    assert "looks for suitable parks for you" in receipt and moment in receipt
    assert "Before you agree, no park sees anything of your inquiry." in receipt
    assert "The platform's desk is looking for parks for you." in progress and moment in progress


def test_the_progress_page_shows_what_waits(client, offered):
    text = text_of(client.get(address(offered, "")))
    assert "2 parks wait for your consent" in text and "cbtc park" in text
    assert f'href="{address(offered)}"' in text


def test_the_page_is_private_and_names_each_recipient(client, offered):
    response = client.get(address(offered))
    text = text_of(response)
    assert response["Cache-Control"] == "private, no-store" and "noindex" in response["X-Robots-Tag"]
    assert "cbtc controller, Belgium" in text and "parkb controller, China" in text
    assert "They have &lt;clean&gt; rooms" in response.content.decode()
    assert (len(ticks(response, "cbtc")), len(ticks(response, "parkb"))) == (1, 2)


@pytest.mark.parametrize("path", ["", "desk/"])
def test_a_wrong_secret_opens_nothing(client, offered, path):
    response = client.get(f"/en/inquiry/{offered.inquiry.reference}/wrong/{path}")
    assert response.status_code == 404 and "cbtc" not in response.content.decode()


def test_an_inquiry_with_parks_has_no_such_page(client, park_a, lin):
    inquiry = submission.submit(answers.submission(park_a)).inquiry
    assert client.get(f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/desk/").status_code == 404


def test_agreeing_to_one_recipient(client, offered, park_a):
    page = client.get(address(offered))
    response = client.post(address(offered), {"do": "agree", "park": parks(page), "consent": ticks(page, "cbtc")})
    assert (response.status_code, response["Location"]) == (302, address(offered, ""))
    assert Case.objects.get().park == park_a
    progress = text_of(client.get(address(offered, "")))
    assert "One park waits for your consent" in progress and 'id="cbtc"' in progress


def test_agreeing_without_every_tick_is_refused_with_what_was_ticked(client, offered):
    page = client.get(address(offered))
    half = ticks(page, "parkb")[:1]
    response = client.post(address(offered), {"do": "agree", "park": parks(page), "consent": half})
    assert response.status_code == 422
    assert "Tick every box of each park that you agree to, or decline it." in text_of(response)
    assert f'value="{half[0]}" id="id_consent_2_1" checked' in response.content.decode()
    assert client.post(address(offered), {"do": "agree", "park": parks(page)}).status_code == 422
    assert not Case.objects.exists()


def test_a_park_that_takes_none_any_more_waits_nowhere(client, offered, park_a):
    park_a.accepts_inquiries = False
    park_a.save()
    assert "One park waits for your consent" in text_of(client.get(address(offered, "")))
    assert parks(client.get(address(offered))) == ["parkb"]


def test_answering_again_leads_to_the_progress_page(client, offered):
    page = client.get(address(offered))
    data = {"do": "agree", "park": parks(page), "consent": ticks(page, "cbtc") + ticks(page, "parkb")}
    for _ in range(2):
        assert client.post(address(offered), data)["Location"] == address(offered, "")
    assert Case.objects.count() == 2


def test_declining_with_a_reason(client, offered):
    response = client.post(address(offered), {"decline": "parkb", "reason": "Too far"})
    assert response.status_code == 302
    assert RoutingOffer.objects.get(park__slug="parkb").answer == "Too far"
    long = client.post(address(offered), {"decline": "cbtc", "reason": "x" * 301})
    assert long.status_code == 422 and "x" * 301 in long.content.decode()
    assert client.post(address(offered), {"decline": "no-such"})["Location"] == address(offered, "")


def test_a_message_is_written_once(client, routing):
    data = {"do": "write", "token": token(client.get(address(routing))), "body": "Which cities?"}
    for _ in range(2):
        assert client.post(address(routing), data).status_code == 302
    assert RoutingMessage.objects.get().body == "Which cities?"
    assert "Which cities?" in text_of(client.get(address(routing)))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"do": "write", "body": ""}, "Write a message."),
        ({"do": "write", "body": "Hello", "token": "old"}, "This page was open for too long."),
        ({}, "Write a message."),
    ],
)
def test_what_is_wrong_with_a_message_is_said_and_nothing_lost(client, routing, data, sentence):
    response = client.post(address(routing), data)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert data.get("body", "") in response.content.decode()
    assert not RoutingMessage.objects.exists()


def test_the_language_switch_keeps_what_was_typed(client, routing):
    response = client.post(address(routing, language="zh-hans"), {"show": "language", "body": "Half a sent"})
    assert response.status_code == 200 and "Half a sent" in response.content.decode()


def test_without_the_cookie_nothing_is_done_and_nothing_lost(offered):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address(offered), {"do": "write", "body": "Half a sent"})
    assert response.status_code == 403 and "Half a sent" in response.content.decode()
    assert not RoutingMessage.objects.exists()


def test_an_end_is_told_with_its_reason_but_not_that_it_was_none(client, routing, wei):
    verbs.end(routing, reason="no_match", note="Perhaps next year", actor=wei)
    text = text_of(client.get(address(routing, "")))
    assert "no longer looks for parks" in text and "No park fits" in text and "Perhaps next year" in text
    routing.refresh_from_db()
    routing.end_reason = "invalid"
    routing.save()
    assert "Not an inquiry" not in text_of(client.get(address(routing, "")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_offer_and_three(
    client, routing, park_a, wei, count, django_assert_num_queries
):
    parks = [park_a, *(builders.cast.make_park(park_a.operator, f"p{number}") for number in range(count - 1))]
    verbs.propose(routing, parks=parks, reason="", actor=wei)
    client.get(address(routing))
    with django_assert_num_queries(3):
        client.get(address(routing))
