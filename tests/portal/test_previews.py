"""A public page before it is published: for staff who may see the record, marked, and kept nowhere."""

import pytest

from parks.models import Fragment, Opportunity, Park, Partnership, Policy, Space
from tests import cast
from tests.inquiries.builders import make_space
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


@pytest.fixture
def space(park):
    return make_space(park, "Draft hall", name_zh_hans="草稿大厅", note_en="English words", note_zh_hans="中文说明")


@pytest.mark.parametrize(
    ("language", "name", "note"), [("en", "Draft hall", "English words"), ("zh-hans", "草稿大厅", "中文说明")]
)
def test_a_space_is_published_with_its_park(edith, client, space, language, name, note):
    address = f"/{language}/preview/parks.space/{space.pk}/"
    page = client.get(address)
    text = page.content.decode()
    assert page.status_code == 200 and '<aside class="preview"' in text
    assert (text.count(f"<h1>{name}</h1>"), text.count(f'<p class="lead">{note}</p>')) == (1, 1)
    assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"] == "noindex, nofollow"
    assert page.wsgi_request.preview.edit == f"/{language}/admin/parks/space/{space.pk}/change/"
    assert client.get(f"/{language}/spaces/{space.pk}/").status_code == 404
    space.park.refresh_from_db()
    assert (space.park.state_zh_hans, space.park.state_en) == ("draft", "draft")


def test_a_space_says_whether_readers_see_it(edith, client, space):
    Park.objects.update(state_en="published")
    found = []
    for status in ("available", "off_market"):
        Space.objects.update(status=status)
        for language in ("en", "zh-hans"):
            told = client.get(f"/{language}/preview/parks.space/{space.pk}/").wsgi_request.preview
            found.append((str(told.state), told.is_public))
    assert found == [("Published", True), ("草稿", False), ("Off market", False), ("下架", False)]


def test_a_space_out_of_reach_is_not_there(client, space, bao, lin):
    address = f"/en/preview/parks.space/{space.pk}/"
    assert client.get(address).status_code == 302, "to the sign-in page"
    for person, status in ((bao, 404), (lin, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status


def test_other_spaces_of_a_public_park_stand_below_as_for_readers(edith, client, park_a):
    spaces = [make_space(park_a, name) for name in ("First", "Second", "Third")]
    Space.objects.filter(pk=spaces[2].pk).update(status="off_market")
    preview = client.get(f"/en/preview/parks.space/{spaces[0].pk}/")
    public = client.get(f"/en/spaces/{spaces[0].pk}/")
    for page in (preview, public):
        assert [offer.space.name_en for offer in page.context["others"]] == ["Second"]
