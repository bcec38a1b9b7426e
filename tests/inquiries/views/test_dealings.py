"""Behind reference and secret: a proposal is read and answered, a hold is asked for."""

import datetime
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.uploads import check_upload
from inquiries import proposing, submission
from inquiries.models import Attachment, Case, Message, Proposal, SpaceHold
from inquiries.workflow import holding, transitions
from notifications.models import OutgoingEmail
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def inquiry(park_a, park_b, lin, bao):
    return submission.submit(answers.submission(park_a, park_b)).inquiry


@pytest.fixture
def case(inquiry):
    return inquiry.cases.get(park__slug="cbtc")


@pytest.fixture
def space(park_a):
    return builders.make_space(park_a, area_min=120, area_max=120)


@pytest.fixture
def offer(case, lin, space):
    offer = Proposal.objects.create(
        case=case,
        terms="Deposit of <b>three</b> months",
        incentives="First month free",
        rent=12,
        rent_currency="EUR",
        rent_period="month",
        rent_basis="m2",
        valid_until=datetime.date(2099, 1, 31),
    )
    offer.spaces.add(space)
    proposing.attach(offer, check_upload(answers.pdf("方案.pdf")), [])
    proposing.send(offer, actor=lin)
    return offer


def address(inquiry, tail="cbtc/proposals/1/", language="en"):
    return f"/{language}/inquiry/{inquiry.reference}/{inquiry.secret}/{tail}"


def body(response):
    return response.content.decode()


def fresh(row):
    row.refresh_from_db()
    return row


def answer(client, inquiry, **fields):
    return client.post(address(inquiry), {"token": answers.token("dealing"), "answer": "accepted", **fields})


# --- Reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["Proposal, version 1", "€12 per m² per month", "Valid until", "We make a counter-offer"]),
        ("zh-hans", ["方案第 1 版", "12欧元/平方米·月", "有效期至", "我们提出还价"]),
    ],
)
def test_the_offer_in_full_in_both_languages(client, inquiry, offer, language, phrases):
    text = body(client.get(address(inquiry, language=language)))
    for phrase in (*phrases, "A101", "2099-01-31", "First month free", "方案.pdf"):
        assert phrase in text, phrase
    assert "Deposit of &lt;b&gt;three&lt;/b&gt; months" in text


def test_a_draft_another_park_and_another_inquiry_open_nothing(client, inquiry, case, offer, park_a):
    Proposal.objects.create(case=case, version=2, terms="draft")
    other = submission.submit(answers.submission(park_a, key="other")).inquiry
    for tail in ("cbtc/proposals/2/", "parkb/proposals/1/", "cbtc/proposals/99999999999999999999/", "none/hold/"):
        assert client.get(address(inquiry, tail)).status_code == 404, tail
    assert client.get(address(other)).status_code == 404
    assert client.get(f"/en/inquiry/{inquiry.reference}/wrong/cbtc/proposals/1/").status_code == 404


def test_the_first_reading_is_kept_once(client, inquiry, offer):
    with time_machine.travel("2027-01-05T10:00:00+00:00", tick=False):
        client.get(address(inquiry))
    client.get(address(inquiry))
    assert fresh(offer).first_viewed_at == datetime.datetime(2027, 1, 5, 10, tzinfo=datetime.UTC)


def test_staff_see_that_it_was_opened_and_answered(client, inquiry, case, offer, lin):
    client.force_login(lin)
    page = f"/en/admin/inquiries/case/{case.pk}/change/"
    assert "not opened yet" in body(client.get(page))
    client.logout()
    client.get(address(inquiry))
    answer(client, inquiry, answer="countered", words="10 EUR")
    client.force_login(lin)
    text = body(client.get(page))
    assert f"first opened on {timezone.localdate()}" in text and "Makes a counter-offer" in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"X-Purpose": "preview"},
    ],
)
def test_nobody_has_read_what_was_fetched_ahead(client, inquiry, offer, headers):
    assert client.get(address(inquiry), headers=headers).status_code == 200
    assert client.head(address(inquiry)).status_code == 200
    assert fresh(offer).first_viewed_at is None


