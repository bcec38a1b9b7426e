"""The policies of the demo: all of the source material, each said for what it is."""

import datetime
from collections import Counter

import pytest

from common.enums import Language
from parks.entitling import known, offers
from parks.enums import PolicyEffect
from parks.imports import load_catalogue, load_sources, read_rows
from parks.models import Policy, PolicyCondition, PolicyFigure
from parks.precheck import Profile, check, flaw
from portal.demo.content import load_organisations, load_parks
from portal.demo.loading import park_rows
from portal.demo.people import DATA, load_operators
from portal.demo.policies import load_policies

ROWS = read_rows(DATA / "policies.yaml")
INCENTIVES = {
    "zgc-bonded-zone-relief",
    "use-first-pay-later",
    "drug-review-speed",
    "hungary-corporate-tax",
    "pangyo-g-fund",
    "ningbo-no-application",
    "hangzhou-policy-direct",
    "hangzhou-risk-review-loans",
    "xian-industry-support",
}


def test_texts_fit_and_exist_in_both_languages():
    assert len(ROWS) == 30
    for row in ROWS:
        for name in ("title", "summary"):
            assert row[f"{name}_zh"].strip() and row[f"{name}_en"].strip()
        assert len(row["title_zh"]) <= 250 and len(row["title_en"]) <= 250
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in row["title_en"] + row["summary_en"])


@pytest.fixture
def loaded(db):
    load_catalogue()
    load_sources(read_rows(DATA / "sources.yaml"))
    load_operators(read_rows(DATA / "operators.yaml"))
    load_organisations(read_rows(DATA / "organisations.yaml"))
    load_parks(park_rows())
    assert load_policies(ROWS) == 30


def test_every_record_is_there_published_and_sourced(loaded, django_assert_num_queries):
    assert Policy.objects.count() == 30
    assert PolicyFigure.objects.count() == sum(len(row.get("figures", ())) for row in ROWS) == 31
    assert PolicyCondition.objects.count() == 5
    assert Counter(Policy.objects.values_list("effect", flat=True)) == {"incentive": 9, "framework": 9, "notice": 12}
    for policy in Policy.objects.prefetch_related("sources", "parks", "organisations"):
        row = next(row for row in ROWS if row["slug"] == policy.slug)
        assert all(policy.is_public_in(language) for language in Language.values)
        assert policy.region is not None and policy.region.country == policy.country
        assert {source.code for source in policy.sources.all()} == set(row["sources"]) != set()
        assert {park.slug for park in policy.parks.all()} == set(row.get("parks", ()))
        assert {one.slug for one in policy.organisations.all()} == set(row.get("organisations", ()))
        assert policy.valid_from is None and policy.valid_to is None  # no source gives a day
    with django_assert_num_queries(1):
        assert load_policies(ROWS) == 0


def test_a_notice_is_never_offered(loaded):
    assert {policy.slug for policy, _conditions in offers()} == INCENTIVES
    assert not Policy.objects.filter(slug__startswith="notice-").exclude(effect=PolicyEffect.NOTICE).exists()


def test_figures_and_conditions_say_what_the_source_says(loaded):
    figures = PolicyFigure.objects.filter(policy__slug="zgc-bonded-zone-relief")
    assert [(figure.value, figure.unit, figure.is_benefit) for figure in figures] == [
        (7, "percent", True),
        (13, "percent", True),
    ]
    [fund, planned] = PolicyFigure.objects.filter(policy__slug="pangyo-g-fund")
    assert (fund.value, fund.unit, fund.is_benefit) == (10**12, "KRW", False)
    assert (planned.label_en, planned.label_zh_hans) == (
        "Size of the deep-tech fund (planned)",
        "深度科技基金规模（计划）",
    )
    assert Policy.objects.get(slug="ningbo-no-application").delivery == "automatic"
    assert not PolicyFigure.objects.filter(is_benefit=True).exclude(policy__effect="incentive").exists()
    for condition in PolicyCondition.objects.all():
        assert not flaw(condition.attribute, condition.test, condition.values)


def test_the_pre_check_promises_only_what_the_texts_state(loaded):
    found = offers()
    everything = known(condition for _policy, conditions in found for condition in conditions)

    def outcomes(**answers):
        results = check(found, Profile(**answers), everything, datetime.date(2026, 11, 22))
        return {result.policy.slug: result.outcome.value for result in results}

    assert set(outcomes().values()) == {"unknown"}
    hungary = outcomes(registered_in="hu-szeged")
    assert {slug for slug, outcome in hungary.items() if outcome == "fits"} == {"hungary-corporate-tax"}
    assert {slug for slug, outcome in hungary.items() if outcome == "no"} == {"zgc-bonded-zone-relief"}
    zone = outcomes(registered_in="park:zgc-bonded-zone")
    assert zone["zgc-bonded-zone-relief"] == "unknown"  # what the equipment is for is not asked here
    assert zone["hungary-corporate-tax"] == "no"
    assert outcomes(registered_in="cn")["zgc-bonded-zone-relief"] == "unknown"


def test_both_languages_show_all_thirty(loaded, client):
    for language in Language.values:
        seen = ""
        for page in (1, 2):
            seen += client.get(f"/{language}/policies/?page={page}").content.decode()
        for row in ROWS:
            assert f'href="/{language}/policies/{row["slug"]}/"' in seen
