"""The desk in the back office: due ones first, parks with reasons, proposals, messages, ends; for few eyes only."""

import pytest
from django.urls import reverse

from inquiries.models import Inquiry, Routing, RoutingOffer
from inquiries.workflow import routing as verbs
from notifications.models import OutgoingEmail
from parks.models import ParkIndustry
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
LIST = "/en/admin/inquiries/routing/"


@pytest.fixture
def routing(park_a, park_b, wei):
    optics = cast.make_industry("optics")
    ParkIndustry.objects.create(park=park_b, industry=optics)
    enterprise = builders.make_enterprise(industry=optics)
    return builders.make_routing(builders.make_desk(), enterprise=enterprise, need={"wanted_country": "CN"})


@pytest.fixture
def signed_in(client, wei):
    client.force_login(wei)
    return client


def page(client, routing, query=""):
    return client.get(f"{LIST}{routing.pk}/change/{query}")


def do(client, routing, verb, **fields):
    """Posts one of the page's forms in English."""
    return client.post(f"{LIST}{routing.pk}/{verb}/", {f"{verb}-{name}": value for name, value in fields.items()})


def test_the_list_shows_due_ones_first_and_only_open_ones(signed_in, routing, wei):
    later = builders.make_routing()
    Routing.objects.filter(pk=routing.pk).update(answer_by=later.answer_by.replace(year=2020))
    text = signed_in.get(LIST).content.decode()
    assert text.index(routing.inquiry.reference) < text.index(later.inquiry.reference)
    assert "overdue" in text
    Routing.objects.filter(pk=routing.pk).update(state="routed")
    assert routing.inquiry.reference not in signed_in.get(LIST).content.decode()
    for show in ("unanswered", "overdue", "routed", "all"):
        assert routing.inquiry.reference in signed_in.get(f"{LIST}?show={show}").content.decode(), show
    for show in ("ended", "quarantined"):
        assert routing.inquiry.reference not in signed_in.get(f"{LIST}?show={show}").content.decode(), show


def test_the_list_says_when_there_is_no_desk(signed_in, routing):
    said = "No operator takes inquiries that name no park"
    assert said not in signed_in.get(LIST).content.decode()
    routing.operator.is_desk = False
    routing.operator.save()
    assert said in signed_in.get(LIST).content.decode()


def test_the_first_page_counts_what_waits(signed_in, routing):
    text = signed_in.get("/en/admin/").content.decode()
    assert "<b>1</b> At the platform&#x27;s desk</a>" in text


def test_the_first_page_tells_of_what_waits_in_quarantine(signed_in, wei):
    assert "<b>0</b> At the desk, in quarantine</a>" in signed_in.get("/en/admin/").content.decode()
    routing = builders.make_routing(screening="quarantined")
    text = signed_in.get("/en/admin/").content.decode()
    assert "<b>1</b> At the desk, in quarantine</a>" in text and f"{LIST}?show=quarantined" in text
    verbs.end(routing, reason="invalid", note="", actor=wei)
    assert "<b>0</b> At the desk, in quarantine</a>" in signed_in.get("/en/admin/").content.decode()


def test_the_page_shows_what_was_asked_and_the_parks_with_reasons(signed_in, routing):
    response = page(signed_in, routing)
    text = response.content.decode()
    assert [one.park.slug for one, _ticked in response.context["suggested"]] == ["parkb", "cbtc"]
    assert "The park names this industry as one of its own." in text
    assert "It lies in another country or region." in text
    assert "We need a small office." in text and "China" in text


def test_parks_are_proposed_and_taken_back(signed_in, routing, park_b):
    response = do(signed_in, routing, "propose", parks=["parkb"], reason="Optics is its field")
    assert response.status_code == 302
    offer = RoutingOffer.objects.get()
    assert (offer.park, offer.reason, offer.state) == (park_b, "Optics is its field", "proposed")
    shown = page(signed_in, routing)
    assert [one.park.slug for one, _ticked in shown.context["suggested"]] == ["cbtc"]
    assert do(signed_in, routing, "withdraw", offer=offer.pk).status_code == 302
    refused = do(signed_in, routing, "withdraw", offer=offer.pk)
    assert refused.context["refusals"] == ["This proposal does not wait for an answer any more. Open the page again."]