def test_staff_who_look_at_the_page_have_not_read_it_for_the_enterprise(client, inquiry, offer, lin):
    client.force_login(lin)
    client.get(address(inquiry))
    assert fresh(offer).first_viewed_at is None


def test_an_expired_and_a_replaced_version_say_so_and_take_no_answer(client, inquiry, case, offer, lin):
    Proposal.objects.update(valid_until=datetime.date(2026, 1, 31))
    text = body(client.get(address(inquiry)))
    assert "This proposal was valid until 2026-01-31." in text and "answer-form" not in text
    later = Proposal.objects.create(case=case, version=2, terms="x", valid_until=datetime.date(2099, 1, 31))
    proposing.send(later, actor=lin)
    text = body(client.get(address(inquiry)))
    assert "A newer version has replaced this one." in text and "answer-form" not in text
    refused = answer(client, inquiry)
    assert refused.status_code == 422 and "cannot be answered any more" in body(refused)
    assert not Message.objects.filter(author="enterprise").exists()


def test_its_file_opens_once_it_was_sent(client, inquiry, case, offer, park_a):
    attachment = offer.attachment
    response = client.get(address(inquiry, f"files/{attachment.uuid}/"))
    assert b"".join(response.streaming_content) == answers.PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    Proposal.objects.update(sent_at=None, first_viewed_at=None)
    assert client.get(address(inquiry, f"files/{attachment.uuid}/")).status_code == 404
    other = submission.submit(answers.submission(park_a, key="other")).inquiry
    assert client.get(address(other, f"files/{attachment.uuid}/")).status_code == 404


def test_these_pages_stay_private(client, inquiry, offer):
    for tail in ("cbtc/proposals/1/", "cbtc/hold/"):
        response = client.get(address(inquiry, tail))
        assert "no-store" in response.headers["Cache-Control"] and "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert 'name="robots" content="noindex"' in body(response)


# --- Answering -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words", "told"),
    [
        ("accepted", "", "You accepted this proposal."),
        ("countered", "10 EUR", "You made a counter-offer."),
        ("declined", "", "You declined this proposal."),
    ],
)
def test_an_answer_comes_back_and_reaches_the_staff(client, inquiry, offer, said, words, told):
    response = answer(client, inquiry, answer=said, words=words)
    assert response.url == f"{address(inquiry)}#answer"
    text = body(client.get(address(inquiry)))
    assert told in text and ("answer-form" in text) is (said != "accepted")
    assert OutgoingEmail.objects.filter(event="enquirer_replied").count() == 1


def test_the_same_form_twice_is_one_answer(client, inquiry, offer):
    token = answers.token("dealing")
    assert [answer(client, inquiry, token=token).status_code for _again in range(2)] == [302, 302]
    assert Message.objects.filter(author="enterprise").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": ""}, "Choose an answer."),
        ({"answer": "maybe"}, "Choose one of the options offered."),
        ({"answer": "countered"}, "Write your counter-offer."),
        ({"words": "x" * 4001}, "Please shorten this to 4000 characters; you wrote 4001."),
        ({"token": "forged"}, "This page was open for too long."),
        ({"token": answers.token("dealing", seconds=90000)}, "This page was open for too long."),
        ({"token": answers.token("message")}, "This page was open for too long."),
    ],
)
def test_a_wrong_answer_is_kept_with_its_sentence(client, inquiry, offer, fields, sentence):
    response = answer(client, inquiry, **{"words": "Kept words", **fields} if "answer" not in fields else fields)
    assert response.status_code == 422 and sentence in body(response)
    assert fresh(offer).answer == ""
    if "token" in fields:
        assert "Kept words" in body(response) and re.search(r'value="accepted"[^>]*checked', body(response))


def test_the_other_language_keeps_what_was_typed(client, inquiry, offer):
    typed = {"token": answers.token("dealing"), "answer": "countered", "words": "Half a", "show": "language"}
    response = client.post(address(inquiry, language="zh-hans"), typed)
    assert response.status_code == 200 and "Half a" in body(response)
    assert re.search(r'value="countered"[^>]*checked', body(response)) and 'id="problems"' not in body(response)
    assert fresh(offer).answer == ""


