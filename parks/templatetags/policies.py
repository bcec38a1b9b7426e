"""Figures of policies as people read them."""

from django import template
from django.utils.translation import gettext as _
from django_countries import countries

from common import measures
from common.languages import local_text
from parks.figures import after_words
from parks.models import Policy, PolicyFigure
from parks.rendering import IN_WORDS

register = template.Library()


def _amount(value: measures.Number, unit: str, label: str) -> str:
    if unit == "year":
        return f"{value:.0f}"
    if unit == "percent":
        return measures.quantity(value, "%")
    return measures.money(value, unit) if measures.is_currency(unit) else measures.quantity(value, label or unit)


@register.filter
def benefit(figure: PolicyFigure) -> str:
    """`more than 50 policies`, `30%, at most CNY 2 million`: what the source says, its own hedge first.

    With a percentage, the unit names the currency of the highest amount.
    """
    hedge = str(figure.get_qualifier_display()) if figure.qualifier else ""
    label = local_text(figure, "unit_label").text
    if figure.qualifier in IN_WORDS:
        unit = after_words(figure.qualifier, label)
        return f"{hedge}{measures.joint(unit)}{unit}"
    text = f"{hedge} {_amount(figure.value, figure.unit, label)}".strip()
    if figure.cap is None:
        return text
    unit = label if figure.unit == "percent" else figure.unit
    return _("%(amount)s, at most %(cap)s") % {"amount": text, "cap": _amount(figure.cap, unit, label)}


@register.filter
def place_of(policy: Policy) -> str:
    """`China · Beijing`; the country alone for a policy of a whole country."""
    country = str(countries.name(policy.country) or policy.country)
    if policy.region is None or policy.region.parent_id is None:
        return country
    return f"{country} · {policy.region}"
