"""The questions of the pre-check: what policies ask of an enterprise."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.enums import EnterpriseType, Qualification
from parks.enums import ConditionAttribute
from parks.precheck import Known, Money, Profile

CANNOT_SAY = ("", _("I cannot say"))
NONE = "none"  # none of the qualifications
MANY = ("enterprise_type", "qualification")
CURRENCIES = ("CNY", "EUR", "USD", "GBP", "HKD", "KRW")


def _count(label: Any, largest: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=largest)


def _amount(label: Any, **limits: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=Decimal(0), decimal_places=2, **limits)


def _pick(label: Any, **extra: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[CANNOT_SAY], **extra)


def _ticks(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


class PrecheckForm(forms.Form):
    """What policies ask about, as codes and numbers: no name, no address, nothing that names a person.

    Every question may stay open. A value that is not understood counts as open and is told at its field.
    """

    country = _pick(_("Country of the enterprise"))
    registered_in = _pick(_("Registered in"))
    enterprise_type = _ticks(_("Type of enterprise"), EnterpriseType.choices)
    qualification = _ticks(
        _("Qualifications"), [*Qualification.choices, (NONE, pgettext_lazy("qualifications", "None of these"))]
    )
    industry = _pick(_("Industry"))
    mode = _pick(_("Way to settle"))
    staff = _count(_("Staff"), 10_000_000)
    years = _count(_("Years since founding"), 1_000)
    investment = _amount(_("Planned investment"), max_digits=17)
    currency = _pick(_("Currency"))
    area = _amount(_("Area needed (m²)"), max_digits=11)

    def __init__(self, query: QueryDict, *, known: Known) -> None:
        super().__init__(query, auto_id="precheck_%s")
        for name in ("country", "registered_in", "industry", "mode"):
            self._offer(name, list(known.names.get(name, {}).items()))
        in_rates = sorted({currency for pair in known.rates for currency in pair} - set(CURRENCIES))
        self._offer("currency", [(code, code) for code in (*CURRENCIES, *in_rates)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [CANNOT_SAY, *choices]

    def profile(self) -> Profile:
        """The answers that were understood; call it after `is_valid()`."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None, [])}
        answers: dict[str, Any] = {name: given.get(name) for name in ConditionAttribute.values if name in self.fields}
        for name in MANY:
            answers[name] = frozenset(given[name]) - {NONE} if name in given else None
        if "investment" in given:
            answers["investment"] = Money(given["investment"], given.get("currency", ""))
        for name in ("staff", "years"):
            answers[name] = Decimal(given[name]) if name in given else None
        return Profile(**answers)
