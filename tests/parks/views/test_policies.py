"""The catalogue of policies, the page of one, and the pre-check."""

import datetime

import pytest
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.translation import override

from parks.models import ExchangeRate, Organisation, Policy, PolicyCondition, PolicyFigure, Region, Source
from parks.templatetags.policies import benefit
from tests import cast

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def make_policy(slug="rent", **fields):
    fields = {
        "kind": "rent",
        "country": "BE",
        "title_zh_hans": f"{slug}政策",
        "title_en": f"{slug} policy",
        "summary_zh_hans": f"{slug}摘要",
        "summary_en": f"{slug} in short",
        "state_zh_hans": "published",
        "state_en": "published",
        **fields,
    }
    return Policy.objects.create(slug=slug, **fields)


def add_condition(policy, attribute="country", test="one_of", values=("BE",)):
    return PolicyCondition.objects.create(
        policy=policy,
        text_zh_hans="条件甲",
        text_en=f"Asks for {attribute}",
        attribute=attribute,
        test=test,
        values=list(values),
    )


def add_benefit(policy, **fields):
    fields = {"label_zh_hans": "补贴", "label_en": "Subsidy", "value": 30, "unit": "percent", **fields}
    return PolicyFigure.objects.create(policy=policy, is_benefit=True, **fields)


@pytest.fixture
def belgium(db):
    return Region.objects.create(code="be", name_zh_hans="比利时", name_en="Belgium", kind="country", country="BE")


def page(client, path="", language="en"):
    response = client.get(f"/{language}/policies/{path}")
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def titles(html):
    return [slug for slug in Policy.objects.values_list("slug", flat=True) if f'/policies/{slug}/"' in html]


# --- The catalogue -------------------------------------------------------------------------


def test_public_policies_are_listed_incentives_first(client):
    make_policy("a-notice", effect="notice")
    make_policy("z-incentive")
    make_policy("draft", state_zh_hans="draft", state_en="draft")
    html = page(client)
    assert sorted(titles(html)) == ["a-notice", "z-incentive"]
    assert html.index("z-incentive policy") < html.index("a-notice policy")
    assert "2 policies" in html
    assert "z-incentive政策" in page(client, language="zh-hans")


def test_expired_ones_are_listed_only_when_asked_for_and_marked(client):
    today = timezone.localdate()
    make_policy("over", valid_to=today - DAY)
    make_policy("last-day", valid_to=today)
    make_policy("coming", valid_from=today + DAY)
    assert sorted(titles(page(client))) == ["coming", "last-day"]
    assert titles(page(client, "?validity=in_force")) == ["last-day"]
    html = page(client, "?validity=expired")
    assert titles(html) == ["over"]
    assert f"Expired on {today - DAY}" in html
    assert sorted(titles(page(client, "?validity=all"))) == ["coming", "last-day", "over"]


def test_each_filter_narrows(client, park_a, belgium):
    city = Region.objects.create(code="be-city", name_en="City", kind="city", country="BE", parent=belgium)
    bio = cast.make_industry("bio")
    pharma = cast.make_industry("pharma", parent=bio)
    mode = cast.make_mode()
    wanted = make_policy("wanted", kind="tax", level="district", delivery="automatic", region=city)
    wanted.parks.add(park_a)
    wanted.industries.add(pharma)
    wanted.modes.add(mode)
    make_policy("other", effect="notice", country="HU")
    for query in (
        "kind=tax",
        "level=district",
        "delivery=automatic",
        "region=be",
        "region=be-city",
        "country=BE",
        "park=cbtc",
        "industry=bio",
        "industry=pharma",
        "mode=office_lease",
        "incentive=true",
        "q=WANTED+short",
        "q=wanted政策",
    ):
        assert titles(page(client, f"?{query}")) == ["wanted"], query
    assert titles(page(client, "?kind=tax&level=national")) == []
    assert "No policy fits all of this" in page(client, "?kind=tax&level=national")


def test_words_of_a_draft_find_nothing(client):
    make_policy("half", state_zh_hans="draft", summary_zh_hans="尚未公布的内容")
    assert titles(page(client, "?q=尚未公布")) == []
    assert titles(page(client, "?q=half")) == ["half"]


def test_a_filter_in_use_can_be_removed_and_blanks_leave_the_address(client):
    make_policy()
    assert client.get("/en/policies/?q=&kind=rent&region=").url == "/en/policies/?kind=rent"
    html = page(client, "?kind=rent&level=national")
    assert 'href="/en/policies/?level=national"' in html
    assert 'href="/zh-hans/policies/?kind=rent&amp;level=national"' in html


@pytest.mark.parametrize(
    "query",
    [
        "?kind=%00&region=%00&park=%00&industry=%00&mode=%00&q=%00",
        "?page=999999999999999999999&validity=x&incentive=maybe",
        "?region=no-such&park=' OR 1=1--&level=<script>",
        "?country=%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80",
        "?q=" + "x" * 5000,
    ],
)
def test_nonsense_is_told_and_left_out(client, query):
    make_policy()
    html = page(client, query)
    assert "rent policy" in html and "<script>" not in html


