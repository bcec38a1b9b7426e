"""Addresses that records had before."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common.enums import PublicationState
from parks.models import Article, FormerSlug, Park
from portal.moved import KINDS
from tests import cast
from tests.parks.telling import make_open_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(park_a):
    park = Park.objects.get(pk=park_a.pk)
    park.slug = "cbtc-2"
    park.save()
    return park


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_former_address_leads_to_the_present_one(client, renamed, language):
    response = client.get(f"/{language}/parks/cbtc/?view=parallel")
    assert (response.status_code, response.url) == (301, f"/{language}/parks/cbtc-2/?view=parallel")
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("/og/en/park/cbtc.png", "/og/en/park/cbtc-2.png"),
        ("/api/v1/parks/cbtc/?lang=en", "/api/v1/parks/cbtc-2/?lang=en"),
    ],
)
def test_pictures_and_the_interface_lead_on_too(client, renamed, before, now):
    response = client.get(before)
    assert (response.status_code, response.url) == (301, now)
    assert client.get(now).status_code == 200


def test_a_page_of_another_site_may_follow_the_interface_to_the_present_name(client, renamed):
    assert client.get("/api/v1/parks/cbtc/")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/en/parks/cbtc/")


@pytest.mark.parametrize("kind", ["policy", "opportunity", "partnership", "article", "story", "event"])
def test_every_kind_with_a_page_leads_on_in_the_interface(kind):
    assert reverse(f"api:{kind}-detail", kwargs={"slug": "x"}) and KINDS[f"api:{kind}-detail"].endswith(f".{kind}")


@pytest.fixture
def renamed_event(operator_a):
    event = make_open_event(operator=operator_a)
    event.slug = "renamed"
    event.save()
    return event


@pytest.mark.parametrize("page", ["register", "registered"])
def test_registering_goes_on_after_an_event_got_another_name(client, renamed_event, page):
    response = client.get(f"/en/events/briefing/{page}/")
    assert (response.status_code, response.url) == (301, f"/en/events/renamed/{page}/")
    assert client.get(response.url).status_code == 200


def test_what_was_typed_before_the_event_got_another_name_is_sent_on(client, renamed_event):
    response = client.post("/en/events/briefing/register/", {"name": "Anna"})
    assert (response.status_code, response.url) == (308, "/en/events/renamed/register/")


def test_renamed_twice_both_lead_on_and_back_again_is_free(client, renamed):
    renamed.slug = "cbtc-3"
    renamed.save()
    assert client.get("/en/parks/cbtc/").url == client.get("/en/parks/cbtc-2/").url == "/en/parks/cbtc-3/"
    renamed.slug = "cbtc"
    renamed.save()
    assert client.get("/en/parks/cbtc/").status_code == 200
    assert set(FormerSlug.objects.values_list("slug", flat=True)) == {"cbtc-2", "cbtc-3"}


def test_what_is_not_public_is_not_led_to(client, renamed):
    Park.objects.update(state_zh_hans=PublicationState.ARCHIVED, state_en=PublicationState.ARCHIVED)
    assert client.get("/en/parks/cbtc/").status_code == 404


def test_an_unknown_address_stays_unknown(client, renamed):
    assert client.get("/en/parks/never/").status_code == 404


def test_a_former_name_of_one_is_refused_to_another(renamed, operator_a):
    other = cast.make_park(operator_a, "other")
    other.slug = "cbtc"
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert list(refused.value.message_dict) == ["slug"]
    renamed.slug = "cbtc"
    renamed.full_clean()


def test_each_kind_has_its_own_names(renamed):
    Article(slug="cbtc", title_en="News").validate_constraints()


def test_saving_other_fields_alone_remembers_nothing(park_a):
    park = Park.objects.defer("slug").get(pk=park_a.pk)
    park.featured = True
    park.save(update_fields=["featured"])
    assert FormerSlug.objects.count() == 0
