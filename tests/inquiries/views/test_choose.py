"""“Help me choose”: an address to share, three parks with reasons, and one inquiry to those that are ticked."""

import html
import re

import pytest

from inquiries.models import Draft, Inquiry
from parks.models import ParkIndustry
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
URL = "/en/choose/"


@pytest.fixture
def optics(park_a, park_b):
    """Industry of park A; A lets offices, B says nothing."""
    industry = cast.make_industry("optics", name_zh_hans="光学", name_en="Optics")
    ParkIndustry.objects.create(park=park_a, industry=industry)
    mode = builders.office_mode()
    mode.space_types.add(cast.make_space_type())
    park_a.settlement_modes.add(mode)
    return industry


def text_of(response):
    return html.unescape(response.content.decode())


def rows(response):
    """Verdict and reason by park and criterion."""
    found = {}
    for park, table in re.findall(
        r'<h3 id="match-\d+"><a href="/en/parks/([\w-]+)/.*?<tbody>(.*?)</tbody>', text_of(response), re.S
    ):
        for criterion, words in re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', table, re.S):
            found[park, criterion] = " ".join(re.sub(r"<[^>]+>", " ", words).split())
    return found


def test_the_empty_page_asks_and_may_be_indexed(client, park_a):
    response = client.get(URL)
    text = text_of(response)
    assert response.status_code == 200
    assert "Which park suits you?" in text and "Parks that suit" not in text
    assert "noindex" not in text
    assert "no-store" in response["Cache-Control"]


def test_the_result_gives_each_criterion_a_word_a_mark_and_a_reason(client, optics):
    response = client.get(URL, {"industry": "optics", "place": "BE"})
    assert rows(response) == {
        ("cbtc", "Place"): "✓ fits It lies where you want to be.",
        ("cbtc", "Industry"): "✓ fits The park names this industry as one of its own.",
        ("cbtc", "State of the park"): "✓ fits The park is open.",
        ("parkb", "Place"): "✗ does not fit It lies in another country or region.",
        ("parkb", "Industry"): "? unknown The park names no industries.",
        ("parkb", "State of the park"): "✓ fits The park is open.",
    }
    assert "Parks that suit your answers best" in text_of(response)
    cards = re.findall(r"<article.*?</article>", text_of(response), re.S)
    assert ["Suits your answers" in card for card in cards] == [True, False]
    assert ["Comes near, but does not suit all of them" in card for card in cards] == [False, True]
    assert '<meta name="robots" content="noindex">' in text_of(response)


def test_the_same_address_in_the_other_language_keeps_the_answers(client, optics):
    text = text_of(client.get(URL, {"industry": "optics", "place": "BE"}))
    other = re.search(r'<a href="(/zh-hans/choose/\?[^"]+)"', text)[1]
    assert other == "/zh-hans/choose/?industry=optics&place=BE"
    assert client.get(other).context["form"].cleaned_data["industry"] == optics


def test_blanks_are_left_out_of_the_address(client, optics):
    response = client.get(URL, {"industry": "optics", "area_min": "", "by": " ", "check": "1"})
    assert (response.status_code, response["Location"]) == (302, f"{URL}?industry=optics&check=1")


def test_asking_nothing_is_told(client, park_a):
    assert "Answer at least one question." in text_of(client.get(URL, {"check": "1"}))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"area_min": "many"}, "Enter a number such as 1200 or 1200.5, without a unit."),
        ({"area_min": "200", "area_max": "100"}, "This is less than the smallest area."),
        ({"by": "2020-01-01"}, "This day has passed. Enter today or a later day."),
        ({"industry": "no-such"}, "Choose one of the options offered."),
        ({"place": "Atlantis"}, "Choose one of the options offered."),
        ({"language": ["tlh"]}, "Choose one of the options offered."),
    ],
)
def test_what_is_not_understood_is_told_and_kept_and_the_rest_counts(client, optics, query, sentence):
    response = client.get(URL, {"mode": "office_lease", **query})
    text = text_of(response)
    assert response.status_code == 200
    assert sentence in text
    assert ("cbtc", "Way to settle") in rows(response)
    value = next(iter(query.values()))
    if "number" in sentence or "day" in sentence:
        assert f'value="{value}"' in text