def test_a_card_shows_what_is_given(client):
    policy = make_policy(level="municipal", delivery="automatic", issuer_en="City Hall", published="2026-03")
    add_benefit(policy, cap=2_000_000, unit_label_en="CNY", unit_label_zh_hans="CNY", year=2026)
    PolicyFigure.objects.create(policy=policy, label_en="Not the benefit", value=7)
    html = page(client)
    assert "30%, at most CNY 2 million" in html and "Subsidy (2026)" in html
    assert "Granted without application" in html and "City Hall" in html and "2026-03" in html
    assert "Not the benefit" not in html


@pytest.mark.parametrize(
    ("qualifier", "words"), [("dozens", "dozens of tasks"), ("several_hundred", "several hundred tasks")]
)
def test_a_benefit_in_words_reads_as_a_sentence_does(qualifier, words):
    figure = add_benefit(make_policy(), qualifier=qualifier, unit="tasks", unit_label_en="tasks")
    with override("en"):
        assert benefit(figure) == words


def test_the_list_takes_the_same_queries_for_one_row_and_three(client, park_a, belgium, django_assert_num_queries):
    for more in (1, 2):
        for number in range(more):
            policy = make_policy(f"p{more}{number}", region=belgium)
            policy.parks.add(park_a)
            policy.industries.add(cast.make_industry(f"i{more}{number}"))
            policy.modes.add(cast.make_mode(f"m{more}{number}"))
            add_benefit(policy)
        with django_assert_num_queries(7):
            page(client)
        with django_assert_num_queries(8):
            page(client, "?region=be")


# --- One policy ----------------------------------------------------------------------------


def test_the_page_says_everything(client, park_a):
    policy = make_policy(
        issuer_en="City Hall",
        document_number="〔2026〕12",
        delivery="instant",
        valid_from=datetime.date(2026, 1, 1),
        valid_to=datetime.date(2099, 12, 31),
        materials_en="Licence\nLease",
        how_to_apply_en="At the counter.",
        link="https://example.org/text",
    )
    policy.parks.add(park_a)
    source = Source.objects.create(code="report", title_zh_hans="报告", title_en="Report")
    policy.sources.add(source)
    policy.organisations.add(Organisation.objects.create(slug="ucl", name_en="University", kind="university"))
    add_benefit(policy)
    add_condition(policy)
    html = page(client, "rent/")
    for text in ("City Hall", "〔2026〕12", "2099-12-31", "30%", "Asks for country", "Report", "University"):
        assert text in html, text
    assert "<li>Licence</li><li>Lease</li>" in html and "At the counter." in html
    assert "Granted at once on application" in html
    assert 'href="/en/inquiry/?park=cbtc&amp;policies=rent"' in html
    assert 'href="/en/policies/check/"' in html
    assert 'href="https://example.org/text" rel="noopener nofollow"' in html
    assert "条件甲" in page(client, "rent/", "zh-hans")


def test_an_expired_policy_is_reachable_marked_and_offers_nothing(client, park_a):
    policy = make_policy(valid_to=timezone.localdate() - DAY)
    policy.parks.add(park_a)
    html = page(client, "rent/")
    assert "is not offered any more" in html
    assert "park=cbtc" not in html and "Check which policies may fit you" not in html


@pytest.mark.parametrize("fields", [{"effect": "notice"}, {"valid_from": datetime.date(2999, 1, 1)}])
def test_what_is_not_offered_leads_to_no_check(client, fields):
    make_policy(**fields)
    assert "Check which policies may fit you" not in page(client, "rent/")


def test_drafts_and_unknown_names_are_not_there(client):
    make_policy(state_zh_hans="draft", state_en="archived")
    for slug in ("rent", "nothing", "%00"):
        assert client.get(f"/en/policies/{slug}/").status_code == 404


def test_a_version_that_is_missing_is_said(client):
    make_policy(state_en="draft", title_en="secret draft")
    html = page(client, "rent/")
    assert 'lang="zh-Hans"' in html and "rent政策" in html and "secret draft" not in html
    assert "has not been published in English yet" in html


def test_a_park_that_is_not_public_is_not_named(client, operator_a):
    policy = make_policy()
    policy.parks.add(cast.make_park(operator_a, "unseen", state_zh_hans="draft", state_en="draft"))
    assert "unseen" not in page(client, "rent/")


# --- The pre-check -------------------------------------------------------------------------


def groups(client, query, language="en"):
    response = client.get(f"/{language}/policies/check/{query}")
    assert response.status_code == 200
    return {
        outcome.value: sorted(result.policy.slug for result in results)
        for outcome, results in response.context["groups"]
    }


def test_the_questions_stand_alone_at_first(client):
    make_policy()
    html = page(client, "check/")
    assert "About your enterprise" in html and "The answer" not in html
    assert 'method="get"' in html and "csrf" not in html


