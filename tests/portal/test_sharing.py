"""What a shared link brings along."""

import json
import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.utils.translation import override
from PIL import Image

from common.enums import PublicationState
from parks.models import Article, Event, Organisation, Park, Service, Space
from portal.opengraph import Card, draw, fit, font_path, wrap
from portal.sharing import park_card
from portal.templatetags.sharing import json_ld
from tests import cast
from tests.parks.disputes import make_disputed

pytestmark = pytest.mark.django_db
PUBLIC = {"state_zh_hans": PublicationState.PUBLISHED, "state_en": PublicationState.PUBLISHED}


def properties(page):
    return dict(re.findall(r'<meta property="(og:[a-z_:]+)" content="([^"]*)">', page))


def graph(page):
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return {node["@type"]: node for node in json.loads(text)["@graph"]}


@pytest.mark.parametrize(("language", "locale"), [("en", "en_GB"), ("zh-hans", "zh_CN")])
def test_a_park_names_itself_to_those_it_is_shared_with(client, park_a, language, locale):
    Park.objects.filter(pk=park_a.pk).update(latitude="50.66400", longitude="4.62700")
    page = client.get(f"/{language}/parks/cbtc/").content.decode()
    name = {"en": park_a.name_en, "zh-hans": park_a.name_zh_hans}[language]
    found = properties(page)
    assert found["og:title"] == name
    assert found["og:url"] == f"http://testserver/{language}/parks/cbtc/"
    assert found["og:image"] == f"http://testserver/og/{language}/park/cbtc.png"
    assert found["og:locale"] == locale
    place = graph(page)["Place"]
    assert (place["name"], place["geo"]["latitude"]) == (name, 50.664)
    crumbs = graph(page)["BreadcrumbList"]["itemListElement"]
    assert [item["item"] for item in crumbs] == [
        f"http://testserver/{language}/",
        f"http://testserver/{language}/parks/",
        f"http://testserver/{language}/parks/cbtc/",
    ]


def test_articles_and_events_say_when(client):
    Article.objects.create(slug="a", title_en="News", title_zh_hans="新闻", published="2025-03", **PUBLIC)
    Event.objects.create(
        slug="e", kind="visit", title_en="A visit", title_zh_hans="考察", day="2016-10", cancelled=True, **PUBLIC
    )
    article = graph(client.get("/en/news/a/").content.decode())["NewsArticle"]
    assert (article["headline"], article["datePublished"], article["inLanguage"]) == ("News", "2025-03", "en")
    event = graph(client.get("/en/events/e/").content.decode())["Event"]
    assert (event["startDate"], event["eventStatus"]) == ("2016-10", "https://schema.org/EventCancelled")


def way(page):
    """The names in the breadcrumbs behind the home page."""
    return [item["name"] for item in graph(page)["BreadcrumbList"]["itemListElement"]][1:]


def test_a_space_says_what_it_is_and_where(client, park_a):
    Park.objects.update(name_en="A & B park")
    space = Space.objects.create(park=park_a, kind=cast.make_space_type(), name_en="Floor 3", name_zh_hans="三层")
    page = client.get(f"/en/spaces/{space.pk}/").content.decode()
    said = "Floor 3 (Office) in A &amp; B park: area, technical limits, price and availability."
    assert (properties(page)["og:title"], properties(page)["og:description"]) == ("Floor 3", said)
    assert f'<meta name="description" content="{said}">' in page
    assert properties(page)["og:image"] == "http://testserver/og/en/site.png"
    assert way(page) == ["Find spaces", "Floor 3"]


@pytest.mark.parametrize(
    ("make", "path", "names"),
    [
        (cast.make_mode, "settle/office_lease", ["Ways to settle", "Office lease"]),
        (
            lambda: Service.objects.create(code="visa", name_en="Visas", summary_en="For staff", tier="general"),
            "services/visa",
            ["Services", "Visas"],
        ),
    ],
)
def test_a_page_of_a_catalogue_names_the_way_to_it(client, db, make, path, names):
    row = make()
    page = client.get(f"/en/{path}/").content.decode()
    assert way(page) == names
    assert list(graph(page)) == ["BreadcrumbList"]
    assert properties(page)["og:title"] == row.name_en
    assert row.name_en in properties(page)["og:description"]