def test_hostile_values_never_break_the_page(client, optics):
    for value in ("\0", "x" * 5000, "-1", "9" * 40, "<script>", "１２００", "2027-13-45"):
        for name in ("industry", "mode", "place", "wanted_direction", "area_min", "seats", "by", "language"):
            response = client.get(URL, {name: value})
            assert response.status_code in (200, 302), (name, value)
            assert "<script>alert" not in response.content.decode()


def test_nobody_good_says_so_and_what_to_give_up(client, optics, park_b):
    other = cast.make_industry("biotech")
    ParkIndustry.objects.create(park=park_b, industry=other)
    text = text_of(client.get(URL, {"industry": "biotech", "place": "BE"}))
    assert "No park suits all of your answers. These come nearest." in text
    assert '<a href="/en/choose/?industry=biotech">without “Place”</a>' in text
    assert "1 park meets all the others" in text


def test_what_the_numbers_leave_out_is_said(client, optics, park_b):
    ParkIndustry.objects.create(park=park_b, industry=cast.make_industry("biotech"))
    query = {"industry": "biotech", "place": "BE"}
    said = "Languages are not counted here"
    assert said not in text_of(client.get(URL, query))
    assert said in text_of(client.get(URL, {**query, "language": "nl"}))


def test_ticking_starts_the_inquiry_with_the_answers(client, optics, park_a):
    builders.make_space(park_a, "A101", area_min=80, area_max=120)
    page = client.get(URL, {"industry": "optics", "mode": "office_lease", "area_min": "100", "place": "BE"})
    text = text_of(page)
    assert 'type="checkbox" name="park" value="cbtc"' in text
    assert "checked" not in re.search(r'<input type="checkbox" name="park"[^>]*>', text)[0]
    form = re.search(r'<form class="stack stack--wide" method="get" action="/en/inquiry/">(.*?)</form>', text, re.S)[1]
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert carried == {"industry": "optics", "mode": "office_lease", "area_min": "100", "place": "BE"}
    space = re.search(r'name="space" value="(\d+)"', form)[1]
    started = client.get("/en/inquiry/", {**carried, "space": space})
    assert [park.slug for park in started.context["form"].chosen_parks] == ["cbtc"]
    assert str(started.context["form"]["industry"].value()) == "optics"
    assert not Draft.objects.exists() and not Inquiry.objects.exists()


def test_advice_is_offered_where_there_is_a_desk(client, optics):
    assert "let somebody advise me" not in text_of(client.get(URL, {"industry": "optics"}))
    builders.make_desk()
    text = text_of(client.get(URL, {"industry": "optics", "by": "2099-01-01"}))
    assert 'href="/en/inquiry/?desk=on&industry=optics&move_in_to=2099-01-01"' in text


def test_an_invented_park_is_never_recommended(client, optics, operator_a):
    invented = cast.make_park(operator_a, "invented", is_demonstration=True)
    ParkIndustry.objects.create(park=invented, industry=optics)
    assert {park for park, _criterion in rows(client.get(URL, {"industry": "optics"}))} == {"cbtc", "parkb"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_park_and_three(
    client, operator_a, optics, count, django_assert_num_queries
):
    for number in range(count):
        ParkIndustry.objects.create(park=cast.make_park(operator_a, f"p{number}"), industry=optics)
    address = f"{URL}?industry=optics&mode=office_lease&area_min=100"
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)


def test_it_is_linked_where_a_visitor_looks(client, park_a):
    for page in ("/en/", "/en/parks/?q=nowhere", "/en/inquiry/"):
        assert 'href="/en/choose/"' in client.get(page).content.decode(), page