def test_policies_are_sorted_by_what_the_answers_say(client, park_a, belgium):
    Region.objects.create(code="be-city", name_en="City", kind="city", country="BE", parent=belgium)
    add_condition(make_policy("fits"), "registered_in", values=["be"])
    add_condition(make_policy("zone"), "registered_in", values=["park:cbtc"])
    add_condition(make_policy("abroad"), "registered_in", "none_of", ["be"])
    add_condition(make_policy("words"), "statement", "", [])
    make_policy("bare")
    add_condition(make_policy("over", valid_to=timezone.localdate() - DAY), values=["BE"])
    add_condition(make_policy("coming", valid_from=timezone.localdate() + DAY), values=["BE"])
    add_condition(make_policy("notice", effect="notice"), values=["BE"])
    add_condition(make_policy("draft", state_zh_hans="draft", state_en="draft"), values=["BE"])
    expected = {"fits": ["fits"], "unknown": ["bare", "words"], "no": ["abroad", "zone"]}
    assert groups(client, "?registered_in=be-city&country=BE") == expected
    assert groups(client, "?registered_in=be-city&country=BE", "zh-hans") == expected
    assert groups(client, "?registered_in=park:cbtc")["fits"] == ["fits", "zone"]
    everything = ["abroad", "bare", "fits", "words", "zone"]
    assert groups(client, "?check=1") == {"unknown": everything}
    html = page(client, "check/?registered_in=be-city")
    assert "You answered: Belgium · City." in html and "5 incentives in force were looked at." in html
    assert "over policy" not in html and "Asks for registered_in" in html


def test_qualifications_none_and_open(client):
    add_condition(make_policy(), "qualification", values=["hnte"])
    assert groups(client, "?qualification=hnte&qualification=listed") == {"fits": ["rent"]}
    assert groups(client, "?qualification=none") == {"no": ["rent"]}
    assert groups(client, "?staff=5") == {"unknown": ["rent"]}


def test_money_needs_a_rate_that_is_real(client):
    add_condition(make_policy(), "investment", "at_least", [800, "CNY"])
    query = "?investment=100&currency=EUR"
    assert groups(client, query) == {"unknown": ["rent"]}
    assert "No rate from EUR to CNY is kept here." in page(client, f"check/{query}")
    rate = ExchangeRate.objects.create(
        base="EUR", quote="CNY", rate=8, as_of=timezone.localdate(), is_demonstration=True
    )
    assert groups(client, query) == {"unknown": ["rent"]}
    rate.is_demonstration = False
    rate.save()
    assert groups(client, query) == {"fits": ["rent"]}
    assert groups(client, "?investment=100") == {"unknown": ["rent"]}
    rate.as_of = timezone.localdate() + DAY
    rate.save()
    assert groups(client, query) == {"unknown": ["rent"]}


@pytest.mark.parametrize(
    "query",
    [
        "?staff=-1&years=x&area=1e99&investment=NaN&currency=XXX",
        "?country=%00&industry=%00&registered_in=%00&enterprise_type=%00&qualification=%00",
        "?staff=99999999999999999999999999&check=%00",
        "?area=1e999999999&investment=Infinity",
    ],
)
def test_answers_that_are_not_understood_stay_open(client, query):
    for attribute in ("country", "staff", "area", "years", "investment", "industry", "qualification"):
        number = attribute in ("staff", "area", "years", "investment")
        value = [1, "CNY"] if attribute == "investment" else [1] if number else ["BE"]
        add_condition(make_policy(attribute), attribute, "at_least" if number else "one_of", value)
    assert list(groups(client, query)) == ["unknown"]


def test_blanks_leave_the_address_and_nothing_is_kept(client):
    make_policy()
    assert client.get("/en/policies/check/?country=BE&staff=&check=1").url == "/en/policies/check/?country=BE&check=1"
    response = client.get("/en/policies/check/?country=BE&check=1")
    assert "no-store" in response["Cache-Control"]
    assert "selected>Belgium" in response.content.decode()


def test_the_check_takes_the_same_queries_for_one_policy_and_three(client, park_a, django_assert_num_queries):
    for more in (1, 2):
        for number in range(more):
            policy = make_policy(f"p{more}{number}")
            add_condition(policy, "registered_in", values=["park:cbtc"])
            add_condition(policy, "staff", "at_least", [3])
            add_benefit(policy)
        with django_assert_num_queries(8):
            page(client, "check/?staff=5&country=BE")


@override_settings(LANGUAGE_CODE="en")
def test_both_languages_offer_their_own_words(client):
    policy = make_policy()
    add_condition(policy)
    assert "条件甲" in page(client, "check/?country=BE", "zh-hans")
    assert "Asks for country" in page(client, "check/?country=BE")


@pytest.mark.parametrize("query", ["park=parkb", "country=FR", "industry=unused", "mode=unused", "region=fr"])
def test_what_no_policy_names_is_understood_offered_once_asked_for_and_finds_nothing(client, park_b, query):
    make_policy("rent")
    cast.make_industry("unused")
    cast.make_mode("unused")
    Region.objects.create(code="fr", name_en="France", kind="country", country="FR")
    name, value = query.split("=")
    option = f'<option value="{value}"'
    assert option not in client.get("/en/policies/").content.decode()
    html = client.get(f"/en/policies/?{query}").content.decode()
    assert "not understood" not in html and "rent title" not in html
    assert name == "country" or f"{option} selected>" in html
