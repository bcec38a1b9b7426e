"""The pre-check without a database: a table of conditions, then whatever hypothesis makes up."""

import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from common.enums import EnterpriseType, Qualification
from parks.enums import ConditionAttribute, ConditionTest, PolicyEffect
from parks.models import Policy, PolicyCondition
from parks.precheck import Answer, Known, Money, Outcome, Profile, Rate, as_number, check, flaw, judge, outcome

TODAY = datetime.date(2026, 11, 22)
INDUSTRIES = {"bio": "Biotech", "pharma": "Pharmaceuticals", "it": "IT"}
PLACES = {"cn": "China", "cn-beijing": "Beijing", "park:zone": "The zone", "hu": "Hungary"}
with override("en"):
    ENGLISH_QUALIFICATIONS = {str(code): str(label) for code, label in Qualification.choices}
KNOWN = Known(
    names={
        "country": {"CN": "China", "HU": "Hungary"},
        "enterprise_type": {str(code): str(label) for code, label in EnterpriseType.choices},
        "qualification": ENGLISH_QUALIFICATIONS,
        "industry": INDUSTRIES,
        "registered_in": PLACES,
        "mode": {"office_lease": "Office lease", "desk": "Desk rental"},
    },
    parents={
        "industry": {"pharma": "bio"},
        "registered_in": {"cn-beijing": "cn", "park:zone": "cn-beijing"},
    },
    rates={("EUR", "CNY"): Rate(Decimal(8), datetime.date(2026, 11, 1))},
)


def condition(attribute, test="", values=()):
    return PolicyCondition(text="words", attribute=attribute, test=test, values=list(values))


def answer(attribute, test, values, **profile):
    with override("en"):
        finding = judge(condition(attribute, test, values), Profile(**profile), KNOWN)
    return finding.answer.value, finding.reason


def many(*codes):
    return frozenset(codes)


