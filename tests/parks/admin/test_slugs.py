"""Who gives a saved record another short name, and where its former address leads."""

import pytest

from enterprises.models import Story
from parks.models import Event, Opportunity, Park, Partnership, Policy
from tests.cast import make_seat, make_user
from tests.parks.admin.pages import change, errors
from tests.parks.telling import make_article, make_event, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(operator_a):
    """An editor of operator A."""
    return make_seat(make_user("edith@example.org"), operator_a, "park_editor").user


def record(kind, park):
    texts = {"title_en": "One", "title_zh_hans": "一"}
    makers = {
        "park": lambda: Park.objects.get(pk=park.pk),
        "policy": lambda: Policy.objects.create(operator=park.operator, slug="x", kind="rent", country="BE", **texts),
        "opportunity": lambda: Opportunity.objects.create(
            operator=park.operator, park=park, slug="x", cooperation=["jv"], **texts
        ),
        "partnership": lambda: Partnership.objects.create(slug="x", kind="hand_in_hand", **texts),
        "article": lambda: make_article("x", operator=park.operator, parks=[park]),
        "event": lambda: Event.objects.get(pk=make_event("x", operator=park.operator, parks=[park]).pk),
        "story": lambda: Story.objects.get(pk=make_story(park, "x").pk),
    }
    return makers[kind]()


KINDS = ["park", "policy", "opportunity", "partnership", "article", "event", "story"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_platform_gives_a_saved_record_another_short_name(client, wei, park_a, kind):
    client.force_login(wei)
    one = record(kind, park_a)
    response = change(client, one, slug="another-name")
    assert response.status_code == 302, errors(response)
    one.refresh_from_db()
    assert one.slug == "another-name"


@pytest.mark.parametrize("kind", KINDS)
def test_an_operator_does_not(client, edith, park_a, kind):
    client.force_login(edith)
    one = record(kind, park_a)
    if kind == "partnership":
        one.parties.create(park=park_a)
    before = one.slug
    response = change(client, one, slug="another-name")
    assert response.status_code in (200, 302)
    one.refresh_from_db()
    assert one.slug == before


def test_the_page_says_what_becomes_of_links_and_they_lead_on(client, wei, park_a):
    client.force_login(wei)
    page = client.get(f"/en/admin/parks/park/{park_a.pk}/change/")
    assert "Links to the former short name lead to the new one." in page.content.decode()
    assert change(client, park_a, slug="renamed").status_code == 302
    client.logout()
    moved = client.get("/en/parks/cbtc/?view=parallel")
    assert (moved.status_code, moved.url) == (301, "/en/parks/renamed/?view=parallel")
    assert client.get(moved.url).status_code == 200
