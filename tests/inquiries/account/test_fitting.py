"""Policies judged by the company's profile: what it says counts, what it does not say stays unknown."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from enterprises import companies, fitness
from enterprises.companies import Answers
from parks.precheck import Outcome
from tests.parks.views.test_policies import add_condition, make_policy

pytestmark = pytest.mark.django_db
PAGE = "/en/account/policies/"


@pytest.fixture
def company(anna):
    answers = Answers(country="BE", name_en="Walloon Optics", kind="sme", qualifications=["hnte"], size_band="10-49")
    return companies.found(anna, answers)


def outcomes(response):
    found = response.context["outcomes"]
    return {result.policy.slug: outcome.value for outcome, results in found for result in results}


def test_each_policy_is_sorted_by_what_the_profile_says(hers, company):
    add_condition(make_policy("fits"), "country", "one_of", ["BE"])
    add_condition(make_policy("open"), "staff", "at_least", [10])
    add_condition(make_policy("against"), "enterprise_type", "one_of", ["mnc"])
    make_policy("expired", valid_to=timezone.localdate() - datetime.timedelta(days=1))
    page = hers.get(PAGE)
    assert outcomes(page) == {"fits": "fits", "open": "unknown", "against": "no"}
    assert [outcome for outcome, _results in page.context["outcomes"]] == [Outcome.FITS, Outcome.UNKNOWN, Outcome.NO]
    assert page["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("attribute", "test", "values"),
    [
        ("staff", "at_least", [10]),
        ("registered_in", "one_of", ["be"]),
        ("mode", "one_of", ["office_lease"]),
        ("area", "at_most", [500]),
        ("investment", "at_least", [1, "EUR"]),
        ("industry", "one_of", ["life-sciences"]),
        ("years", "at_most", [5]),
    ],
)
def test_what_the_profile_does_not_say_stays_unknown(company, attribute, test, values):
    add_condition(make_policy("rent"), attribute, test, values)
    [result] = fitness.judged(company)
    assert result.outcome is Outcome.UNKNOWN


def test_years_are_counted_from_the_year_of_founding(company):
    add_condition(make_policy("young"), "years", "at_most", [5])
    company.founded_year = 2024
    with time_machine.travel(datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC), tick=False):
        assert fitness.judged(company)[0].outcome is Outcome.FITS
    with time_machine.travel(datetime.datetime(2031, 11, 22, tzinfo=datetime.UTC), tick=False):
        assert fitness.judged(company)[0].outcome is Outcome.NO


def test_the_address_of_the_pre_check_holds_codes_and_no_name(company):
    assert fitness.query_of(company) == "country=BE&enterprise_type=sme&qualification=hnte"


def test_the_answers_known_are_filled_into_the_pre_check(hers, company):
    make_policy("rent")
    page = hers.get(f"/en/policies/check/?{fitness.query_of(company)}&check=1").content.decode()
    assert 'value="sme" id="precheck_enterprise_type_1" checked' in page or 'value="sme"' in page
    assert f"?{fitness.query_of(company)}".replace("&", "&amp;") in hers.get(PAGE).content.decode()


def test_one_policy_is_judged_from_its_page(hers, company):
    add_condition(make_policy("fits"), "country", "one_of", ["BE"])
    make_policy("other")
    assert '/en/account/policies/fits/"' in hers.get("/en/policies/fits/").content.decode()
    assert outcomes(hers.get(f"{PAGE}fits/")) == {"fits": "fits"}


def test_an_expired_policy_offers_nothing_and_a_draft_is_not_there(hers, company):
    make_policy("over", valid_to=timezone.localdate() - datetime.timedelta(days=1))
    make_policy("draft", state_zh_hans="draft", state_en="draft")
    page = hers.get(f"{PAGE}over/")
    assert "This policy offers nothing today" in page.content.decode()
    assert outcomes(page) == {}
    assert hers.get(f"{PAGE}draft/").status_code == 404


def test_without_a_profile_the_page_leads_to_making_one(hers):
    page = hers.get(PAGE).content.decode()
    assert "/en/account/company/new/" in page


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(hers, company, django_assert_num_queries, count):
    for number in range(count):
        add_condition(make_policy(f"policy-{number}"))
    with django_assert_num_queries(10):
        assert hers.get(PAGE).context["total"] == count