def test_a_wrong_choice_is_told_and_the_reason_kept(signed_in, routing, operator_a):
    cast.make_park(operator_a, "full", state="full")
    for parks in ([], ["full"], ["nowhere"]):
        response = do(signed_in, routing, "propose", parks=parks, reason="Because")
        assert response.status_code == 200
        assert list(response.context["forms"]["propose"].errors) == ["parks"]
        assert 'value="Because"' in response.content.decode()
    assert not RoutingOffer.objects.exists()


def test_another_park_is_found_by_its_name(signed_in, routing, operator_a):
    for number in range(6):
        park = cast.make_park(operator_a, f"p{number}", country="CN")
    text = "?q=p5"
    assert [found.slug for found, _ticked in page(signed_in, routing, text).context["others"]] in (["p5"], [])
    response = do(signed_in, routing, "propose", parks=[park.slug])
    assert response.status_code == 302


def test_messages_and_ends(signed_in, routing):
    assert do(signed_in, routing, "write", body="Which city?", key="k").status_code == 302
    assert do(signed_in, routing, "write", body="Which city?", key="k").status_code == 302
    assert [m.body for m in routing.messages.all()] == ["Which city?"]
    assert OutgoingEmail.objects.filter(event="routing_message").count() == 1
    assert list(do(signed_in, routing, "write", body="").context["forms"]["write"].errors) == ["body"]
    assert list(do(signed_in, routing, "end", end_reason="other").context["forms"]["end"].errors) == ["end_note"]
    assert do(signed_in, routing, "end", end_reason="no_match").status_code == 302
    text = page(signed_in, routing).content.decode()
    assert "No park fits" in text and "propose-parks" not in text


def test_quarantine_is_left_by_release(signed_in, wei, db):
    routing = builders.make_routing(builders.make_desk(), screening="quarantined", screening_reasons=["honeypot"])
    text = page(signed_in, routing).content.decode()
    assert "A field that people leave empty was filled in" in text and "propose-parks" not in text
    assert do(signed_in, routing, "release").status_code == 302
    assert Inquiry.objects.get().screening == "released"
    assert do(signed_in, routing, "release").context["refusals"] == ["This inquiry is not in quarantine any more."]


@pytest.mark.parametrize("person", ["lin", "bao", "editor", "auditor"])
def test_nobody_else_finds_it(client, routing, person, request):
    if person in ("lin", "bao"):
        actor = request.getfixturevalue(person)
    else:
        role = {"editor": "platform_editor", "auditor": "auditor"}[person]
        actor = cast.make_user(f"{person}@x.example.org", platform_role=role)
    client.force_login(actor)
    assert client.get(LIST).status_code == 403
    assert page(client, routing).status_code == 404
    for verb in ("propose", "withdraw", "write", "end", "release"):
        assert do(client, routing, verb, parks=["parkb"], body="x", end_reason="invalid").status_code == 404
    assert "At the platform" not in client.get("/en/admin/").content.decode()
    assert routing.inquiry.reference not in client.get("/en/admin/inquiries/inquiry/").content.decode()
    routing.refresh_from_db()
    assert (routing.state, routing.offers.count(), routing.messages.count()) == ("open", 0, 0)


def test_only_the_platform_makes_an_operator_the_desk(client, operator_a, wei):
    manager = cast.make_user("mang@x.example.org")
    cast.make_seat(manager, operator_a, "park_manager")
    address = reverse("admin:parks_operator_change", args=[operator_a.pk])
    client.force_login(manager)
    assert 'name="is_desk"' not in client.get(address).content.decode()
    client.force_login(wei)
    assert 'name="is_desk"' in client.get(address).content.decode()
