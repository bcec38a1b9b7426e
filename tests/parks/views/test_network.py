import datetime
import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from common import contentversion
from parks.models import Fact, Metric, Organisation, Partnership, Source
from tests.parks.test_networking import ago, make


@pytest.fixture
def bank(db):
    return Organisation.objects.create(
        slug="bank", kind="bank", country="BR", name_zh_hans="银行", name_en="River Bank", summary_en="Lends"
    )


@pytest.fixture
def tie(park_a, park_b, bank):
    found = make(
        "tie",
        park_a,
        park_b,
        organisations=[bank],
        kind="hand_in_hand",
        signed="2025-03-28",
        title_zh_hans="两园牵手",
        title_en="Two parks hand in hand",
        state_zh_hans="published",
        functions_en="Exchange of firms\nTraining",
        place_en="Beijing",
        happened=[ago(300)],
    )
    found.sources.add(Source.objects.create(code="s", title_en="The papers", url="https://example.org/papers"))
    return found


def page(client, path, language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# --- The list -------------------------------------------------------------------------------


def test_the_list_names_both_sides_and_the_last_activity(client, tie):
    html = page(client, "network/")
    assert '<a href="/en/network/tie/">Two parks hand in hand</a>' in html
    assert '<a href="/en/parks/cbtc/">cbtc park</a>' in html
    assert '<a href="/en/organisations/bank/">River Bank</a>' in html
    assert f"Idle: last activity {ago(300)}, more than 180 days ago" in html
    assert "1 partnership" in html and '<h2 id="pairs">' in html
    assert '<a href="/zh-hans/network/tie/">两园牵手</a>' in page(client, "network/", "zh-hans")


def test_the_map_links_its_arcs_and_says_what_they_are(client, tie, park_a, park_b):
    assert "<svg viewBox" not in page(client, "network/").partition("<main")[2]
    for park, place in ((park_a, ("50.66", "4.63")), (park_b, ("30.5", "114.4"))):
        park.latitude, park.longitude = place
        park.save()
    html = page(client, "network/")
    assert '<a href="/en/network/tie/" aria-label="Two parks hand in hand">' in html
    assert html.count('class="bridgemap__arc"') == 1 and html.count('class="bridgemap__place"') == 2
    assert 'class="bridgemap__arc"' in page(client, "network/tie/")


def test_a_filter_narrows_list_and_map_and_survives_the_other_language(client, tie, park_a):
    make("other", park_a, title_en="Other tie")
    html = page(client, "network/?kind=hand_in_hand&state=idle")
    assert "Two parks hand in hand" in html and "Other tie" not in html
    assert 'href="/zh-hans/network/?kind=hand_in_hand&amp;state=idle"' in html
    assert "Kind: Hand in hand" in html
    empty = page(client, "network/?kind=alliance")
    assert "No partnership fits all of this" in empty


def test_blanks_leave_the_address(client, tie):
    response = client.get("/en/network/?kind=&country=&park=cbtc&page=")
    assert (response.status_code, response.url) == (302, "/en/network/?park=cbtc")


@pytest.mark.parametrize("query", ["kind=%00", "park=<script>", "state=" + "9" * 400, "page=-1", "page=9e9", "x=%FF"])
def test_nonsense_breaks_nothing(client, tie, query):
    html = page(client, f"network/?{query}")
    assert "Two parks hand in hand" in html and "<script>" not in html.replace('<script type="module"', "")


def test_welcome_offices_in_both_directions_and_alliances(client, park_a):
    office = {"kind": "welcome_office"}
    abroad = Organisation.objects.create(slug="o1", name_en="China Welcome Office", country="BE", **office)
    Organisation.objects.create(slug="o2", name_en="Belgium Welcome Office", country="CN", **office)
    Organisation.objects.create(slug="al", name_en="Alliance", kind="association", committees_en="Finance\n\nEurope\n")
    park_a.park_organisations.create(organisation=abroad, role="partner")
    html = page(client, "network/")
    outbound, inbound = html.partition("For enterprises from abroad in China")[::2]
    assert "China Welcome Office" in outbound and "cbtc park" in outbound and "Belgium Welcome Office" in inbound
    assert '<li lang="en">Finance</li><li lang="en">Europe</li>' in html


def test_drafts_and_hidden_parks_are_nowhere(client, tie, park_b):
    park_b.state_en = park_b.state_zh_hans = "draft"
    park_b.save()
    make("draft", park_b, title_en="Draft tie", state_en="draft")
    for path in ("network/", "network/tie/", "organisations/bank/"):
        html = page(client, path)
        assert "parkb" not in html and "Draft tie" not in html, path
    assert client.get("/en/network/draft/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_eight_times(client, park_a, park_b, bank, count, django_assert_num_queries):
    for number in range(count):
        one = Organisation.objects.create(slug=f"office-{number}", kind="welcome_office", country="BE")
        park_a.park_organisations.create(organisation=one, role="partner")
        make(f"t{number}", park_a, park_b, organisations=[bank], happened=["2025"], kind="hand_in_hand")
        make(f"u{number}", park_a, organisations=[one])
    cache.clear()
    contentversion.bump()
    with django_assert_num_queries(8):
        page(client, "network/")


def test_pages_of_24(client, park_a):
    for number in range(26):
        make(f"t{number:02}", park_a)
    assert page(client, "network/").count('<li class="tie') == 24
    assert page(client, "network/?page=2").count('<li class="tie') == 2


# --- One partnership ------------------------------------------------------------------------


def test_a_partnership_says_who_when_where_what_and_from_whom(client, tie, django_assert_num_queries):
    cache.clear()
    with django_assert_num_queries(4):
        html = page(client, "network/tie/")
    shown = text(html)
    for words in ("Signed on 2025-03-28", "Where Beijing", f"{ago(300)} Something", "The papers", "Exchange of firms"):
        assert words in shown, words
    assert '<a href="https://example.org/papers" rel="noopener nofollow">The papers</a>' in html
    assert '<li lang="en">Training</li>' in html
    chinese = page(client, "network/tie/", "zh-hans")
    assert '<span lang="en">Beijing</span>' in chinese and "两园牵手" in chinese


def test_without_a_date_the_note_speaks(client, park_a):
    make("tie", park_a, signed_note_en="The source gives no date")
    shown = text(page(client, "network/tie/"))
    assert "Signed on The source gives no date" in shown
    assert "No dated activity on record" in shown and "No dated activity is on record." in shown


def test_an_ended_one_says_so(client, park_a):
    make("tie", park_a, ended_on=timezone.localdate() - datetime.timedelta(days=1))
    assert f"Ended on {ago(1)}" in page(client, "network/tie/")


def test_a_version_that_is_not_published_gives_way_with_a_note(client, tie):
    tie.state_en = "draft"
    tie.save()
    html = page(client, "network/tie/")
    assert "两园牵手" in html and "Two parks hand in hand" not in html
    assert "not been published in English yet" in html


# --- One organisation -----------------------------------------------------------------------


def test_an_organisation_shows_its_figures_parks_and_partnerships(client, tie, bank, park_a, django_assert_num_queries):
    metric = Metric.objects.create(code="funds", name_en="Funds", unit="number")
    source = Source.objects.create(code="report", title_en="Report")
    Fact.objects.create(organisation=bank, metric=metric, value=7, source=source)
    park_a.park_organisations.create(organisation=bank, role="tenant")
    bank.sources.add(source)
    bank.committees_en = "Finance"
    bank.save()
    cache.clear()
    with django_assert_num_queries(6):
        html = page(client, "organisations/bank/")
    shown = text(html)
    for words in (
        "River Bank",
        "Brazil",
        "Lends",
        "Funds 7",
        "undated",
        "Report",
        "Finance",
        "Is a tenant of",
        "cbtc park",
    ):
        assert words in shown, words
    assert '<a href="/en/network/tie/">Two parks hand in hand</a>' in html
    assert "银行" in page(client, "organisations/bank/", "zh-hans")


def test_an_organisation_leads_on_to_its_parks_that_take_inquiries(client, bank, park_a, park_b):
    park_a.park_organisations.create(organisation=bank, role="tenant")
    park_a.park_organisations.create(organisation=bank, role="partner")
    park_b.park_organisations.create(organisation=bank, role="partner")
    park_b.accepts_inquiries = False
    park_b.save()
    html = page(client, "organisations/bank/")
    assert re.findall(r'<a class="button" href="([^"]*)">([^<]*)', html) == [("/en/inquiry/?park=cbtc", "Ask the park")]
    described = re.search(r'<meta name="description" content="([^"]*)"', html)[1]
    assert described == f"River Bank · Lends · {bank.get_kind_display()} · Brazil"


def test_an_organisation_that_works_with_nobody_says_so(client, bank, park_a):
    park_a.park_organisations.create(organisation=bank, role="partner")
    park_a.state_en = park_a.state_zh_hans = "draft"
    park_a.save()
    html = page(client, "organisations/bank/")
    assert "cbtc" not in html and "No public park on this site is known" in html


@pytest.mark.parametrize("path", ["network/nobody/", "organisations/nobody/", "organisations/%00/", "network/%00/"])
def test_unknown_ones_are_not_found(client, db, path):
    assert client.get(f"/en/{path}").status_code == 404


def test_a_new_activity_is_seen_at_once(client, tie):
    assert "Idle" in page(client, "network/tie/")
    tie.activities.create(happened=ago(2), text_en="A visit")
    html = page(client, "network/tie/")
    assert f"Last activity {ago(2)}" in html and "A visit" in html
    Partnership.objects.get(slug="tie").activities.filter(text_en="A visit").delete()
    assert "A visit" not in page(client, "network/tie/")
