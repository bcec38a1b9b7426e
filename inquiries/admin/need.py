"""What the enterprise said it needs, as lines of label and value; what it did not say is left out."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common import measures
from inquiries.models import Inquiry, Requirement
from parks.models import Park

Line = tuple[str | Promise, Any]


def answers(inquiry: Inquiry, parks: Iterable[Park]) -> list[Line]:
    """`parks` are those whose spaces the reader may know of: another park's are nobody's business here."""
    lines: list[Line] = [
        (_("Settlement mode"), inquiry.mode),
        (_("Readiness"), inquiry.get_readiness_display()),
        (_("Wants to visit"), _("yes") if inquiry.visit_wanted else ""),
    ]
    with suppress(ObjectDoesNotExist):  # an inquiry may come without structured needs
        lines += _need(inquiry.requirement, parks)
    return [(label, value) for label, value in lines if value not in (None, "")]


def _need(need: Requirement, parks: Iterable[Park]) -> list[Line]:
    field = Requirement._meta.get_field
    plain = ("special_needs", "staff_now", "staff_12", "staff_36")
    flags = ("emissions", "waste_water", "noise", "hazardous")
    return [
        (_("Kinds of space"), _joined(need.space_types.all())),
        (_("Spaces asked for"), _joined(need.spaces.filter(park__in=parks).select_related("kind"))),
        (_("Area"), _range(measures.area_range(need.area_min, need.area_max), need.area_min, need.area_max)),
        (_("Power"), measures.quantity(need.power_kva, "kVA") if need.power_kva is not None else ""),
        (_("Clear height"), measures.quantity(need.clear_height, "m") if need.clear_height is not None else ""),
        (_("Floor load"), measures.quantity(need.floor_load, "kN/m²") if need.floor_load is not None else ""),
        *((_first_up(field(name).verbose_name), getattr(need, name)) for name in plain),  # type: ignore[union-attr]
        (_("Move-in"), _window(need)),
        (_("Budget"), _money(need.budget, need.budget_currency, need.get_budget_period_display())),
        (_("Planned investment"), _money(need.investment, need.investment_currency)),
        *((_first_up(field(name).verbose_name), getattr(need, f"get_{name}_display")()) for name in flags),  # type: ignore[union-attr]
    ]


def _joined(rows: Any) -> str:
    return _(", ").join(str(row) for row in rows)


def _range(text: str, low: Any, high: Any) -> str:
    return text if low is not None or high is not None else ""


def _window(need: Requirement) -> str:
    start, end = need.move_in_from, need.move_in_to
    if start and end:
        return f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"
    if start:
        return _("from %(date)s") % {"date": f"{start:%Y-%m-%d}"}
    return _("by %(date)s") % {"date": f"{end:%Y-%m-%d}"} if end else ""


def _money(amount: Any, currency: str, period: str = "") -> str:
    if amount is None:
        return ""
    return " ".join(part for part in (measures.number(amount), currency, period) if part)


def _first_up(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
