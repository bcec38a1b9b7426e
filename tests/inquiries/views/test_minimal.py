"""“Call me back” and “send me the brochure”."""

import re

import pytest
from django.test import Client

from inquiries.models import Inquiry
from notifications.models import OutgoingEmail
from tests.inquiries import answers
from tests.inquiries.views.form_page import sentences, value_of

pytestmark = pytest.mark.django_db
URL = {"callback": "/en/inquiry/callback/", "brochure": "/en/inquiry/brochure/"}


def typed(kind, *parks, language="en", **fields):
    """A complete short form from Belgium."""
    country = fields.get("country", "BE")
    own = {
        "callback": {"contact_phone": "0475 12 34 56", "call_window": "morning", "call_zone": "Europe/Brussels"},
        "brochure": {"contact_email": "anna@optics.example.org", "contact_language": language},
    }[kind]
    return {
        "token": answers.token(kind),
        "park": [park.slug for park in parks],
        "contact_name": "Anna Peeters",
        "country": country,
        "consent": answers.ticks(*parks, country=country, language=language),
        **own,
        **fields,
    }


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (
            "callback",
            {"contact_name", "country", "company_name", "contact_phone", "call_window", "call_zone"},
        ),
        ("brochure", {"contact_name", "country", "company_name", "contact_email", "contact_language"}),
    ],
)
def test_the_page_asks_little(client, park_a, kind, asked):
    body = client.get(f"{URL[kind]}?park=cbtc").content.decode()
    form = body[body.index('id="inquiry-form"') :]
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', form))
    assert names == asked | {"csrfmiddlewaretoken", "token", "park", "add_park", "consent", "confirm_note"}


def test_a_call_opens_a_case_with_the_promise(client, park_a, lin):
    response = client.post(URL["callback"], typed("callback", park_a))
    inquiry = Inquiry.objects.get()
    assert response.url == f"/en/inquiry/{inquiry.reference}/{inquiry.secret}/receipt/"
    assert (inquiry.kind, inquiry.mode, inquiry.contact_phone) == ("callback", None, "+32475123456")
    assert (inquiry.call_window, inquiry.call_zone, inquiry.contact_language) == ("morning", "Europe/Brussels", "en")
    case = inquiry.cases.get()
    assert case.answer_by > inquiry.submitted_at and case.qualification.mode is None
    assert list(OutgoingEmail.objects.values_list("event", "to")) == [("inquiry_new", "lin@cbtc.example.org")]
    for page in (response.url, response.url.replace("receipt/", "")):
        assert client.get(page).status_code == 200
    assert "Morning, 9:00–12:00 (Brussels, Paris, Berlin)" in client.get(page).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_brochure_is_mailed_and_opens_a_case(client, park_a, lin, language):
    url = URL["brochure"].replace("/en/", f"/{language}/")
    client.post(url, typed("brochure", park_a, language=language))
    inquiry = Inquiry.objects.get()
    assert (inquiry.kind, inquiry.mode, inquiry.language) == ("brochure", None, language)
    assert inquiry.cases.count() == 1
    mails = dict(OutgoingEmail.objects.values_list("event", "context"))
    assert set(mails) == {"brochure", "inquiry_new"}
    dossier = mails["brochure"]["parks"][0]["dossier_url"]
    assert dossier == f"http://testserver/{language}/parks/cbtc/dossier.pdf"
    assert Client().get(dossier.replace("dossier.pdf", "dossier/")).status_code == 200


def test_a_park_abroad_needs_the_consent_for_the_transfer(client, park_b):
    answering = answers.ticks(park_b, country="", language="en")
    response = client.post(URL["brochure"], typed("brochure", park_b, consent=answering))
    assert sentences(response) == [
        "Your company and this park are in different countries, so please tick this agreement too."
    ]
    assert not Inquiry.objects.exists()
    assert client.post(URL["brochure"], typed("brochure", park_b)).status_code == 302


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        ("callback", {"contact_phone": ""}, "Enter the phone number to call."),
        ("callback", {"call_zone": "Mars/Base"}, "Choose one of the options offered."),
        ("callback", {"call_window": ""}, "Choose when a call suits you."),
        ("callback", {"contact_name": ""}, "Enter your name."),
        ("brochure", {"contact_email": ""}, "Enter the e-mail address for the brochure."),
        ("brochure", {"park": []}, "Choose at least one park."),
        ("brochure", {"country": ""}, "Choose the country or region of the company."),
    ],
)
def test_each_wrong_answer_gets_its_sentence(client, park_a, kind, wrong, sentence):
    response = client.post(URL[kind], typed(kind, park_a, **wrong))
    assert response.status_code == 422 and sentence in sentences(response)
    assert not Inquiry.objects.exists()


def test_the_same_form_twice_is_one_inquiry(client, park_a):
    data = typed("callback", park_a)
    assert client.post(URL["callback"], data).url == client.post(URL["callback"], data).url
    assert Inquiry.objects.count() == 1


def test_the_whole_forms_answers_are_not_taken(client, park_a):
    client.post(URL["callback"], typed("callback", park_a, message="x", area_min="abc", contact_email="a@example.org"))
    inquiry = Inquiry.objects.get()
    assert (inquiry.message, inquiry.contact_email, inquiry.requirement.area_min) == ("", "", None)


def test_the_other_language_keeps_what_was_typed(client, park_a):
    data = typed("callback", park_a, contact_phone="not yet", show="language")
    response = client.post("/zh-hans/inquiry/callback/", data)
    body = response.content.decode()
    assert response.status_code == 200 and not sentences(response)
    assert 'value="not yet"' in body and re.search(r'value="morning"[^>]* checked', body)


def test_an_expired_form_and_a_lost_cookie_lose_nothing(park_a):
    browser = Client(enforce_csrf_checks=True)
    data = typed("callback", park_a, token=answers.token("callback", seconds=25 * 3600))
    response = browser.post(URL["callback"], data)
    assert response.status_code == 403 and 'value="Anna Peeters"' in response.content.decode()
    again = {**data, "csrfmiddlewaretoken": value_of(response, "csrfmiddlewaretoken")}
    response = browser.post(URL["callback"], again)
    assert response.status_code == 422 and sentences(response)[0].startswith("This page was open for too long.")
    assert (
        browser.post(URL["callback"], {**again, "token": value_of(response, "token"), "proof": ""}).status_code == 302
    )


def test_a_token_of_another_form_is_none(client, park_a):
    response = client.post(URL["callback"], typed("callback", park_a, token=answers.token("brochure")))
    assert response.status_code == 422 and not Inquiry.objects.exists()


def test_the_park_and_its_spaces_lead_here(client, park_a):
    from tests.inquiries import builders

    room = builders.make_space(park_a)
    for page in ("/en/parks/cbtc/", f"/en/spaces/{room.pk}/"):
        body = client.get(page).content.decode()
        assert 'href="/en/inquiry/callback/?park=cbtc"' in body and 'href="/en/inquiry/brochure/?park=cbtc"' in body
