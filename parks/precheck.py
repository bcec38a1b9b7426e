"""Whether the conditions of a policy hold for an enterprise, as far as it answered. No database, no clock.

A condition is answered yes, no or unknown, with the reason in words. A policy fits only when it has conditions and
each of them is a yes; one no is enough against it; everything else is unknown and says: ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from common import measures
from parks.enums import ConditionAttribute, ConditionTest, PolicyEffect
from parks.models import Policy, PolicyCondition

NUMBERS = (
    ConditionAttribute.STAFF,
    ConditionAttribute.YEARS,
    ConditionAttribute.INVESTMENT,
    ConditionAttribute.AREA,
)
CODE_TESTS = (ConditionTest.ONE_OF, ConditionTest.NONE_OF)
NUMBER_TESTS = (ConditionTest.AT_LEAST, ConditionTest.AT_MOST)
LARGEST = Decimal(10**18)  # no condition and no answer is larger
PARK = "park:"  # before a park's short name: registered in that zone


class Answer(models.TextChoices):
    YES = "yes", pgettext_lazy("condition", "Yes")
    NO = "no", pgettext_lazy("condition", "No")
    UNKNOWN = "unknown", pgettext_lazy("condition", "Unknown")


class Outcome(models.TextChoices):
    FITS = "fits", gettext_lazy("Fits your answers")
    UNKNOWN = "unknown", gettext_lazy("Unknown: ask")
    NO = "no", gettext_lazy("Does not fit")


@dataclass(frozen=True)
class Money:
    """An amount; without a currency it cannot be compared with anything."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency cost in another on a day."""

    rate: Decimal
    as_of: date


@dataclass(frozen=True)
class Profile:
    """What an enterprise says about itself, by the names of `ConditionAttribute`; None is “cannot say”.

    An empty set of qualifications says that there are none. Area in m², investment with its currency.
    """

    country: str | None = None
    enterprise_type: frozenset[str] | None = None
    qualification: frozenset[str] | None = None
    industry: str | None = None
    staff: Decimal | None = None
    years: Decimal | None = None
    registered_in: str | None = None
    investment: Money | None = None
    area: Decimal | None = None
    mode: str | None = None


@dataclass(frozen=True)
class Known:
    """What answers are judged with: by attribute the name of each code and the code above it; dated rates."""

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rates: Mapping[tuple[str, str], Rate] = field(default_factory=dict)

    def above(self, attribute: str, code: str) -> frozenset[str]:
        """The code and everything that it lies within."""
        parents, found = self.parents.get(attribute, {}), {code}
        while (code := parents.get(code, "")) and code not in found:
            found.add(code)
        return frozenset(found)

    def words(self, attribute: str, codes: Iterable[str]) -> str:
        names = self.names.get(attribute, {})
        return pgettext("between the items of a list", ", ").join(names.get(code, code) for code in codes)

    def converted(self, money: Money, currency: str) -> tuple[Decimal, date | None] | None:
        """The amount in another currency and the day of the rate; None where no rate is kept."""
        if money.currency == currency:
            return money.amount, None
        if there := self.rates.get((money.currency, currency)):
            return money.amount * there.rate, there.as_of
        if (back := self.rates.get((currency, money.currency))) and back.rate:
            return money.amount / back.rate, back.as_of
        return None


@dataclass(frozen=True)
class Finding:
    """One condition, judged."""

    condition: PolicyCondition
    answer: Answer
    reason: str


@dataclass(frozen=True)
class Result:
    """One policy, judged."""

    policy: Policy
    outcome: Outcome
    findings: list[Finding]


def as_number(value: Any) -> Decimal | None:
    """A number that can be compared, else None: not a truth value, not infinite, not negative, not absurd."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        figure = Decimal(str(value)) if not isinstance(value, int) else Decimal(value)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and 0 <= figure <= LARGEST else None


def flaw(attribute: str, test: str, values: Any) -> str | Promise:
    """What is wrong with a condition's test and values, in words; empty when nothing is. Codes are not looked up."""
    if attribute == ConditionAttribute.STATEMENT:
        return gettext_lazy("A requirement in words has no test and no values.") if test or values else ""
    if attribute in NUMBERS and test not in NUMBER_TESTS:
        return gettext_lazy("A number is compared with “at least” or “at most”.")
    if attribute not in NUMBERS and test not in CODE_TESTS:
        return gettext_lazy("Codes are compared with “one of” or “none of”.")
    if not isinstance(values, list) or not values:
        return gettext_lazy("Say what the answer is compared with.")
    if attribute not in NUMBERS:
        return "" if all(isinstance(code, str) and code for code in values) else gettext_lazy("Enter codes.")
    if as_number(values[0]) is None:
        return gettext_lazy("Enter a number that is not negative.")
    if attribute != ConditionAttribute.INVESTMENT:
        return "" if len(values) == 1 else gettext_lazy("Enter one number.")
    return "" if _has_currency(values) else gettext_lazy("Enter the amount and its currency: 10000000, CNY.")


def _has_currency(values: list[Any]) -> bool:
    return len(values) == 2 and isinstance(values[1], str) and len(values[1]) == 3 and values[1].isalpha()


