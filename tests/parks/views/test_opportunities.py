import datetime

import pytest
from django.utils import timezone

from common.enums import PublicationState
from parks.enums import ParkState
from parks.models import Opportunity, Source
from tests import cast

PUBLIC = {"state_zh_hans": PublicationState.PUBLISHED, "state_en": PublicationState.PUBLISHED}
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def make(park, slug="lab", **fields):
    fields = {
        "title_en": f"{slug} project",
        "title_zh_hans": f"{slug}项目",
        "summary_en": "Short.",
        "summary_zh_hans": "简介。",
        **PUBLIC,
        **fields,
    }
    return Opportunity.objects.create(
        operator=fields.pop("operator", None) or park.operator, park=park, slug=slug, **fields
    )


def page(client, path="opportunities/", language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def found(client, query=""):
    html = page(client, f"opportunities/{query}")
    return {slug for slug in Opportunity.objects.values_list("slug", flat=True) if f'/opportunities/{slug}/"' in html}


def test_only_what_still_seeks_somebody_is_listed(client, park_a):
    make(park_a, "open")
    make(park_a, "talks", state="in_talks")
    make(park_a, "today", open_until=timezone.localdate())
    make(park_a, "closed", state="closed")
    make(park_a, "over", open_until=YESTERDAY)
    make(park_a, "draft", state_zh_hans="draft", state_en="draft")
    hidden = cast.make_park(park_a.operator, "secret", state_zh_hans="draft", state_en="draft")
    make(hidden, "of-a-draft")
    make(None, "no-park", operator=park_a.operator)
    assert found(client) == {"open", "talks", "today", "no-park"}
    assert found(client, "?state=past") == {"closed", "over"}
    assert found(client, "?state=open") == {"open", "today", "no-park"}
    assert found(client, "?state=in_talks") == {"talks"}


def test_filters(client, park_a, park_b):
    life = cast.make_industry("life")
    branch = cast.make_industry("genes", parent=life)
    make(park_a, "lab", industry=branch, cooperation=["research", "jv"], description_en="Wet bench.")
    make(park_b, "line", cooperation=["wfoe"], wanted_zh_hans="生产企业")
    assert found(client, "?industry=life") == found(client, "?industry=genes") == {"lab"}
    assert found(client, "?cooperation=jv") == {"lab"}
    assert found(client, "?cooperation=wfoe") == {"line"}
    assert found(client, "?cooperation=ma") == set()
    assert found(client, "?country=CN") == found(client, "?park=parkb") == {"line"}
    assert found(client, "?q=bench") == {"lab"}
    assert found(client, "?q=生产") == {"line"}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("?investment_min=150&currency=EUR", {"range", "from"}),
        ("?investment_max=150&currency=EUR", {"range", "from", "upto"}),
        ("?investment_max=50&currency=EUR", {"upto"}),
        ("?investment_min=300&currency=EUR", {"from"}),
        ("?currency=CNY", {"yuan"}),
        ("?currency=EUR", {"range", "from", "upto"}),
    ],
)
def test_amounts_meet_the_range_within_one_currency(client, park_a, query, slugs):
    make(park_a, "range", investment_min=100, investment_max=200, currency="EUR")
    make(park_a, "from", investment_min=100, currency="EUR")
    make(park_a, "upto", investment_max=80, currency="EUR")
    make(park_a, "yuan", investment_min=100, investment_max=200, currency="CNY")
    make(park_a, "silent")
    assert found(client, query) == slugs


def test_an_amount_without_its_currency_is_told(client, park_a):
    make(park_a, investment_min=100, currency="EUR")
    html = page(client, "opportunities/?investment_min=5000")
    assert "Choose the currency of the amounts." in html and "lab project" in html


def test_nonsense_is_told_and_left_out(client, park_a):
    make(park_a)
    query = "?industry=%00&cooperation=%00&country=x&park=%00&state=x&investment_min=1e99&currency=%00&page=-1&q=%00"
    html = page(client, f"opportunities/{query}")
    assert "These values were not understood" in html and "lab project" in html
    assert "<script>" not in page(client, "opportunities/?q=<script>alert(1)</script>")
    assert page(client, f"opportunities/?investment_max={'9' * 4000}&investment_min=NaN")


def test_blank_fields_of_the_form_leave_the_address(client, park_a):
    assert client.get("/en/opportunities/?q=&state=past&park=").url == "/en/opportunities/?state=past"


