"""An inquiry that names no park: by the form in steps, on one page, and by the interface."""

import pytest

from inquiries import consents, submission
from inquiries.models import Case, Consent, Inquiry, Routing
from parks.models import Region
from tests.accounts.codes import make_anna
from tests.inquiries import answers, builders
from tests.inquiries.views.form_page import refused, send, sentences
from tests.inquiries.views.walk import CONTACT, NEED, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(park_a, wei):
    return builders.make_desk()


def ticks(desk, country="BE", language="en"):
    return [text.value for text in consents.for_desk(desk, country, language)]


def post(desk, **fields):
    return answers.post(**{"desk": "on", "consent": ticks(desk), **fields})


# --- The verb --------------------------------------------------------------------------------


def test_it_is_put_on_the_desk_and_nowhere_else(desk, lin):
    outcome = submission.submit(answers.submission(desk=desk, ticks=frozenset(ticks(desk))))
    assert (outcome.created, Case.objects.count(), Routing.objects.get().inquiry) == (True, 0, outcome.inquiry)
    assert list(Consent.objects.values_list("purpose", "operator__slug", "recipient_country")) == [
        ("routing", "desk", "CN"),
        ("cross_border", "desk", "CN"),
    ]
    assert not Inquiry.objects.for_staff(lin).exists()


def test_who_was_signed_in_finds_it_in_the_account(desk):
    anna = make_anna("anna@elsewhere.example.org")
    made = submission.submit(answers.submission(desk=desk, ticks=frozenset(ticks(desk)), sender=anna))
    assert list(Inquiry.objects.of_person(anna)) == [made.inquiry]


def test_without_its_consents_nothing_is_stored(desk):
    with pytest.raises(submission.ConsentMissing):
        submission.submit(answers.submission(desk=desk, ticks=frozenset(ticks(desk)[:1])))
    with pytest.raises(ValueError, match="parks or the platform's desk"):
        submission.submit(answers.submission(ticks=frozenset()))
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("country", "place", "wanted", "direction"),
    [("CN", "BE", "", "outbound"), ("BE", "CN", "", "inbound"), ("BE", "", "outbound", "outbound"), ("BE", "", "", "")],
)
def test_the_direction_follows_the_place_or_what_was_said(desk, country, place, wanted, direction):
    inquiry = submission.submit(
        answers.submission(
            desk=desk,
            company=submission.Company(country=country, name_en="X"),
            need=submission.Need(area_min=80, wanted_country=place),
            wanted_direction=wanted,
            ticks=frozenset(ticks(desk, country)),
        )
    ).inquiry
    assert inquiry.direction == direction


# --- The form on one page --------------------------------------------------------------------


def test_the_whole_form(client, desk):
    belgium = Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    Region.objects.create(code="wal", name_en="Wallonia", kind="province", country="BE", parent=belgium)
    response = send(client, post(desk, place="wal"))
    assert response.status_code == 302, sentences(response)
    need = Inquiry.objects.get().requirement
    assert (need.wanted_country, need.wanted_region.code) == ("BE", "wal")
    assert Routing.objects.count() == 1


def test_parks_win_over_the_desk(client, desk, park_a, lin):
    response = send(client, answers.post(park_a, desk="on", place="CN"))
    assert response.status_code == 302, sentences(response)
    assert (Case.objects.count(), Routing.objects.count()) == (1, 0)
    assert Inquiry.objects.get().requirement.wanted_country == ""


def test_neither_park_nor_desk_is_refused(client, desk):
    response, said = refused(client, answers.post())
    assert "Choose at least one park, or let the platform recommend some." in said
    assert 'href="#id_add_park"' in response.content.decode()


def test_each_tick_is_asked_for_by_its_own_words(client, desk):
    _response, said = refused(client, post(desk, consent=[]))
    assert said == [
        "Please tick this; without it the platform may not read your inquiry.",
        "Your company and the platform are in different countries, so please tick this agreement too.",
    ]


def test_without_a_desk_the_form_does_not_offer_it(client, park_a):
    assert "No park in mind?" not in client.get("/en/inquiry/").content.decode()
    _response, said = refused(client, answers.post(desk="on"))
    assert "Choose at least one park." in said


def test_a_chosen_park_hides_the_offer(client, desk, park_a):
    assert "No park in mind?" in client.get("/en/inquiry/").content.decode()
    assert "No park in mind?" not in client.get("/en/inquiry/?park=cbtc").content.decode()


def test_the_short_forms_need_a_park(client, desk):
    page = client.get("/en/inquiry/callback/").content.decode()
    assert "No park in mind?" not in page
    data = {"token": answers.token("callback"), "desk": "on", "contact_name": "Anna", "country": "BE"}
    said = sentences(client.post("/en/inquiry/callback/", {**data, "contact_phone": "+32475123456"}))
    assert "Choose at least one park." in said
    assert not Inquiry.objects.exists()


# --- In steps --------------------------------------------------------------------------------


def test_in_steps_with_what_the_address_filled_in(client, desk):
    walk = Walk(client, query="?desk=on&place=CN&mode=office_lease&area_min=90")
    assert 'id="id_desk" checked' in walk.start.content.decode()
    assert walk.begin(desk="on", place="CN").status_code == 302
    walk.post("need", **NEED)
    walk.post("contact", **CONTACT, contact_language="en")
    page = walk.open("review")
    assert "desk controller, China" in page.content.decode()
    response = walk.post("review", consent=ticks(desk), proof="")
    assert response.status_code == 302
    routing = Routing.objects.get()
    assert response["Location"].endswith(f"{routing.inquiry.secret}/receipt/")
    assert (routing.inquiry.direction, routing.inquiry.requirement.wanted_country) == ("inbound", "CN")
    assert client.get(response["Location"]).status_code == 200


def test_in_steps_the_desk_must_be_ticked(client, desk):
    walk = Walk(client)
    response = walk.begin()
    assert "check=1" in response["Location"]
    said = sentences(client.get(response["Location"]))
    assert said == ["Choose at least one park, or let the platform recommend some."]


# --- The interface ---------------------------------------------------------------------------


def test_by_the_interface(client, desk):
    texts = client.get("/api/v1/inquiries/consents/", {"desk": "true", "country": "BE", "lang": "en"}).json()
    assert [text["purpose"] for text in texts] == ["routing", "cross_border"]
    body = {
        "desk": True,
        "mode": builders.office_mode().code,
        "company_name": "Walloon Optics",
        "country": "BE",
        "contact_name": "Anna",
        "contact_email": "anna@optics.example.org",
        "contact_language": "en",
        "place": "CN",
        "consent": [text["value"] for text in texts],
    }
    key = {"Idempotency-Key": "anna-2026-11-22-0001"}
    answer = client.post("/api/v1/inquiries/?lang=en", body, content_type="application/json", headers=key)
    assert answer.status_code == 201, answer.json()
    routing = Routing.objects.get()
    assert answer.json()["cases"] == []
    assert answer.json()["desk"] == {"answer_by": routing.answer_by.isoformat().replace("+00:00", "Z")}
    body.pop("desk")
    key = {"Idempotency-Key": "anna-2026-11-22-0002"}
    wrong = client.post("/api/v1/inquiries/?lang=en", body, content_type="application/json", headers=key)
    assert list(wrong.json()["error"]["fields"]) == ["park", "message", "consent"]
