import logging

import pytest
from django.test import Client
from django.utils.translation import override

from notifications.models import OutgoingEmail
from parks.forms.registration import RegistrationForm
from parks.models import Event, Registration
from tests.parks.telling import make_open_event

pytestmark = pytest.mark.django_db
ADDRESS = "/en/events/briefing/register/"
RECEIPT = "/en/events/briefing/registered/"


@pytest.fixture
def event(operator_a):
    return make_open_event(operator=operator_a, capacity=2)


def typed(event, language="en", **fields):
    with override(language):
        consent = RegistrationForm(event).consent_value
    return {
        "name": "Anna",
        "company": "Optics",
        "email": "anna@optics.example.org",
        "language": language,
        "consent": consent,
        "confirm_note": "",
        **fields,
    }


def test_the_form_asks_and_tells_what_is_agreed_to(client, event):
    html = client.get(ADDRESS).content.decode()
    assert "2 places are left." in html
    assert "I agree that cbtc controller uses my name" in html
    assert "no-store" in client.get(ADDRESS)["Cache-Control"]
    assert "cbtc控制者" in client.get("/zh-hans/events/briefing/register/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_complete_form_is_a_place_and_leads_to_the_receipt(client, event, language):
    response = client.post(f"/{language}/events/briefing/register/", typed(event, language))
    assert (response.status_code, response.url) == (302, f"/{language}/events/briefing/registered/")
    row = Registration.objects.get()
    assert (row.name, row.company, row.email, row.language) == ("Anna", "Optics", "anna@optics.example.org", language)
    assert row.state == "confirmed"
    with override(language):
        assert row.consent_text == RegistrationForm(event).consent_text
    assert OutgoingEmail.objects.get().language == language
    assert client.get(response.url).status_code == 200


def test_the_receipt_is_the_same_for_an_address_that_is_known(client, event):
    answers = [
        client.post(ADDRESS, typed(event, email=email)) for email in ("anna@x.example.org", "ANNA@X.Example.org")
    ]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, RECEIPT)}
    assert Registration.objects.get().email == "anna@x.example.org"
    assert OutgoingEmail.objects.count() == 1


def test_after_the_last_place_the_page_offers_the_waiting_list(client, event):
    Event.objects.update(capacity=1)
    client.post(ADDRESS, typed(event))
    assert "Join the waiting list" in client.get(ADDRESS).content.decode()
    client.post(ADDRESS, typed(event, email="b@x.example.org"))
    assert Registration.objects.get(email="b@x.example.org").state == "waiting"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"consent": ""}, "Please tick this to register."),
        ({"consent": "0" * 16}, "This text has changed since you ticked it."),
        ({"language": "fr"}, "Select a valid choice."),
        ({"confirm_note": "x"}, "A field that people leave empty was filled in."),
        ({"name": "x" * 121}, "Ensure this value has at most 120 characters"),
        ({"name": "a\0b" * 10_000}, ""),
        ({"email": "a" * 100_000 + "@x.org"}, ""),
        ({"email": "\0", "company": "\0"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(client, event, wrong, said):
    response = client.post(ADDRESS, typed(event, **wrong))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Registration.objects.exists() and not OutgoingEmail.objects.exists()


def test_what_was_typed_is_still_there(client, event):
    html = client.post(ADDRESS, typed(event, email="nobody")).content.decode()
    assert 'value="Anna"' in html and 'value="Optics"' in html and " checked>" in html


def test_a_flood_is_asked_to_come_back_later(client, event, monkeypatch):
    monkeypatch.setattr("parks.views.registration.ADDRESS_LIMIT", 1)
    assert client.post(ADDRESS, typed(event)).status_code == 302
    response = client.post(ADDRESS, typed(event, email="b@x.example.org"))
    assert response.status_code == 429
    assert "Very many registrations came from your network" in response.content.decode()
    assert Registration.objects.count() == 1


def test_a_closed_event_says_so(client, event):
    posted = typed(event)
    Event.objects.update(registration_until=None)
    assert "Registration is closed" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, posted).status_code == 409
    assert not Registration.objects.exists()
    Event.objects.update(state_en="draft", state_zh_hans="draft")
    assert client.get(ADDRESS).status_code == client.post(ADDRESS, posted).status_code == 404


def test_a_form_from_another_site_is_refused(event):
    assert Client(enforce_csrf_checks=True).post(ADDRESS, typed(event)).status_code == 403
    assert not Registration.objects.exists()


def test_the_link_in_the_mail_asks_first_and_cancels_then(client, event):
    client.post(ADDRESS, typed(event))
    link = OutgoingEmail.objects.get().context["cancel_url"].removeprefix("http://testserver")
    response = client.get(link)
    assert "Cancel your registration?" in response.content.decode()
    assert Registration.objects.get().state == "confirmed"
    assert response["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    for _again in range(2):
        assert "Your registration is cancelled" in client.post(link).content.decode()
    assert Registration.objects.get().state == "cancelled"


def test_a_wrong_link_is_no_page(client, event):
    client.post(ADDRESS, typed(event))
    secret = Registration.objects.get().secret
    for address in (
        "/en/events/briefing/cancel/x/",
        f"/en/events/briefing/cancel/{secret[:-1]}/",
        "/en/events/x/cancel/%00/",
    ):
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert Registration.objects.get().state == "confirmed"


@pytest.mark.parametrize("published", ["published", "archived"])
def test_a_mailed_link_still_cancels_after_the_event_got_another_name(client, event, published):
    client.post(ADDRESS, typed(event))
    link = OutgoingEmail.objects.get().context["cancel_url"].removeprefix("http://testserver")
    event.slug, event.state_zh_hans, event.state_en = "renamed", published, published
    event.save()
    assert "Cancel your registration?" in client.get(link).content.decode()
    assert client.post(link).status_code == 200
    assert Registration.objects.get().state == "cancelled"


def test_no_log_line_names_a_guest_or_a_secret(client, event, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post(ADDRESS, typed(event))
        row = Registration.objects.get()
        client.get(f"/en/events/briefing/cancel/{row.secret}/")
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert row.secret not in ours and "anna@" not in ours and "Anna" not in ours