def test_an_empty_list_says_whether_filters_are_the_reason(client, park_a):
    assert "No park offers a project at present" in page(client)
    assert "No project fits all of this" in page(client, "opportunities/?q=nothing")


def test_a_project_is_a_record(client, park_a):
    source = Source.objects.create(code="n", title_en="Notice", url="https://example.org/n")
    make(
        park_a,
        industry=cast.make_industry(),
        cooperation=["jv", "unknown"],
        investment_min=500_000,
        investment_max=2_000_000,
        currency="EUR",
        area_min=100,
        area_max=400,
        jobs=12,
        as_of=datetime.date(2026, 5, 4),
        open_until=timezone.localdate(),
        source=source,
        offered_en="Space\nHelp",
        wanted_en="A team",
        description_en="First.\n\nSecond.",
    )
    html = page(client, "opportunities/lab/")
    for text in ("Life sciences", "Joint venture", "100–400 m²", "12", "2026-05-04", "<li>Space</li><li>Help</li>",
                 "<li>A team</li>", "<p>Second.</p>", 'href="https://example.org/n"', "Notice", "cbtc park",
                 'href="/en/inquiry/?opportunity=lab"', "2 million"):  # fmt: skip
        assert text in html, text
    assert "Demonstration" not in html and "unknown" not in html


def test_what_is_not_known_is_said(client, park_a):
    make(park_a)
    html = page(client, "opportunities/lab/")
    assert html.count('class="no-data"') == 9 and "undated" in html


def test_an_invented_project_says_so_everywhere(client, park_a):
    make(park_a, is_demonstration=True)
    assert ">Demonstration<" in page(client)
    html = page(client, "opportunities/lab/")
    assert ">Demonstration<" in html and "The park did not announce it." in html


@pytest.mark.parametrize("fields", [{"state": "closed"}, {"open_until": YESTERDAY}])
def test_a_past_project_is_reachable_but_not_offered(client, park_a, fields):
    make(park_a, **fields)
    html = page(client, "opportunities/lab/")
    assert "no longer offered" in html and "Closed or expired" in html
    assert "park=cbtc" not in html


def test_a_park_that_cannot_be_asked_gets_no_inquiry(client, park_a):
    make(park_a)
    park_a.state = ParkState.FULL
    park_a.save()
    assert "park=cbtc" not in page(client, "opportunities/lab/")


def test_a_language_without_a_published_version_shows_the_other_and_says_so(client, park_a):
    make(park_a, state_en=PublicationState.DRAFT)
    html = page(client, "opportunities/lab/")
    assert "has not been published" in html
    assert '<span lang="zh-Hans">lab项目</span>' in html and "lab project" not in html
    assert '<link rel="canonical" href="http://testserver/zh-hans/opportunities/lab/">' in html
    assert "lab project" not in page(client)


def test_the_chinese_page_has_the_chinese_texts(client, park_a):
    make(park_a)
    assert "lab项目" in page(client, "opportunities/lab/", "zh-hans")
    assert "lab项目" in page(client, language="zh-hans")


@pytest.mark.parametrize("slug", ["draft", "of-a-draft", "nothing"])
def test_what_is_not_public_does_not_exist(client, park_a, slug):
    make(park_a, "draft", state_zh_hans="draft", state_en="draft")
    make(cast.make_park(park_a.operator, "secret", state_zh_hans="draft", state_en="draft"), "of-a-draft")
    assert client.get(f"/en/opportunities/{slug}/").status_code == 404


def test_hostile_text_is_escaped(client, park_a):
    make(park_a, title_en="<script>x</script>", offered_en="<script>y", description_en="<script>z")
    assert "<script>" not in page(client) and "<script>" not in page(client, "opportunities/lab/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client, park_a, count, django_assert_num_queries):
    make(park_a, industry=cast.make_industry("i0"), source=Source.objects.create(code="s0", title_en="S"))
    for number in range(1, count):
        park = cast.make_park(cast.make_operator(f"o{number}"), f"p{number}")
        source = Source.objects.create(code=f"s{number}", title_en="S")
        make(park, f"x{number}", industry=cast.make_industry(f"i{number}"), source=source, currency=f"C{number}D")
    with django_assert_num_queries(6):
        page(client)
    with django_assert_num_queries(1):
        page(client, "opportunities/lab/")