def judge(condition: PolicyCondition, profile: Profile, known: Known) -> Finding:
    """One condition against one profile."""
    attribute = str(condition.attribute)
    if attribute == ConditionAttribute.STATEMENT:
        return Finding(condition, Answer.UNKNOWN, _("No form can judge this; the authority does."))
    if attribute not in ConditionAttribute.values or flaw(attribute, condition.test, condition.values):
        return Finding(condition, Answer.UNKNOWN, _("This condition is not recorded in a way that can be checked."))
    if getattr(profile, attribute) is None:
        return Finding(condition, Answer.UNKNOWN, _("You left this question open."))
    answer, reason = (_compare if attribute in NUMBERS else _match)(condition, profile, known)
    return Finding(condition, answer, reason)


def _match(condition: PolicyCondition, profile: Profile, known: Known) -> tuple[Answer, str]:
    """Codes. An answer that lies within a wanted code meets it; one that is wider leaves the question open."""
    attribute, wanted = condition.attribute, set(condition.values)
    given = getattr(profile, attribute)
    codes = {given} if isinstance(given, str) else given
    one_of = condition.test == ConditionTest.ONE_OF
    words = {
        "asked": known.words(attribute, condition.values),
        "given": known.words(attribute, sorted(codes)) if codes else pgettext("qualifications", "none"),
    }
    if any(known.above(attribute, code) & wanted for code in codes):
        if one_of:
            return Answer.YES, _("You answered: %(given)s.") % words
        return Answer.NO, _("Not for %(asked)s; you answered: %(given)s.") % words
    if any(code not in known.names.get(attribute, {}) for code in wanted):
        return Answer.UNKNOWN, _("Asked for: %(asked)s. Not all of this is known here any more.") % words
    if any(known.above(attribute, code) & codes for code in wanted):
        return Answer.UNKNOWN, _("Asked for: %(asked)s. Your answer, %(given)s, is wider than that.") % words
    if one_of:
        return Answer.NO, _("Asked for: %(asked)s; you answered: %(given)s.") % words
    return Answer.YES, _("Not for %(asked)s; you answered: %(given)s.") % words


def _compare(condition: PolicyCondition, profile: Profile, known: Known) -> tuple[Answer, str]:
    """Numbers; an amount in another currency at the rate that is kept here, else not at all."""
    attribute, limit = condition.attribute, as_number(condition.values[0]) or Decimal(0)
    given, rate = getattr(profile, attribute), ""
    words = {"limit": _shown(attribute, limit, condition), "given": _shown(attribute, given, condition)}
    if isinstance(given, Money):
        currency = condition.values[1].upper()
        if not given.currency:
            return Answer.UNKNOWN, _("%(limit)s is the limit; you gave no currency.") % words
        changed = known.converted(given, currency)
        if changed is None:
            words |= {"from": given.currency, "to": currency}
            reason = _("%(limit)s is the limit; you answered: %(given)s. No rate from %(from)s to %(to)s is kept here.")
            return Answer.UNKNOWN, reason % words
        given, day = changed
        rate = " " + _("Compared at the rate of %(day)s.") % {"day": day.isoformat()} if day else ""
    if as_number(given) is None:
        return Answer.UNKNOWN, _("Your answer is no number that can be compared.")
    at_least = condition.test == ConditionTest.AT_LEAST
    holds = given >= limit if at_least else given <= limit
    least, most = _("At least %(limit)s; you answered: %(given)s."), _("At most %(limit)s; you answered: %(given)s.")
    return (Answer.YES if holds else Answer.NO), (least if at_least else most) % words + rate


def _shown(attribute: str, value: Decimal | Money, condition: PolicyCondition) -> str:
    if isinstance(value, Money):
        return measures.money(as_number(value.amount), value.currency)
    figure = as_number(value)
    if attribute == ConditionAttribute.INVESTMENT:
        return measures.money(figure, condition.values[1].upper())
    return measures.area(figure) if attribute == ConditionAttribute.AREA else measures.number(figure)


def outcome(findings: Sequence[Finding]) -> Outcome:
    """One no decides; without conditions, or with one that is unknown, nobody can say that the policy fits."""
    answers = {finding.answer for finding in findings}
    if Answer.NO in answers:
        return Outcome.NO
    return Outcome.FITS if answers == {Answer.YES} else Outcome.UNKNOWN


def is_offered(policy: Policy, today: date) -> bool:
    """An incentive in force today; the row-level twin of `PolicyQuerySet.offered`, publication aside."""
    return (
        policy.effect == PolicyEffect.INCENTIVE
        and (policy.valid_from is None or policy.valid_from <= today)
        and (policy.valid_to is None or policy.valid_to >= today)
    )


def check(
    offers: Iterable[tuple[Policy, Sequence[PolicyCondition]]], profile: Profile, known: Known, today: date
) -> list[Result]:
    """Each policy with its conditions, judged, in the given order; what is not offered today is left out."""
    results = []
    for policy, conditions in offers:
        if is_offered(policy, today):
            findings = [judge(condition, profile, known) for condition in conditions]
            results.append(Result(policy, outcome(findings), findings))
    return results
