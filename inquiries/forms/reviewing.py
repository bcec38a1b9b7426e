"""What was answered, as lines of label and words in the reader's language: the review before sending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from common.measures import money, number
from inquiries.forms.catalogue import Place, label
from inquiries.forms.fields import PickField
from inquiries.forms.inquiry import InquiryForm
from inquiries.forms.steps import STEPS, WINDOWS
from parks.models import Space

PARTS_OF_MONEY = ("budget_currency", "budget_period", "investment_currency")


@dataclass(frozen=True)
class Section:
    """One step as the review shows it."""

    step: str
    lines: Sequence[tuple[Any, str]]


def sections(form: InquiryForm) -> list[Section]:
    """The answers of a valid form, step by step; what was left open is left out."""
    return [Section(step, list(_lines(form, WINDOWS[step]))) for step in STEPS if WINDOWS[step]]


def _lines(form: InquiryForm, names: Iterable[str]) -> Iterable[tuple[Any, str]]:
    for name in names:
        if name in form.asks and name not in PARTS_OF_MONEY:
            words = _words(form, name)
            if words:
                yield form.fields[name].label, words


def _words(form: InquiryForm, name: str) -> str:
    value, field = form.cleaned_data.get(name), form.fields[name]
    if value in (None, "", [], False):
        return ""
    if name == "budget":
        return money(value, form.cleaned_data["budget_currency"], form.cleaned_data["budget_period"])
    if name == "investment":
        return money(value, form.cleaned_data["investment_currency"])
    if isinstance(field, PickField):
        return _(", ").join(_name(field, one) for one in (value if isinstance(value, list) else [value]))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return _plain(value)


def _name(field: PickField, thing: Any) -> str:
    """A record by its name, a code by the words that the list shows for it."""
    if isinstance(thing, str):
        return str(dict(field.widget.choices).get(thing, thing))
    if isinstance(thing, Place):
        return str(thing)
    if isinstance(thing, Space):
        return f"{label(thing if thing.name else thing.kind)} · {label(thing.park)}"
    return label(thing, "title" if hasattr(thing, "title") else "name")


def _plain(value: Any) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, Decimal):
        return number(value)
    return value.isoformat() if isinstance(value, date) else str(value)