@pytest.mark.parametrize(
    ("attribute", "test", "values", "profile", "expected"),
    [
        ("country", "one_of", ["HU"], {"country": "HU"}, "yes"),
        ("country", "one_of", ["HU"], {"country": "CN"}, "no"),
        ("country", "none_of", ["HU"], {"country": "CN"}, "yes"),
        ("country", "none_of", ["HU"], {"country": "HU"}, "no"),
        ("country", "one_of", ["HU"], {}, "unknown"),
        # Within what is asked for, beside it, and wider than it.
        ("registered_in", "one_of", ["cn"], {"registered_in": "park:zone"}, "yes"),
        ("registered_in", "one_of", ["park:zone"], {"registered_in": "park:zone"}, "yes"),
        ("registered_in", "one_of", ["park:zone"], {"registered_in": "hu"}, "no"),
        ("registered_in", "one_of", ["park:zone"], {"registered_in": "cn-beijing"}, "unknown"),
        ("registered_in", "none_of", ["cn-beijing"], {"registered_in": "cn"}, "unknown"),
        ("registered_in", "none_of", ["cn"], {"registered_in": "cn-beijing"}, "no"),
        ("industry", "one_of", ["bio"], {"industry": "pharma"}, "yes"),
        ("industry", "one_of", ["pharma"], {"industry": "bio"}, "unknown"),
        ("industry", "one_of", ["pharma"], {"industry": "it"}, "no"),
        # Of several answers one is enough; none at all is an answer too.
        ("qualification", "one_of", ["hnte", "srdi"], {"qualification": many("srdi", "listed")}, "yes"),
        ("qualification", "one_of", ["hnte"], {"qualification": many("srdi")}, "no"),
        ("qualification", "one_of", ["hnte"], {"qualification": many()}, "no"),
        ("qualification", "none_of", ["hnte"], {"qualification": many()}, "yes"),
        ("qualification", "one_of", ["hnte"], {}, "unknown"),
        ("enterprise_type", "one_of", ["private"], {"enterprise_type": many("sme", "private")}, "yes"),
        ("enterprise_type", "none_of", ["soe"], {"enterprise_type": many("sme", "soe")}, "no"),
        ("mode", "one_of", ["desk"], {"mode": "office_lease"}, "no"),
        # A code that nobody knows any more decides nothing.
        ("mode", "one_of", ["gone"], {"mode": "desk"}, "unknown"),
        ("mode", "none_of", ["gone"], {"mode": "desk"}, "unknown"),
        ("mode", "one_of", ["gone", "desk"], {"mode": "desk"}, "yes"),
        # Numbers, at the limit itself too.
        ("staff", "at_least", [50], {"staff": Decimal(50)}, "yes"),
        ("staff", "at_least", [50], {"staff": Decimal(49)}, "no"),
        ("staff", "at_least", [50], {"staff": Decimal(0)}, "no"),
        ("staff", "at_least", [0], {"staff": Decimal(0)}, "yes"),
        ("staff", "at_least", [50], {}, "unknown"),
        ("years", "at_most", [3], {"years": Decimal(3)}, "yes"),
        ("years", "at_most", [3], {"years": Decimal(4)}, "no"),
        ("area", "at_most", ["1200.5"], {"area": Decimal("1200.51")}, "no"),
        # Money: its own currency, another one with a rate either way, none, one without a rate.
        ("investment", "at_least", [800, "CNY"], {"investment": Money(Decimal(800), "CNY")}, "yes"),
        ("investment", "at_least", [800, "CNY"], {"investment": Money(Decimal(100), "EUR")}, "yes"),
        ("investment", "at_least", [800, "CNY"], {"investment": Money(Decimal(99), "EUR")}, "no"),
        ("investment", "at_least", [100, "EUR"], {"investment": Money(Decimal(800), "CNY")}, "yes"),
        ("investment", "at_least", [100, "EUR"], {"investment": Money(Decimal(792), "CNY")}, "no"),
        ("investment", "at_least", [800, "CNY"], {"investment": Money(Decimal(10**9), "USD")}, "unknown"),
        ("investment", "at_least", [0, "CNY"], {"investment": Money(Decimal(1), "")}, "unknown"),
        ("investment", "at_least", [800, "CNY"], {}, "unknown"),
        # What nobody can check.
        ("statement", "", [], {"country": "CN"}, "unknown"),
        ("statement", "one_of", ["CN"], {"country": "CN"}, "unknown"),
        ("staff", "one_of", [50], {"staff": Decimal(50)}, "unknown"),
        ("staff", "at_least", [], {"staff": Decimal(50)}, "unknown"),
        ("staff", "at_least", [True], {"staff": Decimal(50)}, "unknown"),
        ("staff", "at_least", ["NaN"], {"staff": Decimal(50)}, "unknown"),
        ("staff", "at_least", [-1], {"staff": Decimal(50)}, "unknown"),
        ("staff", "at_least", [{"a": 1}], {"staff": Decimal(50)}, "unknown"),
        ("staff", "at_least", [50], {"staff": Decimal("Infinity")}, "unknown"),
        ("country", "at_least", ["CN"], {"country": "CN"}, "unknown"),
        ("country", "one_of", [None], {"country": "CN"}, "unknown"),
        ("investment", "at_least", [800], {"investment": Money(Decimal(800), "CNY")}, "unknown"),
        ("shoe_size", "at_least", [42], {}, "unknown"),
    ],
)
def test_one_condition(attribute, test, values, profile, expected):
    assert answer(attribute, test, values, **profile)[0] == expected