def test_an_organisation_is_one_for_search_engines(client):
    Organisation.objects.create(
        slug="uclouvain",
        name_en="UCLouvain",
        name_zh_hans="鲁汶大学",
        kind="university",
        country="BE",
        summary_en="Old",
    )
    page = client.get("/en/organisations/uclouvain/").content.decode()
    assert graph(page)["Organization"] == {
        "@type": "Organization",
        "name": "UCLouvain",
        "alternateName": "鲁汶大学",
        "description": "Old",
        "url": "http://testserver/en/organisations/uclouvain/",
        "address": {"@type": "PostalAddress", "addressCountry": "BE"},
    }
    assert way(page) == ["Network", "UCLouvain"]
    assert properties(page)["og:description"] == "UCLouvain · Old · University · Belgium"


def test_the_home_page_tells_how_to_search_the_site(client):
    site = graph(client.get("/en/").content.decode())["WebSite"]
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://testserver/en/search/?q={search_term_string}"


def test_no_text_leaves_its_block():
    block = json_ld({"name": "</script><script>alert(1)</script> & <b>"})
    assert block.count("<") == 2 and block.count("&") == 0
    assert json.loads(re.sub("<[^>]*>", "", block)) == {"name": "</script><script>alert(1)</script> & <b>"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_picture_is_a_picture(client, park_a, language):
    response = client.get(f"/og/{language}/park/cbtc.png")
    assert response["Content-Type"] == "image/png"
    with Image.open(BytesIO(response.content)) as image:
        assert image.size == (1200, 630)
    assert len(response.content) < 120_000


def test_the_two_languages_have_two_pictures(client, park_a):
    assert client.get("/og/en/park/cbtc.png").content != client.get("/og/zh-hans/park/cbtc.png").content


@pytest.mark.parametrize(
    "path", ["/og/fr/park/cbtc.png", "/og/en/user/cbtc.png", "/og/en/park/nowhere.png", "/og/fr/site.png"]
)
def test_no_picture_of_what_is_not_there(client, park_a, path):
    assert client.get(path).status_code == 404


def test_an_unpublished_park_has_no_picture(client, park_a):
    Park.objects.update(state_zh_hans=PublicationState.DRAFT, state_en=PublicationState.DRAFT)
    assert client.get("/og/en/park/cbtc.png").status_code == 404


def test_very_long_and_strange_names_fit():
    card = Card("科技园" * 80, "Park " * 90, "\u202e\x00 place", (("1" * 80, "Figure " * 30),) * 5)
    assert draw(card).startswith(b"\x89PNG") and draw(Card("")).startswith(b"\x89PNG")


def test_lines_break_between_words_and_after_chinese_characters():
    from portal.opengraph import _font

    assert font_path() is not None, "install fonts-noto-cjk"
    font = _font(40)
    assert wrap("China-Belgium Technology Center", font, 420, 3) == ["China-Belgium", "Technology Center"]
    assert "".join(wrap("中国比利时科技园", font, 170, 9)) == "中国比利时科技园"
    assert wrap("word " * 40, font, 300, 2)[-1].endswith("…")
    assert wrap("比利时（中比）", font, 7 * 40 - 10, 2) == ["比利时（中", "比）"]


@pytest.mark.parametrize(
    ("value", "size", "lines"),
    [
        ("8.27 ha", 46, ["8.27 ha"]),
        ("expected, more than 92,000,000 people", 28, ["expected, more than", "92,000,000 people"]),
        ("120,000 m² or\n82,000 m² (2016)", 36, ["120,000 m² or", "82,000 m² (2016)"]),
        ("9,999,999,999,999,999.9999 m²", 22, ["9,999,999,999,999,999.9999", "m²"]),
    ],
)
def test_a_value_is_written_smaller_before_anything_of_it_is_cut_off(value, size, lines):
    assert fit(value, 328) == (size, lines)


def test_a_value_that_nothing_holds_is_left_out():
    assert fit("1" * 80, 328) is None


def test_a_figure_that_sources_dispute_is_drawn_with_all_its_values(park_a, django_assert_num_queries):
    make_disputed(park_a)
    with override("en"), django_assert_num_queries(1):
        card = park_card(park_a, "en")
    assert card.figures == (("120,000 m² or\n82,000 m² (2016)", "Floor area"), ("450 people", "Staff (2025)"))


def test_a_qr_code_leads_to_our_own_page(client):
    response = client.get("/qr.svg?path=/en/parks/cbtc/")
    assert response["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(response.content).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(
    "path", ["", "https://evil.example/", "//evil.example/en/", "/en/\r\nx", "/en/" + "x" * 400, "/admin/"]
)
def test_a_qr_code_leads_nowhere_else(client, path):
    assert client.get("/qr.svg", {"path": path}).status_code == 404