def test_without_the_cookie_nothing_typed_is_lost(inquiry, offer, space):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    lost = strict.post(address(inquiry), {"token": answers.token("dealing"), "answer": "accepted", "words": "Half a"})
    assert lost.status_code == 403 and "Half a" in body(lost) and "came without its cookie" in body(lost)
    lost = strict.post(address(inquiry, "cbtc/hold/"), {"space": space.pk, "note": "Half a note"})
    assert lost.status_code == 403 and "Half a note" in body(lost)
    assert fresh(offer).answer == "" and not SpaceHold.objects.exists()


def test_many_answers_an_hour_are_slowed_down(client, inquiry, offer):
    statuses = [answer(client, inquiry, answer="countered", words=f"{n} EUR").status_code for n in range(31)]
    assert statuses == [302] * 30 + [422]


# --- Asking for a hold -----------------------------------------------------------------------


def ask(client, inquiry, space, **fields):
    typed = {"token": answers.token("dealing"), "space": space.pk, "note": "Until the board meets", **fields}
    return client.post(address(inquiry, "cbtc/hold/"), typed)


def test_a_hold_is_asked_for_once_and_shown(client, inquiry, case, offer, space):
    text = body(client.get(address(inquiry, "cbtc/hold/")))
    assert "A101 · 120 m²" in text and "nobody else can take the space for 48 hours" in text
    for _again in range(2):
        assert ask(client, inquiry, space).url == f"{address(inquiry, '')}#holds-cbtc"
    hold = SpaceHold.objects.get()
    assert (hold.case, hold.note) == (case, "Until the board meets")
    assert OutgoingEmail.objects.filter(event="hold_requested").count() == 1
    assert "asked for; the park will answer" in body(client.get(address(inquiry, "")))


@pytest.mark.parametrize("posted", ["", "0", "x", "9" * 30, "9" * 5000, "\x00"])
def test_only_what_is_offered_can_be_chosen(client, inquiry, offer, posted):
    response = client.post(address(inquiry, "cbtc/hold/"), {"token": answers.token("dealing"), "space": posted})
    assert response.status_code == 422 and not SpaceHold.objects.exists()


def test_without_a_free_space_or_after_the_end_the_page_says_so(client, inquiry, case, offer, space, lin):
    type(space).objects.update(status="let")
    assert "None of the spaces in question is free at present." in body(client.get(address(inquiry, "cbtc/hold/")))
    transitions.move(fresh(case), "withdrawn", actor=lin)
    assert "This inquiry has come to its end" in body(client.get(address(inquiry, "cbtc/hold/")))
    assert ask(client, inquiry, space).status_code == 422


def test_the_progress_page_shows_what_stands(client, inquiry, case, offer, lin, space):
    Case.objects.filter(pk=case.pk).update(stage="contacted")
    with time_machine.travel("2026-11-23T08:00:00+00:00", tick=False) as clock:
        holding.grant(case, space, actor=lin, note="veiled note")
        text = body(client.get(address(inquiry, "")))
        assert "waits for your answer" in text and address(inquiry) in text and address(inquiry, "cbtc/hold/") in text
        kept = re.search(r'id="holds-cbtc".*?</div>', text, re.S)[0]
        assert "A101" in kept and "2026-11-25 09:00 (Brussels time)" in kept
        assert "veiled" not in text
        clock.shift(datetime.timedelta(hours=48))
        assert (
            "2026-11-25 09:00"
            not in re.search(r'id="holds-cbtc".*?</div>', body(client.get(address(inquiry, ""))), re.S)[0]
        )


def test_a_file_is_checked_before_anybody_keeps_it(client, lin, case):
    client.force_login(lin)
    with_script = SimpleUploadedFile("plan.svg", b"<svg onload=x>")
    response = client.post(
        f"/en/admin/inquiries/case/{case.pk}/proposal/",
        {"proposal-terms": "x", "proposal-key": "k", "proposal-plan": with_script},
    )
    assert "cannot be accepted" in body(response)
    assert not Attachment.objects.exists() and not Proposal.objects.exists()
