"""Policies in the back office: what the pre-check will compare is checked at save."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from parks.models import Policy, PolicyCondition, PolicyFigure, Region
from tests import cast
from tests.parks.admin.pages import change, errors

pytestmark = pytest.mark.django_db
ROW = {"text_en": "Asks", "text_zh_hans": "要求", "order": "1"}


@pytest.fixture
def policy(operator_a):
    return Policy.objects.create(
        operator=operator_a, slug="rent", kind="rent", country="BE", title_en="Rent", title_zh_hans="房租"
    )


def with_condition(client, policy, **row):
    row = {**ROW, **row}
    return change(
        client,
        policy,
        **{"conditions-TOTAL_FORMS": "1", **{f"conditions-0-{key}": value for key, value in row.items()}},
    )


@pytest.mark.parametrize(
    ("attribute", "test", "typed", "stored"),
    [
        ("country", "one_of", "be, cn", ["BE", "CN"]),
        ("enterprise_type", "none_of", "soe", ["soe"]),
        ("qualification", "one_of", "hnte，srdi", ["hnte", "srdi"]),
        ("industry", "one_of", "life-sciences", ["life-sciences"]),
        ("registered_in", "one_of", "be, park:cbtc", ["be", "park:cbtc"]),
        ("mode", "one_of", "office_lease", ["office_lease"]),
        ("staff", "at_least", "50", [50]),
        ("area", "at_most", "1200.5", ["1200.5"]),
        ("investment", "at_least", "10000000, cny", [10_000_000, "CNY"]),
        ("statement", "", "", []),
    ],
)
def test_conditions_are_stored_as_they_are_compared(edith, client, park_a, policy, attribute, test, typed, stored):
    cast.make_industry()
    cast.make_mode()
    Region.objects.create(code="be", name_en="Belgium", kind="country", country="BE")
    response = with_condition(client, policy, attribute=attribute, test=test, values=typed)
    assert response.status_code == 302, errors(response)
    assert PolicyCondition.objects.get().values == stored
    change(client, policy)
    assert PolicyCondition.objects.get().values == stored


@pytest.mark.parametrize(
    ("attribute", "test", "typed", "sentence"),
    [
        ("country", "one_of", "Belgium", "Not in the catalogue: BELGIUM."),
        ("qualification", "one_of", "hnte, clever", "Not in the catalogue: clever."),
        ("registered_in", "one_of", "park:nowhere", "Not in the catalogue: park:nowhere."),
        ("industry", "one_of", "park:cbtc", "Not in the catalogue: park:cbtc."),
        ("staff", "at_least", "many", "Enter a number that is not negative."),
        ("staff", "at_most", "-3", "Enter a number that is not negative."),
        ("staff", "at_most", "3, 4", "Enter one number."),
        ("staff", "one_of", "3", "A number is compared with “at least” or “at most”."),
        ("country", "at_least", "BE", "Codes are compared with “one of” or “none of”."),
        ("country", "one_of", "", "Say what the answer is compared with."),
        ("investment", "at_least", "100", "Enter the amount and its currency: 10000000, CNY."),
        ("investment", "at_least", "100, 元", "Enter the amount and its currency: 10000000, CNY."),
        ("statement", "one_of", "x", "A requirement in words has no test and no values."),
        ("mode", "one_of", "a," * 101, "Enter at most 100 values."),
        ("mode", "one_of", "\x00", "Null characters are not allowed."),
    ],
)
def test_wrong_values_come_back_with_a_sentence(edith, client, park_a, policy, attribute, test, typed, sentence):
    response = with_condition(client, policy, attribute=attribute, test=test, values=typed)
    assert response.status_code == 200
    assert errors(response)["conditions-0-values"] == [sentence]
    assert not PolicyCondition.objects.exists()


def test_it_may_not_end_before_it_begins(edith, client, policy):
    response = change(client, policy, valid_from="2026-02-01", valid_to="2026-01-01")
    assert errors(response)["valid_to"] == ["The policy ends before it begins."]


def test_the_country_is_a_code_and_the_region_lies_in_it(edith, client, policy):
    region = Region.objects.create(code="hu", name_en="Hungary", kind="country", country="HU")
    assert errors(change(client, policy, country="zz"))["country"]
    assert errors(change(client, policy, region=str(region.pk)))["region"] == ["This region lies in another country."]
    assert change(client, policy, region=str(region.pk), country="hu").status_code == 302
    assert Policy.objects.get().country == "HU"


def messages_of(response, client):
    return [str(message) for message in client.get(response.url).context["messages"]]


def test_an_incentive_without_a_benefit_is_pointed_out_and_saved(edith, client, policy):
    words = "Please check “figures”: Incentive without a benefit"
    assert words in messages_of(change(client, policy, title_en="New"), client)
    assert Policy.objects.get().title_en == "New"
    PolicyFigure.objects.create(policy=policy, label_en="Subsidy", value=30, is_benefit=True)
    assert words not in messages_of(change(client, policy), client)
    PolicyFigure.objects.all().delete()
    assert words not in messages_of(change(client, policy, effect="notice"), client)


def add(client, **fields):
    with override("en"):
        address = reverse("admin:parks_policy_add")
    empty = {
        f"{prefix}-{name}": "0" for prefix in ("figures", "conditions") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    texts = {"title_en": "T", "title_zh_hans": "题", "slug": "new", "kind": "rent", "effect": "notice", "country": "BE"}
    return client.post(address, {**empty, **texts, **fields})


def test_an_editor_names_an_operator_of_their_own(edith, client, operator_a, operator_b):
    assert errors(add(client))["operator"] == ["This field is required."]
    assert errors(add(client, operator=str(operator_b.pk)))["operator"]
    assert add(client, operator=str(operator_a.pk)).status_code == 302
    assert Policy.objects.get().operator == operator_a


def test_the_platform_keeps_policies_without_an_operator(client, wei):
    client.force_login(wei)
    assert add(client).status_code == 302
    assert errors(add(client, slug="check"))["slug"] == ["This short name is taken by another page."]


def test_nobody_of_another_operator_reaches_it(client, bao, policy):
    client.force_login(bao)
    with override("en"):
        assert client.get(reverse("admin:parks_policy_change", args=[policy.pk])).status_code == 404


def test_each_language_is_published_on_its_own(edith, client, policy):
    Policy.objects.update(summary_en="Short")
    for code in ("en", "zh-hans"):
        change(client, policy, _publish=code)
    policy.refresh_from_db()
    assert (policy.state_en, policy.state_zh_hans) == ("published", "draft")
    assert client.get(f"/en/admin/parks/policy/{policy.pk}/delete/").status_code == 403


def test_parks_of_another_operator_stay_linked(edith, client, park_a, park_b, policy):
    policy.parks.set([park_a, park_b])
    assert change(client, policy, parks=[park_a.pk], title_en="Rent relief").status_code == 302
    assert set(policy.parks.all()) == {park_a, park_b}
    assert change(client, policy, parks=[]).status_code == 302
    assert set(policy.parks.all()) == {park_b}