@pytest.mark.parametrize(
    ("attribute", "test", "values", "profile", "reason"),
    [
        ("country", "one_of", ["HU"], {"country": "HU"}, "You answered: Hungary."),
        ("country", "one_of", ["HU"], {"country": "CN"}, "Asked for: Hungary; you answered: China."),
        ("country", "none_of", ["HU"], {"country": "HU"}, "Not for Hungary; you answered: Hungary."),
        ("country", "one_of", ["HU"], {}, "You left this question open."),
        (
            "registered_in",
            "one_of",
            ["park:zone"],
            {"registered_in": "cn-beijing"},
            "Asked for: The zone. Your answer, Beijing, is wider than that.",
        ),
        (
            "qualification",
            "one_of",
            ["listed"],
            {"qualification": many()},
            "Asked for: Listed company; you answered: none.",
        ),
        ("staff", "at_least", [1000], {"staff": Decimal(20)}, "At least 1,000; you answered: 20."),
        ("area", "at_most", [1200], {"area": Decimal(2000)}, "At most 1,200 m²; you answered: 2,000 m²."),
        (
            "investment",
            "at_least",
            [10_000_000, "CNY"],
            {"investment": Money(Decimal(1_000_000), "EUR")},
            "At least CNY 10 million; you answered: €1 million. Compared at the rate of 2026-11-01.",
        ),
        (
            "investment",
            "at_least",
            [10_000_000, "CNY"],
            {"investment": Money(Decimal(5), "USD")},
            "CNY 10 million is the limit; you answered: US$5. No rate from USD to CNY is kept here.",
        ),
        (
            "investment",
            "at_least",
            [5, "CNY"],
            {"investment": Money(Decimal(5), "")},
            "CNY 5 is the limit; you gave no currency.",
        ),
        ("statement", "", [], {}, "No form can judge this; the authority does."),
    ],
)
def test_the_reason_in_words(attribute, test, values, profile, reason):
    assert answer(attribute, test, values, **profile)[1] == reason


YES = condition("country", "one_of", ["CN"])
NO = condition("country", "none_of", ["CN"])
OPEN = condition("statement")


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([YES], "fits"),
        ([YES, YES], "fits"),
        ([YES, OPEN], "unknown"),
        ([OPEN], "unknown"),
        ([], "unknown"),
        ([YES, NO], "no"),
        ([OPEN, NO], "no"),
    ],
)
def test_all_conditions_together(conditions, expected):
    findings = [judge(one, Profile(country="CN"), KNOWN) for one in conditions]
    assert outcome(findings).value == expected


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        ({}, True),
        ({"valid_from": TODAY, "valid_to": TODAY}, True),
        ({"valid_to": TODAY - datetime.timedelta(days=1)}, False),
        ({"valid_from": TODAY + datetime.timedelta(days=1)}, False),
        ({"effect": "framework"}, False),
        ({"effect": "notice"}, False),
    ],
)
def test_only_incentives_in_force_are_looked_at(fields, listed):
    assert bool(check([(Policy(**fields), [YES])], Profile(country="CN"), KNOWN, TODAY)) is listed


@pytest.mark.parametrize("value", [True, None, [], "x", "NaN", "-1", float("inf"), 10**19, "1e999999", "9" * 5000])
def test_what_is_no_number(value):
    assert as_number(value) is None


def test_a_circle_in_the_catalogue_ends():
    known = Known(names={"industry": INDUSTRIES}, parents={"industry": {"bio": "pharma", "pharma": "bio"}})
    assert judge(condition("industry", "one_of", ["it"]), Profile(industry="bio"), known).answer == Answer.NO


# --- Whatever can be made up ---------------------------------------------------------------

CODES = {
    "country": st.sampled_from(["CN", "HU", "XX"]),
    "enterprise_type": st.sampled_from(EnterpriseType.values),
    "qualification": st.sampled_from(Qualification.values),
    "industry": st.sampled_from([*INDUSTRIES, "gone"]),
    "registered_in": st.sampled_from([*PLACES, "gone"]),
    "mode": st.sampled_from(["office_lease", "desk", "gone"]),
}
NUMBER = st.decimals(min_value=0, max_value=10**9, places=2)
CURRENCY = st.sampled_from(["CNY", "EUR", "USD"])
MONEY = st.builds(Money, NUMBER, st.one_of(CURRENCY, st.just("")))
ANSWERS = {
    **{name: CODES[name] for name in ("country", "industry", "registered_in", "mode")},
    **{name: st.frozensets(CODES[name], max_size=4) for name in ("enterprise_type", "qualification")},
    **dict.fromkeys(("staff", "years", "area"), NUMBER),
    "investment": MONEY,
}
PROFILES = st.fixed_dictionaries({name: st.one_of(st.none(), one) for name, one in ANSWERS.items()}).map(
    lambda answers: Profile(**answers)
)
FULL = st.fixed_dictionaries(ANSWERS).map(lambda answers: Profile(**answers))


