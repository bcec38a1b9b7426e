"""A public page before it is published: for staff who may see the record, marked, and kept nowhere."""

import pytest

from parks.models import Fragment, Opportunity, Park, Partnership, Policy
from tests import cast
from tests.parks.telling import make_article, make_event, make_story

DRAFT = {"state_zh_hans": "draft", "state_en": "draft"}


@pytest.fixture
def park(operator_a):
    return cast.make_park(operator_a, "draft", description_en="English words", description_zh_hans="中文介绍", **DRAFT)


def make(kind, park):
    own = {"operator": park.operator, "slug": "x", "title_en": "Draft title", "title_zh_hans": "草稿标题"}
    makers = {
        "parks.park": lambda: park,
        "parks.policy": lambda: Policy.objects.create(kind="rent", country="BE", **own),
        "parks.opportunity": lambda: Opportunity.objects.create(park=park, **own),
        "parks.article": lambda: make_article(**own, **DRAFT),
        "parks.event": lambda: make_event(**own, **DRAFT),
        "enterprises.story": lambda: make_story(park, "x", title_en="Draft title", title_zh_hans="草稿标题", **DRAFT),
    }
    if kind == "parks.partnership":
        tie = Partnership.objects.create(slug="x", kind="strategic", title_en="Draft title", title_zh_hans="草稿标题")
        tie.parties.create(park=park)
        return tie
    return makers[kind]()


KINDS = ["park", "policy", "opportunity", "partnership", "article", "event"]


@pytest.mark.parametrize("kind", [*(f"parks.{kind}" for kind in KINDS), "enterprises.story"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_as_readers_would_get_it(edith, client, park, kind, language):
    row = make(kind, park)
    page = client.get(f"/{language}/preview/{kind}/{row.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    words = {"en": ("English words", "Draft title"), "zh-hans": ("中文介绍", "草稿标题")}[language]
    assert words[0 if kind == "parks.park" else 1] in text
    assert '<aside class="preview"' in text and '<meta name="robots" content="noindex, nofollow">' in text
    assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"] == "noindex, nofollow"
    row.refresh_from_db()
    assert (row.state_zh_hans, row.state_en) == ("draft", "draft")


def test_nothing_of_it_is_kept_and_readers_still_find_nothing(edith, client, park):
    client.get(f"/en/preview/parks.park/{park.pk}/")
    assert not Fragment.objects.filter(record=park.pk).exists()
    assert client.get("/en/parks/draft/").status_code == 404
    client.logout()
    assert client.get("/en/parks/draft/").status_code == 404


def test_a_language_that_is_public_says_so(edith, client, park):
    Park.objects.update(state_en="published")
    assert "Readers see this version already" in client.get(f"/en/preview/parks.park/{park.pk}/").content.decode()
    draft = client.get(f"/zh-hans/preview/parks.park/{park.pk}/")
    assert draft.wsgi_request.preview.is_public is False


def test_readers_see_no_strip(client, park_a):
    text = client.get("/en/parks/cbtc/").content.decode()
    assert '<aside class="preview"' not in text and 'name="robots"' not in text


def test_out_of_reach_is_not_there(client, park, bao, lin):
    address = f"/en/preview/parks.park/{park.pk}/"
    assert client.get(address).status_code == 302, "to the sign-in page"
    client.force_login(bao)
    assert client.get(address).status_code == 404
    client.force_login(lin)
    assert client.get(address).status_code == 200


HUGE = "9" * 20
NOWHERE = ["parks.park/999999/", f"parks.park/{HUGE}/", "parks.operator/1/", "nonsense/1/", "accounts.user/1/"]


@pytest.mark.parametrize("end", NOWHERE)
def test_what_has_no_page(edith, client, end):
    assert client.get(f"/en/preview/{end}").status_code == 404