@st.composite
def conditions(draw):
    attribute = draw(st.sampled_from(ConditionAttribute.values))
    if attribute in CODES:
        test = draw(st.sampled_from([ConditionTest.ONE_OF, ConditionTest.NONE_OF]))
        return condition(attribute, test, draw(st.lists(CODES[attribute], min_size=1, max_size=3)))
    if attribute == "statement":
        return condition(attribute)
    value = [int(draw(NUMBER))] + ([draw(CURRENCY)] if attribute == "investment" else [])
    return condition(attribute, draw(st.sampled_from([ConditionTest.AT_LEAST, ConditionTest.AT_MOST])), value)


ANY_VALUE = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4)
BROKEN = st.builds(
    condition,
    st.sampled_from([*ConditionAttribute.values, "other"]),
    st.sampled_from([*ConditionTest.values, "", "other"]),
    st.lists(ANY_VALUE, max_size=3),
)
DAYS = st.one_of(st.none(), st.dates(datetime.date(2025, 1, 1), datetime.date(2028, 1, 1)))
POLICIES = st.builds(Policy, effect=st.sampled_from(PolicyEffect.values), valid_from=DAYS, valid_to=DAYS)
RULES = st.lists(st.one_of(conditions(), BROKEN), max_size=4)


@given(PROFILES, st.lists(conditions(), max_size=4))
def test_an_open_question_never_fits(profile, asked):
    [result] = check([(Policy(), asked)], profile, KNOWN, TODAY)
    is_open = any(one.attribute == "statement" or getattr(profile, one.attribute) is None for one in asked)
    if is_open or not asked:
        assert result.outcome != Outcome.FITS
    for finding in result.findings:
        if finding.condition.attribute == "statement" or getattr(profile, finding.condition.attribute) is None:
            assert finding.answer == Answer.UNKNOWN
        assert finding.reason


@given(PROFILES, RULES)
def test_the_outcome_follows_from_the_answers(profile, asked):
    [result] = check([(Policy(), asked)], profile, KNOWN, TODAY)
    answers = [finding.answer for finding in result.findings]
    assert (result.outcome == Outcome.FITS) == (bool(answers) and all(one == Answer.YES for one in answers))
    assert (result.outcome == Outcome.NO) == (Answer.NO in answers)


@given(FULL, conditions(), st.sampled_from(sorted(ANSWERS)))
def test_saying_less_never_turns_into_a_yes_or_a_no(profile, asked, silent):
    less = Profile(**{**profile.__dict__, silent: None})
    before, after = (judge(asked, one, KNOWN).answer for one in (profile, less))
    assert after == (Answer.UNKNOWN if silent == asked.attribute else before)


@given(st.lists(st.tuples(POLICIES, RULES), max_size=5), PROFILES)
def test_what_is_expired_or_no_incentive_is_in_no_list(offers, profile):
    for result in check(offers, profile, KNOWN, TODAY):
        policy = result.policy
        assert policy.effect == "incentive"
        assert policy.valid_to is None or policy.valid_to >= TODAY
        assert policy.valid_from is None or policy.valid_from <= TODAY


@given(PROFILES, BROKEN)
def test_a_broken_condition_is_unknown(profile, asked):
    if flaw(asked.attribute, asked.test, asked.values):
        assert judge(asked, profile, KNOWN).answer == Answer.UNKNOWN
